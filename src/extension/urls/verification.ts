/** TLS verification switched off for one host and this session: asked for by its name, and to be seen as long as it is so. */
import * as vscode from 'vscode';
import type { Session } from '../../tpp/session.ts';
import { commandId } from '../contributions/commands.ts';
import type { BankOf } from '../workbench.ts';

interface Exception {
  folder: string;
  bank: string;
  url: URL;
}

/** The exceptions of this window, which end with it; a session that is opened anew gets those of its bank. */
export class UnverifiedHosts implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('openBanking.unverified', vscode.StatusBarAlignment.Left, 9);
  #exceptions: Exception[] = [];

  constructor() {
    this.#item.name = vscode.l10n.t('Open Banking: TLS Verification');
    this.#item.command = commandId('verifyTlsAgain');
    this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
  }

  /** @throws OpenBankingError `verification_required` for a production bank */
  async add(session: Session, of: BankOf, url: URL): Promise<void> {
    (await session.transport()).trustWithoutVerification(url.href);
    this.#exceptions.push({ folder: of.place.folder.toString(), bank: of.bank.name, url });
    this.#show();
  }

  async applyTo(session: Session, { place, bank }: BankOf): Promise<void> {
    const folder = place.folder.toString();
    for (const { url } of this.#exceptions.filter((each) => each.folder === folder && each.bank === bank.name)) {
      (await session.transport()).trustWithoutVerification(url.href);
    }
  }

  /** From now on sessions verify every host. @returns those that were not verified */
  clear(): string[] {
    const ended = this.#exceptions.splice(0);
    this.#show();
    return ended.map(({ url }) => url.host);
  }

  #show(): void {
    const hosts = [...new Set(this.#exceptions.map(({ url }) => url.host))];
    if (hosts.length === 0) {
      this.#item.hide();
      return;
    }
    this.#item.text = `$(unlock) ${vscode.l10n.t('TLS not verified: {0}', hosts.join(', '))}`;
    this.#item.tooltip = vscode.l10n.t(
      'Whoever stands between you and this host can read and change everything. Click to verify it again.',
    );
    this.#item.show();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

/** Asks which host of the bank, and says what it means. */
export async function askHost(of: BankOf, urls: readonly string[]): Promise<URL | undefined> {
  const hosts = new Map(urls.flatMap((url) => (URL.canParse(url) ? [[new URL(url).host, new URL(url)] as const] : [])));
  const picked = await vscode.window.showQuickPick([...hosts.keys()], {
    title: vscode.l10n.t('Which host of {0} shall not be verified in this session?', of.bank.name),
  });
  const url = picked === undefined ? undefined : hosts.get(picked);
  if (!url) return undefined;
  const skip = vscode.l10n.t('Do Not Verify');
  const question = vscode.l10n.t('Take whatever certificate {0} shows, until this window closes?', url.host);
  const detail = vscode.l10n.t(
    'Anyone in between could read tokens and change answers. A CA file in openbanking.json (transport.ca) is the way that lasts.',
  );
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, skip);
  return answer === skip ? url : undefined;
}
