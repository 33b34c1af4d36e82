/** Rows by month, merchant or transaction code, each group with its sums by currency. */
import type { Counting, Grouping } from '../../../messages/transactions.ts';
import { monthOf } from './days.ts';
import { bookedOnly, type Totals, totalsOf } from './sums.ts';
import type { TransactionTable } from './table.ts';

export interface Group {
  /** `2026-03`, or the word; empty for rows that have none. */
  key: string;
  /** Where its rows are in the grouped rows. */
  start: number;
  end: number;
  totals: Totals;
}

export interface Grouped {
  /** In the order of the view: a group stands where its first row did; months stand newest first. */
  groups: Group[];
  /** All rows, group by group, those of one in the order of the view. */
  rows: Uint32Array;
}

/** Groups the rows of a view. */
export function groupedRows(
  table: TransactionTable,
  rows: Uint32Array,
  by: Grouping,
  counting: Counting = bookedOnly,
): Grouped {
  const { keys, groupOf } = by === 'month' ? byMonth(table, rows) : byWord(table, rows, by);
  const sizes = new Uint32Array(keys.length);
  for (const group of groupOf) sizes[group] = (sizes[group] ?? 0) + 1;
  const order = keys.map((_, group) => group);
  if (by === 'month') order.sort((a, b) => compareMonths(keys[a] ?? '', keys[b] ?? ''));
  const next = new Uint32Array(keys.length);
  const starts = new Uint32Array(keys.length);
  let used = 0;
  for (const group of order) {
    next[group] = starts[group] = used;
    used += sizes[group] ?? 0;
  }
  const grouped = new Uint32Array(rows.length);
  rows.forEach((row, place) => {
    const group = groupOf[place] ?? 0;
    const at = next[group] ?? 0;
    grouped[at] = row;
    next[group] = at + 1;
  });
  const groups = order.map((group) => {
    const [start, end] = [starts[group] ?? 0, next[group] ?? 0];
    return { key: keys[group] ?? '', start, end, totals: totalsOf(table, grouped.subarray(start, end), counting) };
  });
  return { groups, rows: grouped };
}

/** Newest first; rows without a date last. */
function compareMonths(a: string, b: string): number {
  return a === '' || b === '' ? (a === '' ? 1 : 0) - (b === '' ? 1 : 0) : a < b ? 1 : -1;
}

interface Keyed {
  keys: string[];
  /** By place in the view. */
  groupOf: Uint32Array;
}

function byMonth({ booked }: TransactionTable, rows: Uint32Array): Keyed {
  const keys: string[] = [];
  const groups = new Map<number, number>();
  const groupOf = new Uint32Array(rows.length);
  const date = new Date(0);
  rows.forEach((row, place) => {
    const time = booked.values[row] ?? Number.NaN;
    date.setTime(time);
    const month = Number.isNaN(time) ? -1e9 : date.getUTCFullYear() * 12 + date.getUTCMonth();
    groupOf[place] = groupFor(groups, month, keys, () => monthOf(time));
  });
  return { keys, groupOf };
}

function byWord(table: TransactionTable, rows: Uint32Array, by: 'merchant' | 'code'): Keyed {
  const keys: string[] = [];
  const groups = new Map<number, number>();
  const groupOf = new Uint32Array(rows.length);
  const column = table[by];
  rows.forEach((row, place) => {
    const code = column.code(row);
    groupOf[place] = groupFor(groups, code, keys, () => column.word(code));
  });
  return { keys, groupOf };
}

function groupFor(groups: Map<number, number>, key: number, keys: string[], name: () => string): number {
  const known = groups.get(key);
  if (known !== undefined) return known;
  const group = keys.push(name()) - 1;
  groups.set(key, group);
  return group;
}
