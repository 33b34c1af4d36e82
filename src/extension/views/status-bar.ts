/** The active bank in the status bar: which one commands are about, sandbox or production. */
import * as vscode from 'vscode';
import { bankIcon } from '../contributions/looks.ts';
import { createStatus } from '../plain/status.ts';
import { bankKind } from '../words/bank-words.ts';
import type { BankOf, Workbench } from '../workbench/workbench.ts';

/** What the item says of a window's banks. */
function statusOf(banks: readonly Pick<BankOf, 'bank'>[]): { words: string; production: boolean } | undefined {
  const [first, ...more] = banks;
  if (!first) return undefined;
  const production = banks.some(({ bank }) => bank.entry.environment === 'production');
  if (more.length === 0)
    return { words: [first.bank.name, bankKind(first.bank)].filter(Boolean).join(' · '), production };
  const kind = production ? vscode.l10n.t('production') : vscode.l10n.t('sandbox');
  return { words: `${vscode.l10n.t('{0} banks', banks.length)} · ${kind}`, production };
}

export function registerStatusBar(workbench: Workbench): void {
  const { item, show: say } = createStatus('openBanking.bank', 10);
  item.name = vscode.l10n.t('Open Banking');
  item.command = 'openBanking.banks.focus';
  const show = async (): Promise<void> => {
    // While a file is broken the trees stay, and so does this.
    if ((await workbench.places()).some(({ problem, before }) => problem && before)) return;
    const status = statusOf(await workbench.banks());
    if (!status) {
      item.hide();
      return;
    }
    item.tooltip = status.production
      ? vscode.l10n.t('Open Banking: writes to this bank ask first, and nothing runs by itself.')
      : vscode.l10n.t('Open Banking: show banks, clients and consents.');
    item.backgroundColor = status.production ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    say(bankIcon, status.words);
  };
  const showSoon = (): void => {
    show().catch((error: unknown) => workbench.log.error(String(error)));
  };
  // Reading workspace files is no business of activation.
  setImmediate(showSoon);
  workbench.context.subscriptions.push(item, workbench.onDidChange(showSoon));
}
