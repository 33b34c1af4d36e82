/** What leaves the page of transactions as text: the bank's own objects, and copies. */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { FromTransactionsPage } from '../../messages/transactions.ts';
import type { BankObject } from '../../tpp/accounts/pages.ts';
import { textAt } from '../../tpp/accounts/text-at.ts';
import type { Fetch } from '../accounts/fetch.ts';
import { oneLine } from '../plain/text.ts';
import type { Tpp } from '../workbench/workbench.ts';

type Copy = Extract<FromTransactionsPage, { type: 'copy' }>;

function objectsOf(fetch: Fetch, rows: Copy['rows']): BankObject[] {
  const wanted = rows === 'all' ? Array.from({ length: fetch.count }, (_, row) => row) : rows;
  return [...fetch.rows.raw.objects(wanted)];
}

/** Where rows of a page stand as a text: by a hash of all that the page is about, as a bank's ids may hold anything. */
export function rawPath(key: string, row: number): string {
  const page = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return `transactions ${page}/transaction ${row + 1}.json`;
}

/** Indented JSON: an object for one row, a list for several. */
export function rawText(fetch: Fetch, rows: Iterable<number>): string {
  const objects = [...fetch.rows.raw.objects(rows)];
  return JSON.stringify(objects.length === 1 ? objects[0] : objects, undefined, 2);
}

/** Copies rows. @returns what to say of it */
export async function copyRows(tpp: Tpp, fetch: Fetch, { format, rows }: Copy): Promise<string> {
  const objects = objectsOf(fetch, rows);
  const text =
    format === 'text'
      ? tabbedText(tpp, objects)
      : format === 'csv'
        ? await tpp.transactionsCsv(objects)
        : JSON.stringify(objects.length === 1 ? objects[0] : objects, undefined, 2);
  await vscode.env.clipboard.writeText(text);
  return vscode.l10n.t('{0} transactions copied.', objects.length);
}

/** One line a transaction, tabs between its parts, the amount with its sign: what a spreadsheet takes when it is pasted. */
function tabbedText(tpp: Tpp, objects: readonly BankObject[]): string {
  const lines = objects.map((object) => {
    const { direction, digits, sign, written, currency } = tpp.readMoney(object.Amount, object.CreditDebitIndicator);
    const minus = direction === 'debit' || (direction === undefined && sign === '-') ? '-' : '';
    return [
      cell(textAt(object, 'BookingDateTime').slice(0, 10)),
      cell(textAt(object, 'TransactionInformation') || textAt(object, 'MerchantDetails', 'MerchantName')),
      digits === undefined ? cell(written) : `${minus}${digits}`,
      cell(currency),
      cell(textAt(object, 'Status')),
      cell(textAt(object, 'TransactionReference')),
    ].join('\t');
  });
  return lines.join('\n');
}

/** On one line, and not a formula. */
function cell(text: string): string {
  const line = oneLine(text);
  return /^[=+\-@]/.test(line) ? `'${line}` : line;
}
