/** The rows of the page, column by column, as the extension sends them. */
import type { Account, Mark } from '../../../messages/reading.ts';
import { type RowChunk, rowFlags, type Status, statuses } from '../../../messages/transactions.ts';
import { CodeColumn, float64, int64, TextColumn, uint8, uint32, WordColumn } from './columns.ts';

/** A row put together for a line of the grid or the panel of details; texts are the bank's and to be shown as text alone. */
export interface Row {
  row: number;
  /** Undefined for an account that the extension did not name. */
  account: Account | undefined;
  /** Milliseconds of the bank's own date and time, to be shown as UTC; NaN where there is none. */
  booked: number;
  value: number;
  /** Undefined where it could not be read; negative is money out. */
  amount: bigint | undefined;
  direction: 'credit' | 'debit' | undefined;
  currency: string;
  /** The balance that the bank gave with the row. */
  balance: bigint | undefined;
  balanceType: string;
  status: Status;
  statusWord: string;
  mutable: boolean;
  /** An earlier fetch had it, and the bank has it no more. */
  gone: boolean;
  code: string;
  proprietaryCode: string;
  merchant: string;
  merchantCategory: string;
  counterparty: string;
  description: string;
  reference: string;
  id: string;
  marks: Mark[];
}

export class TransactionTable {
  readonly accounts: readonly Account[];
  readonly marksKnown: readonly Mark[];
  readonly account = new CodeColumn();
  readonly booked = float64();
  readonly value = float64();
  readonly amount = int64();
  readonly balance = int64();
  readonly currency = new WordColumn();
  readonly balanceType = new WordColumn();
  readonly status = uint8();
  readonly statusWord = new WordColumn();
  readonly code = new WordColumn();
  readonly proprietaryCode = new WordColumn();
  readonly merchant = new WordColumn();
  readonly merchantCategory = new WordColumn();
  readonly counterparty = new WordColumn();
  readonly flags = uint8();
  readonly marks = uint32();
  readonly description = new TextColumn();
  readonly reference = new TextColumn();
  readonly id = new TextColumn();
  #count = 0;

  constructor(accounts: readonly Account[] = [], marks: readonly Mark[] = []) {
    this.accounts = accounts;
    this.marksKnown = marks;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Takes rows in behind the others.
   * @returns whether the chunk follows what is here; another one is not taken
   */
  append(chunk: RowChunk): boolean {
    if (chunk.first !== this.#count) return false;
    this.account.append(chunk.account);
    this.booked.append(chunk.booked);
    this.value.append(chunk.value);
    this.amount.append(chunk.amount);
    this.balance.append(chunk.balance);
    this.status.append(chunk.status);
    this.flags.append(chunk.flags);
    this.marks.append(chunk.marks);
    for (const name of wordColumns) this[name].append(chunk[name]);
    for (const name of textColumns) this[name].append(chunk[name]);
    this.#count += chunk.count;
    chunk.remarked.rows.forEach((row, place) => {
      if (row < this.#count) this.marks.values[row] = chunk.remarked.marks[place] ?? 0;
    });
    return true;
  }

  /** Lets go of the room kept for more rows, when the last came. */
  trim(): void {
    for (const column of this.#columns()) column.trim();
  }

  /** Bytes of all columns. */
  get bytes(): number {
    return this.#columns().reduce((sum, column) => sum + ('size' in column ? column.size : column.bytes), 0);
  }

  row(row: number): Row {
    const flags = this.flags.values[row] ?? 0;
    const marks = this.marks.values[row] ?? 0;
    return {
      row,
      account: this.accounts[this.account.values[row] ?? -1],
      booked: this.booked.values[row] ?? Number.NaN,
      value: this.value.values[row] ?? Number.NaN,
      amount: flags & rowFlags.amount ? this.amount.values[row] : undefined,
      direction: flags & rowFlags.credit ? 'credit' : flags & rowFlags.debit ? 'debit' : undefined,
      currency: this.currency.text(row),
      balance: flags & rowFlags.balance ? this.balance.values[row] : undefined,
      balanceType: this.balanceType.text(row),
      status: statuses[this.status.values[row] ?? 0] ?? 'unknown',
      statusWord: this.statusWord.text(row),
      mutable: (flags & rowFlags.mutable) !== 0,
      gone: (flags & rowFlags.gone) !== 0,
      code: this.code.text(row),
      proprietaryCode: this.proprietaryCode.text(row),
      merchant: this.merchant.text(row),
      merchantCategory: this.merchantCategory.text(row),
      counterparty: this.counterparty.text(row),
      description: this.description.text(row),
      reference: this.reference.text(row),
      id: this.id.text(row),
      marks: marks === 0 ? [] : this.marksKnown.filter((_, bit) => marks & (1 << bit)),
    };
  }

  #columns() {
    return [
      this.account,
      this.booked,
      this.value,
      this.amount,
      this.balance,
      this.status,
      this.flags,
      this.marks,
      ...wordColumns.map((name) => this[name]),
      ...textColumns.map((name) => this[name]),
    ];
  }
}

export const wordColumns = [
  'currency',
  'balanceType',
  'statusWord',
  'code',
  'proprietaryCode',
  'merchant',
  'merchantCategory',
  'counterparty',
] as const;
export const textColumns = ['description', 'reference', 'id'] as const;
export type WordColumnName = (typeof wordColumns)[number];
export type TextColumnName = (typeof textColumns)[number];
