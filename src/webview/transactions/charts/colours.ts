/** The theme's colours for what is drawn on a canvas, which no style sheet reaches. */

export interface Colours {
  text: string;
  grid: string;
  in: string;
  out: string;
  /** For lines side by side. */
  lines: string[];
  font: string;
  /** High contrast: no translucent areas, thicker lines. */
  contrast: boolean;
}

export function coloursNow(): Colours {
  const style = getComputedStyle(document.body);
  const read = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const text = read('--vscode-foreground', style.color);
  const contrast = /vscode-high-contrast/.test(document.body.className);
  return {
    text: contrast ? text : read('--vscode-descriptionForeground', text),
    grid: `color-mix(in srgb, ${text} ${contrast ? 35 : 12}%, transparent)`,
    in: read('--vscode-charts-green', text),
    out: read('--vscode-charts-red', text),
    lines: ['blue', 'purple', 'yellow', 'green'].map((name) => read(`--vscode-charts-${name}`, text)),
    font: `11px ${read('--vscode-font-family', 'sans-serif')}`,
    contrast,
  };
}

/** Calls back when the theme becomes another. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
