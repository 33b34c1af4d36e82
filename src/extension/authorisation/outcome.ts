/** What is shown after an authorisation: that it worked, with the way to the accounts, or what went wrong, with the way on. */

import * as vscode from 'vscode';
import type { AcceptedRedirect } from '../../tpp/authorization/accept.ts';
import { statusOf, statusWord } from '../../tpp/consents/status.ts';
import type { Problem } from '../../tpp/errors.ts';
import type { ConsentNode } from '../nodes.ts';
import { showInformation } from '../plain/messages.ts';
import type { Workbench } from '../workbench.ts';

interface Action {
  title: string;
  run(): Promise<unknown>;
}

const command = (title: string, name: string, item?: unknown): Action => ({
  title,
  run: async () => vscode.commands.executeCommand(`openBanking.${name}`, item),
});

/** Tells of an authorised consent, and logs what was odd but forgiven. */
export function tellAuthorised({ log }: Workbench, node: ConsentNode, { consent, findings }: AcceptedRedirect): void {
  for (const { message, fix } of findings) log.warn(`${message} ${fix}`);
  const { title, run } = command(vscode.l10n.t('Show Accounts'), 'showAccounts', { ...node, consent });
  const odd = findings.length > 0 ? ` ${vscode.l10n.t('Something about the answer was odd; the log says what.')}` : '';
  const text = `${vscode.l10n.t('The customer authorised the consent {0} at {1}: {2}.', consent.consentId, node.of.bank.name, statusWord(consent))}${odd}`;
  void showInformation(text, title).then((chosen) => (chosen === title ? run() : undefined));
}

/** The one action that leads on from a problem of an authorisation. */
export function actionFor({ code, bank, message }: Problem, node: ConsentNode | undefined): Action | undefined {
  const again = command(vscode.l10n.t('Authorise Again'), 'authoriseConsent', node);
  const anew = command(vscode.l10n.t('Create Account Access Consent…'), 'createAccountAccessConsent');
  switch (code) {
    case 'consent_refused':
      return anew;
    case 'authorisation_refused':
      if (statusOf(/ is (\w+)\.$/.exec(message)?.[1] ?? '') === 'rejected') return anew;
      return bank?.error === 'access_denied'
        ? again
        : command(vscode.l10n.t('Preview Request'), 'previewAuthorisationRequest', node);
    case 'preflight_failed':
      return command(vscode.l10n.t('Preview Request'), 'previewAuthorisationRequest', node);
    case 'port_in_use':
      return command(vscode.l10n.t('Copy Authorisation URL'), 'copyAuthorisationUrl', node);
    case 'redirect_uri_mismatch':
    case 'redirect_unexpected':
    case 'state_mismatch':
    case 'timed_out':
    case 'token_missing':
    case 'token_refused':
      return again;
    default:
      return code.startsWith('id_token_') ? again : undefined;
  }
}
