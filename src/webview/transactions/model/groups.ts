/** Rows by month, merchant or transaction code, each group with its sums by currency. */
import type { Counting, Grouping } from '../../../messages/transactions.ts';
import { dayOf, monthOf } from '../../grid/days.ts';
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
  for (let place = 0; place < rows.length; place += 1) {
    const group = groupOf[place] ?? 0;
    const at = next[group] ?? 0;
    grouped[at] = rows[place] ?? 0;
    next[group] = at + 1;
  }
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
  const keys = new Keys();
  const groupOf = new Uint32Array(rows.length);
  const groups = new Map<number, number>();
  for (let place = 0; place < rows.length; place += 1) {
    const time = booked.values[rows[place] ?? 0] ?? Number.NaN;
    const day = dayOf(time);
    let group = groups.get(day);
    if (group === undefined) {
      group = keys.number(monthOf(time));
      groups.set(day, group);
    }
    groupOf[place] = group;
  }
  return { keys: keys.all, groupOf };
}

function byWord(table: TransactionTable, rows: Uint32Array, by: 'merchant' | 'code'): Keyed {
  const column = table[by];
  const keys: string[] = [];
  const groupOf = new Uint32Array(rows.length);
  /** By word: one more than its group. */
  const groups = new Uint32Array(column.words.count);
  for (let place = 0; place < rows.length; place += 1) {
    const code = column.code(rows[place] ?? 0);
    let group = groups[code] ?? 0;
    if (group === 0) group = groups[code] = keys.push(column.word(code));
    groupOf[place] = group - 1;
  }
  return { keys, groupOf };
}

/** Numbers keys as they come. */
class Keys {
  readonly all: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(key: string): number {
    const number = this.#numbers.get(key) ?? this.all.push(key) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}
