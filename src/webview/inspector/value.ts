/** A member's value as it is seen: in the colour of its kind, cut where it is long, with nothing hidden. */
import { element } from '../kit/element.ts';
import { marked } from '../kit/marked.ts';
import { dateText } from '../kit/time-words.ts';
import { distance } from '../kit/when.ts';
import { locale, t } from '../kit/words.ts';
import type { JsonNode } from './json-nodes.ts';

/** Characters that show at first, and at most: what is longer is for the JSON view and the clipboard. */
const short = 280;
const maxLength = 20_000;
/** Characters that a list's preview has room for. */
const preview = 90;

/** A scalar's value, or what stands for an object or a list while it is closed. */
export function shownValue(node: JsonNode, time: number | undefined): HTMLElement {
  if (time !== undefined && node.kind === 'number') return timeValue(node, time);
  switch (node.kind) {
    case 'string':
      return element('span', { class: 'value string' }, ...cut(node.text));
    case 'object':
    case 'array':
      return element('span', { class: 'value closed' }, marked(previewOf(node)));
    default:
      return element('span', { class: `value ${node.kind}` }, node.text.slice(0, short));
  }
}

/** The date first: that is what is read. */
function timeValue(node: JsonNode, time: number): HTMLElement {
  return element(
    'span',
    { class: 'value time' },
    element('span', { class: 'date' }, dateText(time, locale)),
    distance(time),
    element('span', { class: 'number' }, node.text),
  );
}

function cut(text: string): (HTMLElement | string)[] {
  if (text === '') return [element('span', { class: 'quiet' }, t('(empty)'))];
  if (text.length <= short) return [marked(text)];
  const shown = marked(text.slice(0, short));
  const all = t('Show all {0} characters', new Intl.NumberFormat(locale).format(text.length));
  const more = element('button', { class: 'link', attributes: { type: 'button' } }, all);
  more.addEventListener('click', () => {
    const rest = text.length > maxLength ? t(' … cut here; copy it to have all of it') : '';
    shown.replaceWith(marked(text.slice(0, maxLength)), rest);
    more.closest<HTMLElement>('[role=treeitem]')?.focus();
    more.remove();
  });
  return [shown, element('span', { class: 'quiet' }, '…'), ' ', more];
}

/** A short list's values in one line; undefined where they do not fit. */
export function inlineOf({ kind, children }: JsonNode): string | undefined {
  if (kind !== 'array' || children.length > preview) return undefined;
  if (children.some(({ node }) => node.children.length > 0 || node.text === '')) return undefined;
  const joined = children.map(({ node }) => node.text).join(', ');
  return joined.length <= preview ? joined : undefined;
}

/** The values of a short list, or how many there are. */
function previewOf(node: JsonNode): string {
  const { kind, children } = node;
  if (children.length === 0) return kind === 'array' ? t('empty list') : t('empty object');
  const inline = inlineOf(node);
  if (inline !== undefined) return inline;
  const count = new Intl.NumberFormat(locale).format(children.length);
  if (kind === 'array') return children.length === 1 ? t('1 entry') : t('{0} entries', count);
  return children.length === 1 ? t('1 member') : t('{0} members', count);
}

/** What a screen reader says of a value. */
export function spokenValue(node: JsonNode, time: number | undefined): string {
  if (time !== undefined && node.kind === 'number') return dateText(time, locale);
  if (node.kind === 'object' || node.kind === 'array') return previewOf(node);
  return node.text.slice(0, 200);
}
