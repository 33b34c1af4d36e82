/** How each node of the banks' tree looks: label, description, icon, context value. */
import * as vscode from 'vscode';
import { accountCurrency, accountName, accountType } from '../../tpp/accounts/account-words.ts';
import type { ResourceName } from '../../tpp/accounts/resource-rows.ts';
import { clockText } from '../../tpp/consents/clock-words.ts';
import { clocksOf, firstMarked, hasExpired } from '../../tpp/consents/clocks.ts';
import { isSandbox } from '../../tpp/workspace/profile.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';
import { type CommandName, commandId } from '../contributions/commands.ts';
import { bankIcon, type ColourName } from '../contributions/looks.ts';
import { oneLine } from '../plain/text.ts';
import { bankKind, clientName, statusText } from '../words/bank-words.ts';
import { titleOfCommand } from '../words/command-title.ts';
import { relative, shortTime } from '../words/moments.ts';
import { resourceLooks } from '../words/resource-words.ts';
import type { ClientNode, ResourceNode } from '../workbench/nodes.ts';
import type { BankOf } from '../workbench/workbench.ts';
import type {
  GroupNode,
  PlaceNode,
  ProblemNode,
  StepNode,
  TimedConsentNode,
  TreeNode,
  UnreadNode,
  WithheldNode,
} from './bank-nodes.ts';
import { type Need, needOf } from './needs.ts';
import { openCommand } from './open-command.ts';

/** Reads a consent's accounts at the bank; its argument is an {@link UnreadNode}. Not for menus. */
export const readAccountsCommand = '_openBanking.readAccounts';

/** Mends what kept a consent's accounts from being read; its argument is an {@link UnreadNode} or a {@link NoteNode}. Not for menus. */
export const cureCommand = '_openBanking.cureAccounts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

const colour = (name: ColourName): vscode.ThemeColor => new vscode.ThemeColor(name);

/**
 * The item of a node. Its tooltip is made when somebody looks at it.
 * @param hasClient of a bank: whether a client is registered there
 */
export function itemOf(node: TreeNode, id: string, hasClient: boolean, now: number): vscode.TreeItem {
  const item = looks(node, hasClient, now);
  item.id = id;
  return item;
}

function looks(node: TreeNode, hasClient: boolean, now: number): vscode.TreeItem {
  switch (node.kind) {
    case 'place':
      return placeItem(node);
    case 'problem':
      return problemItem(node);
    case 'bank':
      return bankItem(node.of, hasClient);
    case 'client':
      return clientItem(node);
    case 'consent':
      return consentItem(node, now);
    case 'step':
      return stepItem(node);
    case 'group':
      return groupItem(node);
    case 'unread':
      return unreadItem(node);
    case 'empty': {
      const item = new vscode.TreeItem(vscode.l10n.t('The customer shared no account.'));
      item.iconPath = new vscode.ThemeIcon('info');
      item.contextValue = 'empty';
      return item;
    }
    case 'note': {
      const item = new vscode.TreeItem(oneLine(node.finding.message));
      item.iconPath = new vscode.ThemeIcon('info');
      item.contextValue = 'note';
      item.command = { command: cureCommand, title: vscode.l10n.t('Show Exchanges'), arguments: [node] };
      return item;
    }
    case 'account': {
      const item = new vscode.TreeItem(accountName(node.account, node.name ?? node.accountId), Collapsed);
      item.description = [accountType(node.account), accountCurrency(node.account)].filter(Boolean).join(' · ');
      item.iconPath = new vscode.ThemeIcon('credit-card');
      item.contextValue = 'account';
      return item;
    }
    case 'resource':
      return resourceItem(node);
    case 'withheld':
      return withheldItem(node);
  }
}

function clientItem(node: ClientNode): vscode.TreeItem {
  const name = clientName(node.client);
  const item = new vscode.TreeItem(name, Expanded);
  const id = name === node.client.clientId ? [] : [oneLine(node.client.clientId)];
  item.description = [...(node.lacksSecret ? [vscode.l10n.t('its secret is not here')] : []), ...id].join(' · ');
  item.iconPath = node.lacksSecret
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : new vscode.ThemeIcon('verified');
  item.contextValue = 'client';
  // It says what is registered, and has each way out of it.
  if (node.lacksSecret)
    item.command = { command: commandId('registerClient'), title: titleOfCommand('registerClient'), arguments: [node] };
  return item;
}

function placeItem({ place }: PlaceNode): vscode.TreeItem {
  const item = new vscode.TreeItem(place.name, Expanded);
  item.iconPath = new vscode.ThemeIcon('root-folder');
  item.contextValue = 'place';
  return item;
}

function problemItem({ problem, file }: ProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(problem.message));
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.contextValue = 'problem';
  item.command = openCommand(problem, file);
  return item;
}

function bankItem({ bank }: BankOf, hasClient: boolean): vscode.TreeItem {
  const production = bank.entry.environment === 'production';
  const item = new vscode.TreeItem(bank.name, Expanded);
  const said = [bankKind(bank), hasClient ? '' : vscode.l10n.t('no client yet')];
  item.description = said.filter(Boolean).join(' · ');
  item.iconPath = production
    ? new vscode.ThemeIcon('shield', colour('openBanking.production'))
    : new vscode.ThemeIcon(bankIcon);
  item.contextValue = `bank.${production ? 'production' : 'sandbox'}${hasClient ? '' : '.unregistered'}`;
  return item;
}

function stepItem({ of }: StepNode): vscode.TreeItem {
  const [name, title] =
    of.kind === 'bank'
      ? (['registerClient', vscode.l10n.t('Register Client…')] as const)
      : (['createAccountAccessConsent', vscode.l10n.t('Create Account Access Consent…')] as const);
  const item = new vscode.TreeItem(title);
  item.iconPath = new vscode.ThemeIcon('add');
  item.contextValue = 'step';
  item.command = { command: commandId(name), title, arguments: [of] };
  return item;
}

/** The name is that of the item's context value. */
const looksOf: Record<ConsentRecord['status'], [name: string, icon: string, color: string]> = {
  awaitingUpload: ['upload', 'cloud-upload', 'openBanking.waiting'],
  awaitingAuthorisation: ['awaiting', 'watch', 'openBanking.waiting'],
  authorised: ['authorised', 'pass', 'testing.iconPassed'],
  consumed: ['consumed', 'check-all', 'testing.iconSkipped'],
  rejected: ['rejected', 'error', 'testing.iconFailed'],
  revoked: ['revoked', 'circle-slash', 'testing.iconSkipped'],
  expired: ['expired', 'history', 'testing.iconSkipped'],
  unknown: ['unknown', 'question', 'testing.iconUnset'],
};

/** What a click on the row does where something has to be done; a token is refreshed by its next use. */
const cureOfNeed: Partial<Record<Need, CommandName>> = {
  authorise: 'authoriseConsent',
  reauthorise: 'authoriseConsent',
  recreate: 'createAccountAccessConsent',
};

function consentItem(node: TimedConsentNode, now: number): vscode.TreeItem {
  const { consent } = node;
  const { status: told } = consent;
  const status = hasExpired(consent, now) && told !== 'rejected' && told !== 'revoked' ? 'expired' : told;
  const item = new vscode.TreeItem(
    vscode.l10n.t('Consent'),
    status === 'authorised' ? (node.startsOpen ? Expanded : Collapsed) : None,
  );
  const need = needOf(node, now);
  const marked = firstMarked(clocksOf(node, now));
  const urgent = marked ? [clockText(marked, relative(marked.at, now))] : [];
  // A sidebar is narrow: what matters most comes first, what tells consents apart last.
  const lacks = node.lacksTokens && need === 'reauthorise' ? [vscode.l10n.t('no token here')] : [];
  item.description = [statusText(consent), ...lacks, ...urgent, shortTime(consent.createdAt, now)].join(' · ');
  const [name, ...look] = looksOf[status];
  const [icon, color] = need === 'reauthorise' ? ['warning', 'list.warningForeground'] : look;
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  const offered = status === 'authorised' && need !== undefined ? `.${need}` : '';
  // What can be rehearsed is the sandbox's alone.
  const where = isSandbox(node.of.bank.entry) ? '' : '.elsewhere';
  item.contextValue = `consent.${name}${offered}${where}`;
  const cure = need && cureOfNeed[need];
  if (cure) item.command = { command: commandId(cure), title: titleOfCommand(cure), arguments: [node] };
  return item;
}

function groupItem({ label }: GroupNode): vscode.TreeItem {
  const item = new vscode.TreeItem(label, Collapsed);
  item.contextValue = 'group';
  return item;
}

function resourceItem(node: ResourceNode): vscode.TreeItem {
  const { title, icon } = resourceLooks(node.resource);
  const item = new vscode.TreeItem(title);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.contextValue = `resource.${node.resource}`;
  const name = commandOf[node.resource] ?? 'showResource';
  const about = name === 'showResource' ? node : { ...node, kind: 'account' };
  item.command = { command: commandId(name), title: titleOfCommand(name), arguments: [about] };
  return item;
}

/** Resources with a page of their own. */
const commandOf: Partial<Record<ResourceName, CommandName>> = {
  balances: 'showBalances',
  transactions: 'showTransactions',
};

function withheldItem({ withheld }: WithheldNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Not in this consent'));
  item.description = withheld.map(({ resource }) => resourceLooks(resource).title).join(', ');
  item.iconPath = new vscode.ThemeIcon('lock');
  item.contextValue = 'withheld';
  return item;
}

function unreadItem(node: UnreadNode): vscode.TreeItem {
  const { problem, cure } = node;
  const item = new vscode.TreeItem(
    problem ? vscode.l10n.t('Could not read accounts: {0}', oneLine(problem.message)) : vscode.l10n.t('Read Accounts'),
  );
  item.description = cure;
  item.iconPath = problem
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : new vscode.ThemeIcon('cloud-download');
  item.contextValue = 'unread';
  item.command = problem
    ? { command: cureCommand, title: cure ?? vscode.l10n.t('Explain'), arguments: [node] }
    : { command: readAccountsCommand, title: vscode.l10n.t('Read Accounts'), arguments: [node] };
  return item;
}
