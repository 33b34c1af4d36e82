/** The groups beside the grid: each with its sums, and the way to see its rows alone. */
import type { Grouping } from '../../messages/transactions.ts';
import { countText, dates, line, moneyText } from '../grid/words.ts';
import { element, fill } from '../kit/element.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';
import { codeText } from './columns.ts';
import type { Group } from './model/groups.ts';

/** More than these would be a list that nobody reads. */
const maxGroups = 400;

export class Groups {
  readonly view = element('nav', { class: 'groups', attributes: { 'aria-label': t('Groups'), hidden: true } });
  readonly #onChoose: (key: string | undefined) => void;

  /** @param onChoose called with a group's key, or undefined for all */
  constructor(onChoose: (key: string | undefined) => void) {
    this.#onChoose = onChoose;
  }

  hide(): void {
    this.view.hidden = true;
  }

  show(by: Grouping, groups: readonly Group[], chosen: string | undefined, rows: number): void {
    const focused = this.view.contains(document.activeElement);
    this.view.hidden = false;
    const shown = groups.slice(0, maxGroups);
    fill(
      this.view,
      this.#item(undefined, t('All'), rows, [], chosen === undefined),
      ...shown.map(({ key, start, end, totals }) =>
        this.#item(
          key,
          nameOf(by, key),
          end - start,
          totals.sums.map(({ net, currency }) => ({ text: moneyText(net, currency, true), negative: net < 0n })),
          chosen === key,
        ),
      ),
      groups.length > shown.length &&
        element(
          'p',
          { class: 'quiet' },
          groups.length - shown.length === 1
            ? t('1 more group: search or filter to see it.')
            : t('{0} more groups: search or filter to see them.', countText(groups.length - shown.length)),
        ),
    );
    if (focused) this.view.querySelector<HTMLElement>('[aria-current]')?.focus();
  }

  #item(
    key: string | undefined,
    name: string,
    count: number,
    nets: { text: string; negative: boolean }[],
    current: boolean,
  ): HTMLElement {
    return element(
      'button',
      {
        class: 'group',
        attributes: { type: 'button', 'aria-current': current ? 'true' : undefined },
        on: { click: () => this.#onChoose(key) },
      },
      element('span', { class: 'group-name' }, marked(name)),
      element('span', { class: 'quiet' }, countText(count)),
      ...nets.map(({ text, negative }) => element('span', { class: `group-net ${negative ? 'out' : 'in'}` }, text)),
    );
  }
}

function nameOf(by: Grouping, key: string): string {
  if (key === '')
    return by === 'month' ? t('Without a date') : by === 'merchant' ? t('Without a merchant') : t('Without a category');
  return by === 'month' ? dates.month(key) : by === 'code' ? codeText(key) : line(key);
}
