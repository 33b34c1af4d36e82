/** The details of a row: every field that can be read, and the bank's own object as text. */
import type { ToTransactionsPage } from '../../messages/transactions.ts';
import { button } from '../kit/controls.ts';
import { type Child, element, fill } from '../kit/element.ts';
import { icon } from '../kit/icons.ts';
import { marked } from '../kit/marked.ts';
import { t } from '../kit/words.ts';
import { codeText } from './columns.ts';
import type { Row } from './model/table.ts';
import { balanceName, dates, moneyText, statusExplanation, statusText } from './model/words.ts';

export interface DetailsEvents {
  onClose(): void;
  onOpenRaw(row: number): void;
  onCopy(row: number): void;
  /** The bank's own object is wanted; {@link Details.raw} takes it. */
  onRaw(row: number): void;
}

export class Details {
  readonly view = element('aside', {
    class: 'details',
    attributes: { 'aria-label': t('Details'), hidden: true },
  });
  readonly #events: DetailsEvents;
  readonly #raw = element('pre', { class: 'raw', attributes: { tabindex: 0, 'aria-label': t('What the bank sent') } });
  readonly #close: HTMLElement;
  #row = -1;

  constructor(events: DetailsEvents) {
    this.#events = events;
    this.#close = button(t('Close'), () => events.onClose());
    this.view.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      events.onClose();
    });
  }

  get open(): boolean {
    return !this.view.hidden;
  }

  close(): void {
    this.view.hidden = true;
    this.#row = -1;
  }

  focus(): void {
    this.#close.focus();
  }

  show(row: Row): void {
    this.view.hidden = false;
    if (this.#row === row.row) return;
    this.#row = row.row;
    fill(this.#raw, t('Asking…'));
    const { onOpenRaw, onCopy, onRaw } = this.#events;
    fill(
      this.view,
      element(
        'div',
        { class: 'details-head' },
        element('h2', {}, marked(row.description || row.merchant || row.counterparty || t('Without a description'))),
        this.#close,
      ),
      amountLine(row),
      ...row.marks.map(({ label, explanation }) =>
        element(
          'p',
          { class: 'mark-line' },
          icon('warning'),
          element('span', {}, element('strong', {}, label), ' ', explanation),
        ),
      ),
      element('dl', { class: 'fields' }, ...fieldsOf(row).flatMap(field)),
      element('h3', {}, t('What the bank sent')),
      this.#raw,
      element(
        'div',
        { class: 'actions' },
        button(t('Open in Editor'), () => onOpenRaw(row.row)),
        button(t('Copy'), () => onCopy(row.row)),
      ),
    );
    onRaw(row.row);
  }

  raw({ row, json }: Extract<ToTransactionsPage, { type: 'raw' }>): void {
    if (row !== this.#row) return;
    fill(this.#raw, ...json.split('\n').flatMap((text): Child[] => [marked(text), '\n']));
  }
}

function amountLine(row: Row): HTMLElement {
  const { amount, direction, currency, status, mutable } = row;
  return element(
    'p',
    { class: 'details-amount' },
    element(
      'span',
      { class: `figure ${direction === 'credit' ? 'in' : direction === 'debit' ? 'out' : 'unsure'}` },
      amount === undefined ? t('Unreadable') : moneyText(amount, currency, direction !== undefined),
    ),
    element('span', { class: `pill status-${status}` }, statusText(status)),
    mutable && element('span', { class: 'pill' }, t('may change')),
  );
}

type Field = readonly [label: string, value: string, explanation?: string];

function fieldsOf(row: Row): Field[] {
  const fields: Field[] = [
    [t('Booked'), dates.moment(row.booked)],
    [t('Value date'), dates.moment(row.value)],
    [t('Account'), row.account ? [row.account.name, row.account.number].filter(Boolean).join(' · ') : t('Unknown')],
    [
      t('Direction'),
      row.direction === 'credit'
        ? t('Credit: money in')
        : row.direction === 'debit'
          ? t('Debit: money out')
          : t('Not said'),
    ],
    [t('Status'), row.statusWord || statusText(row.status), statusExplanation(row.status)],
    [t('Merchant'), row.merchant],
    [t('Merchant category'), row.merchantCategory],
    [t('Counterparty'), row.counterparty],
    [t('Category'), codeText(row.code)],
    [t('Bank’s code'), row.proprietaryCode],
    [t('Reference'), row.reference],
    [
      t('Balance after'),
      row.balance === undefined ? '' : moneyText(row.balance, row.currency),
      row.balanceType === '' ? undefined : balanceName(row.balanceType),
    ],
    [t('Transaction id'), row.id],
  ];
  return fields.filter(([, value]) => value !== '');
}

function field([label, value, explanation]: Field): Node[] {
  return [
    element('dt', {}, label),
    element(
      'dd',
      {},
      marked(value),
      explanation !== undefined && element('span', { class: 'quiet explanation' }, explanation),
    ),
  ];
}
