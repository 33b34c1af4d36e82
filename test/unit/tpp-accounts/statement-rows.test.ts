/** Rows of a statement: their ids, the bank's own objects behind them, two fetches compared, and what is written out of them. */
import { expect, test } from 'vitest';
import { compareStatements, rowStates } from '../../../src/tpp/accounts/comparison.ts';
import { markBit } from '../../../src/tpp/accounts/row-marks.ts';
import { statementOfx } from '../../../src/tpp/accounts/statement-ofx.ts';
import { StatementRows } from '../../../src/tpp/accounts/statement-rows.ts';
import { textAt } from '../../../src/tpp/accounts/text-at.ts';
import { csvParts, jsonParts, transactionsCsv } from '../../../src/tpp/accounts/transactions-csv.ts';

const accounts = [
  { id: '1', currency: 'GBP' },
  { id: '2', currency: 'GBP' },
];

type Change = Record<string, unknown>;

const transaction = (TransactionId: string | undefined, amount = '1.00', more: Change = {}): Change => ({
  AccountId: '1',
  ...(TransactionId === undefined ? {} : { TransactionId }),
  CreditDebitIndicator: 'Debit',
  Status: 'Booked',
  BookingDateTime: '2026-03-01T00:30:00+01:00',
  Amount: { Amount: amount, Currency: 'GBP' },
  TransactionInformation: 'Coffee',
  ...more,
});

function rowsOf(transactions: readonly Change[], asked?: string): StatementRows {
  const rows = new StatementRows(accounts);
  rows.add(transactions, asked);
  return rows;
}

test('an id that comes a second time marks both rows, the first one afterwards', () => {
  const rows = rowsOf([transaction('a'), transaction('b')]);
  expect([...rows.take().marks]).toEqual([0, 0]);
  rows.add([transaction('c'), transaction('a', '2.00'), transaction('c')]);
  const { first, marks, remarked } = rows.take();
  const bit = markBit('duplicateId');
  expect([first, ...marks]).toEqual([2, bit, bit, bit]);
  expect([...remarked.rows]).toEqual([0]);
  expect([...remarked.marks]).toEqual([bit]);
  expect([0, 1, 2, 3, 4].map((row) => rows.hasUniqueId(row))).toEqual([false, true, false, false, false]);
  expect(rows.take()).toMatchObject({ first: 5, count: 0 });
});

test('what was gone in one comparison is not gone again in the next, and new when it comes back', async () => {
  const [a, b, c] = [transaction('a', '1.00'), transaction('b', '2.00'), transaction('c', '3.00')];
  const first = rowsOf([a, b, c]);
  const second = rowsOf([a, b]);
  second.addGone(first, (await compareStatements(first, second)).gone);
  expect(second.count).toBe(3);
  expect(await compareStatements(second, rowsOf([a, b]))).toMatchObject({ gone: [] });
  const { states, gone } = await compareStatements(second, rowsOf([a, b, c]));
  expect([gone, [...states].map((state) => rowStates[state])]).toEqual([[], ['same', 'same', 'new']]);
});

test('the same id in two accounts is two ids', () => {
  const rows = rowsOf([transaction('a'), transaction('a', '1.00', { AccountId: '2' })]);
  expect(rows.hasUniqueId(0) && rows.hasUniqueId(1)).toBe(true);
});

test('thousands of ids are told apart', () => {
  const rows = rowsOf(Array.from({ length: 5000 }, (_, row) => transaction(`id ${row}`)));
  expect(rows.take().marks.every((marks) => marks === 0)).toBe(true);
  rows.add([transaction('id 4711')]);
  expect([...rows.take().remarked.rows]).toEqual([4711]);
});

test('a row stands with the account that was asked for; where none was, with the bank’s', () => {
  expect([...rowsOf([transaction('a', '1', { AccountId: '2' })], '1').take().account]).toEqual([0]);
  expect([...rowsOf([transaction('a', '1', { AccountId: '2' }), { AccountId: '9' }, {}]).take().account]).toEqual([
    1, 2, 2,
  ]);
});

test('the bank’s own objects come back by row, untouched, also after many', () => {
  const odd = { Lines: [1, null, { a: '\u2028\n"' }], Amount: null };
  const all = Array.from({ length: 1000 }, (_, row) => ({ ...odd, row }));
  const rows = rowsOf(all);
  for (const row of [0, 255, 256, 511, 512, 999, 3]) expect(rows.raw.object(row)).toEqual(all[row]);
  expect(rows.raw.object(1000)).toBeUndefined();
  expect([...rows.raw.objects([5, 1000, 700])]).toEqual([all[5], all[700]]);
});

async function compared(earlier: Change[], later: Change[]) {
  const { states, gone, changedIds } = await compareStatements(rowsOf(earlier), rowsOf(later));
  return [[...states].map((state) => rowStates[state]).join(' '), gone, changedIds];
}

const [a, b, c] = [transaction('a', '1'), transaction('b', '2'), transaction('c', '3')];
const [coffee, tea] = [transaction(undefined, '1'), transaction(undefined, '2')];
const reversed = Object.fromEntries(Object.entries(a).reverse());
const comparisons: [
  name: string,
  earlier: Change[],
  later: Change[],
  states: string,
  gone: number[],
  changedIds: number,
][] = [
  ['nothing', [], [], '', [], 0],
  ['the same', [a, b], [a, b], 'same same', [], 0],
  ['another order', [a, b], [b, a], 'same same', [], 0],
  ['members in another order', [a], [reversed], 'same', [], 0],
  ['one more', [b], [a, b], 'new same', [], 0],
  ['one less', [a, b], [b], 'same', [0], 0],
  ['one changed', [a, b], [a, { ...b, Status: 'Pending' }], 'same changed', [], 0],
  ['the only one changed', [a], [{ ...a, Status: 'Pending' }], 'changed', [], 0],
  ['two equal coffees', [coffee, coffee], [coffee, coffee], 'same same', [], 0],
  ['a third coffee', [coffee, coffee], [coffee, coffee, coffee], 'same same new', [], 0],
  ['one coffee less', [coffee, tea, coffee], [coffee, tea], 'same same', [2], 0],
  ['no ids, one other', [coffee, tea], [coffee, b], 'same same', [], 0],
  ['an equal row under a new id, where ids hold', [a, b], [a, b, { ...b, TransactionId: 'z' }], 'same same new', [], 0],
  [
    'one replaced by its equal, where ids hold',
    [a, b, c],
    [a, b, { ...c, TransactionId: 'z' }],
    'same same new',
    [2],
    0,
  ],
  [
    'ids that change with every fetch',
    [a, b, c],
    [{ ...a, TransactionId: 'x' }, { ...b, TransactionId: 'y' }, transaction('z', '9')],
    'same same new',
    [2],
    2,
  ],
  [
    'ids that number the list',
    [transaction('1', '1'), transaction('2', '2'), transaction('3', '3')],
    [transaction('1', '9'), transaction('2', '1'), transaction('3', '2'), transaction('4', '3')],
    'new same same same',
    [],
    3,
  ],
  [
    'an id that came twice',
    [a, { ...a, TransactionInformation: 'x' }],
    [a, { ...a, TransactionInformation: 'x' }],
    'same same',
    [],
    0,
  ],
];

test.each(comparisons)('two fetches compared: %s', async (_name, earlier, later, states, gone, changedIds) => {
  expect(await compared(earlier, later)).toEqual([states, gone, changedIds]);
});

const pending = (id: string, amount: string, more: Change = {}) =>
  transaction(id, amount, { Status: 'Pending', BookingDateTime: '2026-03-01T10:00:00Z', ...more });
const booked = (id: string, amount: string, more: Change = {}) =>
  transaction(id, amount, { BookingDateTime: '2026-03-03T10:00:00Z', ...more });
const text = (TransactionInformation: string): Change => ({ TransactionInformation });
const on = (BookingDateTime: string): Change => ({ BookingDateTime });
const settlings: [name: string, earlier: Change[], later: Change[], states: string, gone: number[]][] = [
  ['under another id and description', [pending('p', '1', text('x'))], [booked('b', '1', text('y'))], 'settled', []],
  [
    'without ids, in words of 4.0',
    [pending('', '1', { Status: 'PDNG' })],
    [booked('', '1', { Status: 'BOOK' })],
    'settled',
    [],
  ],
  ['signed by the bank', [pending('p', '-1')], [booked('b', '1')], 'settled', []],
  ['under the same id', [pending('p', '1')], [booked('p', '1')], 'changed', []],
  ['another amount', [pending('p', '1')], [booked('b', '2')], 'new', [0]],
  [
    'another currency',
    [pending('p', '1')],
    [booked('b', '1', { Amount: { Amount: '1', Currency: 'EUR' } })],
    'new',
    [0],
  ],
  ['another way', [pending('p', '1')], [booked('b', '1', { CreditDebitIndicator: 'Credit' })], 'new', [0]],
  ['another account', [pending('p', '1')], [booked('b', '1', { AccountId: '2' })], 'new', [0]],
  ['still pending', [pending('p', '1')], [pending('q', '1', text('y'))], 'new', [0]],
  ['booked before already', [booked('p', '1', text('x'))], [booked('b', '1', text('y'))], 'new', [0]],
  ['a month later', [pending('p', '1')], [booked('b', '1', on('2026-04-03'))], 'new', [0]],
  ['two days before', [pending('p', '1')], [booked('b', '1', on('2026-02-26'))], 'new', [0]],
  ['one of two', [pending('p', '1'), pending('q', '1')], [booked('b', '1')], 'settled', [1]],
  ['two of one', [pending('p', '1')], [booked('b', '1', on('2026-03-02')), booked('c', '1')], 'settled new', []],
  [
    'the same description first',
    [pending('p', '1', text('x')), pending('q', '1', text('y'))],
    [booked('b', '1', text('y'))],
    'settled',
    [0],
  ],
];

test.each(settlings)('what was pending and is booked now is one: %s', async (_name, earlier, later, states, gone) => {
  expect(await compared(earlier, later)).toEqual([states, gone, 0]);
});

test('a comparison can be stopped', async () => {
  const stopped = AbortSignal.abort();
  await expect(compareStatements(rowsOf([a]), rowsOf([a]), stopped)).rejects.toThrow();
});

test('rows that are gone come behind the others, flagged, with their object', () => {
  const later = rowsOf([b]);
  later.take();
  later.addGone(rowsOf([a, c]), [1]);
  const { first, count, flags } = later.take();
  expect([first, count, (flags[0] ?? 0) & 64]).toEqual([1, 1, 64]);
  expect([later.count, later.present]).toEqual([2, 1]);
  expect(later.raw.object(1)).toEqual(c);
});

const dangerous = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠x'];

test.each(dangerous)('no spreadsheet takes %j for a formula', async (text) => {
  const csv = await transactionsCsv([transaction('a', '1', { TransactionInformation: text })]);
  expect(csv.split('\r\n')[1]).toContain(`'${text}`);
});

test('CSV and JSON come in parts that make a whole', async () => {
  const all = Array.from({ length: 2500 }, (_, row) =>
    transaction(`t${row}`, '1', { TransactionInformation: 'a, "b"\nc' }),
  );
  const parts: string[] = [];
  for await (const part of csvParts(all)) parts.push(part);
  expect(parts.length).toBeGreaterThan(3);
  expect(parts.join('')).toBe(await transactionsCsv(all));
  expect(JSON.parse([...jsonParts(all)].join(''))).toEqual(all);
  expect(JSON.parse([...jsonParts([])].join(''))).toEqual([]);
});

const ofxAccounts = [
  { id: '1', number: '10000109010102', type: 'Current account' },
  { id: '2', number: '4532********1234', type: 'CreditCard' },
];

async function ofx(rows: StatementRows, chosen?: number[]) {
  const file = await statementOfx(rows, chosen ?? Array.from({ length: rows.count }, (_, row) => row), {
    accounts: ofxAccounts,
    balances: [{ account: 0, type: 'InterimBooked', booked: 'interim', units: '-123456789', currency: 'GBP', at: 0 }],
    now: Date.UTC(2026, 2, 2, 3, 4, 5),
  });
  const parts: string[] = [];
  for await (const part of file.parts) parts.push(part);
  return { text: parts.join(''), count: file.count, leftOut: file.leftOut };
}

test('OFX has a statement for each account and currency, amounts signed and exact, days the bank’s', async () => {
  const rows = rowsOf([
    transaction('a', '12.4', { MerchantDetails: { MerchantName: 'Fish & Chips <b>' }, TransactionReference: 'Ref\n1' }),
    transaction('b', '9999999999999.99999', { CreditDebitIndicator: 'Credit', ValueDateTime: '2026-03-02' }),
    transaction('c', '5', { Amount: { Amount: '5', Currency: 'EUR' } }),
    transaction('d', '7', { AccountId: '2' }),
  ]);
  expect((await ofx(rows)).text.replaceAll('\r\n', '\n')).toBe(`OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:UTF-8
CHARSET:NONE
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX>
<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260302030405<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1>
<STMTTRNRS><TRNUID>0<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS>
<CURDEF>GBP
<BANKACCTFROM><BANKID>100001<ACCTID>09010102<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301120000<DTEND>20260301120000
<STMTTRN><TRNTYPE>DEBIT
<DTPOSTED>20260301120000
<TRNAMT>-12.40
<FITID>a
<NAME>Fish &amp; Chips &lt;b&gt;
<MEMO>Coffee | Ref 1
</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT
<DTPOSTED>20260301120000
<DTAVAIL>20260302120000
<TRNAMT>9999999999999.99999
<FITID>b
<NAME>Coffee
<MEMO>Coffee
</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL><BALAMT>-1234.56789<DTASOF>19700101120000</LEDGERBAL>
</STMTRS></STMTTRNRS>
<STMTTRNRS><TRNUID>0<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS>
<CURDEF>EUR
<BANKACCTFROM><BANKID>100001<ACCTID>09010102<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301120000<DTEND>20260301120000
<STMTTRN><TRNTYPE>DEBIT
<DTPOSTED>20260301120000
<TRNAMT>-5.00
<FITID>c
<NAME>Coffee
<MEMO>Coffee
</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL><BALAMT>0.00<DTASOF>19700101120000</LEDGERBAL>
</STMTRS></STMTTRNRS>
</BANKMSGSRSV1>
<CREDITCARDMSGSRSV1>
<CCSTMTTRNRS><TRNUID>0<STATUS><CODE>0<SEVERITY>INFO</STATUS><CCSTMTRS>
<CURDEF>GBP
<CCACCTFROM><ACCTID>4532********1234</CCACCTFROM>
<BANKTRANLIST><DTSTART>20260301120000<DTEND>20260301120000
<STMTTRN><TRNTYPE>DEBIT
<DTPOSTED>20260301120000
<TRNAMT>-7.00
<FITID>d
<NAME>Coffee
<MEMO>Coffee
</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL><BALAMT>0.00<DTASOF>19700101120000</LEDGERBAL>
</CCSTMTRS></CCSTMTTRNRS>
</CREDITCARDMSGSRSV1>
</OFX>
`);
});

test('OFX leaves out and counts what it has no place for', async () => {
  const rows = rowsOf([
    transaction('a', '1', { Status: 'Pending' }),
    transaction('b', 'x'),
    transaction('c', '1', { CreditDebitIndicator: undefined }),
    transaction('d', '1', { BookingDateTime: 'soon' }),
    transaction('e', '1', { Amount: { Amount: '1', Currency: '£' } }),
    transaction('f'),
  ]);
  rows.addGone(rowsOf([a]), [0]);
  expect(await ofx(rows, [0, 1, 2, 3, 4, 5, 6, 99])).toMatchObject({ count: 1, leftOut: 7 });
});

test('two equal coffees are two entries, and each keeps its FITID when it is exported alone', async () => {
  const rows = rowsOf([coffee, coffee]);
  const fitids = ({ text }: { text: string }) => [...text.matchAll(/<FITID>(.*)/g)].map(([, id]) => id?.trim());
  const both = fitids(await ofx(rows));
  expect(new Set(both).size).toBe(2);
  expect(fitids(await ofx(rows, [1]))).toEqual([both[1]]);
});

test('every statement of OFX has the balance that its DTD demands, by the bank or of no day that anybody lives in', async () => {
  const after = (amount: string, Type = 'InterimBooked'): Change => ({
    Balance: { Amount: { Amount: amount, Currency: 'GBP' }, CreditDebitIndicator: 'Debit', Type },
  });
  const balancesOf = async (...transactions: Change[]) => {
    const rows = rowsOf(transactions);
    const file = await statementOfx(rows, rows.raw.count === 0 ? [] : transactions.keys(), {
      accounts: ofxAccounts,
      now: 0,
    });
    let written = '';
    for await (const part of file.parts) written += part;
    const statements = [...written.matchAll(/<(?:CC)?STMTRS>(.*?)<\/(?:CC)?STMTRS>/gs)].map(([, body = '']) => body);
    // 1.0.2, STMTRS: (CURDEF, BANKACCTFROM, BANKTRANLIST?, LEDGERBAL, …).
    const order =
      /^\s*<CURDEF>\S+\s+<(?:BANK|CC)ACCTFROM>\S+\s+<BANKTRANLIST>.*<\/BANKTRANLIST>\s+<LEDGERBAL>(\S+)<\/LEDGERBAL>\s*$/s;
    return [statements.map((body) => order.exec(body)?.[1]), file.withoutBalance];
  };
  const none = '<BALAMT>0.00<DTASOF>19700101120000';
  expect(await balancesOf()).toEqual([[], 0]);
  expect(await balancesOf(transaction('a'), transaction('b', '1', { AccountId: '2' }))).toEqual([[none, none], 2]);
  const later = { BookingDateTime: '2026-03-05T10:00:00Z' };
  expect(
    await balancesOf(transaction('a', '1', after('7')), transaction('b', '1', { ...after('8'), ...later })),
  ).toEqual([['<BALAMT>-8.00<DTASOF>20260305120000'], 0]);
  expect(await balancesOf(transaction('a', '1', after('7')), transaction('b', '1', after('8')))).toEqual([[none], 1]);
  expect(await balancesOf(transaction('a', '1', after('7', 'ITAV')))).toEqual([[none], 1]);
});

test('blank ids are none: rows that have one are told apart by their content', () => {
  const rows = new StatementRows(accounts);
  rows.add([{ TransactionId: ' ' }, { TransactionId: ' ' }, { TransactionId: '' }, { TransactionId: 'a' }], '1');
  expect([0, 1, 2, 3].map((row) => rows.hasUniqueId(row))).toEqual([false, false, false, true]);
  expect(textAt({ TransactionId: ' \t' }, 'TransactionId')).toBe('');
});
