/** Statuses and names of the banks' tree in words. */
import * as vscode from 'vscode';
import { textAt } from '../../tpp/accounts/text-at.ts';
import { statusWord } from '../../tpp/workspace/consent-status.ts';
import type { ClientRecord, ConsentRecord } from '../../tpp/workspace/state.ts';
import type { NamedBank } from '../../tpp/workspace/workspace.ts';
import { oneLine } from '../plain/text.ts';

/** The software's name where the bank gives it, else the client's id. */
export function clientName({ clientId, registration }: ClientRecord): string {
  for (const member of ['software_client_name', 'client_name']) {
    const name = oneLine(textAt(registration, member));
    if (name !== '') return name;
  }
  return oneLine(clientId);
}

/** Whether a bank is a sandbox or production; empty where its name says so already. */
export function bankKind({ name, entry }: NamedBank): string {
  const kind = entry.environment === 'production' ? vscode.l10n.t('production') : vscode.l10n.t('sandbox');
  return name.toLowerCase() === kind.toLowerCase() ? '' : kind;
}

/** The standard's status in words of ours; one that the standard does not have stays as the bank wrote it. */
export function statusText(consent: Pick<ConsentRecord, 'kind' | 'version' | 'status' | 'told'>): string {
  switch (consent.status) {
    case 'awaitingUpload':
      return vscode.l10n.t('Awaiting upload');
    case 'awaitingAuthorisation':
      return vscode.l10n.t('Awaiting authorisation');
    case 'authorised':
      return vscode.l10n.t('Authorised');
    case 'consumed':
      return vscode.l10n.t('Used');
    case 'rejected':
      return vscode.l10n.t('Rejected');
    case 'revoked':
      return vscode.l10n.t('Revoked');
    case 'expired':
      return vscode.l10n.t('Expired');
    case 'unknown':
      return oneLine(statusWord(consent));
  }
}
