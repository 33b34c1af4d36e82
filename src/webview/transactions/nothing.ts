/** What stands in the place of rows where there are none, and the way back to them. */

import { countText } from '../grid/words.ts';
import { button } from '../kit/controls.ts';
import { element, fill } from '../kit/element.ts';
import { t } from '../kit/words.ts';

export class Nothing {
  readonly view = element('div', { class: 'empty', attributes: { hidden: true } });
  readonly #onShowAll: () => void;

  constructor(onShowAll: () => void) {
    this.#onShowAll = onShowAll;
  }

  hide(): void {
    this.view.hidden = true;
  }

  /** @param count of all rows, which search and filters leave out */
  show(count: number): void {
    this.view.hidden = false;
    const text = (title: string, sentence: string): HTMLElement[] => [
      element('h2', {}, title),
      element('p', {}, sentence),
    ];
    if (count === 0) {
      const why = t('The bank answered, and its list is empty. A consent’s own period limits what is asked.');
      fill(this.view, ...text(t('No transactions in this period'), why));
      return;
    }
    const leftOut =
      count === 1
        ? t('1 transaction is left out by the search and the filters.')
        : t('{0} transactions are left out by the search and the filters.', countText(count));
    fill(this.view, ...text(t('No transaction matches'), leftOut), button(t('Show All'), this.#onShowAll));
  }
}
