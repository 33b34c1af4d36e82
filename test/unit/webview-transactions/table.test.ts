/** What crosses to the page arrives: every member of a row, in any chunking. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowFlags, statuses, toTransactionsPage } from '../../../src/messages/transactions.ts';
import { rowStatuses } from '../../../src/tpp/accounts/row-reader.ts';
import { rowFlag, StatementRows } from '../../../src/tpp/accounts/statement-rows.ts';
import { TransactionTable } from '../../../src/webview/transactions/model/table.ts';
import { often } from '../../support/chance.ts';
import { accounts, chunksOf, tableOf, transaction } from './ledger.ts';

test('both sides read the same numbers for a status and a flag', () => {
  expect(statuses).toEqual(rowStatuses);
  expect(rowFlags).toEqual(rowFlag);
});

test('a row arrives with all that the bank said of it', () => {
  const table = tableOf([
    transaction('-12.40', {
      TransactionId: 't1',
      TransactionReference: 'Ref 1',
      TransactionInformation: 'Café 北京 🥐',
      BookingDateTime: '2026-03-29T00:30:00+01:00',
      ValueDateTime: '2026-03-30',
      TransactionMutability: 'Mutable',
      BankTransactionCode: { Code: 'CustomerCardTransactions', SubCode: 'PointOfSalePayment' },
      ProprietaryBankTransactionCode: { Code: 'POS' },
      MerchantDetails: { MerchantName: 'Café', MerchantCategoryCode: '5812' },
      CreditorAccount: { Identification: '1234', Name: 'The Café' },
      Balance: { Amount: { Amount: '87.6', Currency: 'GBP' }, CreditDebitIndicator: 'Debit', Type: 'InterimBooked' },
    }),
  ]);
  expect(table.row(0)).toEqual({
    row: 0,
    account: expect.objectContaining({ id: '1', name: 'Bills' }),
    booked: Date.UTC(2026, 2, 29, 0, 30),
    value: Date.UTC(2026, 2, 30),
    amount: -1_240_000n,
    direction: 'debit',
    currency: 'GBP',
    balance: -8_760_000n,
    balanceType: 'InterimBooked',
    status: 'booked',
    statusWord: 'Booked',
    mutable: true,
    gone: false,
    code: 'CustomerCardTransactions / PointOfSalePayment',
    proprietaryCode: 'POS',
    merchant: 'Café',
    merchantCategory: '5812',
    counterparty: 'The Café',
    description: 'Café 北京 🥐',
    reference: 'Ref 1',
    id: 't1',
    marks: [],
  });
});

test('every chunk is one that the page takes', () => {
  for (const rows of chunksOf([transaction('1'), transaction('2', { TransactionId: 'a' }), {}], 2)) {
    expect(toTransactionsPage.parse({ type: 'rows', rows })).toEqual({ type: 'rows', rows });
  }
});

test('texts arrive as they were sent, in any chunking', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', ' ', 'é', '北', '🥐', '\ud800', '\ufeff', '\0', '<', '\u202e'),
    maxLength: 40,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (pairs, size) => {
      const table = tableOf(
        pairs.map(([TransactionInformation, MerchantName]) =>
          transaction('1', { TransactionInformation, MerchantDetails: { MerchantName } }),
        ),
        size,
      );
      expect(table.count).toBe(pairs.length);
      pairs.forEach(([information, merchant], row) => {
        expect(table.description.text(row)).toBe(information.toWellFormed());
        expect(table.merchant.text(row)).toBe(merchant.toWellFormed());
      });
    }),
    { numRuns: often(40) },
  );
});

test('amounts arrive exact', () => {
  const units = fc.bigInt({ min: 0n, max: 10n ** 18n - 1n });
  fc.assert(
    fc.property(fc.array(fc.tuple(units, fc.boolean()), { maxLength: 20 }), (amounts) => {
      const table = tableOf(
        amounts.map(([each, debit]) => {
          const digits = each.toString().padStart(6, '0');
          return transaction(`${debit ? '-' : ''}${digits.slice(0, -5)}.${digits.slice(-5)}`);
        }),
      );
      expect(amounts.map((_, row) => table.row(row).amount)).toEqual(
        amounts.map(([each, debit]) => (debit ? -each : each)),
      );
    }),
  );
});

test('words that grow many keep their numbers, also where there is room for more rows', () => {
  const merchants = [...Array.from({ length: 2010 }, () => 'A'), ...Array.from({ length: 400 }, (_, row) => `${row}`)];
  const all = merchants.map((MerchantName) => transaction('1', { MerchantDetails: { MerchantName } }));
  const table = new TransactionTable();
  const rows = new StatementRows(accounts);
  for (const part of [all.slice(0, 2000), all.slice(2000, 2010), all.slice(2010)]) {
    rows.add(part);
    table.append(rows.take());
  }
  expect(all.map((_, row) => table.merchant.text(row))).toEqual(merchants);
});
