/** What a node of the banks' tree tells whoever points at it. */
import * as vscode from 'vscode';
import { accountCurrency, accountName, accountNumberWritten, accountType } from '../../tpp/accounts/account-words.ts';
import { textAt } from '../../tpp/accounts/text-at.ts';
import { clockLines } from '../../tpp/consents/clock-words.ts';
import { reasonLines } from '../../tpp/consents/reasons.ts';
import { statusWord } from '../../tpp/workspace/consent-status.ts';
import type { ClientRecord } from '../../tpp/workspace/state.ts';
import { md, tooltip } from '../plain/markdown.ts';
import { oneLine } from '../plain/text.ts';
import { clientName, statusText } from '../words/bank-words.ts';
import { fixInEditorWords, inEditorWords } from '../words/editor-words.ts';
import { relative, timeText } from '../words/moments.ts';
import { permissionsNeeded, resourceLooks } from '../words/resource-words.ts';
import type { TimedConsentNode, TreeNode } from './bank-nodes.ts';

export function bankTooltip(node: TreeNode, now: number): vscode.MarkdownString | undefined {
  switch (node.kind) {
    case 'place':
      return markdown(node.place.name, [[vscode.l10n.t('Folder'), node.place.folder.fsPath]]);
    case 'problem':
      return markdown(node.problem.message, [['', inEditorWords(node.problem)]]);
    case 'bank': {
      const { name, entry } = node.of.bank;
      return markdown(name, [
        [vscode.l10n.t('Environment'), entry.environment ?? 'sandbox'],
        [vscode.l10n.t('Discovery'), entry.discovery],
        [vscode.l10n.t('Issuer'), entry.issuer],
        [vscode.l10n.t('Profile'), entry.profile],
        [vscode.l10n.t('Folder'), node.of.place.name],
      ]);
    }
    case 'client':
      return markdown(clientName(node.client), clientFacts(node.client));
    case 'consent':
      return markdown(vscode.l10n.t('Account access consent'), consentFacts(node, now));
    case 'account':
      return markdown(accountName(node.account, node.accountId), [
        [vscode.l10n.t('Account id'), node.accountId],
        [vscode.l10n.t('Type'), accountType(node.account)],
        [vscode.l10n.t('Number'), accountNumberWritten(node.account)],
        [vscode.l10n.t('Currency'), accountCurrency(node.account)],
      ]);
    case 'resource':
      return undefined;
    case 'withheld':
      return markdown(
        vscode.l10n.t('Not in this consent'),
        node.withheld.map(({ resource, needs }) => [resourceLooks(resource).title, permissionsNeeded(needs)]),
      );
    case 'unread':
      return node.problem && markdown(node.problem.message, [['', inEditorWords(node.problem)]]);
    case 'note':
      return markdown(node.finding.message, [['', fixInEditorWords(node.finding)]]);
    case 'group':
    case 'empty':
    case 'step':
      return undefined;
  }
}

type Fact = readonly [name: string, value: string | undefined];

function clientFacts({
  clientId,
  softwareId,
  registeredAt,
  tokenEndpointAuthMethod,
  registration,
}: ClientRecord): Fact[] {
  const { redirect_uris: uris } = registration;
  return [
    [vscode.l10n.t('Client id'), clientId],
    [vscode.l10n.t('Software id'), softwareId],
    [vscode.l10n.t('Registered'), timeText(registeredAt)],
    [vscode.l10n.t('Authentication'), tokenEndpointAuthMethod],
    [vscode.l10n.t('Scope'), textAt(registration, 'scope')],
    [vscode.l10n.t('Redirect URIs'), Array.isArray(uris) ? uris.map(String).join(', ') : undefined],
  ];
}

function consentFacts(node: TimedConsentNode, now: number): Fact[] {
  const { consent } = node;
  const range = [consent.transactionFromDateTime, consent.transactionToDateTime]
    .map((time) => (time === undefined ? '…' : timeText(time)))
    .join(' – ');
  return [
    [vscode.l10n.t('Consent id'), consent.consentId],
    [vscode.l10n.t('Status'), statusFact(consent)],
    [vscode.l10n.t('Reason'), reasonLines(consent.statusReasons).join(' ')],
    [vscode.l10n.t('Created'), timeText(consent.createdAt)],
    [vscode.l10n.t('Authorised'), consent.authorisedAt && timeText(consent.authorisedAt)],
    [vscode.l10n.t('Reconfirmed'), consent.reconfirmedAt && timeText(consent.reconfirmedAt)],
    ...clockLines(node, now).map(({ title, clock, untimed }): Fact => {
      if (clock === undefined) return [title, untimed];
      const when = `${timeText(clock.at)} (${relative(clock.at, now)})`;
      return [title, clock.mark ? `${when} ⚠` : when];
    }),
    [vscode.l10n.t('Transactions'), range === '… – …' ? undefined : range],
    [vscode.l10n.t('Permissions'), consent.permissions?.join(', ')],
  ];
}

/** The status in words of ours, with the bank's where that is another: of 4.0 it is a code. */
function statusFact(consent: TimedConsentNode['consent']): string {
  const [text, word] = [statusText(consent), statusWord(consent)];
  return text === oneLine(word) ? text : `${text} (${word})`;
}

function markdown(title: string, facts: readonly Fact[]): vscode.MarkdownString {
  const lines = facts.flatMap(([name, value]) => {
    if (!value) return [];
    return [name === '' ? md`${value}` : md`${name}: ${value}`];
  });
  return tooltip([md`**${title}**`, ...lines]);
}
