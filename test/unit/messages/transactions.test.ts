/** Messages of the transactions page: what is none is not taken, on either side. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fromTransactionsPage,
  readLooking,
  type ToTransactionsPage,
  toTransactionsPage,
} from '../../../src/messages/transactions.ts';
import { StatementRows } from '../../../src/tpp/accounts/statement-rows.ts';

const toPageOf = (message: unknown) => toTransactionsPage.safeParse(message).data;
const fromPageOf = (message: unknown) => fromTransactionsPage.safeParse(message).data;

const source = { folder: 'f', bank: 'b', consent: 'c', accounts: ['1'], period: {} };
const toPage: ToTransactionsPage[] = [
  { type: 'start', source, accounts: [], shows: 'both', marks: [] },
  { type: 'balances', balances: [{ account: 0, type: 'x', currency: 'GBP', units: '-12' }] },
  { type: 'progress', account: 0, pages: 1, rows: 25, of: 4 },
  { type: 'done' },
  { type: 'done', notes: ['One entry was left out.'] },
  { type: 'progress', account: 0, pages: 0, rows: 25, waiting: 'The bank is waited for.' },
  { type: 'cancelled' },
  { type: 'cancelled', goOn: true },
  { type: 'failed', problem: { code: 'timed_out', message: 'It took too long.' } },
  { type: 'failed', problem: { code: 'timed_out', message: 'It took too long.' }, cure: 'Retry' },
  { type: 'raw', row: 3, json: '{}' },
  { type: 'restore', looking: { search: 'x', sort: { column: 'amount', descending: true }, group: 'month' } },
  { type: 'compared', states: Uint8Array.of(0, 1), earlier: 1, changedIds: 0 },
  { type: 'notice', text: 'Done.' },
];

test.each(toPage)('the page takes $type', (message) => {
  expect(toPageOf(message)).toEqual(message);
});

const fromPage = [
  { type: 'ready' },
  { type: 'ready', looking: { source, filter: { direction: 'debit', amount: { from: '1' } } } },
  { type: 'cancel' },
  { type: 'raw', row: 0 },
  { type: 'openRaw', rows: Uint32Array.of(1) },
  { type: 'export', format: 'ofx', rows: 'all' },
  { type: 'copy', format: 'text', rows: Uint32Array.of(1, 2) },
  { type: 'refetch' },
  { type: 'goOn' },
];

test.each(fromPage)('the extension takes $type', (message) => {
  expect(fromPageOf(message)).toEqual(message);
});

const [chunk, short] = [rowsOf(), rowsOf()];
function rowsOf() {
  const rows = new StatementRows([]);
  rows.add([{}, {}]);
  return rows.take();
}

const refused: [string, unknown][] = [
  ['nothing', undefined],
  ['a text', 'done'],
  ['no type', {}],
  ['an unknown type', { type: 'run' }],
  ['a member of another kind', { type: 'raw', row: '3', json: '{}' }],
  ['a row below zero', { type: 'raw', row: -1, json: '{}' }],
  ['rows in a plain list', { type: 'rows', rows: { ...chunk, booked: [1, 2] } }],
  ['a column that is too short', { type: 'rows', rows: { ...short, flags: new Uint8Array(1) } }],
  ['codes that are too short', { type: 'rows', rows: { ...short, code: { ...short.code, codes: new Uint8Array(1) } } }],
  ['texts without their bytes', { type: 'rows', rows: { ...short, id: { ...short.id, bytes: new Uint8Array(9) } } }],
  [
    'marks without their rows',
    { type: 'rows', rows: { ...short, remarked: { rows: new Uint32Array(2), marks: new Uint32Array(1) } } },
  ],
  [
    'units that are no number',
    { type: 'balances', balances: [{ account: 0, type: 'x', currency: 'GBP', units: '1.5' }] },
  ],
];

test.each(refused)('the page does not take %s', (_name, message) => {
  expect(toPageOf(message)).toBeUndefined();
});

test('the extension takes nothing of another shape', () => {
  fc.assert(
    fc.property(fc.anything(), (message) => {
      expect(fromPageOf(message)).toBeUndefined();
    }),
  );
  expect(fromPageOf({ type: 'export', format: 'exe', rows: 'all' })).toBeUndefined();
  expect(fromPageOf({ type: 'copy', format: 'csv', rows: [1] })).toBeUndefined();
});

test('what was looked at survives JSON, holds no data, and nothing comes of another shape', () => {
  const looking = { source, sort: { column: 'amount', descending: true }, counting: { pending: true, mutable: false } };
  expect(readLooking(JSON.parse(JSON.stringify(looking)))).toEqual(looking);
  expect(readLooking({ ...looking, rows: [{ Amount: '1' }] })).toEqual(looking);
  for (const state of [undefined, null, 'x', { sort: 1 }]) expect(readLooking(state)).toEqual({});
});
