/** Messages of the page of a list: what is none is not taken, on either side. */
import { expect, test } from 'vitest';
import { fromListPage, readLookingAtList, type ToListPage, toListPage } from '../../../src/messages/list.ts';
import { listColumns } from '../../../src/tpp/accounts/list-columns.ts';
import { ListRows, listDetails } from '../../../src/tpp/accounts/list-rows.ts';

const source = { folder: 'f', bank: 'b', consent: 'c', resource: 'standing-orders', account: '1' };
const object = {
  StandingOrderId: 's',
  Frequency: 'EvryDay',
  NextPaymentAmount: { Amount: 'x', Currency: 'GBP' },
  NextPaymentDateTime: 'x',
};
const columns = listColumns('standing-orders').map(({ id, head, kind }) => ({ id, head, kind }));

const toPage: ToListPage[] = [
  { type: 'start', source, title: 'Standing orders', columns, marks: [], hasFiles: false },
  { type: 'rows', first: 0, ...new ListRows('standing-orders').add([object, object, {}]) },
  { type: 'details', row: 0, ...listDetails(object, new Date('2026-12-01T00:00:00Z')) },
  { type: 'progress', pages: 1, rows: 25, of: 4 },
  { type: 'done', notes: ['One entry was left out.'] },
  { type: 'failed', problem: { code: 'timed_out', message: 'It took too long.' }, cure: 'Retry' },
  { type: 'waiting', text: 'Later.' },
];

test.each(toPage)('the page takes $type as the library makes it, through JSON too', (message) => {
  expect(toListPage.safeParse(JSON.parse(JSON.stringify(message))).data).toEqual(message);
});

test.each([
  { type: 'ready', looking: { source, search: 'x', sort: { column: 'Name', descending: true } } },
  { type: 'details', row: 3 },
  { type: 'openRaw', row: 0 },
  { type: 'file', row: 0 },
  { type: 'export', format: 'csv', rows: 'all' },
  { type: 'copy', format: 'text', rows: [1, 2] },
  { type: 'refetch' },
])('the extension takes $type', (message) => {
  expect(fromListPage.safeParse(message).data).toEqual(message);
});

test.each<[string, unknown]>([
  ['a row before the first', { type: 'details', row: -1 }],
  ['half a row', { type: 'file', row: 0.5 }],
  ['rows in words', { type: 'copy', format: 'text', rows: ['1'] }],
  ['another format', { type: 'export', format: 'ofx', rows: 'all' }],
  ['a command', { type: 'command', name: 'rm' }],
])('the extension takes no %s', (_what, message) => {
  expect(fromListPage.safeParse(message).success).toBe(false);
});

test.each([undefined, null, '<img>', [{}], { source: [] }, { source: { ...source, account: 1 } }])(
  'a page that kept %j looked at nothing',
  (state) => expect(readLookingAtList(state)).toEqual({}),
);
