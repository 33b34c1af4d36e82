/** The order of rows by any column; rows that have nothing there come last, whichever way it is sorted. */
import { rowFlags } from '../../../messages/transactions.ts';
import type { WordColumn } from './columns.ts';
import { keysOf, keysOfRanks, sortByKeys } from './radix.ts';
import type { RunningBalance } from './running-balance.ts';
import type { Search } from './search.ts';
import { type TextColumnName, type TransactionTable, textColumns, type WordColumnName, wordColumns } from './table.ts';
import { textOrder } from './text-order.ts';

export type ColumnName =
  | WordColumnName
  | TextColumnName
  | 'booked'
  | 'value'
  | 'account'
  | 'amount'
  | 'balance'
  | 'running'
  | 'status'
  | 'mutable'
  | 'marks'
  | 'comparison';

export const columnNames: readonly ColumnName[] = [
  'booked',
  'value',
  'account',
  'description',
  'merchant',
  'merchantCategory',
  'counterparty',
  'reference',
  'code',
  'proprietaryCode',
  'status',
  'mutable',
  'amount',
  'currency',
  'balance',
  'balanceType',
  'running',
  'id',
  'marks',
  'comparison',
  'statusWord',
];

export interface Sort {
  column: ColumnName;
  descending: boolean;
}

/** What some columns are sorted by besides the table. */
export interface SortContext {
  search: Search;
  running?: RunningBalance;
  comparison?: Uint8Array;
}

/**
 * All rows in order; rows that are equal keep the order in which they came. Stops now and then, as {@link textOrder} does.
 */
export function* sortedRows(
  table: TransactionTable,
  sort: Sort,
  context: SortContext,
): Generator<void, Uint32Array, undefined> {
  const rows = arrivalOrder(table.count);
  if (isText(sort.column)) yield* textOrder(rows, context.search.folded(table[sort.column]), sort.descending);
  else putInOrder(rows, table, sort, context);
  return rows;
}

/** Row numbers from 0 on. */
export function arrivalOrder(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) rows[row] = row;
  return rows;
}

function putInOrder(
  rows: Uint32Array,
  table: TransactionTable,
  { column, descending }: Sort,
  { search, running, comparison }: SortContext,
): void {
  const { count } = table;
  const { values: flags } = table.flags;
  const byRank = (rank: (row: number) => number | undefined) => sortByKeys(rows, keysOfRanks(count, rank, descending));
  const byAmount = (values: BigInt64Array, isMissing: (row: number) => boolean) =>
    sortByKeys(rows, keysOf(count, values, descending, isMissing));
  if (isWords(column)) {
    const ranks = ranksOf(table[column], search);
    const { values } = table[column].codes;
    byRank((row) => (values[row] === 0 ? undefined : ranks[values[row] ?? 0]));
  } else if (column === 'booked' || column === 'value') {
    const { values } = table[column];
    sortByKeys(
      rows,
      keysOf(count, values, descending, (row) => Number.isNaN(values[row])),
    );
  } else if (column === 'amount' || column === 'balance') {
    byAmount(table[column].values, (row) => ((flags[row] ?? 0) & rowFlags[column]) === 0);
  } else if (column === 'running') {
    if (running) byAmount(running.units, (row) => running.known[row] !== 1);
  } else if (column === 'account') {
    const ranks = accountRanks(table);
    const { values } = table.account;
    byRank((row) => ranks[values[row] ?? 0]);
  } else if (column === 'status') byRank((row) => table.status.values[row]);
  else if (column === 'mutable') byRank((row) => ((flags[row] ?? 0) & rowFlags.mutable ? 0 : 1));
  else if (column === 'marks')
    byRank((row) => (table.marks.values[row] === 0 ? undefined : bitCount(table.marks.values[row] ?? 0)));
  else byRank((row) => comparison?.[row]);
}

function isText(column: ColumnName): column is TextColumnName {
  return textColumns.some((name) => name === column);
}

function isWords(column: ColumnName): column is WordColumnName {
  return wordColumns.some((name) => name === column);
}

/** Each word's place among all words of its column. */
function ranksOf({ words }: WordColumn, search: Search): Uint32Array {
  const codes = arrivalOrder(words.count);
  for (const _ of textOrder(codes, search.folded(words), false));
  const ranks = new Uint32Array(words.count);
  codes.forEach((code, rank) => {
    ranks[code] = rank;
  });
  return ranks;
}

function accountRanks({ accounts }: TransactionTable): number[] {
  const { compare } = new Intl.Collator();
  const sorted = accounts
    .map((_, place) => place)
    .sort((a, b) => compare(accounts[a]?.name ?? '', accounts[b]?.name ?? '') || a - b);
  const ranks: number[] = [];
  sorted.forEach((place, rank) => {
    ranks[place] = rank;
  });
  return ranks;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
