/** Transactions into a file: CSV for spreadsheets or the bank's own objects as JSON, by the file's name. */
import * as vscode from 'vscode';
import type { BankObject } from '../../tpp/accounts/pages.ts';
import type { Tpp } from '../workbench.ts';

/** Where to write; undefined when the dialog was dismissed. */
export async function askFile(folder: vscode.Uri, name: string): Promise<vscode.Uri | undefined> {
  const file = name
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase();
  return vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Transactions'),
    defaultUri: vscode.Uri.joinPath(folder, `${file || 'transactions'}.csv`),
    filters: {
      [vscode.l10n.t('CSV, for spreadsheets')]: ['csv'],
      [vscode.l10n.t('JSON, as the bank sent it')]: ['json'],
    },
  });
}

export async function exportText(tpp: Tpp, uri: vscode.Uri, transactions: readonly BankObject[]): Promise<string> {
  return uri.path.toLowerCase().endsWith('.json')
    ? `${JSON.stringify(transactions, null, 2)}\n`
    : tpp.transactionsCsv(transactions);
}
