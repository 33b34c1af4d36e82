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

/** How many rows make a part. */
const batch = 1000;

/**
 * The members that matter, flat, in the standard's words. Amounts are unsigned beside their indicator, as the bank gives them; what a
 * spreadsheet would take for a formula is put behind an apostrophe.
 */
export async function transactionsCsv(transactions: Iterable<BankObject>): Promise<string> {
  let text = '';
  for await (const part of csvParts(transactions)) text += part;
  return text;
}

/** The same, a part at a time: for more rows than one text should hold. */
export async function* csvParts(transactions: Iterable<BankObject>): AsyncGenerator<string, void, undefined> {
  const { stringify } = await import('csv-stringify/sync');
  const paths = Object.values(columns);
  const lines = (rows: readonly (readonly string[])[]): string =>
    stringify([...rows], { escape_formulas: true, record_delimiter: 'windows' });
  yield lines([Object.keys(columns)]);
  let rows: string[][] = [];
  for (const transaction of transactions) {
    rows.push(paths.map((path) => textAt(transaction, ...path)));
    if (rows.length < batch) continue;
    yield lines(rows);
    rows = [];
  }
  if (rows.length > 0) yield lines(rows);
}

/** The bank's own objects as a JSON list, one a line's beginning, a part at a time. */
export function* jsonParts(transactions: Iterable<BankObject>): Generator<string, void, undefined> {
  let before = '[';
  for (const transaction of transactions) {
    yield `${before}\n${JSON.stringify(transaction, null, 2).replace(/^/gm, '  ')}`;
    before = ',';
  }
  yield before === '[' ? '[]\n' : '\n]\n';
}
