/** What is looked for: search, filters, grouping, and what is done with what was found. */
import { comparisonStates, type Filter, type Grouping, type Looking, statuses } from '../../messages/transactions.ts';
import { plainAmount, readUnits } from '../grid/money.ts';
import { days, line } from '../grid/words.ts';
import {
  button,
  type Choice,
  type ChoiceField,
  checkbox,
  dayField,
  dropdown,
  type Field,
  textField,
} from '../kit/controls.ts';
import { element, fill } from '../kit/element.ts';
import { type MenuItem, menuButton } from '../kit/menu.ts';
import { t } from '../kit/words.ts';
import type { Seen } from './columns.ts';
import { codeText } from './columns.ts';
import { statesToChoose, stateText } from './comparison.ts';
import type { WordColumn } from './model/columns.ts';
import type { TransactionTable } from './model/table.ts';
import { statusText } from './model/words.ts';

export interface ToolbarEvents {
  onSearch(text: string): void;
  onFilter(filter: Filter): void;
  onGroup(by: Grouping | undefined): void;
  onPending(included: boolean): void;
  onCharts(shown: boolean): void;
  onExport(format: 'csv' | 'json' | 'ofx'): void;
  onCopy(): void;
  onRefresh(): void;
  /** The arrow down in the search: to what it found. */
  onDown(): void;
  /** The columns to switch on and off. */
  columns(): readonly MenuItem[];
}

/** The value of a list's first choice, which leaves the filter out. */
const any = '';
/** Choices of a list beyond these are reached by the search. */
const maxChoices = 500;
/** Milliseconds without a key after which a search begins. */
const typing = 120;

export class Toolbar {
  readonly view: HTMLElement;
  readonly #events: ToolbarEvents;
  readonly #search: Field<string>;
  readonly #group: ChoiceField;
  readonly #pending: Field<boolean>;
  readonly #filtersButton: HTMLElement;
  readonly #chartsButton: HTMLElement;
  readonly #filters: HTMLElement;
  readonly #clear: HTMLElement;
  readonly #direction: ChoiceField;
  readonly #lists: Record<
    'statuses' | 'accounts' | 'codes' | 'merchants' | 'currencies' | 'marks' | 'comparison',
    ChoiceField
  >;
  readonly #from: Field<string>;
  readonly #to: Field<string>;
  readonly #minAmount: Field<string>;
  readonly #maxAmount: Field<string>;
  #filter: Filter = {};
  #chartsShown = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(events: ToolbarEvents) {
    this.#events = events;
    this.#search = textField(t('Search'), (text) => this.#typed(() => events.onSearch(text)), {
      placeholder: t('Words, names, amounts'),
    });
    this.#search.element.classList.add('search');
    this.#search.element.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown' || event.isComposing) return;
      event.preventDefault();
      events.onDown();
    });
    this.#direction = dropdown(
      t('Money in or out'),
      [
        { value: any, label: t('In and out') },
        { value: 'credit', label: t('Money in') },
        { value: 'debit', label: t('Money out') },
      ],
      (value) => this.#change({ direction: value === 'credit' || value === 'debit' ? value : undefined }),
    );
    this.#group = dropdown(
      t('Group by'),
      [
        { value: any, label: t('Not grouped') },
        { value: 'month', label: t('By month') },
        { value: 'merchant', label: t('By merchant') },
        { value: 'code', label: t('By category') },
      ],
      (value) => events.onGroup(value === 'month' || value === 'merchant' || value === 'code' ? value : undefined),
    );
    this.#pending = checkbox(t('Pending'), (included) => events.onPending(included));
    this.#pending.element.title = t('Count what is not booked yet, or may still change, in totals and charts');
    this.#filtersButton = button(t('Filters'), () => this.#showFilters(this.#filters.hidden === true));
    this.#chartsButton = button(t('Charts'), () => events.onCharts(!this.#chartsShown));
    this.#clear = button(t('Clear'), () => events.onFilter({}));
    this.#from = dayField(t('Booked from'), days, (day) => this.#change({ from: day || undefined }));
    this.#to = dayField(t('Booked to'), days, (day) => this.#change({ to: day || undefined }));
    this.#minAmount = this.#amountField(t('Least amount'));
    this.#maxAmount = this.#amountField(t('Greatest amount'));
    const list = (name: string, apply: (value: string | undefined) => Filter): ChoiceField =>
      dropdown(name, [], (value) => this.#change(apply(value === any ? undefined : value)));
    const one = <Value>(value: Value | undefined): Value[] | undefined => (value === undefined ? undefined : [value]);
    this.#lists = {
      statuses: list(t('Status'), (value) => ({ statuses: one(statuses.find((status) => status === value)) })),
      accounts: list(t('Account'), (value) => ({ accounts: one(value) })),
      codes: list(t('Category'), (value) => ({ codes: one(value) })),
      merchants: list(t('Merchant'), (value) => ({ merchants: one(value) })),
      currencies: list(t('Currency'), (value) => ({ currencies: one(value) })),
      marks: list(t('Remarks'), (value) => ({ marks: one(value) })),
      comparison: list(t('Change'), (value) => ({
        comparison: one(comparisonStates.find((state) => state === value)),
      })),
    };
    this.#filters = element(
      'div',
      { class: 'filters', attributes: { role: 'group', 'aria-label': t('Filters') } },
      labelled(t('Booked from'), this.#from.element),
      labelled(t('to'), this.#to.element),
      labelled(t('Amount from'), this.#minAmount.element),
      labelled(t('to'), this.#maxAmount.element),
      ...Object.values(this.#lists).map(({ element: made }) => labelled(made.getAttribute('aria-label') ?? '', made)),
      this.#clear,
    );
    const buttons = element(
      'div',
      { class: 'buttons' },
      menuButton(t('Export'), () => [
        { label: t('CSV, for spreadsheets…'), choose: () => events.onExport('csv') },
        { label: t('JSON, as the bank sent it…'), choose: () => events.onExport('json') },
        { label: t('OFX, for accounting…'), choose: () => events.onExport('ofx') },
        { label: t('Copy as text'), choose: () => events.onCopy() },
      ]),
      menuButton(t('Columns'), () => events.columns()),
      button(t('Refresh'), () => events.onRefresh()),
    );
    this.view = element(
      'div',
      { class: 'toolbar', attributes: { role: 'search', 'aria-label': t('Search and filter') } },
      element(
        'div',
        { class: 'tools' },
        this.#search.element,
        this.#direction.element,
        this.#group.element,
        this.#filtersButton,
        this.#chartsButton,
        this.#pending.element,
        buttons,
      ),
      this.#filters,
    );
    this.#showFilters(false);
  }

  focusSearch(): void {
    this.#search.element.focus();
  }

  /** Shows what is looked at, after a change from elsewhere. */
  show({ search, filter = {}, group, counting, panel }: Looking): void {
    this.#filter = filter;
    this.#search.value = search ?? '';
    this.#direction.value = filter.direction ?? any;
    this.#group.value = group ?? any;
    this.#pending.value = counting?.pending ?? false;
    this.#from.value = filter.from ?? '';
    this.#to.value = filter.to ?? '';
    this.#minAmount.value =
      amountOf(filter.amount?.from) || (readUnits(this.#minAmount.value) === undefined ? this.#minAmount.value : '');
    this.#maxAmount.value =
      amountOf(filter.amount?.to) || (readUnits(this.#maxAmount.value) === undefined ? this.#maxAmount.value : '');
    for (const name of listNames) this.#lists[name].value = filter[name]?.[0] ?? any;
    const count = Object.entries(filter).filter(([name, value]) => name !== 'direction' && value !== undefined).length;
    fill(this.#filtersButton, count === 0 ? t('Filters') : t('Filters ({0})', count));
    this.#clear.hidden = Object.values(filter).every((value) => value === undefined);
    this.#chartsShown = panel === 'charts';
    this.#chartsButton.setAttribute('aria-pressed', String(this.#chartsShown));
    this.#chartsButton.classList.toggle('pressed', this.#chartsShown);
  }

  /** Gives the lists what the rows hold. */
  offer(table: TransactionTable, seen: Seen, comparison: Uint8Array | undefined): void {
    const { accounts, marksKnown } = table;
    const choices: Record<(typeof listNames)[number], Choice[]> = {
      statuses: seen.statuses
        .map((place) => statuses[place] ?? 'unknown')
        .map((value) => ({ value, label: statusText(value) })),
      accounts: accounts.map(({ id, name }) => ({ value: id, label: line(name, 40) })),
      codes: wordChoices(table.code, codeText),
      merchants: wordChoices(table.merchant, line),
      currencies: wordChoices(table.currency, line),
      marks: seen.marks ? marksKnown.map(({ id, label }) => ({ value: id, label })) : [],
      comparison: comparison ? statesToChoose.map((value) => ({ value, label: stateText(value) })) : [],
    };
    for (const name of listNames) {
      const field = this.#lists[name];
      field.choices([{ value: any, label: t('All') }, ...choices[name]]);
      field.value = this.#filter[name]?.[0] ?? any;
      const labelElement = field.element.parentElement;
      if (labelElement) labelElement.hidden = choices[name].length < 2;
    }
  }

  #change(change: Filter): void {
    this.#events.onFilter({ ...this.#filter, ...change });
  }

  #typed(act: () => void): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(act, typing);
  }

  #amountField(label: string): Field<string> {
    const field = textField(
      label,
      () =>
        this.#typed(() => {
          const [from, to] = [
            readUnits(this.#minAmount.value)?.toString(),
            readUnits(this.#maxAmount.value)?.toString(),
          ];
          this.#change({ amount: from === undefined && to === undefined ? undefined : { from, to } });
        }),
      { size: 8 },
    );
    return field;
  }

  #showFilters(shown: boolean): void {
    this.#filters.hidden = !shown;
    this.#filtersButton.setAttribute('aria-expanded', String(shown));
    this.#filtersButton.classList.toggle('pressed', shown);
  }
}

const listNames = ['statuses', 'accounts', 'codes', 'merchants', 'currencies', 'marks', 'comparison'] as const;

function amountOf(units: string | undefined): string {
  return units === undefined ? '' : plainAmount(BigInt(units));
}

function labelled(label: string, control: HTMLElement): HTMLElement {
  return element(
    'div',
    { class: 'labelled' },
    element('span', { class: 'quiet', attributes: { 'aria-hidden': true } }, label),
    control,
  );
}

function wordChoices({ words }: WordColumn, show: (word: string) => string): Choice[] {
  const count = Math.min(words.count, maxChoices + 1);
  return Array.from({ length: Math.max(0, count - 1) }, (_, place) => words.text(place + 1))
    .map((value) => ({ value, label: show(value).slice(0, 60) }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
