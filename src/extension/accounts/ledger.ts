/** Transactions as the text of an editor: facts, sums of what is booked, and a table that grows with each page. */
import type { BankObject } from '../../tpp/accounts/pages.ts';
import { textAt } from '../../tpp/accounts/text-at.ts';
import { facts, Table } from './layout.ts';
import { balanceText, moneyText, Totals } from './money.ts';
import { cut, oneLine } from './safe-text.ts';

/** Rows beyond these are counted and summed but not shown: the text would be too long for an editor. */
export const shownRows = 200_000;

/** The words around the numbers, in the user's language. */
export interface LedgerWords {
  date: string;
  description: string;
  amount: string;
  balance: string;
  status: string;
  transactions: string;
  moneyIn: string;
  moneyOut: string;
  pending(count: number): string;
  unread(count: number): string;
  none: string;
  more(count: number): string;
}

export class Ledger {
  readonly #words: LedgerWords;
  readonly #table: Table;
  readonly #totals = new Totals();
  #count = 0;
  #pending = 0;

  constructor(words: LedgerWords) {
    this.#words = words;
    this.#table = new Table([
      { head: words.date },
      { head: words.description },
      { head: words.amount, right: true },
      { head: words.balance, right: true },
      { head: words.status },
    ]);
  }

  /** How many transactions were added. */
  get count(): number {
    return this.#count;
  }

  add(transactions: readonly BankObject[]): void {
    for (const transaction of transactions) {
      this.#count += 1;
      const { Amount, CreditDebitIndicator, Balance } = transaction;
      const status = oneLine(textAt(transaction, 'Status'));
      if (isBooked(status)) this.#totals.add(Amount, CreditDebitIndicator);
      else this.#pending += 1;
      if (this.#table.length >= shownRows) continue;
      this.#table.add([
        oneLine(textAt(transaction, 'BookingDateTime').slice(0, 10)),
        cut(describe(transaction), 60),
        moneyText(Amount, CreditDebitIndicator),
        balanceText(Reflect.get(Object(Balance), 'Amount'), Reflect.get(Object(Balance), 'CreditDebitIndicator')),
        status,
      ]);
    }
  }

  /** The whole text. `around` are facts above the sums, `note` a line on how far the reading came. */
  text(around: readonly (readonly [string, string])[], note?: string): string {
    const words = this.#words;
    const { moneyIn, moneyOut, unread } = this.#totals;
    const count = [
      this.#count.toLocaleString('en-GB'),
      ...(this.#pending > 0 ? [words.pending(this.#pending)] : []),
      ...(unread > 0 ? [words.unread(unread)] : []),
    ].join(', ');
    const head = facts([...around, [words.transactions, count], [words.moneyIn, moneyIn], [words.moneyOut, moneyOut]]);
    const hidden = this.#count - this.#table.length;
    const body = this.#count === 0 ? `${words.none}\n` : this.#table.text();
    return `${head}${note ? `\n${note}\n` : ''}\n${body}${hidden > 0 ? `\n${words.more(hidden)}\n` : ''}`;
  }
}

/** `Booked` in version 3.1, `BOOK` in 4.0; a bank that says nothing means booked. */
function isBooked(status: string): boolean {
  return status === '' || /^book(ed)?$/i.test(status);
}

function describe(transaction: BankObject): string {
  const names = [
    ['TransactionInformation'],
    ['MerchantDetails', 'MerchantName'],
    ['TransactionReference'],
    ['TransactionId'],
  ];
  for (const path of names) {
    const text = oneLine(textAt(transaction, ...path));
    if (text !== '') return text;
  }
  return '';
}
