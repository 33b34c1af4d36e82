/** Transactions as CSV (RFC 4180), safe to open in a spreadsheet. */
import { csvLines, csvText } from './csv-lines.ts';
import type { BankObject } from './pages.ts';
import { objectIn, type ReadMoney, readMoney } from './row-reader.ts';
import { textAt } from './text-at.ts';

type Column = (transaction: BankObject, money: Record<'own' | 'balance', ReadMoney>) => string;

const at =
  (...path: string[]): Column =>
  (transaction) =>
    csvText(textAt(transaction, ...path));

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
  return direction === undefined ? csvText(told) : direction === 'credit' ? 'Credit' : 'Debit';
}

/** A number without sign beside an indicator that says its way; where the two contradict each other, or none says it, with the bank's sign. */
function amount({ direction, digits, sign, written }: ReadMoney): string {
  if (digits === undefined) return csvText(written);
  return direction === undefined && sign === '-' ? `-${digits}` : digits;
}

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
export function csvParts(transactions: Iterable<BankObject>): AsyncGenerator<string, void, undefined> {
  const all = Object.values(columns);
  return csvLines(Object.keys(columns), transactions, (transaction) => {
    const { Amount, CreditDebitIndicator, Balance } = transaction;
    const balance = objectIn(Balance);
    const money = {
      own: readMoney(Amount, CreditDebitIndicator),
      balance: readMoney(balance.Amount, balance.CreditDebitIndicator),
    };
    return all.map((column) => column(transaction, money));
  });
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
