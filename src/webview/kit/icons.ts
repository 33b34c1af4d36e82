/** Small pictures, drawn in the colour of the text around them. */

const paths = {
  error:
    'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1a6 6 0 1 1 0 12A6 6 0 0 1 8 2Zm2.35 3.65a.5.5 0 0 0-.7 0L8 7.29 6.35 5.65a.5.5 0 1 0-.7.7L7.29 8 5.65 9.65a.5.5 0 0 0 .7.7L8 8.71l1.65 1.64a.5.5 0 0 0 .7-.7L8.71 8l1.64-1.65a.5.5 0 0 0 0-.7Z',
  warning:
    'M7.13 2.5a1 1 0 0 1 1.74 0l5.5 10A1 1 0 0 1 13.5 14h-11a1 1 0 0 1-.87-1.5l5.5-10ZM8 3 2.5 13h11L8 3Zm0 2.75c.28 0 .5.22.5.5v3.5a.5.5 0 0 1-1 0v-3.5c0-.28.22-.5.5-.5ZM8 11a.65.65 0 1 1 0 1.3A.65.65 0 0 1 8 11Z',
  info: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1a6 6 0 1 1 0 12A6 6 0 0 1 8 2Zm0 5c.28 0 .5.22.5.5v3.75a.5.5 0 0 1-1 0V7.5c0-.28.22-.5.5-.5Zm0-2.6a.7.7 0 1 1 0 1.4.7.7 0 0 1 0-1.4Z',
  good: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1a6 6 0 1 1 0 12A6 6 0 0 1 8 2Zm3.35 3.65c.2.2.2.5 0 .7l-4 4a.5.5 0 0 1-.7 0l-2-2a.5.5 0 1 1 .7-.7L7 9.29l3.65-3.64c.2-.2.5-.2.7 0Z',
  unknown:
    'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1a6 6 0 1 1 0 12A6 6 0 0 1 8 2Zm0 2.5A2.1 2.1 0 0 0 5.9 6.6a.5.5 0 0 0 1 0 1.1 1.1 0 1 1 1.86.8C8.2 8 7.5 8.5 7.5 9.6a.5.5 0 0 0 1 0c0-.6.32-.86.95-1.47A2.1 2.1 0 0 0 8 4.5Zm0 6.6a.65.65 0 1 0 0 1.3.65.65 0 0 0 0-1.3Z',
  note: 'M8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4Z',
  waiting: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 1a6 6 0 1 1 0 12A6 6 0 0 1 8 2Z',
  calendar:
    'M5 1.5a.5.5 0 0 1 1 0V3h4V1.5a.5.5 0 0 1 1 0V3h1.5A1.5 1.5 0 0 1 14 4.5v8a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 2 12.5v-8A1.5 1.5 0 0 1 3.5 3H5V1.5ZM3 7v5.5c0 .28.22.5.5.5h9a.5.5 0 0 0 .5-.5V7H3Zm10-1V4.5a.5.5 0 0 0-.5-.5h-9a.5.5 0 0 0-.5.5V6h10Z',
  chevron: 'M5.65 3.65a.5.5 0 0 1 .7 0l4 4c.2.2.2.5 0 .7l-4 4a.5.5 0 1 1-.7-.7L9.29 8 5.65 4.35a.5.5 0 0 1 0-.7Z',
} as const;
export type IconName = keyof typeof paths;

const svg = 'http://www.w3.org/2000/svg';

/** A picture beside words that say the same; hidden from screen readers. */
export function icon(name: IconName): SVGSVGElement {
  const made = document.createElementNS(svg, 'svg');
  made.setAttribute('viewBox', '0 0 16 16');
  made.setAttribute('class', `icon icon-${name}`);
  made.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svg, 'path');
  path.setAttribute('d', paths[name]);
  made.append(path);
  return made;
}
