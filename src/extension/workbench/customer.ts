/** Whether a customer sits before this window: off with each window, as nobody who left may be said to be there. */
import { isIP } from 'node:net';
import * as vscode from 'vscode';
import type { PresentCustomer } from '../../tpp/session.ts';
import { showInput } from '../plain/inputs.ts';
import { createStatus } from '../plain/status.ts';

/** Of a customer who sits before this very machine. */
const ownAddress = '127.0.0.1';

export class CustomerPresence implements vscode.Disposable {
  readonly #userAgent: string;
  readonly #status = createStatus('openBanking.customer', 9);
  #present: PresentCustomer | undefined;
  /** What is offered the next time. */
  #address = ownAddress;

  constructor(version: unknown) {
    this.#userAgent = `OpenBankingWorkbench/${String(version)}`;
    const { item } = this.#status;
    item.name = vscode.l10n.t('Customer Present');
    item.command = 'openBanking.customerPresent';
  }

  /** What each reading says of the customer; undefined where nobody is there, which a bank counts as unattended. */
  get present(): PresentCustomer | undefined {
    return this.#present;
  }

  /** Ends it, or begins it with an address, which is asked for unless it is given. @returns whether a customer is there now */
  async toggle(given?: string): Promise<boolean> {
    if (this.#present && given === undefined) {
      this.#present = undefined;
      this.#status.item.hide();
      return false;
    }
    const address = given ?? (await askAddress(this.#address));
    if (address === undefined || isIP(address) === 0) return this.#present !== undefined;
    this.#address = address;
    this.#present = { ipAddress: address, userAgent: this.#userAgent };
    const { item, show } = this.#status;
    item.tooltip = vscode.l10n.t(
      'Each reading of customers’ data says to the bank that the customer is there, at {0} (x-fapi-customer-ip-address, x-fapi-auth-date, x-customer-user-agent). Click when the customer leaves.',
      address,
    );
    show('person', vscode.l10n.t('Customer present'));
    return true;
  }

  dispose(): void {
    this.#status.item.dispose();
  }
}

async function askAddress(value: string): Promise<string | undefined> {
  const typed = await showInput({
    title: vscode.l10n.t('Customer Present'),
    prompt: vscode.l10n.t(
      'The customer’s IP address. Until you end it, each reading in this window says to the bank that the customer is there.',
    ),
    value,
    validateInput: (text) =>
      isIP(text.trim()) === 0 ? vscode.l10n.t('An IP address such as 192.0.2.7 or 2001:db8::7.') : undefined,
  });
  return typed?.trim();
}
