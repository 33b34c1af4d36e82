/** Transactions into a file: CSV for spreadsheets, the bank's own objects as JSON, or OFX for accounting, by the file's name. */
import * as vscode from 'vscode';
import { accountKind, accountNumber } from '../../tpp/accounts/account-words.ts';
import type { Tpp } from '../workbench/workbench.ts';
import type { Fetch } from './fetch.ts';
import { askWhereTo, nameOfFile, writeWhole } from './save.ts';

export type ExportFormat = 'csv' | 'json' | 'ofx';

const formats: Record<ExportFormat, () => string> = {
  csv: () => vscode.l10n.t('CSV, for spreadsheets'),
  json: () => vscode.l10n.t('JSON, as the bank sent it'),
  ofx: () => vscode.l10n.t('OFX, for accounting'),
};

/**
 * Where to write; undefined when the dialog was dismissed.
 * @param format the one that was chosen already; without it the dialog offers all
 */
export async function askFile(
  folder: vscode.Uri | undefined,
  name: string,
  format?: ExportFormat,
): Promise<vscode.Uri | undefined> {
  const offered = format ? [format] : (['csv', 'json', 'ofx'] as const);
  return askWhereTo(
    vscode.l10n.t('Export Transactions'),
    folder,
    name,
    offered.map((each) => [each, formats[each]()]),
  );
}

export interface Exported {
  count: number;
  /** Rows that the format has no place for. */
  leftOut: number;
  /** Statements of which the bank told no booked balance. */
  withoutBalance: number;
}

/** Writes rows; a name that ends neither with `.json` nor with `.ofx` takes CSV. The file is there once it is whole. */
export async function exportRows(
  tpp: Tpp,
  uri: vscode.Uri,
  fetch: Fetch,
  rows: 'all' | Uint32Array,
): Promise<Exported> {
  const chosen = rows === 'all' ? Uint32Array.from({ length: fetch.rows.present }, (_, row) => row) : rows;
  const format = /\.(json|ofx)$/.exec(uri.path.toLowerCase())?.[1];
  if (format === 'ofx') {
    const { parts, count, leftOut, withoutBalance } = await tpp.statementOfx(fetch.rows, chosen, {
      accounts: fetch.of.accounts.map(({ id, object }) => ({
        id,
        number: accountNumber(object),
        type: accountKind(object),
      })),
      balances: fetch.balances,
      now: Date.now(),
    });
    await writeWhole(uri, parts);
    return { count, leftOut, withoutBalance };
  }
  const objects = fetch.rows.raw.objects(chosen);
  await writeWhole(uri, format === 'json' ? tpp.jsonParts(objects) : tpp.csvParts(objects));
  return { count: chosen.length, leftOut: 0, withoutBalance: 0 };
}

/** What to say of a file that was written. */
export function exportedText(uri: vscode.Uri, { count, leftOut, withoutBalance }: Exported): string {
  const written = vscode.l10n.t('{0} transactions written to {1}.', count, nameOfFile(uri));
  return [
    written,
    leftOut === 0 ? '' : vscode.l10n.t('{0} left out: not booked, or not readable.', leftOut),
    withoutBalance === 0
      ? ''
      : vscode.l10n.t('The bank told no booked balance, which OFX demands: the file says 0.00 on 1 January 1970.'),
  ]
    .filter((text) => text !== '')
    .join(' ');
}
