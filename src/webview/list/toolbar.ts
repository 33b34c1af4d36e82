/** What is looked for in a list, and what is done with what was found. */
import { button, type Field, textField } from '../kit/controls.ts';
import { element } from '../kit/element.ts';
import { type MenuItem, menuButton } from '../kit/menu.ts';
import { t } from '../kit/words.ts';

export interface ListToolbarEvents {
  onSearch(text: string): void;
  onExport(format: 'csv' | 'json'): void;
  onCopy(): void;
  onRefresh(): void;
  /** The arrow down in the search: to what it found. */
  onDown(): void;
  /** The columns to switch on and off. */
  columns(): readonly MenuItem[];
}

/** Milliseconds without a key after which a search begins. */
const typing = 120;

export class ListToolbar {
  readonly view: HTMLElement;
  readonly #search: Field<string>;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(events: ListToolbarEvents) {
    const search = textField(
      t('Search'),
      (text) => {
        clearTimeout(this.#waiting);
        this.#waiting = setTimeout(() => events.onSearch(text), typing);
      },
      { placeholder: t('Words, names, amounts') },
    );
    this.#search = search;
    search.element.classList.add('search');
    search.element.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown' || event.isComposing) return;
      event.preventDefault();
      events.onDown();
    });
    this.view = element(
      'div',
      { class: 'toolbar', attributes: { role: 'search', 'aria-label': t('Search') } },
      element(
        'div',
        { class: 'tools' },
        search.element,
        element(
          'div',
          { class: 'buttons' },
          menuButton(t('Export'), () => [
            { label: t('CSV, for spreadsheets…'), choose: () => events.onExport('csv') },
            { label: t('JSON, as the bank sent it…'), choose: () => events.onExport('json') },
            { label: t('Copy as text'), choose: () => events.onCopy() },
          ]),
          menuButton(t('Columns'), () => events.columns()),
          button(t('Refresh'), () => events.onRefresh()),
        ),
      ),
    );
  }

  focusSearch(): void {
    this.#search.element.focus();
  }

  /** Shows what is searched for, after a change from elsewhere. */
  show(search: string): void {
    if (this.#search.value !== search) this.#search.value = search;
  }
}
