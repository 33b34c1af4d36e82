/** What banks make of amounts, kinds and texts, as a terminal and CSV show it: the library's one reading of sign and indicator. */
import { expect, test } from 'vitest';
import { fakeTpp, obw } from './fake-terminal.ts';

const row = (Amount: unknown, CreditDebitIndicator: unknown, more: Record<string, unknown> = {}) => ({
  AccountId: 'a',
  TransactionId: 't',
  BookingDateTime: '2026-03-28T10:00:00+00:00',
  Status: 'Booked',
  CreditDebitIndicator,
  Amount: { Amount, Currency: 'GBP' },
  TransactionInformation: 'Shop',
  ...more,
});

const withRows = (...items: Record<string, unknown>[]) =>
  fakeTpp({
    async *transactionPages() {
      yield { items, url: '', meta: {} };
    },
  });

const readings: [amount: unknown, indicator: unknown, shown: string, odd: string, csv: string][] = [
  ['5.00', 'Debit', '-5.00 GBP', '', 'Debit,5.00'],
  ['-5.00', 'Debit', '-5.00 GBP', 'Signed amount', 'Debit,5.00'],
  ['+7.00', 'Credit', '+7.00 GBP', 'Signed amount', 'Credit,7.00'],
  ['-5.00', 'Credit', '±5.00 GBP', 'Signed amount, Sign contradicts', 'Credit,-5.00'],
  ['+5.00', 'Debit', '±5.00 GBP', 'Signed amount, Sign contradicts', 'Debit,5.00'],
  ['1234.50', 'DEBIT', '-1,234.50 GBP', 'Unknown direction', 'Debit,1234.50'],
  ['5.00', 'D', '-5.00 GBP', 'Unknown direction', 'Debit,5.00'],
  ['5.00', 'c', '+5.00 GBP', 'Unknown direction', 'Credit,5.00'],
  ['-5.00', 'dbit', '-5.00 GBP', 'Signed amount, Unknown direction', 'Debit,5.00'],
  ['-5.00', undefined, '±5.00 GBP', 'Signed amount, No direction', ',-5.00'],
  ['5.00', 'out', '±5.00 GBP', 'Unknown direction', 'out,5.00'],
  [5.5, 'Debit', '-5.5 GBP', 'Amount form', 'Debit,5.5'],
  [' 005. ', 'Debit', '-5.00 GBP', 'Amount form', 'Debit,5.00'],
  ['12.x', 'Debit', '12.x GBP', 'Unreadable amount', 'Debit,12.x'],
  ['=1+1', 'Debit', '=1+1 GBP', 'Unreadable amount', "Debit,'=1+1"],
];

test.each(readings)('%j with %j is %s in the table, marked %j', async (amount, indicator, ...told) => {
  const [shown, odd, csv] = told;
  const tpp = withRows(row(amount, indicator));
  const [, first = ''] = (await obw('transactions a', { tpp })).stdout.split('\n');
  expect(first.split(/ {2,}/)).toEqual(['2026-03-28', 'Shop', shown, ...(odd === '' ? [] : [odd])]);
  const { stdout } = await obw('transactions a --format csv', { tpp });
  expect(stdout.split('\r\n')[1]).toContain(`,Booked,${csv},GBP,Shop,`);
});

test('a balance after a row is read as the row is', async () => {
  const Balance = { Amount: { Amount: '-12.00', Currency: 'GBP' }, CreditDebitIndicator: 'Debit', Type: 'ITBD' };
  const tpp = withRows(row('5.00', 'Debit', { Balance }));
  expect((await obw('transactions a', { tpp })).stdout).toContain('-5.00 GBP  -12.00 GBP\n');
  expect((await obw('transactions a --format csv', { tpp })).stdout).toContain(',Debit,12.00,GBP\r\n');
});

test('each word for what is odd is explained once, below the table', async () => {
  const tpp = withRows(row('-5.00', 'Credit'), row('-6.00', 'Credit'), row('7.00', 'Credit'));
  const { stdout } = await obw('transactions a', { tpp });
  expect(stdout.match(/^Sign contradicts: The sign of the amount and CreditDebitIndicator contradict/gm)).toHaveLength(
    1,
  );
  expect(stdout).toContain('+7.00 GBP\n');
  expect(stdout.endsWith('\n3 transactions.\n')).toBe(true);
});

test('no word below a table speaks of sums, which a terminal has none of', async () => {
  const odd = [
    row('-5.00', 'Credit'),
    row('5.00', undefined),
    row('5.00', 'out', { Status: undefined }),
    row('5.00', 'Debit', { Amount: { Amount: '5.00' }, Status: 'Odd' }),
    row('5.00', 'Debit', { Amount: null }),
    row('5.x', 'Debit', { Amount: { Amount: '5.x', Currency: 'pounds' } }),
  ];
  const { stdout } = await obw('transactions a', { tpp: withRows(...odd) });
  const explained = stdout.split('\n').filter((line) => /^[A-Z][a-z ]+: /.test(line));
  expect(explained.length).toBeGreaterThan(7);
  for (const line of explained) expect(line).not.toMatch(/\bsum|counts as|: *$/);
  expect(stdout).toContain('neither Credit nor Debit. Where its meaning is not certain, the sign is ±.');
});

test('rows whose way is not certain are counted where CSV goes to a file', async () => {
  const tpp = withRows(row('-5.00', 'Credit'), row('x', 'Credit'), row('7.00', 'Credit'));
  const { stderr, status } = await obw('transactions a --format csv', { tpp });
  expect([stderr, status]).toEqual([
    'Warning: Of 2 transactions it is not certain what the amount is or which way it goes. The sign in the file is the bank’s; obw transactions shows a word on each.\n',
    0,
  ]);
  expect((await obw('transactions a --format csv', { tpp: withRows(row('7.00', 'Credit')) })).stderr).toBe('');
});

test('a list of texts in TransactionInformation is joined, in table and CSV', async () => {
  const tpp = withRows(
    row('5.00', 'Debit', {
      TransactionInformation: ['CARD PAYMENT', null, 'TO SHOP'],
      MerchantDetails: [{ MerchantName: 'M' }],
    }),
  );
  expect((await obw('transactions a', { tpp })).stdout).toContain('2026-03-28  CARD PAYMENT TO SHOP  -5.00 GBP\n');
  expect((await obw('transactions a --format csv', { tpp })).stdout).toContain(',GBP,CARD PAYMENT TO SHOP,,M,');
});

test('an overdrawn balance has one sign, and its type words in either version', async () => {
  const balance = (Type: string, amount: string, CreditDebitIndicator: string) => ({
    AccountId: 'a',
    Type,
    CreditDebitIndicator,
    DateTime: '2026-11-20T00:00:00Z',
    Amount: { Amount: amount, Currency: 'GBP' },
  });
  const all = [
    balance('InterimBooked', '-12.00', 'Debit'),
    balance('ITAV', '3.00', 'Credit'),
    balance('XYZW', '-1.00', 'Credit'),
  ];
  const lines = (await obw('balances', { tpp: fakeTpp({ balances: async () => all }) })).stdout.split('\n');
  expect(lines.slice(1, 4).map((line) => line.split(/ {2,}/).slice(1))).toEqual([
    ['Interim booked', '-12.00 GBP', '2026-11-20', 'Signed amount'],
    ['Interim available', '+3.00 GBP', '2026-11-20'],
    ['XYZW', '±1.00 GBP', '2026-11-20', 'Signed amount, Sign contradicts'],
  ]);
});

test('an account has the same name and type in the shapes of 3.1 and 4.0', async () => {
  const old = {
    AccountId: 'a',
    AccountType: 'Business',
    AccountSubType: 'CurrentAccount',
    Account: [{ Name: 'Luigi' }],
  };
  const young = { AccountId: 'a', AccountCategory: 'Business', AccountTypeCode: 'CACC', Account: { Name: 'Luigi' } };
  const shown = async (account: Record<string, unknown>) =>
    (await obw('accounts', { tpp: fakeTpp({ accounts: async () => [account] }) })).stdout.split('\n')[1];
  expect(await shown(old)).toMatch(/^a +Luigi +Business current account$/);
  expect(await shown(young)).toBe(await shown(old));
});
