/** Sums, groups and months: exact, by currency, of what counts and nothing else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StatementRows } from '../../../src/tpp/accounts/statement-rows.ts';
import { groupedRows } from '../../../src/webview/transactions/model/groups.ts';
import { monthFlows } from '../../../src/webview/transactions/model/month-flows.ts';
import { arrivalOrder } from '../../../src/webview/transactions/model/sort.ts';
import { totalsOf } from '../../../src/webview/transactions/model/sums.ts';
import { TransactionTable } from '../../../src/webview/transactions/model/table.ts';
import { accounts, tableOf, transaction } from './ledger.ts';

const units = fc.bigInt({ min: -(10n ** 18n - 1n), max: 10n ** 18n - 1n });

function amountOf(each: bigint): string {
  const digits = (each < 0n ? -each : each).toString().padStart(6, '0');
  return `${each < 0n ? '-' : ''}${digits.slice(0, -5)}.${digits.slice(-5)}`;
}

test('sums are those of big integers, each currency by itself', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(units, fc.constantFrom('GBP', 'EUR', 'XXX')), { maxLength: 40 }), (entries) => {
      const table = tableOf(entries.map(([each, currency]) => transaction(amountOf(each), {}, currency)));
      const { sums, rows } = totalsOf(table, arrivalOrder(table.count));
      expect(rows).toBe(entries.length);
      for (const { currency, ...sum } of sums) {
        const own = entries.filter(([, each]) => each === currency).map(([each]) => each);
        const total = (test: (each: bigint) => boolean): bigint =>
          own.filter(test).reduce((all, each) => all + each, 0n);
        expect(sum).toEqual({
          in: total((each) => each >= 0n),
          out: total((each) => each < 0n),
          net: total(() => true),
          count: own.length,
        });
      }
    }),
  );
});

test('the largest amounts of very many rows do not overflow', () => {
  const table = tableOf([transaction('-9999999999999.99999')]);
  const rows = new Uint32Array(2_500_000);
  expect(totalsOf(table, rows).sums).toEqual([
    {
      currency: 'GBP',
      in: 0n,
      out: -2_500_000n * (10n ** 18n - 1n),
      net: -2_500_000n * (10n ** 18n - 1n),
      count: 2_500_000,
    },
  ]);
});

const standing: [
  name: string,
  change: Record<string, unknown>,
  left: string | undefined,
  withAll: string | undefined,
][] = [
  ['booked', {}, undefined, undefined],
  ['booked, 4.0', { Status: 'BOOK' }, undefined, undefined],
  ['no status', { Status: undefined }, undefined, undefined],
  ['pending', { Status: 'Pending' }, 'pending', undefined],
  ['pending and mutable', { Status: 'PDNG', TransactionMutability: 'Mutable' }, 'pending', undefined],
  ['future', { Status: 'FUTR' }, 'pending', undefined],
  ['mutable', { TransactionMutability: 'Mutable' }, 'mutable', undefined],
  ['for information', { Status: 'INFO' }, 'other', 'other'],
  ['rejected', { Status: 'RJCT' }, 'other', 'other'],
  ['unknown', { Status: 'Whatever' }, 'other', 'other'],
  ['no direction', { CreditDebitIndicator: undefined }, 'unread', 'unread'],
  ['no amount', { Amount: null }, 'unread', 'unread'],
];

test.each(standing)('what counts and what does not: %s', (_name, change, left, withAll) => {
  const table = tableOf([transaction('-1', change)]);
  const counted = (counting?: { pending: boolean; mutable: boolean }) => {
    const { sums, rows: _, ...out } = totalsOf(table, [0], counting);
    return sums.length === 1 ? undefined : Object.entries(out).find(([, count]) => count === 1)?.[0];
  };
  expect(counted()).toBe(left);
  expect(counted({ pending: true, mutable: true })).toBe(withAll);
});

const entries = fc.array(
  fc.record({
    amount: units.map(amountOf),
    month: fc.integer({ min: 1, max: 12 }),
    merchant: fc.constantFrom('A', 'B', '', 'constructor'),
  }),
  { maxLength: 40 },
);

test('groups have every row once, and their sums are the whole’s', () => {
  fc.assert(
    fc.property(entries, fc.constantFrom('month', 'merchant', 'code'), (list, by) => {
      const table = tableOf(
        list.map(({ amount, month, merchant }) =>
          transaction(amount, {
            BookingDateTime: `2026-${String(month).padStart(2, '0')}-01`,
            MerchantDetails: { MerchantName: merchant },
            BankTransactionCode: { Code: merchant, SubCode: 'x' },
          }),
        ),
      );
      const rows = arrivalOrder(table.count).reverse();
      const { groups, rows: grouped } = groupedRows(table, rows, by);
      expect([...grouped].sort((a, b) => b - a)).toEqual([...rows]);
      expect(groups.map(({ start }) => start)).toEqual(groups.map((_, place) => groups[place - 1]?.end ?? 0));
      expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
      const net = groups.reduce((all, { totals }) => all + (totals.sums[0]?.net ?? 0n), 0n);
      expect(net).toBe(totalsOf(table, rows).sums[0]?.net ?? 0n);
      for (const { start, end } of groups) {
        const own = [...grouped.subarray(start, end)];
        expect(own).toEqual([...own].sort((a, b) => b - a));
      }
    }),
  );
});

test('months stand newest first, rows without a date last', () => {
  const days = ['2025-12-31', 'x', '2026-02-01', '2026-01-31', '2026-02-28'];
  const table = tableOf(days.map((BookingDateTime) => transaction('1', { BookingDateTime })));
  const { groups, rows } = groupedRows(table, arrivalOrder(5), 'month');
  expect(groups.map(({ key }) => key)).toEqual(['2026-02', '2026-01', '2025-12', '']);
  expect([...rows]).toEqual([2, 4, 3, 0, 1]);
});

test('money in and out by month has a place for each month between, one list a currency', () => {
  const at = (BookingDateTime: string) => ({ BookingDateTime });
  const table = tableOf([
    transaction('5', at('2026-02-01')),
    transaction('-3', at('2025-11-30')),
    transaction('-1', at('2025-11-01')),
    transaction('2', at('2026-01-01'), 'EUR'),
    transaction('9', { ...at('2026-01-01'), Status: 'Pending' }),
  ]);
  expect(monthFlows(table, arrivalOrder(5))).toEqual([
    {
      currency: 'GBP',
      months: [
        { month: '2025-11', in: 0n, out: -400_000n },
        { month: '2025-12', in: 0n, out: 0n },
        { month: '2026-01', in: 0n, out: 0n },
        { month: '2026-02', in: 500_000n, out: 0n },
      ],
    },
    { currency: 'EUR', months: [{ month: '2026-01', in: 200_000n, out: 0n }] },
  ]);
});

test('a year that cannot be makes no endless axis', () => {
  const table = tableOf(['0001-01-01', '9999-12-31'].map((BookingDateTime) => transaction('1', { BookingDateTime })));
  const [flows] = monthFlows(table, arrivalOrder(2));
  expect(flows?.months.map(({ month }) => month)).toEqual(['0001-01', '9999-12']);
});

test('a row that is gone is in no sum', () => {
  const earlier = new StatementRows(accounts);
  earlier.add([transaction('1')]);
  const later = new StatementRows(accounts);
  later.addGone(earlier, [0]);
  const table = new TransactionTable(accounts);
  table.append(later.take());
  expect(totalsOf(table, [0])).toMatchObject({ sums: [], other: 1 });
  expect(table.row(0).gone).toBe(true);
});
