/** What stands in the place of rows where there are none, and the way back to them. */
import { countText } from '../grid/words.ts';
import { button } from '../kit/controls.ts';
import { element, fill } from '../kit/element.ts';
import { t } from '../kit/words.ts';

export class NothingListed {
  readonly view = element('div', { class: 'empty', attributes: { hidden: true } });
  readonly #onShowAll: () => void;

  constructor(onShowAll: () => void) {
    this.#onShowAll = onShowAll;
  }

  hide(): void {
    this.view.hidden = true;
  }

  /** @param count of all rows, which the search leaves out */
  show(title: string, count: number): void {
    this.view.hidden = false;
    if (count === 0) {
      fill(
        this.view,
        element('h2', {}, t('{0}: none', title)),
        element('p', {}, t('The bank answered, and its list is empty.')),
      );
      return;
    }
    fill(
      this.view,
      element('h2', {}, t('Nothing matches')),
      element(
        'p',
        {},
        count === 1
          ? t('1 row is left out by the search.')
          : t('{0} rows are left out by the search.', countText(count)),
      ),
      button(t('Show All'), this.#onShowAll),
    );
  }
}
