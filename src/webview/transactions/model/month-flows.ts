/** Money in and out by month, as a chart draws it and the table behind it says it; balances over time are a basis's `line`. */
import type { Counting } from '../../../messages/transactions.ts';
import { groupedRows } from './groups.ts';
import { bookedOnly } from './sums.ts';
import type { TransactionTable } from './table.ts';

export interface MonthFlow {
  /** `2026-03` */
  month: string;
  in: bigint;
  /** Not positive. */
  out: bigint;
}

/** Money in and out by month, oldest first, one list a currency; a month without any is there with zeros, so that the axis has no hole. */
export function monthFlows(
  table: TransactionTable,
  rows: Uint32Array,
  counting: Counting = bookedOnly,
): { currency: string; months: MonthFlow[] }[] {
  const { groups } = groupedRows(table, rows, 'month', counting);
  const byCurrency = new Map<string, Map<string, MonthFlow>>();
  for (const { key: month, totals } of groups) {
    if (month === '') continue;
    for (const sum of totals.sums) {
      const months = byCurrency.get(sum.currency) ?? new Map<string, MonthFlow>();
      months.set(month, { month, in: sum.in, out: sum.out });
      byCurrency.set(sum.currency, months);
    }
  }
  return [...byCurrency].map(([currency, months]) => ({ currency, months: withoutHoles(months) }));
}

/** A hundred years of months at most: a bank that lies about a year makes no endless axis. */
const maxMonths = 1200;

function withoutHoles(months: Map<string, MonthFlow>): MonthFlow[] {
  const names = [...months.keys()].sort();
  const [first, last] = [names[0], names.at(-1)];
  if (first === undefined || last === undefined) return [];
  const all: MonthFlow[] = [];
  for (let month = first; month <= last && all.length < maxMonths; month = monthAfter(month)) {
    all.push(months.get(month) ?? { month, in: 0n, out: 0n });
  }
  const cut = all.length === maxMonths && all.at(-1)?.month !== last;
  return cut ? names.flatMap((name) => months.get(name) ?? []) : all;
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const [nextYear, nextMonth] = number === 12 ? [year + 1, 1] : [year, number + 1];
  return `${String(nextYear).padStart(4, '0')}-${String(nextMonth).padStart(2, '0')}`;
}
