/** TLS verification switched off for one host and this session: asked for by its name, and to be seen as long as it is so. */
import * as vscode from 'vscode';
import type { Session } from '../../tpp/session.ts';
import { commandId } from '../contributions/commands.ts';
import { createStatus } from '../plain/status.ts';
import type { BankOf } from './workbench.ts';

interface Exception {
  folder: string;
  bank: string;
  url: URL;
}

/** The exceptions of this window, which end with it; a session that is opened anew gets those of its bank. */
export class UnverifiedHosts implements vscode.Disposable {
  readonly #status = createStatus('openBanking.unverified', 9);
  #exceptions: Exception[] = [];

  constructor() {
    const { item } = this.#status;
    item.name = vscode.l10n.t('Open Banking: TLS Verification');
    item.command = commandId('verifyTlsAgain');
    item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
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
      this.#status.item.hide();
      return;
    }
    this.#status.item.tooltip = vscode.l10n.t(
      'Whoever stands between you and this host can read and change everything. Click to verify it again.',
    );
    this.#status.show('unlock', vscode.l10n.t('TLS not verified: {0}', hosts.join(', ')));
  }

  dispose(): void {
    this.#status.item.dispose();
  }
}
