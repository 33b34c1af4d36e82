/** Tables for the tests of the page's model, made the way they come: from the bank's objects, through columns. */
import type { RowChunk } from '../../../src/messages/transactions.ts';
import { rowMarks } from '../../../src/tpp/accounts/row-marks.ts';
import { StatementRows } from '../../../src/tpp/accounts/statement-rows.ts';
import { TransactionTable } from '../../../src/webview/transactions/model/table.ts';

export const accounts = [
  { id: '1', name: 'Bills', number: '10000109010101', currency: 'GBP', type: 'Current account' },
  { id: '2', name: 'Éclair', number: '10000109010102', currency: 'GBP', type: 'Current account' },
  { id: '3', name: 'Euros', number: 'GB29OBIE10000109010103', currency: 'EUR', type: 'Savings' },
];

/** One of the bank's transactions with few words: the amount's sign becomes its direction. */
export function transaction(
  amount: string,
  more: Record<string, unknown> = {},
  currency = 'GBP',
): Record<string, unknown> {
  return {
    AccountId: '1',
    Status: 'Booked',
    BookingDateTime: '2026-03-01T12:00:00+00:00',
    CreditDebitIndicator: amount.startsWith('-') ? 'Debit' : 'Credit',
    Amount: { Amount: amount.replace('-', ''), Currency: currency },
    ...more,
  };
}

/** What crosses for transactions, in chunks of so many. */
export function chunksOf(transactions: readonly Record<string, unknown>[], size = 1000): RowChunk[] {
  const rows = new StatementRows(accounts);
  const chunks: RowChunk[] = [];
  for (let at = 0; at < transactions.length; at += size) {
    rows.add(transactions.slice(at, at + size));
    chunks.push(rows.take());
  }
  return chunks;
}

export function tableOf(transactions: readonly Record<string, unknown>[], size?: number): TransactionTable {
  const table = new TransactionTable(accounts, rowMarks);
  for (const chunk of chunksOf(transactions, size)) table.append(chunk);
  return table;
}
