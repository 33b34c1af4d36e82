/** The balance after each row: what it is run from, where it stops, and when there is none. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Balance } from '../../../src/messages/transactions.ts';
import { type BalanceContext, runBalances } from '../../../src/webview/transactions/model/running-balance.ts';
import { tableOf, transaction } from './ledger.ts';

const on = (day: number, more: Record<string, unknown> = {}) => ({
  BookingDateTime: `2026-03-${String(day).padStart(2, '0')}T10:00:00Z`,
  ...more,
});
const at = (day: number, hour = 0): number => Date.UTC(2026, 2, day, hour);

function balance(units: string, booked: Balance['booked'], time: number | undefined, currency = 'GBP'): Balance {
  return {
    account: 0,
    type: `${booked}`,
    ...(booked && { booked }),
    units,
    currency,
    ...(time !== undefined && { at: time }),
  };
}

function run(transactions: Record<string, unknown>[], context: Partial<BalanceContext> = {}) {
  const table = tableOf(transactions);
  const { units, known, bases } = runBalances(table, {
    balances: [],
    period: {},
    shows: 'both',
    complete: true,
    ...context,
  });
  const after = [...units].map((each, row) => (known[row] === 1 ? Number(each) / 100_000 : undefined));
  return { after, bases, from: bases[0]?.from };
}

/** Newest first, as most banks list. */
const three = [transaction('-1', on(3)), transaction('10', on(2)), transaction('-4', on(1))];

const anchors: [name: string, balance: Balance, after: number[]][] = [
  ['an interim balance of now', balance('10000000', 'interim', at(20)), [100, 101, 91]],
  ['a balance without a time', balance('10000000', 'interim', undefined), [100, 101, 91]],
  ['an interim balance between the rows', balance('10000000', 'interim', at(2, 12)), [99, 100, 90]],
  ['an interim balance at a row’s own moment', balance('10000000', 'interim', at(2, 10)), [99, 100, 90]],
  ['a closing balance with a bare day', balance('10000000', 'closing', at(2)), [99, 100, 90]],
  ['a closing balance with a time of day', balance('10000000', 'closing', at(2, 9)), [109, 110, 100]],
  ['an opening balance', balance('10000000', 'opening', at(2, 9)), [109, 110, 100]],
  ['an opening balance before the first row', balance('10000000', 'opening', at(1)), [105, 106, 96]],
  ['a previously closed balance', balance('10000000', 'previous', at(1)), [109, 110, 100]],
];

test.each(anchors)('balances are run from %s, both ways in time', (_name, from, after) => {
  const ran = run(three, { balances: [from] });
  expect(ran.after).toEqual(after);
  expect(ran.from).toMatchObject({ kind: 'account', type: from.type });
  const oldestFirst = run([...three].reverse(), { balances: [from] });
  expect(oldestFirst.after).toEqual([...after].reverse());
});

test('rows of one moment are run in the bank’s order, turned round where it lists the newest first', () => {
  const list = [transaction('-1', on(2)), transaction('-2', on(1)), transaction('-4', on(1)), transaction('-8', on(1))];
  expect(run(list, { balances: [balance('0', 'interim', undefined)] }).after).toEqual([0, 1, 3, 7]);
  const oldestFirst = [
    transaction('-8', on(1)),
    transaction('-4', on(1)),
    transaction('-2', on(1)),
    transaction('-1', on(2)),
  ];
  expect(run(oldestFirst, { balances: [balance('0', 'interim', undefined)] }).after).toEqual([7, 3, 1, 0]);
});

const none: [name: string, context: Partial<BalanceContext>, why: string][] = [
  ['no balance', {}, 'none'],
  ['an available balance alone', { balances: [balance('1', undefined, at(9))] }, 'none'],
  ['another currency’s balance', { balances: [balance('1', 'interim', at(9), 'EUR')] }, 'none'],
  [
    'a balance that could not be read',
    { balances: [{ account: 0, type: 'x', booked: 'interim', currency: 'GBP' }] },
    'none',
  ],
  [
    'a period that ends before the balance',
    { balances: [balance('1', 'interim', at(20))], period: { to: '2026-03-10' } },
    'gap',
  ],
  [
    'a period that begins after the balance',
    { balances: [balance('1', 'opening', at(1))], period: { from: '2026-03-02' } },
    'gap',
  ],
  ['a consent for credits alone', { balances: [balance('1', 'interim', at(20))], shows: 'credits' }, 'oneWay'],
];

test.each(none)('there is no balance, and it says why: %s', (_name, context, why) => {
  const ran = run(three, context);
  expect(ran.from).toEqual({ kind: 'none', why });
  expect(ran.after).toEqual([undefined, undefined, undefined]);
  expect(ran.bases[0]).toMatchObject({ unknown: 3, line: { days: new Float64Array() } });
});

test('a period that ends today does not miss what is before the balance', () => {
  const context = { balances: [balance('0', 'interim', at(10, 12))], period: { from: '2026-03-01', to: '2026-03-10' } };
  expect(run(three, context).from).toMatchObject({ kind: 'account' });
});

test('while rows still come, only the newest of a list that begins with them have a balance', () => {
  const context = { balances: [balance('0', 'interim', at(20))], complete: false };
  expect(run(three, context).after).toEqual([0, 1, -9]);
  expect(run([...three].reverse(), context).from).toEqual({ kind: 'none', why: 'incomplete' });
});

const own = (amount: string, Type = 'InterimBooked') => ({
  Balance: {
    Amount: { Amount: amount.replace('-', ''), Currency: 'GBP' },
    CreditDebitIndicator: amount.startsWith('-') ? 'Debit' : 'Credit',
    Type,
  },
});

test('without a balance of the account, one that came with a row is run from', () => {
  const ran = run([transaction('-1', on(3)), transaction('10', on(2, own('-5'))), transaction('-4', on(1))]);
  expect(ran.after).toEqual([-6, -5, -15]);
  expect(ran.from).toEqual({ kind: 'rows', type: 'InterimBooked' });
});

test('an available balance of a row is not run from', () => {
  expect(run([transaction('-1', on(3, own('5', 'InterimAvailable')))]).from).toEqual({ kind: 'none', why: 'none' });
});

test('rows whose own balance is another are counted', () => {
  const list = [
    transaction('-1', on(3, own('99'))),
    transaction('10', on(2, own('100'))),
    transaction('-4', on(1, own('80'))),
  ];
  expect(run(list).bases[0]).toMatchObject({ contradicted: 1, unknown: 0 });
});

test('behind an amount that cannot be read nothing is known, until the bank gives a balance again', () => {
  const list = [
    transaction('-1', on(5)),
    transaction('?', on(4)),
    transaction('-2', on(3)),
    transaction('-3', on(2, own('50'))),
    transaction('-4', on(1)),
  ];
  const ran = run(list, { balances: [balance('10000000', 'interim', undefined)] });
  expect(ran.after).toEqual([100, 101, undefined, 50, 53]);
  expect(ran.bases[0]?.unknown).toBe(1);
});

test('pending rows have no balance; counted, they come on top of what is booked', () => {
  const pending = { Status: 'Pending' };
  const list = [transaction('-7', on(4, pending)), ...three, transaction('-20', on(1, pending))];
  const context = { balances: [balance('10000000', 'interim', at(20))] };
  expect(run(list, context).after).toEqual([undefined, 100, 101, 91, undefined]);
  const counted = run(list, { ...context, counting: { pending: true, mutable: false } });
  expect(counted.after).toEqual([73, 80, 81, 71, 75]);
});

test('what may still change is in the bank’s booked balance, and is run with the others', () => {
  const list = [transaction('-1', on(3, { TransactionMutability: 'Mutable' })), transaction('10', on(2))];
  expect(run(list, { balances: [balance('10000000', 'interim', at(20))] }).after).toEqual([100, 101]);
});

test('each account and currency has a balance of its own', () => {
  const list = [
    transaction('-1', on(2)),
    transaction('-2', on(2), 'EUR'),
    transaction('-4', on(2, { AccountId: '2' })),
  ];
  const balances = [balance('0', 'interim', undefined), { ...balance('1000000', 'interim', undefined), account: 1 }];
  const ran = run(list, { balances });
  expect(ran.after).toEqual([0, undefined, 10]);
  expect(ran.bases.map(({ account, currency, from }) => [account, currency, from.kind])).toEqual([
    [0, 'GBP', 'account'],
    [0, 'EUR', 'none'],
    [1, 'GBP', 'account'],
  ]);
});

test('the line has the last balance of each day', () => {
  const list = [...three, transaction('-6', { BookingDateTime: '2026-03-01T09:00:00Z' })];
  const { bases } = run(list, { balances: [balance('10000000', 'interim', undefined)] });
  expect(bases[0]?.line).toEqual({
    days: Float64Array.of(at(1), at(2), at(3)),
    units: BigInt64Array.of(9_100_000n, 10_100_000n, 10_000_000n),
  });
});

test('a row without a date stands where the bank put it', () => {
  const list = [
    transaction('-1', on(3)),
    transaction('-2', on(1, { BookingDateTime: null })),
    transaction('-4', on(2)),
  ];
  expect(run(list, { balances: [balance('0', 'interim', undefined)] }).after).toEqual([0, 1, 3]);
});

test('the newest balance less all rows is what was there before them', () => {
  const amounts = fc.array(fc.tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: 1, max: 28 })), {
    minLength: 1,
    maxLength: 40,
  });
  fc.assert(
    fc.property(amounts, (list) => {
      const table = tableOf(list.map(([amount, day]) => transaction(String(amount), on(day))));
      const { units, known } = runBalances(table, {
        balances: [balance('0', 'interim', undefined)],
        period: {},
        shows: 'both',
        complete: true,
      });
      expect([...known].every((each) => each === 1)).toBe(true);
      const total = list.reduce((sum, [amount]) => sum + amount, 0);
      const before = [...units].map((after, row) => Number(after) / 100_000 - (list[row]?.[0] ?? 0));
      // Some row is the oldest: before it, all that the rows moved was still to come.
      expect(before).toContain(-total);
      expect([...units]).toContain(0n);
    }),
  );
});
