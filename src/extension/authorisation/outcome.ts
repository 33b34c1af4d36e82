/** What is shown after an authorisation: that it worked, with the way to the accounts, or what went wrong, with the way on. */

import * as vscode from 'vscode';
import type { AcceptedRedirect } from '../../tpp/authorization/accept.ts';
import type { Problem } from '../../tpp/errors.ts';
import { statusWord } from '../../tpp/workspace/consent-status.ts';

import { showInformation } from '../plain/messages.ts';
import { fixInEditorWords } from '../words/editor-words.ts';
import { type Action, leadOf } from '../workbench/leads.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import type { Workbench } from '../workbench/workbench.ts';

const command = (title: string, name: string, item?: unknown): Action => ({
  title,
  run: async () => vscode.commands.executeCommand(`openBanking.${name}`, item),
});

/** Tells of an authorised consent, and logs what was odd but forgiven. */
export function tellAuthorised({ log }: Workbench, node: ConsentNode, { consent, findings }: AcceptedRedirect): void {
  for (const finding of findings) log.warn(`${finding.message} ${fixInEditorWords(finding)}`);
  const { title, run } = command(vscode.l10n.t('Show Transactions of Accounts…'), 'showAccounts', { ...node, consent });
  const odd =
    findings.length > 0 ? ` ${vscode.l10n.t('Something about the answer was unusual; the log says what.')}` : '';
  const text = `${vscode.l10n.t('The customer authorised the consent {0} at {1}: {2}.', consent.consentId, node.of.bank.name, statusWord(consent))}${odd}`;
  void showInformation(text, title).then((chosen) => (chosen === title ? run() : undefined));
}

/** Tells of a problem of an authorisation, with what leads on: its own remedy, else what is left to do after what went wrong. */
export function showFor(workbench: Workbench, problem: Problem, node: ConsentNode | undefined): Promise<void> {
  const lead = leadOf(workbench, problem, node);
  return workbench.show(problem, lead ? undefined : afterwards(problem, node), node);
}

function afterwards({ code }: Problem, node: ConsentNode | undefined): Action | undefined {
  switch (code) {
    case 'redirect_uri_mismatch':
    case 'redirect_unexpected':
    case 'state_mismatch':
    case 'timed_out':
    case 'token_missing':
    case 'token_refused':
      return command(vscode.l10n.t('Authorise Again'), 'authoriseConsent', node);
    default:
      return code.startsWith('id_token_')
        ? command(vscode.l10n.t('Authorise Again'), 'authoriseConsent', node)
        : undefined;
  }
}
