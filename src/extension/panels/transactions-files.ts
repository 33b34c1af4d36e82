/** What leaves the page of transactions: files, the clipboard, the bank's own objects. */
import * as vscode from 'vscode';
import type { FromTransactionsPage } from '../../messages/transactions.ts';
import type { BankObject } from '../../tpp/accounts/pages.ts';
import { textAt } from '../../tpp/accounts/text-at.ts';
import type { Fetch } from '../accounts/fetch.ts';
import { oneLine } from '../accounts/safe-text.ts';
import type { Tpp } from '../workbench.ts';

type Export = Extract<FromTransactionsPage, { type: 'export' }>;
type Copy = Extract<FromTransactionsPage, { type: 'copy' }>;

function objectsOf(fetch: Fetch, rows: Export['rows']): BankObject[] {
  const wanted = rows === 'all' ? Array.from({ length: fetch.count }, (_, row) => row) : rows;
  return [...fetch.rows.raw.objects(wanted)];
}

/** Indented JSON: an object for one row, a list for several. */
export function rawText(fetch: Fetch, rows: Iterable<number>): string {
  const objects = [...fetch.rows.raw.objects(rows)];
  return JSON.stringify(objects.length === 1 ? objects[0] : objects, undefined, 2);
}

/**
 * Writes rows into a file that the user names.
 * @returns what to say of it; undefined when the dialog was dismissed
 */
export async function exportRows(
  tpp: Tpp,
  fetch: Fetch,
  { format, rows }: Export,
  title: string,
  folder: vscode.Uri | undefined,
): Promise<string | undefined> {
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Transactions'),
    defaultUri: folder && vscode.Uri.joinPath(folder, `${fileName(title)}.${format}`),
    filters: { [format.toUpperCase()]: [format] },
  });
  if (!uri) return undefined;
  const objects = objectsOf(fetch, rows);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(await fileText(tpp, format, objects)));
  return vscode.l10n.t(
    '{0} transactions written to {1}.',
    objects.length,
    uri.path.slice(uri.path.lastIndexOf('/') + 1),
  );
}

async function fileText(tpp: Tpp, format: Export['format'], objects: readonly BankObject[]): Promise<string> {
  if (format === 'json') return `${JSON.stringify(objects, undefined, 2)}\n`;
  return tpp.transactionsCsv(objects);
}

/** Copies rows. @returns what to say of it */
export async function copyRows(tpp: Tpp, fetch: Fetch, { format, rows }: Copy): Promise<string> {
  const objects = objectsOf(fetch, rows);
  const text =
    format === 'text'
      ? tabbedText(objects)
      : format === 'csv'
        ? await tpp.transactionsCsv(objects)
        : JSON.stringify(objects.length === 1 ? objects[0] : objects, undefined, 2);
  await vscode.env.clipboard.writeText(text);
  return vscode.l10n.t('{0} transactions copied.', objects.length);
}

/** One line a transaction, tabs between its parts, the amount with its sign: what a spreadsheet takes when it is pasted. */
function tabbedText(objects: readonly BankObject[]): string {
  const lines = objects.map((object) => {
    const amount = textAt(object, 'Amount', 'Amount');
    const debit = textAt(object, 'CreditDebitIndicator') === 'Debit';
    return [
      cell(textAt(object, 'BookingDateTime').slice(0, 10)),
      cell(textAt(object, 'TransactionInformation') || textAt(object, 'MerchantDetails', 'MerchantName')),
      /^\d+(\.\d+)?$/.test(amount) ? `${debit ? '-' : ''}${amount}` : cell(amount),
      cell(textAt(object, 'Amount', 'Currency')),
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

function fileName(title: string): string {
  const name = title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return name.toLowerCase() || 'transactions';
}
