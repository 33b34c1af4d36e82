/** One transaction read for a row, as banks write them and as they should not. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readBalances } from '../../../src/tpp/accounts/balance-rows.ts';
import { plainUnits, readAmount } from '../../../src/tpp/accounts/row-amount.ts';
import { markBit, rowMarks } from '../../../src/tpp/accounts/row-marks.ts';
import { type ReadRow, readRow } from '../../../src/tpp/accounts/row-reader.ts';
import { wallTime } from '../../../src/tpp/accounts/row-time.ts';

const plain = {
  AccountId: '1',
  TransactionId: 't1',
  CreditDebitIndicator: 'Debit',
  Status: 'Booked',
  BookingDateTime: '2026-03-01T12:00:00+00:00',
  Amount: { Amount: '12.40', Currency: 'GBP' },
};

function marksOf({ marks }: ReadRow): string[] {
  return rowMarks.filter(({ id }) => marks & markBitOf(id)).map(({ id }) => id);
}

function markBitOf(id: string): number {
  return 1 << rowMarks.findIndex((mark) => mark.id === id);
}

test('each mark has a bit of its own, a label and a sentence', () => {
  expect(rowMarks.length).toBeLessThanOrEqual(31);
  expect(new Set(rowMarks.map(({ label }) => label)).size).toBe(rowMarks.length);
  for (const { explanation } of rowMarks) expect(explanation).toMatch(/\.$/);
  expect(markBit('duplicateId')).toBe(1);
});

test('nothing is odd about a transaction as the standard has it', () => {
  expect(marksOf(readRow(plain, { id: '1', currency: 'GBP' }))).toEqual([]);
});

const odd: [name: string, change: Record<string, unknown>, marks: string[], read: Partial<ReadRow>][] = [
  ['no AccountId', { AccountId: undefined }, ['noAccount'], { accountId: '1' }],
  ['AccountId null', { AccountId: null }, ['noAccount', 'shape'], { accountId: '1' }],
  ['another account', { AccountId: '2' }, ['otherAccount'], { accountId: '2' }],
  ['no Amount', { Amount: undefined }, ['amountMissing'], { amount: undefined, currency: '' }],
  ['Amount null', { Amount: null }, ['amountMissing'], { amount: undefined }],
  ['Amount a list of one', { Amount: [{ Amount: '12.40', Currency: 'GBP' }] }, ['shape'], { amount: -1_240_000n }],
  ['Amount a text', { Amount: '12.40' }, ['amountMissing', 'currencyMissing', 'shape'], { amount: undefined }],
  [
    'an amount that is a number',
    { Amount: { Amount: 12.4, Currency: 'GBP' } },
    ['amountForm'],
    { amount: -1_240_000n },
  ],
  [
    'an amount of words',
    { Amount: { Amount: 'twelve', Currency: 'GBP' } },
    ['amountUnreadable'],
    { amount: undefined },
  ],
  ['a decimal comma', { Amount: { Amount: '12,40', Currency: 'GBP' } }, ['amountUnreadable'], { amount: undefined }],
  ['thousands', { Amount: { Amount: '1,012.40', Currency: 'GBP' } }, ['amountUnreadable'], { amount: undefined }],
  ['an exponent', { Amount: { Amount: '1e3', Currency: 'GBP' } }, ['amountUnreadable'], { amount: undefined }],
  ['six decimals', { Amount: { Amount: '1.123456', Currency: 'GBP' } }, ['amountUnreadable'], { amount: undefined }],
  [
    'six decimals, the last zero',
    { Amount: { Amount: '1.123450', Currency: 'GBP' } },
    ['amountForm'],
    { amount: -112_345n },
  ],
  ['14 digits', { Amount: { Amount: '12345678901234', Currency: 'GBP' } }, ['amountUnreadable'], { amount: undefined }],
  [
    'an amount that is an object',
    { Amount: { Amount: {}, Currency: 'GBP' } },
    ['amountUnreadable'],
    { amount: undefined },
  ],
  ['an empty amount', { Amount: { Amount: '', Currency: 'GBP' } }, ['amountMissing'], { amount: undefined }],
  [
    'a point and nothing behind it',
    { Amount: { Amount: '12.', Currency: 'GBP' } },
    ['amountForm'],
    { amount: -1_200_000n },
  ],
  ['blanks', { Amount: { Amount: ' 12 ', Currency: 'GBP' } }, ['amountForm'], { amount: -1_200_000n }],
  [
    'a debit with a minus sign',
    { Amount: { Amount: '-12.40', Currency: 'GBP' } },
    ['amountSigned'],
    { amount: -1_240_000n },
  ],
  [
    'a debit with a plus sign',
    { Amount: { Amount: '+12.40', Currency: 'GBP' } },
    ['amountSigned', 'signContradicts'],
    { amount: 1_240_000n, direction: undefined },
  ],
  [
    'a credit with a minus sign',
    { CreditDebitIndicator: 'Credit', Amount: { Amount: '-12.40', Currency: 'GBP' } },
    ['amountSigned', 'signContradicts'],
    { amount: 1_240_000n, direction: undefined },
  ],
  [
    'minus zero',
    { CreditDebitIndicator: 'Credit', Amount: { Amount: '-0.00', Currency: 'GBP' } },
    ['amountSigned'],
    { amount: 0n },
  ],
  [
    'no indicator',
    { CreditDebitIndicator: undefined },
    ['directionMissing'],
    { amount: 1_240_000n, direction: undefined },
  ],
  ['an indicator in capitals', { CreditDebitIndicator: 'DEBIT' }, ['directionUnknown'], { direction: 'debit' }],
  ['an indicator of ISO 20022', { CreditDebitIndicator: 'CRDT' }, ['directionUnknown'], { direction: 'credit' }],
  [
    'an indicator that nobody knows',
    { CreditDebitIndicator: 'Sideways' },
    ['directionUnknown'],
    { direction: undefined },
  ],
  ['no currency', { Amount: { Amount: '1' } }, ['currencyMissing'], { currency: '' }],
  [
    'a currency in small letters',
    { Amount: { Amount: '1', Currency: 'gbp' } },
    ['currencyForm', 'currencyOther'],
    { currency: 'gbp' },
  ],
  ['a currency sign', { Amount: { Amount: '1', Currency: '£' } }, ['currencyForm', 'currencyOther'], { currency: '£' }],
  ['another currency', { Amount: { Amount: '1', Currency: 'EUR' } }, ['currencyOther'], { currency: 'EUR' }],
  ['no Status', { Status: undefined }, ['statusMissing'], { status: 'unsaid' }],
  ['a Status of its own', { Status: 'Settled' }, ['statusUnknown'], { status: 'unknown', statusWord: 'Settled' }],
  ['Status of an object’s members', { Status: 'constructor' }, ['statusUnknown'], { status: 'unknown' }],
  ['no BookingDateTime', { BookingDateTime: undefined }, ['bookingMissing'], { booked: Number.NaN }],
  ['a booking date of words', { BookingDateTime: 'yesterday' }, ['bookingUnreadable'], { booked: Number.NaN }],
  ['a day that no calendar has', { BookingDateTime: '2026-02-30' }, ['bookingUnreadable'], { booked: Number.NaN }],
  ['a value date of words', { ValueDateTime: '31/01/2026' }, ['valueUnreadable'], { value: Number.NaN }],
  ['a text that is null', { TransactionInformation: null }, ['shape'], { description: '' }],
  ['a text that is a list', { TransactionInformation: ['two', 'lines'] }, ['shape'], { description: 'two lines' }],
  ['a text that is an object', { TransactionInformation: { text: 'x' } }, ['shape'], { description: '' }],
  ['a text that is a number', { TransactionReference: 42 }, ['shape'], { reference: '42' }],
  ['a merchant that is a text', { MerchantDetails: 'Tesco' }, ['shape'], { merchant: '' }],
  ['a merchant that is a list', { MerchantDetails: [{ MerchantName: 'Tesco' }] }, ['shape'], { merchant: 'Tesco' }],
  [
    '10,000 characters',
    { TransactionInformation: 'x'.repeat(10_000) },
    ['longText'],
    { description: 'x'.repeat(1000) },
  ],
  [
    'HTML',
    { TransactionInformation: '<img src=x onerror=alert(1)>' },
    ['markup'],
    { description: '<img src=x onerror=alert(1)>' },
  ],
  ['a smaller-than sign', { TransactionInformation: '1 < 2' }, [], { description: '1 < 2' }],
  ['a right-to-left override', { TransactionInformation: 'a\u202eb' }, ['controlText'], { description: 'a\u202eb' }],
  [
    'control characters',
    { TransactionReference: 'a\u0000\u001b[31m' },
    ['controlText'],
    { reference: 'a\u0000\u001b[31m' },
  ],
  [
    'a Balance without a type',
    { Balance: { Amount: plain.Amount, CreditDebitIndicator: 'Credit' } },
    ['balanceUnreadable'],
    { balance: 1_240_000n, bookedBalance: false },
  ],
  [
    'a Balance of another currency',
    { Balance: { Amount: { Amount: '1', Currency: 'EUR' }, CreditDebitIndicator: 'Credit', Type: 'InterimBooked' } },
    ['balanceUnreadable'],
    { balance: undefined },
  ],
  ['Balance null', { Balance: null }, ['shape'], { balance: undefined }],
];

test.each(odd)('it is shown and marked: %s', (_name, change, marks, read) => {
  const row = readRow({ ...plain, ...change }, { id: '1', currency: 'GBP' });
  expect(marksOf(row).sort()).toEqual([...marks].sort());
  expect(row).toMatchObject(read);
});

test('a half of a character is not left at a cut', () => {
  const { description } = readRow({ ...plain, TransactionInformation: `${'x'.repeat(999)}🥐` });
  expect(description).toBe('x'.repeat(999));
});

const statuses: [string, string][] = [
  ['Booked', 'booked'],
  ['BOOK', 'booked'],
  ['Pending', 'pending'],
  ['PDNG', 'pending'],
  ['FUTR', 'future'],
  ['INFO', 'information'],
  ['Rejected', 'rejected'],
  ['RJCT', 'rejected'],
];

test.each(statuses)('the status %s of either version is read', (Status, status) => {
  expect(readRow({ ...plain, Status })).toMatchObject({ status, statusWord: Status, marks: 0 });
});

test.each(['InterimBooked', 'ITBD', 'ClosingBooked', 'CLBD', 'OpeningBooked', 'OPBD', 'PRCD'])(
  'a balance %s counts what is booked',
  (Type) => {
    const Balance = { Amount: { Amount: '5', Currency: 'GBP' }, CreditDebitIndicator: 'Debit', Type };
    expect(readRow({ ...plain, Balance })).toMatchObject({ balance: -500_000n, bookedBalance: true, marks: 0 });
  },
);

test.each(['InterimAvailable', 'ITAV', 'Expected', 'INFO'])('a balance %s counts more than what is booked', (Type) => {
  const Balance = { Amount: { Amount: '5', Currency: 'GBP' }, CreditDebitIndicator: 'Credit', Type };
  expect(readRow({ ...plain, Balance })).toMatchObject({ balance: 500_000n, bookedBalance: false, marks: 0 });
});

test('the other side is the creditor of money out and the debtor of money in', () => {
  const sides = { CreditorAccount: { Name: 'Shop' }, DebtorAccount: { Identification: '1234' } };
  expect(readRow({ ...plain, ...sides }).counterparty).toBe('Shop');
  expect(readRow({ ...plain, ...sides, CreditDebitIndicator: 'Credit' }).counterparty).toBe('1234');
});

test('reading never throws, whatever a bank sends', () => {
  const members = Object.keys({
    ...plain,
    Balance: 0,
    MerchantDetails: 0,
    BankTransactionCode: 0,
    TransactionInformation: 0,
  });
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...members), fc.jsonValue()), (transaction) => {
      const row = readRow({ ...transaction });
      expect(row.amount === undefined || row.amount > -(10n ** 18n)).toBe(true);
    }),
  );
});

test('an amount of the standard is read exactly and written back', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{1,13}(\.[0-9]{1,5})?$/), (text) => {
      const { units, inForm } = readAmount(text);
      expect(inForm).toBe(true);
      const [whole = '', fraction = ''] = text.split('.');
      expect(units).toBe(BigInt(whole) * 100_000n + BigInt(fraction.padEnd(5, '0')));
      expect(readAmount(plainUnits(units ?? -1n)).units).toBe(units);
    }),
  );
});

test.each<[bigint, string]>([
  [0n, '0.00'],
  [1n, '0.00001'],
  [-1n, '-0.00001'],
  [100_000n, '1.00'],
  [-101_240_000n, '-1012.40'],
  [123_456_700n, '1234.567'],
])('%s hundred-thousandths are written %s', (units, text) => {
  expect(plainUnits(units)).toBe(text);
});

const times: [string, string | undefined][] = [
  ['2026-03-29T00:30:00+01:00', '2026-03-29T00:30:00.000Z'],
  ['2026-03-29T00:30:00Z', '2026-03-29T00:30:00.000Z'],
  ['2026-03-29T00:30:00.123456+00:00', '2026-03-29T00:30:00.123Z'],
  ['2026-03-29T00:30', '2026-03-29T00:30:00.000Z'],
  ['2026-03-29', '2026-03-29T00:00:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ['0099-01-01', '0099-01-01T00:00:00.000Z'],
  ['2025-02-29', undefined],
  ['2026-13-01', undefined],
  ['2026-00-10', undefined],
  ['2026-01-01T24:00:00', undefined],
  ['20260101', undefined],
  ['', undefined],
  ['1767225600000', undefined],
];

test.each(times)('the time "%s" is the bank’s own', (text, iso) => {
  expect(wallTime(text)).toBe(iso === undefined ? undefined : Date.parse(iso));
});

test('balances are read for their accounts, and those that count what is booked are named', () => {
  const balance = (AccountId: string | undefined, Type: string, Amount: unknown) => ({
    AccountId,
    Type,
    Amount,
    CreditDebitIndicator: 'Debit',
    DateTime: '2026-03-01T00:00:00Z',
  });
  const money = { Amount: '3.5', Currency: 'GBP' };
  const read = readBalances(
    [balance('2', 'InterimBooked', money), balance('9', 'ITBD', money), balance(undefined, 'Odd', { Amount: 'x' })],
    ['1', '2'],
    '1',
  );
  const at = Date.UTC(2026, 2, 1);
  expect(read).toEqual([
    { account: 1, type: 'InterimBooked', booked: 'interim', units: '-350000', currency: 'GBP', at },
    { account: 0, type: 'Odd', currency: '', at },
  ]);
});
