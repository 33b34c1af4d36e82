/** The view of a table: sorted, filtered and searched, in any order of asking. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Filter } from '../../../src/messages/transactions.ts';
import { fold } from '../../../src/webview/transactions/model/fold.ts';
import { type ColumnName, columnNames } from '../../../src/webview/transactions/model/sort.ts';
import { TransactionTable } from '../../../src/webview/transactions/model/table.ts';
import { TransactionView } from '../../../src/webview/transactions/model/view.ts';
import { often } from '../../support/chance.ts';
import { chunksOf, tableOf, transaction } from './ledger.ts';

const word = fc.constantFrom(
  '',
  'Tesco',
  'TESCO 12',
  'tesco extra',
  'Café',
  'cafe 2',
  'Zürich',
  'ÅNGSTRÖM',
  '北京',
  'a',
);
const entry = fc.record({
  amount: fc.integer({ min: -99_999, max: 99_999 }).map((pence) => (pence / 100).toFixed(2)),
  currency: fc.constantFrom('GBP', 'EUR', 'GBP'),
  account: fc.constantFrom('1', '2', '3', '9'),
  day: fc.integer({ min: 1, max: 28 }),
  information: word,
  merchant: word,
  reference: fc.string({ maxLength: 12 }),
  status: fc.constantFrom('Booked', 'Pending', 'BOOK', 'Odd', undefined),
});
const ledger = fc.array(
  entry.map(({ amount, currency, account, day, information, merchant, reference, status }) =>
    transaction(
      amount,
      {
        AccountId: account,
        BookingDateTime: `2026-0${1 + (day % 9)}-${String(day).padStart(2, '0')}T10:00:00Z`,
        TransactionInformation: information,
        MerchantDetails: { MerchantName: merchant },
        TransactionReference: reference,
        Status: status,
      },
      currency,
    ),
  ),
  { maxLength: 150 },
);

const filter: fc.Arbitrary<Filter> = fc.record(
  {
    from: fc.constantFrom('2026-03-01', '2026-05-05'),
    to: fc.constantFrom('2026-06-01', '2026-08-31'),
    direction: fc.constantFrom('credit', 'debit'),
    statuses: fc.constantFrom(['booked'], ['pending', 'unknown'], ['unsaid']),
    amount: fc.constantFrom({ from: '10000000' }, { to: '50000000' }, { from: '1', to: '20000000' }),
    accounts: fc.constantFrom(['1'], ['2', '3'], ['9']),
    currencies: fc.constantFrom(['GBP'], ['EUR'], ['USD']),
    merchants: fc.constantFrom(['Tesco', 'Café'], ['']),
    marks: fc.constantFrom(['statusMissing'], ['statusUnknown', 'currencyOther']),
  },
  { requiredKeys: [] },
);

const compared: Partial<Record<ColumnName, (table: TransactionTable, row: number) => bigint | number | string>> = {
  booked: (table, row) => table.row(row).booked,
  amount: (table, row) => table.row(row).amount ?? 0n,
  description: (table, row) => fold(table.row(row).description),
  reference: (table, row) => fold(table.row(row).reference),
  merchant: (table, row) => fold(table.row(row).merchant),
  status: (table, row) => table.status.values[row] ?? 0,
};

/** By code point, as UTF-8 is ordered. */
function compare(a: bigint | number | string, b: bigint | number | string): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

test.each(columnNames)('sorted by %s all rows are there, in order, and equal ones as they came', (column) => {
  fc.assert(
    fc.property(ledger, fc.boolean(), (transactions, descending) => {
      const table = tableOf(transactions);
      const view = new TransactionView(table);
      view.sortBy({ column, descending });
      expect([...view.rows].sort((a, b) => a - b)).toEqual(transactions.map((_, row) => row));
      const key = compared[column];
      if (!key) return;
      view.rows.forEach((row, place) => {
        const before = view.rows[place - 1];
        if (before === undefined) return;
        const [left, right] = [key(table, before), key(table, row)];
        if (right === '') return;
        expect(left).not.toBe('');
        const order = compare(left, right) * (descending ? -1 : 1);
        expect(order).toBeLessThanOrEqual(0);
        if (order === 0) expect(before).toBeLessThan(row);
      });
    }),
    { numRuns: often(40) },
  );
});

test('what has nothing in a column comes last, whichever way it is sorted', () => {
  const table = tableOf([
    transaction('x'),
    transaction('3', { BookingDateTime: null }),
    transaction('-4', { TransactionInformation: 'b' }),
    transaction('2', { TransactionInformation: 'a', BookingDateTime: '2026-01-01' }),
  ]);
  const view = new TransactionView(table);
  const sorted = (column: ColumnName, descending: boolean): number[] => {
    view.sortBy({ column, descending });
    return [...view.rows];
  };
  expect(sorted('amount', false)).toEqual([2, 3, 1, 0]);
  expect(sorted('amount', true)).toEqual([1, 3, 2, 0]);
  expect(sorted('description', false)).toEqual([3, 2, 0, 1]);
  expect(sorted('description', true)).toEqual([2, 3, 0, 1]);
  expect(sorted('booked', false)).toEqual([3, 0, 2, 1]);
  expect(sorted('booked', true)).toEqual([0, 2, 3, 1]);
});

test('many rows with long common beginnings are sorted by what comes after', () => {
  const count = 3000;
  const informations = Array.from({ length: count }, (_, row) => {
    const number = (row * 7919) % count;
    return `Card payment to ${number % 3 === 0 ? 'CAFÉ' : 'café'} number ${String(number % 1000).padStart(4, '0')}`;
  });
  const table = tableOf(informations.map((TransactionInformation) => transaction('1', { TransactionInformation })));
  const view = new TransactionView(table);
  view.sortBy({ column: 'description', descending: false });
  const wanted = informations
    .map((text, row) => [fold(text), row] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || x - y)
    .map(([, row]) => row);
  expect([...view.rows]).toEqual(wanted);
});

test('texts that differ late are sorted by their ends', () => {
  const count = 2000;
  const references = Array.from(
    { length: count },
    (_, row) => `${row % 3} of a long reference, ${(row * 7919) % count}`,
  );
  const view = new TransactionView(
    tableOf(references.map((TransactionReference) => transaction('1', { TransactionReference }))),
  );
  view.sortBy({ column: 'reference', descending: true });
  const wanted = references.map((text, row) => [text, row] as const).sort(([a], [b]) => compare(b, a));
  expect([...view.rows]).toEqual(wanted.map(([, row]) => row));
});

const day = (BookingDateTime: string) => transaction('-2.50', { BookingDateTime });
const edges: [name: string, filter: Filter, found: number[]][] = [
  ['the first day', { from: '2026-03-02' }, [1, 2]],
  ['the last day', { to: '2026-03-01' }, [0]],
  ['both days', { from: '2026-03-01', to: '2026-03-02' }, [0, 1, 2]],
  ['the least amount', { amount: { from: '250000' } }, [0, 1, 2, 3]],
  ['more than the amount', { amount: { from: '250001' } }, []],
  ['the largest amount', { amount: { to: '250000' } }, [0, 1, 2, 3]],
  ['less than the amount', { amount: { to: '249999' } }, []],
];

test.each(edges)('the edges of a range are in it: %s', (_name, filter, found) => {
  const rows = ['2026-03-01T23:59:59Z', '2026-03-02T00:00:00Z', '2026-03-02', 'some day'].map(day);
  const view = new TransactionView(tableOf(rows));
  view.filterBy(filter);
  expect([...view.rows]).toEqual(found);
});

test('a filter and a search let the same rows through, whichever is asked first', () => {
  fc.assert(
    fc.property(
      ledger,
      filter,
      fc.constantFrom('tesco', 'CAFE', 'z', '12', '  ', 'tesco 12', '京'),
      (transactions, wanted, query) => {
        const table = tableOf(transactions);
        const [one, other, neither] = [
          new TransactionView(table),
          new TransactionView(table),
          new TransactionView(table),
        ];
        one.filterBy(wanted);
        const filtered = new Set(one.rows);
        one.searchFor(query);
        other.searchFor(query);
        const found = new Set(other.rows);
        other.filterBy(wanted);
        expect([...one.rows]).toEqual([...other.rows]);
        expect([...one.rows]).toEqual([...neither.rows].filter((row) => filtered.has(row) && found.has(row)));
      },
    ),
  );
});

test('a sorted view shows the same rows as an unsorted one', () => {
  fc.assert(
    fc.property(ledger, filter, fc.constantFrom(...columnNames), (transactions, wanted, column) => {
      const view = new TransactionView(tableOf(transactions));
      view.filterBy(wanted);
      const before = [...view.rows];
      view.sortBy({ column, descending: true });
      expect([...view.rows].sort((a, b) => a - b)).toEqual(before);
      view.sortBy(undefined);
      expect([...view.rows]).toEqual(before);
    }),
  );
});

test('a sort with pauses gives the same order', async () => {
  const transactions = Array.from({ length: 2000 }, (_, row) =>
    transaction('1', { TransactionInformation: `Text ${(row * 7919) % 2000}` }),
  );
  const [view, other] = [new TransactionView(tableOf(transactions)), new TransactionView(tableOf(transactions))];
  const sort = { column: 'description', descending: false } as const;
  other.sortBy(sort);
  expect(await view.sortSlowly(sort, () => Promise.resolve())).toBe(true);
  expect(view.rows).toEqual(other.rows);
});

test('a sort with pauses gives way to what is asked meanwhile', async () => {
  const view = new TransactionView(tableOf(['-1', '-2', '3'].map((amount) => transaction(amount))));
  const pause = async (): Promise<void> => view.sortBy({ column: 'amount', descending: false });
  expect(await view.sortSlowly({ column: 'description', descending: true }, pause, 0)).toBe(false);
  expect(view.sort?.column).toBe('amount');
  expect([...view.rows]).toEqual([1, 0, 2]);
});

const rows = [
  transaction('-12.40', { TransactionInformation: 'Card payment to CAFÉ Nero', TransactionId: 'abc-1' }),
  transaction('1012.4', { MerchantDetails: { MerchantName: 'Straße & Søn' }, TransactionReference: 'Salary März' }),
  transaction('3', { TransactionInformation: 'ending ab', TransactionReference: 'c starts here' }),
  transaction('5', { TransactionInformation: 'next XXWORDXX' }),
  transaction('4', {
    TransactionInformation: '𝕌nicode ﬁ 北京',
    BankTransactionCode: { Code: 'Fees', SubCode: 'Monthly' },
  }),
];
const searches: [query: string, found: number[]][] = [
  ['', [0, 1, 2, 3, 4]],
  ['   ', [0, 1, 2, 3, 4]],
  ['cafe', [0]],
  ['CAFÉ', [0]],
  ['nero card', [0]],
  ['abc', [0]],
  ['ab c', [0, 2]],
  ['marz', [1]],
  ['straße', [1]],
  ['søn', [1]],
  ['12.4', [0]],
  ['12.40', [0]],
  ['1,012.40', [1]],
  ['unicode', [4]],
  ['FI', [4]],
  ['京', [4]],
  ['fees', [4]],
  ['word', [3]],
  ['abnext', []],
  ['gbp', [0, 1, 2, 3, 4]],
  ['booked', [0, 1, 2, 3, 4]],
  ['.*', []],
  ['nothing', []],
  ['a'.repeat(5000), []],
];

test.each(searches)('searching for "%s" finds its rows', (query, found) => {
  const view = new TransactionView(tableOf(rows));
  view.searchFor(query);
  expect([...view.rows]).toEqual(found);
});

test('what came later is filtered, searched and sorted with the rest', () => {
  const chunks = chunksOf(
    ['-3', '-5', '7', '-4', '-1'].map((amount) => transaction(amount, { TransactionInformation: 'Coffee' })),
    2,
  );
  const table = new TransactionTable();
  const view = new TransactionView(table);
  view.filterBy({ direction: 'debit' });
  view.searchFor('coffee');
  view.sortBy({ column: 'amount', descending: false });
  const shown = chunks.map((chunk) => {
    table.append(chunk);
    view.update();
    return [...view.rows];
  });
  expect(shown).toEqual([
    [1, 0],
    [1, 3, 0],
    [1, 3, 0, 4],
  ]);
});

test('a chunk that does not follow what is there is not taken', () => {
  const [first, second] = chunksOf([transaction('1'), transaction('2')], 1);
  const table = new TransactionTable();
  if (!first || !second) throw new Error('Two chunks were wanted.');
  expect(table.append(second)).toBe(false);
  expect(table.append(first)).toBe(true);
  expect(table.append(first)).toBe(false);
  expect(table.append(second)).toBe(true);
  expect(table.count).toBe(2);
});
