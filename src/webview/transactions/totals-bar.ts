/** The line below the grid: how many rows, and what they add up to in each currency. */

import { countText, line, moneyText } from '../grid/words.ts';
import { element, fill } from '../kit/element.ts';
import { t } from '../kit/words.ts';
import type { Sum, Totals } from './model/sums.ts';

export interface TotalsShown {
  totals: Totals;
  /** Rows of the view and of the table. */
  shown: number;
  all: number;
  selected: number;
}

export class TotalsBar {
  readonly view = element('footer', { class: 'totals', attributes: { 'aria-label': t('Totals') } });
  readonly #counts = element('div', { class: 'counts', attributes: { role: 'status' } });
  readonly #sums = element('div', { class: 'sums' });

  constructor() {
    this.view.append(this.#counts, this.#sums);
  }

  show({ totals, shown, all, selected }: TotalsShown): void {
    const rows =
      selected > 0
        ? t('{0} of {1} selected', countText(selected), countText(shown))
        : shown === all
          ? all === 1
            ? t('1 transaction')
            : t('{0} transactions', countText(all))
          : t('{0} of {1} transactions', countText(shown), countText(all));
    fill(
      this.#counts,
      element('span', { class: 'strong' }, rows),
      ...leftOut(totals).map((text) => element('span', { class: 'quiet' }, text)),
    );
    fill(this.#sums, ...totals.sums.map(sumLine));
  }
}

/** What is in no sum, and why. */
function leftOut({ pending, mutable, unread, other }: Totals): string[] {
  return [
    ...(pending > 0 ? [t('{0} not booked, not counted', countText(pending))] : []),
    ...(mutable > 0 ? [t('{0} may change, not counted', countText(mutable))] : []),
    ...(unread > 0 ? [t('{0} unreadable, not counted', countText(unread))] : []),
    ...(other > 0 ? [t('{0} without money, not counted', countText(other))] : []),
  ];
}

function sumLine({ currency, in: moneyIn, out, net }: Sum): HTMLElement {
  const figure = (label: string, units: bigint, look: string) =>
    element(
      'div',
      { class: 'sum' },
      element('dt', {}, label),
      element('dd', { class: look }, moneyText(units, currency, true)),
    );
  return element(
    'dl',
    { attributes: { 'aria-label': t('Totals in {0}', line(currency) || t('no currency')) } },
    figure(t('In'), moneyIn, 'in'),
    figure(t('Out'), out, 'out'),
    figure(t('Net'), net, 'net'),
  );
}
