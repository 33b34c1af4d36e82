/** Transactions as CSV (RFC 4180), safe to open in a spreadsheet. */
import type { BankObject } from './pages.ts';
import { textAt } from './text-at.ts';

const columns: Record<string, (string | number)[]> = {
  AccountId: ['AccountId'],
  TransactionId: ['TransactionId'],
  BookingDateTime: ['BookingDateTime'],
  ValueDateTime: ['ValueDateTime'],
  Status: ['Status'],
  CreditDebitIndicator: ['CreditDebitIndicator'],
  Amount: ['Amount', 'Amount'],
  Currency: ['Amount', 'Currency'],
  TransactionInformation: ['TransactionInformation'],
  TransactionReference: ['TransactionReference'],
  MerchantName: ['MerchantDetails', 'MerchantName'],
  BankTransactionCode: ['BankTransactionCode', 'Code'],
  BankTransactionSubCode: ['BankTransactionCode', 'SubCode'],
  BalanceCreditDebitIndicator: ['Balance', 'CreditDebitIndicator'],
  BalanceAmount: ['Balance', 'Amount', 'Amount'],
  BalanceCurrency: ['Balance', 'Amount', 'Currency'],
};

/**
 * The members that matter, flat, in the standard's words. Amounts are unsigned beside their indicator, as the bank gives them; what a
 * spreadsheet would take for a formula is put behind an apostrophe.
 */
export async function transactionsCsv(transactions: readonly BankObject[]): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  const paths = Object.values(columns);
  return stringify(
    transactions.map((transaction) => paths.map((path) => textAt(transaction, ...path))),
    { header: true, columns: Object.keys(columns), escape_formulas: true, record_delimiter: 'windows' },
  );
}
