/** Transactions in a read-only editor: opened with the first page, growing with each further one. */
import * as vscode from 'vscode';
import type { BankObject, Page } from '../../tpp/accounts/pages.ts';
import type { TransactionRange } from '../../tpp/accounts/resources.ts';
import { textAt } from '../../tpp/accounts/text-at.ts';
import { Ledger, type LedgerWords } from './ledger.ts';
import { accountCurrency, accountName, accountNumber, accountType } from './names.ts';
import { type TextViews, viewUri } from './text-views.ts';

export interface TransactionsOf {
  /** The bank's name in openbanking.json. */
  bank: string;
  /** The folder of that file. */
  folder: string;
  account: BankObject;
  range: TransactionRange;
}

/** What a command gives back: the editor's address and how many transactions stand in it. */
export interface Shown {
  uri: vscode.Uri;
  count: number;
}

/**
 * Shows pages as they come. When they stop before the end, what was read stays, marked as not complete, and the reason is thrown on.
 * @param onPage called after each page with the number read so far
 */
export async function streamTransactions(
  views: TextViews,
  of: TransactionsOf,
  pages: AsyncIterable<Pick<Page, 'items'>>,
  onPage: (count: number) => void,
): Promise<Shown> {
  const ledger = new Ledger(words());
  const around = headOf(of);
  const uri = uriOf(of);
  let shown = 0;
  try {
    for await (const { items } of pages) {
      ledger.add(items);
      onPage(ledger.count);
      // An editor takes its whole text at each change: it is given again when there is half as much more.
      if (shown > 0 && ledger.count < shown * 1.5) continue;
      views.set(uri, ledger.text(around, vscode.l10n.t('Reading …')));
      if (shown === 0) await views.open(uri);
      shown = Math.max(1, ledger.count);
    }
  } catch (thrown) {
    if (shown > 0) views.set(uri, ledger.text(around, vscode.l10n.t('Not complete: reading stopped here.')));
    throw thrown;
  }
  views.set(uri, ledger.text(around));
  if (shown === 0) await views.open(uri);
  return { uri, count: ledger.count };
}

function uriOf({ bank, folder, account, range }: TransactionsOf): vscode.Uri {
  const title = vscode.l10n.t('Transactions of {0}', accountName(account));
  return viewUri(title, folder, bank, textAt(account, 'AccountId'), range.from ?? '', range.to ?? '');
}

function headOf({ bank, account, range }: TransactionsOf): [string, string][] {
  const type = [accountType(account), accountCurrency(account)].filter(Boolean).join(' · ');
  return [
    [vscode.l10n.t('Account'), accountName(account)],
    [vscode.l10n.t('Number'), accountNumber(account)],
    [vscode.l10n.t('Type'), type],
    [vscode.l10n.t('Bank'), bank],
    [vscode.l10n.t('Period'), periodText(range)],
  ];
}

/** A range in words. */
export function periodText({ from, to }: TransactionRange): string {
  if (from !== undefined && to !== undefined) return vscode.l10n.t('{0} to {1}', from, to);
  if (from !== undefined) return vscode.l10n.t('from {0}', from);
  if (to !== undefined) return vscode.l10n.t('up to {0}', to);
  return vscode.l10n.t('everything that the bank gives');
}

function words(): LedgerWords {
  return {
    date: vscode.l10n.t('Date'),
    description: vscode.l10n.t('Description'),
    amount: vscode.l10n.t('Amount'),
    balance: vscode.l10n.t('Balance'),
    status: vscode.l10n.t('Status'),
    transactions: vscode.l10n.t('Transactions'),
    moneyIn: vscode.l10n.t('Money in'),
    moneyOut: vscode.l10n.t('Money out'),
    pending: (count) => vscode.l10n.t('{0} of them not booked and in no sum', count),
    unread: (count) => vscode.l10n.t('{0} with an amount that cannot be read', count),
    none: vscode.l10n.t('No transactions in this time.'),
    more: (count) => vscode.l10n.t('{0} more are not shown here; Export Transactions… writes all of them.', count),
  };
}
