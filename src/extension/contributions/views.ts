/** Containers, views, what an empty view says, and the context keys of `when` clauses, declared once. */
import type { CommandName } from './commands.ts';

/** Where views stand: a place of their own in the side bar, and a wide one in the panel. */
export const viewContainers = {
  openBanking: { place: 'activitybar', title: 'Open Banking', icon: 'media/open-banking.svg' },
  openBankingExchanges: { place: 'panel', title: 'Exchanges', icon: 'media/open-banking.svg' },
} as const;
export type ViewContainerId = keyof typeof viewContainers;

export const views = {
  'openBanking.banks': { name: 'Banks', container: 'openBanking' },
  'openBanking.sandbox': { name: 'Sandbox', container: 'openBanking' },
  'openBanking.keys': { name: 'Certificates and Keys', container: 'openBanking' },
  'openBanking.exchanges': { name: 'Exchanges', container: 'openBankingExchanges' },
} as const satisfies Record<string, { name: string; container: ViewContainerId }>;
export type ViewId = keyof typeof views;

/** Set by the code with `setContext`, read by `when` clauses. */
const sandboxRunning = 'openBanking.sandboxRunning';
const hasWorkspaceFile = 'openBanking.hasWorkspaceFile';
const hasFolder = 'openBanking.hasFolder';
/** The other keys say how it is; until then no welcome is shown that would go again. */
const ready = 'openBanking.ready';
/** How far the window has come: they tick the walkthrough. */
const hasClient = 'openBanking.hasClient';
const hasClientToken = 'openBanking.hasClientToken';
const hasAuthorisedConsent = 'openBanking.hasAuthorisedConsent';
const hasTransactions = 'openBanking.hasTransactions';
/** True for a moment at each look: VS Code ticks no step whose key was true before it knew the walkthrough. */
const told = 'openBanking.told';
export const contextKeys = {
  sandboxRunning,
  hasWorkspaceFile,
  hasFolder,
  ready,
  hasClient,
  hasClientToken,
  hasAuthorisedConsent,
  hasTransactions,
  told,
} as const;

/** VS Code's own: false in Restricted Mode. */
const trusted = 'isWorkspaceTrusted';
const inRestrictedMode =
  'This folder is not trusted: no key of it is read and no bank is called.\n[Manage Workspace Trust](command:workbench.trust.manage)';

const link = (title: string, command: CommandName): string => `[${title}](command:openBanking.${command})`;
const walkthroughLink =
  '[the guide](command:workbench.action.openWalkthrough?%22open-banking-workbench.open-banking-workbench%23guide%22)';

/** What an empty view says, with one primary action, and links for the other doors. */
export const welcome = [
  {
    view: 'openBanking.exchanges',
    contents:
      'Everything that this window asks its banks shows here, newest first: with its time, its certificate, and what a refusal means.',
    when: trusted,
  },
  { view: 'openBanking.banks', contents: 'Looking for openbanking.json…', when: `${trusted} && !${ready}` },
  { view: 'openBanking.keys', contents: 'Looking for openbanking.json…', when: `${trusted} && !${ready}` },
  { view: 'openBanking.banks', contents: inRestrictedMode, when: `!${trusted}` },
  { view: 'openBanking.keys', contents: inRestrictedMode, when: `!${trusted}` },
  { view: 'openBanking.sandbox', contents: inRestrictedMode, when: `!${trusted}` },
  { view: 'openBanking.exchanges', contents: inRestrictedMode, when: `!${trusted}` },
  {
    view: 'openBanking.banks',
    contents: 'See the whole way from a software statement to a customer’s transactions, on a bank of your own.',
    action: { title: 'Try Account Information', command: 'runAccountInformationJourney' },
    others: `Or ${link('Use My Own Bank…', 'addBank')}, ${link('Import from Postman…', 'importFromPostman')}, or go through ${walkthroughLink} step by step.`,
    when: `${trusted} && ${ready} && !${hasWorkspaceFile}`,
  },
  {
    view: 'openBanking.sandbox',
    contents:
      'A complete bank on this machine: directory, registration, customers, accounts and transactions. It needs no network and no account.',
    action: { title: 'Start Sandbox', command: 'startSandbox' },
    when: `${trusted} && !${sandboxRunning}`,
  },
  {
    view: 'openBanking.keys',
    contents: 'Your software statement, certificates and keys show here once openbanking.json names them.',
    action: { title: 'Create openbanking.json…', command: 'createWorkspaceFile' },
    others: `Or take over what Postman has: ${link('Import from Postman…', 'importFromPostman')}`,
    when: `${trusted} && ${ready} && !${hasWorkspaceFile}`,
  },
] as const satisfies readonly {
  view: ViewId;
  contents: string;
  action?: { title: string; command: CommandName };
  others?: string;
  when?: string;
}[];
