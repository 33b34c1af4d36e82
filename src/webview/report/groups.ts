/** A group of a report and its items. */
import type { ShownAction, ShownGroup, ShownItem, ShownState } from '../../messages/report.ts';
import { progressRing } from '../kit/controls.ts';
import { element } from '../kit/element.ts';
import { icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { locale, t } from '../kit/words.ts';

/** What pressing does. */
export interface Presses {
  open(id: string): void;
  /** @param about what the button is for, where several have the same title */
  press(action: ShownAction, about?: string): HTMLElement;
}

export function groupSection({ title, layout, items }: ShownGroup, presses: Presses): HTMLElement {
  return element(
    'section',
    { class: 'group' },
    element(
      'h2',
      {},
      element('span', {}, marked(title)),
      ' ',
      element('span', { class: 'count' }, new Intl.NumberFormat(locale).format(items.length)),
    ),
    element(
      'ul',
      { class: layout === 'table' ? 'items table' : 'items' },
      ...items.map((item) => itemElement(item, presses)),
    ),
  );
}

export function stateIcon(state: ShownState): Element {
  return state === 'running' ? progressRing() : icon(state);
}

function stateWord(state: ShownState): string {
  switch (state) {
    case 'error':
      return t('Error');
    case 'warning':
      return t('Warning');
    case 'good':
      return t('Good');
    case 'note':
      return t('Note');
    case 'running':
      return t('Under way');
    case 'waiting':
      return t('Not yet');
  }
}

function itemElement(item: ShownItem, { open, press }: Presses): HTMLElement {
  const { state, text, detail, figure, action } = item;
  return element(
    'li',
    { class: `item ${state}` },
    stateIcon(state),
    element(
      'div',
      { class: 'said' },
      element(
        'div',
        { class: 'first' },
        element(
          'span',
          { class: 'text' },
          element('span', { class: 'hidden-visually' }, `${stateWord(state)}: `),
          marked(text),
        ),
        detail !== undefined && element('span', { class: 'detail' }, marked(detail)),
        figure !== undefined && element('span', { class: 'figure' }, figure),
      ),
      ...below(item, open),
    ),
    action && element('div', { class: 'way' }, press(action, text)),
  );
}

function below({ place, rule, diff, block, try: advice }: ShownItem, open: Presses['open']): (HTMLElement | false)[] {
  return [
    advice !== undefined && element('p', { class: 'try' }, marked(advice)),
    diff !== undefined &&
      element(
        'dl',
        { class: 'diff' },
        element('dt', {}, t('Expected')),
        element('dd', {}, marked(diff.expected)),
        element('dt', {}, t('Found')),
        element('dd', {}, marked(diff.actual)),
      ),
    block !== undefined &&
      element(
        'pre',
        { class: 'block', attributes: { tabindex: 0 } },
        ...block.split('\n').flatMap((line) => [marked(line), '\n']),
      ),
    (place !== undefined || rule !== undefined) &&
      element('p', { class: 'about' }, place && placeElement(place, open), rule && ruleElement(rule)),
  ];
}

function placeElement({ text, id }: NonNullable<ShownItem['place']>, open: Presses['open']): HTMLElement {
  if (id === undefined) return element('span', { class: 'place' }, marked(text));
  return element(
    'button',
    {
      class: 'link place',
      attributes: { type: 'button', 'data-press': `place ${text}` },
      on: { click: () => open(id) },
    },
    marked(text),
  );
}

function ruleElement({ text, url }: NonNullable<ShownItem['rule']>): HTMLElement {
  if (url === undefined || !/^https:\/\//.test(url)) return element('span', { class: 'rule' }, marked(text));
  return element('a', { class: 'link rule', attributes: { href: url } }, marked(text));
}
