/** A part of a token as JSON, in lines that are made as they are asked for. */
import { element } from '../kit/element.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';
import { type JsonWord, jsonLines } from './json-lines.ts';

const atOnce = 500;
/** Characters of one word; the rest is for the clipboard. */
const maxLength = 4000;

export function jsonView(text: string, label: string): HTMLElement {
  const lines = jsonLines(text);
  const code = element('span');
  const more = element('button', { class: 'link', attributes: { type: 'button' } }, t('Show more'));
  const show = (): void => {
    for (let shown = 0; shown < atOnce; shown += 1) {
      const { value: line, done } = lines.next();
      if (done || !line) {
        more.remove();
        return;
      }
      code.append('  '.repeat(line.indent), ...line.words.map(wordOf), '\n');
    }
  };
  more.addEventListener('click', show);
  const pre = element(
    'pre',
    { class: 'json', attributes: { tabindex: 0, role: 'region', 'aria-label': t('{0} as JSON', label) } },
    code,
  );
  const whole = element('div', { class: 'json-view' }, pre, more);
  show();
  return whole;
}

function wordOf({ kind, text }: JsonWord): Node {
  if (kind === 'mark') return new Text(text);
  const shown = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return element('span', { class: kind }, marked(shown));
}
