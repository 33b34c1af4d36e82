/** How long it is to a time or since, kept current while it is shown. */
import { element } from './element.ts';
import { relative } from './time-words.ts';
import { locale } from './words.ts';

const shown = new Map<HTMLElement, number>();
setInterval(tick, 1000);

/** An element that says how long it is to go or ago, for as long as it is in the page. */
export function distance(at: number): HTMLElement {
  const made = element('span', { class: 'distance' }, relative(at, Date.now(), locale));
  shown.set(made, at);
  return made;
}

function tick(): void {
  const now = Date.now();
  for (const [made, at] of shown) {
    if (!made.isConnected) {
      // It may stand in a part that is built and not put into the page yet: it has another second.
      if (made.dataset.away === 'true') shown.delete(made);
      made.dataset.away = 'true';
      continue;
    }
    const text = relative(at, now, locale);
    if (made.textContent !== text) made.textContent = text;
  }
}
