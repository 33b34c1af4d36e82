/** Amounts, texts and kinds as banks really send them, from the wire to the terminal and the file. */
import { expect, test } from 'vitest';
import { run } from './support/command.ts';
import { startRogueBank } from './support/rogue-bank.ts';

const row = (TransactionId: string, amount: string, more: Record<string, unknown> = {}) => ({
  AccountId: '1',
  TransactionId,
  CreditDebitIndicator: 'Debit',
  Status: 'Booked',
  BookingDateTime: '2026-03-28T10:00:00+00:00',
  Amount: { Amount: amount, Currency: 'GBP' },
  TransactionInformation: 'Shop',
  ...more,
});
const transactions = (...Transaction: object[]) => ({ Data: { Transaction } });

test('signs, lists of texts and other spellings of the indicator, in table and CSV', async () => {
  const { folder } = await startRogueBank({
    '/aisp/accounts/1/transactions': {
      body: transactions(
        row('a', '-5.00'),
        row('b', '+7.00', { CreditDebitIndicator: 'Credit' }),
        row('c', '3.00', { CreditDebitIndicator: 'DEBIT', TransactionInformation: ['CARD PAYMENT', 'TO SHOP'] }),
        row('d', '-9.00', { CreditDebitIndicator: 'Credit' }),
      ),
    },
  });
  const { stdout, status } = await run(['transactions', '1'], { folder });
  expect(status).toBe(0);
  expect(stdout).not.toMatch(/--|\+\+/);
  for (const line of [
    /Shop +-5\.00 GBP/,
    /Shop +\+7\.00 GBP/,
    /CARD PAYMENT TO SHOP +-3\.00 GBP/,
    /Shop +±9\.00 GBP +Signed amount, Sign contradicts/,
  ])
    expect(stdout).toMatch(line);
  const csv = await run(['transactions', '1', '--format', 'csv'], { folder });
  expect(
    csv.stdout
      .split('\r\n')
      .slice(1, 5)
      .map((line) => line.split(',').slice(5, 9)),
  ).toEqual([
    ['Debit', '5.00', 'GBP', 'Shop'],
    ['Credit', '7.00', 'GBP', 'Shop'],
    ['Debit', '3.00', 'GBP', 'CARD PAYMENT TO SHOP'],
    ['Credit', '-9.00', 'GBP', 'Shop'],
  ]);
  expect(csv.stderr).toContain('Of 1 transaction it is not certain');
});

test.each(['ISO-8859-1', 'windows-1252', 'utf-16le'])('texts in %s are read as they were meant', async (charset) => {
  const text = JSON.stringify(transactions(row('a', '5.00', { TransactionInformation: 'Café £5' })));
  const { folder } = await startRogueBank({
    '/aisp/accounts/1/transactions': {
      headers: { 'content-type': `application/json; charset=${charset}` },
      body: Buffer.from(text, charset === 'utf-16le' ? 'utf16le' : 'latin1'),
    },
  });
  expect((await run(['transactions', '1'], { folder })).stdout).toContain('Café £5');
  expect((await run(['transactions', '1', '--format', 'csv'], { folder })).stdout).toContain(',Café £5,');
});

test('accounts and balances in the shape of 4.0 have the names and types of 3.1', async () => {
  const { folder } = await startRogueBank({
    '/aisp/accounts': {
      body: {
        Data: { Account: [{ AccountId: '1', Currency: 'GBP', AccountCategory: 'Personal', AccountTypeCode: 'CACC' }] },
      },
    },
    '/aisp/balances': {
      body: {
        Data: {
          Balance: [
            {
              AccountId: '1',
              Type: 'ITAV',
              CreditDebitIndicator: 'Debit',
              DateTime: '2026-03-28T10:00:00Z',
              Amount: { Amount: '-12.00', Currency: 'GBP' },
            },
          ],
        },
      },
    },
  });
  expect((await run(['accounts'], { folder })).stdout).toContain('Personal current account');
  expect((await run(['balances'], { folder })).stdout).toMatch(/Interim available +-12\.00 GBP/);
});
