/** Transactions as CSV (RFC 4180), safe to open in a spreadsheet. */
import type { BankObject } from './pages.ts';
import { objectIn, type ReadMoney, readMoney } from './row-reader.ts';
import { textAt } from './text-at.ts';

type Column = (transaction: BankObject, money: Record<'own' | 'balance', ReadMoney>) => string;

const at =
  (...path: string[]): Column =>
  (transaction) =>
    text(textAt(transaction, ...path));

const columns: Record<string, Column> = {
  AccountId: at('AccountId'),
  TransactionId: at('TransactionId'),
  BookingDateTime: at('BookingDateTime'),
  ValueDateTime: at('ValueDateTime'),
  Status: at('Status'),
  CreditDebitIndicator: (row, { own }) => indicator(own, textAt(row, 'CreditDebitIndicator')),
  Amount: (_, { own }) => amount(own),
  Currency: at('Amount', 'Currency'),
  TransactionInformation: at('TransactionInformation'),
  TransactionReference: at('TransactionReference'),
  MerchantName: at('MerchantDetails', 'MerchantName'),
  BankTransactionCode: at('BankTransactionCode', 'Code'),
  BankTransactionSubCode: at('BankTransactionCode', 'SubCode'),
  BalanceCreditDebitIndicator: (row, { balance }) => indicator(balance, textAt(row, 'Balance', 'CreditDebitIndicator')),
  BalanceAmount: (_, { balance }) => amount(balance),
  BalanceCurrency: at('Balance', 'Amount', 'Currency'),
};

/** The standard's word where the way is certain, else the bank's. */
function indicator({ direction }: ReadMoney, told: string): string {
  return direction === undefined ? text(told) : direction === 'credit' ? 'Credit' : 'Debit';
}

/** A number without sign beside an indicator that says its way; where the two contradict each other, or none says it, with the bank's sign. */
function amount({ direction, digits, sign, written }: ReadMoney): string {
  if (digits === undefined) return text(written);
  return direction === undefined && sign === '-' ? `-${digits}` : digits;
}

/** What a spreadsheet would take for a formula, behind an apostrophe (OWASP, CSV injection; full-width signs too). */
function text(told: string): string {
  return /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(told) ? `'${told}` : told;
}

/** How many rows make a part. */
const batch = 1000;

/**
 * The members that matter, flat, in the standard's words. Amounts are numbers, unsigned beside their indicator as the standard has them; a
 * text that a spreadsheet would take for a formula is put behind an apostrophe.
 */
export async function transactionsCsv(transactions: Iterable<BankObject>): Promise<string> {
  let text = '';
  for await (const part of csvParts(transactions)) text += part;
  return text;
}

/** The same, a part at a time: for more rows than one text should hold. */
export async function* csvParts(transactions: Iterable<BankObject>): AsyncGenerator<string, void, undefined> {
  const { stringify } = await import('csv-stringify/sync');
  const all = Object.values(columns);
  const lines = (rows: readonly (readonly string[])[]): string => stringify([...rows], { record_delimiter: 'windows' });
  yield lines([Object.keys(columns)]);
  let rows: string[][] = [];
  for (const transaction of transactions) {
    const { Amount, CreditDebitIndicator, Balance } = transaction;
    const balance = objectIn(Balance);
    const money = {
      own: readMoney(Amount, CreditDebitIndicator),
      balance: readMoney(balance.Amount, balance.CreditDebitIndicator),
    };
    rows.push(all.map((column) => column(transaction, money)));
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
