/** Accounts and balances as texts of an editor. */
import * as vscode from 'vscode';
import type { BankObject } from '../../tpp/accounts/pages.ts';
import { textAt } from '../../tpp/accounts/text-at.ts';
import { facts, Table } from './layout.ts';
import { balanceText } from './money.ts';
import { accountCurrency, accountName, accountNumber, accountType } from './names.ts';
import { oneLine, spaced } from './safe-text.ts';

export function accountsText(bank: string, consentId: string, accounts: readonly BankObject[]): string {
  const table = new Table([
    { head: vscode.l10n.t('Account') },
    { head: vscode.l10n.t('Type') },
    { head: vscode.l10n.t('Number') },
    { head: vscode.l10n.t('Currency') },
    { head: vscode.l10n.t('Account id') },
  ]);
  for (const account of accounts) {
    table.add([
      accountName(account),
      accountType(account),
      accountNumber(account),
      accountCurrency(account),
      oneLine(textAt(account, 'AccountId')),
    ]);
  }
  const head = facts([
    [vscode.l10n.t('Bank'), bank],
    [vscode.l10n.t('Consent'), oneLine(consentId)],
    [vscode.l10n.t('Accounts'), accounts.length.toLocaleString('en-GB')],
  ]);
  return `${head}\n${accounts.length > 0 ? table.text() : `${vscode.l10n.t('The customer shared no account.')}\n`}`;
}

export function balancesText(
  bank: string,
  account: BankObject | undefined,
  id: string,
  balances: readonly BankObject[],
): string {
  const table = new Table([
    { head: vscode.l10n.t('Balance') },
    { head: vscode.l10n.t('Amount'), right: true },
    { head: vscode.l10n.t('At') },
  ]);
  for (const balance of balances) {
    const { Amount, CreditDebitIndicator } = balance;
    table.add([
      spaced(textAt(balance, 'Type')),
      balanceText(Amount, CreditDebitIndicator),
      oneLine(textAt(balance, 'DateTime').slice(0, 19)).replace('T', ' '),
    ]);
  }
  const head = facts([
    [vscode.l10n.t('Account'), accountName(account, id)],
    [vscode.l10n.t('Bank'), bank],
  ]);
  return `${head}\n${balances.length > 0 ? table.text() : `${vscode.l10n.t('The bank gave no balance.')}\n`}`;
}
