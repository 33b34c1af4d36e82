/** The question before TLS verification is switched off for a host: which one, and what it means. */
import * as vscode from 'vscode';
import { confirm } from '../plain/messages.ts';
import { showPick } from '../plain/picks.ts';
import type { BankOf } from '../workbench/workbench.ts';

/** Asks which host of the bank, and says what it means. */
export async function askHost(of: BankOf, urls: readonly string[]): Promise<URL | undefined> {
  const hosts = new Map(urls.flatMap((url) => (URL.canParse(url) ? [[new URL(url).host, new URL(url)] as const] : [])));
  const rows = [...hosts].map(([label, url]) => ({ label, url }));
  const picked = await showPick(rows, {
    title: vscode.l10n.t('Which host of {0} shall not be verified in this session?', of.bank.name),
  });
  if (!picked) return undefined;
  const { url } = picked;
  const skip = vscode.l10n.t('Do Not Verify');
  const question = vscode.l10n.t('Take whatever certificate {0} shows, until this window closes?', url.host);
  const detail = vscode.l10n.t(
    'Anyone in between could read tokens and change answers. A CA file in openbanking.json (transport.ca) is the way that lasts.',
  );
  return (await confirm(question, detail, skip)) ? url : undefined;
}
