/** The bank's transactions as rows of a page: numbered as they come, put in columns, and kept as the bank sent them. */
import { IdIndex } from './id-index.ts';
import type { BankObject } from './pages.ts';
import { RawRows } from './raw-rows.ts';
import { packCodes, type RowColumns, TextPacker, WordPacker } from './row-columns.ts';
import { markBit } from './row-marks.ts';
import { type ReadRow, readRow, rowStatuses } from './row-reader.ts';

/** Bits of a row's `flags`. */
export const rowFlag = {
  /** The amount was read. */
  amount: 1,
  /** With neither of these two nobody knows which way the money went. */
  credit: 2,
  debit: 4,
  mutable: 8,
  /** The bank gave a balance after this row, in the row's currency. */
  balance: 16,
  /** That balance is a booked one. */
  bookedBalance: 32,
  /** An earlier fetch had it, and the bank has it no more. */
  gone: 64,
} as const;

export interface StatementAccount {
  id: string;
  /** Empty where the bank does not say. */
  currency: string;
}

/**
 * Rows of one account or several.
 * @example
 * const rows = new StatementRows([{ id: '1', currency: 'GBP' }]);
 * for await (const { items } of transactionPages(session, '1')) {
 *   rows.add(items, '1');
 *   send(rows.take());
 * }
 */
export class StatementRows {
  /** The bank's own objects. */
  readonly raw = new RawRows();
  readonly #accounts: readonly StatementAccount[];
  readonly #places: Map<string, number>;
  readonly #ids = new IdIndex();
  /** Of every row, as a later one may add to an earlier one's. */
  readonly #marks: number[] = [];
  /** Places in the accounts. */
  readonly #accountOf: number[] = [];
  readonly #withId: boolean[] = [];
  readonly #duplicates = new Set<number>();
  #open = newPackers();
  #first = 0;
  #present = 0;

  constructor(accounts: readonly StatementAccount[]) {
    this.#accounts = accounts;
    this.#places = new Map(accounts.map(({ id }, place) => [id, place]));
  }

  /** How many rows there are. */
  get count(): number {
    return this.raw.count;
  }

  /** How many rows the bank gave in this fetch; those behind them are gone since an earlier one. */
  get present(): number {
    return this.#present;
  }

  /** How many rows were not taken yet. */
  get waiting(): number {
    return this.count - this.#first;
  }

  /** The marks of a row. */
  marks(row: number): number {
    return this.#marks[row] ?? 0;
  }

  /** Which account a row stands with: the one that was asked for, failing that the bank's. */
  account(row: number): string {
    return this.#accounts[this.#accountOf[row] ?? -1]?.id ?? '';
  }

  /** Whether a row has a TransactionId that no other row of its account has. */
  hasUniqueId(row: number): boolean {
    return this.#withId[row] === true && (this.marks(row) & markBit('duplicateId')) === 0;
  }

  /**
   * Takes transactions in.
   * @param asked the account that they were asked for; none when the bank was asked for all
   */
  add(transactions: readonly BankObject[], asked?: string): void {
    for (const transaction of transactions) {
      const own = typeof transaction.AccountId === 'string' ? transaction.AccountId : '';
      this.#add(transaction, this.#places.get(asked ?? own) ?? this.#accounts.length, asked);
      this.#present += 1;
    }
  }

  /** Takes rows of an earlier fetch in behind all others, to be shown as gone: they are in no sum. */
  addGone(earlier: StatementRows, rows: Iterable<number>): void {
    for (const row of rows) {
      const transaction = earlier.raw.object(row);
      if (transaction) this.#add(transaction, earlier.#accountOf[row] ?? 0, undefined, rowFlag.gone);
    }
  }

  #add(transaction: BankObject, account: number, asked: string | undefined, flags = 0): void {
    const read = readRow(transaction, { id: asked, currency: this.#accounts[account]?.currency });
    const row = this.count;
    this.raw.add(transaction);
    this.#marks.push(read.marks);
    this.#accountOf.push(account);
    this.#withId.push(read.id !== '');
    this.#pack(read, account, flags);
    this.#noteId(read, row);
  }

  /** The rows since the last time, for a page. */
  take(): RowColumns {
    const { numbers, words, texts } = this.#open;
    const first = this.#first;
    const earlier = [...this.#duplicates].filter((row) => row < first);
    const columns: RowColumns = {
      first,
      count: this.waiting,
      account: packCodes(numbers.account),
      booked: Float64Array.from(numbers.booked),
      value: Float64Array.from(numbers.value),
      amount: BigInt64Array.from(numbers.amount),
      balance: BigInt64Array.from(numbers.balance),
      status: Uint8Array.from(numbers.status),
      flags: Uint8Array.from(numbers.flags),
      marks: Uint32Array.from(this.#marks.slice(first)),
      remarked: {
        rows: Uint32Array.from(earlier),
        marks: Uint32Array.from(earlier.map((row) => this.marks(row))),
      },
      currency: words.currency.take(),
      balanceType: words.balanceType.take(),
      statusWord: words.statusWord.take(),
      code: words.code.take(),
      proprietaryCode: words.proprietaryCode.take(),
      merchant: words.merchant.take(),
      merchantCategory: words.merchantCategory.take(),
      counterparty: words.counterparty.take(),
      description: texts.description.take(),
      reference: texts.reference.take(),
      id: texts.id.take(),
    };
    this.#open = { ...this.#open, numbers: newNumbers() };
    this.#duplicates.clear();
    this.#first = this.count;
    return columns;
  }

  #pack(read: ReadRow, account: number, flags: number): void {
    const { numbers, words, texts } = this.#open;
    numbers.account.push(account);
    numbers.booked.push(read.booked);
    numbers.value.push(read.value);
    numbers.amount.push(read.amount ?? 0n);
    numbers.balance.push(read.balance ?? 0n);
    numbers.status.push(rowStatuses.indexOf(read.status));
    numbers.flags.push(flagsOf(read) | flags);
    words.currency.add(read.currency);
    words.balanceType.add(read.balanceType);
    words.statusWord.add(read.statusWord);
    words.code.add(read.code);
    words.proprietaryCode.add(read.proprietaryCode);
    words.merchant.add(read.merchant);
    words.merchantCategory.add(read.merchantCategory);
    words.counterparty.add(read.counterparty);
    texts.description.add(read.description);
    texts.reference.add(read.reference);
    texts.id.add(read.id);
  }

  /** An id that came before identifies neither row. */
  #noteId({ id, accountId }: ReadRow, row: number): void {
    if (id === '') return;
    const first = this.#ids.add(`${accountId}\n${id}`, row);
    if (first === undefined) return;
    for (const each of [first, row]) {
      this.#marks[each] = this.marks(each) | markBit('duplicateId');
      if (each < this.#first) this.#duplicates.add(each);
    }
  }
}

function flagsOf(read: ReadRow): number {
  return (
    (read.amount === undefined ? 0 : rowFlag.amount) |
    (read.direction === undefined ? 0 : rowFlag[read.direction]) |
    (read.mutable ? rowFlag.mutable : 0) |
    (read.balance === undefined ? 0 : rowFlag.balance) |
    (read.bookedBalance ? rowFlag.bookedBalance : 0)
  );
}

function newNumbers() {
  return {
    account: [] as number[],
    booked: [] as number[],
    value: [] as number[],
    amount: [] as bigint[],
    balance: [] as bigint[],
    status: [] as number[],
    flags: [] as number[],
  };
}

function newPackers() {
  return {
    numbers: newNumbers(),
    words: {
      currency: new WordPacker(),
      balanceType: new WordPacker(),
      statusWord: new WordPacker(),
      code: new WordPacker(),
      proprietaryCode: new WordPacker(),
      merchant: new WordPacker(),
      merchantCategory: new WordPacker(),
      counterparty: new WordPacker(),
    },
    texts: { description: new TextPacker(), reference: new TextPacker(), id: new TextPacker() },
  };
}
