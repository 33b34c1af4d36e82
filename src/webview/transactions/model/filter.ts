/** Which rows a filter lets through: each of its parts looks at one column, and a row passes when it passes all. */
import { comparisonStates, type Filter, rowFlags, statuses } from '../../../messages/transactions.ts';
import { timeAfterDay, timeOfDay } from '../../grid/days.ts';
import type { CodeColumn, WordColumn } from './columns.ts';
import type { TransactionTable } from './table.ts';

type Test = (row: number) => boolean;

/**
 * The rows that pass a filter.
 * @param comparison a row's place in `comparisonStates`, where two fetches were compared
 * @returns 1 for each such row, 0 for the others; undefined when the filter asks for nothing
 */
export function filteredRows(table: TransactionTable, filter: Filter, comparison?: Uint8Array): Uint8Array | undefined {
  const tests = testsOf(table, filter, comparison);
  if (tests.length === 0) return undefined;
  const found = new Uint8Array(table.count).fill(1);
  for (const test of tests) {
    for (let row = 0; row < found.length; row += 1) if (found[row] === 1 && !test(row)) found[row] = 0;
  }
  return found;
}

function testsOf(table: TransactionTable, filter: Filter, comparison: Uint8Array | undefined): Test[] {
  const tests: Test[] = [];
  const [from, to] = [timeOfDay(filter.from), timeAfterDay(filter.to)];
  const { values: booked } = table.booked;
  const { values: flags } = table.flags;
  if (from !== undefined) tests.push((row) => (booked[row] ?? Number.NaN) >= from);
  if (to !== undefined) tests.push((row) => (booked[row] ?? Number.NaN) < to);
  if (filter.direction) {
    const flag = rowFlags[filter.direction];
    tests.push((row) => ((flags[row] ?? 0) & flag) !== 0);
  }
  if (filter.statuses) {
    const wanted = statuses.map((status) => filter.statuses?.includes(status));
    const { values } = table.status;
    tests.push((row) => wanted[values[row] ?? 0] === true);
  }
  tests.push(...amountTests(table, filter));
  if (filter.accounts) {
    const { accounts } = filter;
    tests.push(
      among(
        table.account,
        table.accounts.map(({ id }) => accounts.includes(id)),
      ),
    );
  }
  if (filter.currencies) tests.push(amongWords(table.currency, filter.currencies));
  if (filter.codes) tests.push(amongWords(table.code, filter.codes));
  if (filter.merchants) tests.push(amongWords(table.merchant, filter.merchants));
  if (filter.marks) {
    const bits = table.marksKnown.reduce(
      (all, { id }, bit) => (filter.marks?.includes(id) ? all | (1 << bit) : all),
      0,
    );
    const { values } = table.marks;
    tests.push((row) => ((values[row] ?? 0) & bits) !== 0);
  }
  if (filter.comparison && comparison) {
    const wanted = comparisonStates.map((state) => filter.comparison?.includes(state));
    tests.push((row) => wanted[comparison[row] ?? 0] === true);
  }
  return tests;
}

/** By the amount's size, whichever way it went. */
function amountTests(table: TransactionTable, { amount }: Filter): Test[] {
  if (amount?.from === undefined && amount?.to === undefined) return [];
  const { values } = table.amount;
  const { values: flags } = table.flags;
  const [from, to] = [BigInt(amount.from ?? 0), amount.to === undefined ? undefined : BigInt(amount.to)];
  return [
    (row) => {
      if (((flags[row] ?? 0) & rowFlags.amount) === 0) return false;
      const units = values[row] ?? 0n;
      const size = units < 0n ? -units : units;
      return size >= from && (to === undefined || size <= to);
    },
  ];
}

/** Words are looked up once, rows then compare their numbers. */
function amongWords({ words, codes }: WordColumn, wanted: readonly string[]): Test {
  const set = new Set(wanted);
  return among(
    codes,
    Array.from({ length: words.count }, (_, code) => set.has(words.text(code))),
  );
}

function among({ values }: CodeColumn, wanted: readonly boolean[]): Test {
  return (row) => wanted[values[row] ?? 0] === true;
}
