/** Which bank, client, consent or account a command is about: the item it was called on, the only one there is, or the one picked. */
import * as vscode from 'vscode';
import { accountCurrency, accountName, accountNumberWritten, accountType } from '../../tpp/accounts/account-words.ts';
import type { Problem } from '../../tpp/errors.ts';
import { mayBeAuthorised, statusWord } from '../../tpp/workspace/consent-status.ts';
import type { Identity } from '../../tpp/workspace/identity.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';
import { type CommandName, commandId } from '../contributions/commands.ts';
import { showInformation, showWarning } from '../plain/messages.ts';
import { showPick } from '../plain/picks.ts';
import { statusText } from '../words/bank-words.ts';
import { titleOfCommand } from '../words/command-title.ts';
import { fixInEditorWords } from '../words/editor-words.ts';
import { timeText } from '../words/moments.ts';
import { type AccountNode, type BankNode, type ClientNode, type ConsentNode, isNode } from './nodes.ts';
import type { BankOf, OpenedFolder, Workbench } from './workbench.ts';

type Choices<T> = readonly (vscode.QuickPickItem & { value: T })[];

/** How one of several banks is asked for; undefined when the question was dismissed. */
export type AskBank = (title: string, choices: Choices<BankOf>) => Promise<BankOf | undefined>;

async function askOne<T>(title: string, choices: Choices<T>): Promise<T | undefined> {
  return (await showPick(choices, { title, matchOnDescription: true }))?.value;
}

async function pickOne<T>(title: string, choices: Choices<T>, ask = askOne<T>): Promise<T | undefined> {
  return choices.length === 1 ? choices[0]?.value : ask(title, choices);
}

/** The only folder there is, or the one picked; without any it offers to make its file. */
export async function pickPlace(places: readonly OpenedFolder[]): Promise<OpenedFolder | undefined> {
  if (places.length === 0) return offerFile();
  if (places.length === 1) return places[0];
  const items = places.map((place) => ({ label: place.name, description: place.folder.fsPath, place }));
  return (await showPick(items, { title: vscode.l10n.t('Which folder?') }))?.place;
}

/** The only identity there is, or the one picked. */
export async function pickIdentity(identities: readonly Identity[]): Promise<Identity | undefined> {
  if (identities.length < 2) return identities[0];
  const items = identities.map((identity) => ({
    label: identity.bank ?? identity.name ?? '',
    description: identity.softwareStatement.assertion,
    identity,
  }));
  return (await showPick(items, { title: vscode.l10n.t('Which identity?') }))?.identity;
}

/** The name picked where there are several, from a file that need not be valid; `dismissed` when the question was. */
export async function pickIdentityName(
  names: readonly string[],
): Promise<{ identity: string } | undefined | 'dismissed'> {
  if (names.length < 2) return undefined;
  const items = names.map((label) => ({ label }));
  const picked = await showPick(items, { title: vscode.l10n.t('Which identity does the bank know?') });
  return picked === undefined ? 'dismissed' : { identity: picked.label };
}

/** Says that there is nothing to pick and offers the commands that would make it, of the bank that it is about. */
async function offer(message: string, made: readonly CommandName[], of?: BankOf): Promise<undefined> {
  const chosen = await showInformation(message, ...made.map(titleOfCommand));
  const command = made.find((each) => titleOfCommand(each) === chosen);
  if (command) await vscode.commands.executeCommand(commandId(command), of && bankNode(of));
  return undefined;
}

function offerFile(): Promise<undefined> {
  return offer(vscode.l10n.t('There is no openbanking.json here yet.'), ['createWorkspaceFile']);
}

/** What was picked, with the sandbox started where it is about the sandbox; undefined when that failed. */
async function awake<T>(workbench: Workbench, of: BankOf, picked: T): Promise<T | undefined> {
  return (await workbench.sandbox.wake(of)) ? picked : undefined;
}

/**
 * The bank that a command is about; undefined when there is none or the pick was dismissed.
 *
 * @param ask where the question is one of several
 */
export async function pickBank(workbench: Workbench, item: unknown, ask?: AskBank): Promise<BankOf | undefined> {
  const picked = await pickBankAsItIs(workbench, item, ask);
  return picked && awake(workbench, picked, picked);
}

/** The same for a command that asks the bank nothing: a sandbox at rest stays so. */
async function pickBankAsItIs(workbench: Workbench, item: unknown, ask?: AskBank): Promise<BankOf | undefined> {
  if (isNode(item)) return item.of;
  const banks = await workbench.banks();
  if (banks.length === 0) {
    const [broken] = (await workbench.places()).filter(({ problem }) => problem !== undefined);
    if (broken?.problem) {
      await workbench.show(broken.problem);
      return undefined;
    }
    return offerFile();
  }
  return pickOne(
    vscode.l10n.t('Which bank?'),
    banks.map((value) => ({
      label: value.bank.name,
      description: value.place.name,
      detail: value.bank.entry.discovery ?? value.bank.entry.issuer,
      value,
    })),
    ask,
  );
}

/** The client that a command is about. */
export async function pickClient(workbench: Workbench, item: unknown): Promise<ClientNode | undefined> {
  const picked = await pickClientAsItIs(workbench, item);
  return picked && awake(workbench, picked.of, picked);
}

/** The same for a command that asks the bank nothing. */
export async function pickClientAsItIs(workbench: Workbench, item: unknown): Promise<ClientNode | undefined> {
  if (isNode(item) && item.kind === 'client') return item;
  const of = await pickBankAsItIs(workbench, item);
  if (!of) return undefined;
  const tpp = await workbench.tpp();
  const client = await tpp.findClient(await workbench.session(of));
  if (client) return { kind: 'client', of, client };
  const message = vscode.l10n.t('No client is registered with {0} yet.', of.bank.name);
  return offer(message, ['registerClient', 'adoptClient'], of);
}

/**
 * The consent that a command is about; `only` narrows those to pick from. Where it leaves none, all are there: what is wrong with the one
 * picked, and what leads on from it, is the command's to say.
 */
export async function pickConsent(
  workbench: Workbench,
  item: unknown,
  only: (consent: ConsentRecord) => boolean = () => true,
): Promise<ConsentNode | undefined> {
  if (isNode(item) && (item.kind === 'consent' || item.kind === 'account' || item.kind === 'resource'))
    return awake(workbench, item.of, { kind: 'consent', of: item.of, consent: item.consent });
  const client = await pickClient(workbench, item);
  if (!client) return undefined;
  const tpp = await workbench.tpp();
  const consents = await tpp.consentsOf(await workbench.session(client.of));
  if (consents.length === 0) {
    const message = vscode.l10n.t('There is no account access consent at {0} yet.', client.of.bank.name);
    return offer(message, ['createAccountAccessConsent'], client.of);
  }
  const fitting = consents.filter(only);
  const picked = await pickOne(
    vscode.l10n.t('Which consent?'),
    [...(fitting.length > 0 ? fitting : consents)].reverse().map((value) => ({
      label: value.consentId,
      description: statusText(value),
      detail: timeText(value.createdAt),
      value,
    })),
  );
  return picked && { kind: 'consent', of: client.of, consent: picked };
}

/** The consent that a command is about which reads what its customer shares; one that nobody authorised is told with the way on. */
export async function pickAuthorised(workbench: Workbench, item: unknown): Promise<ConsentNode | undefined> {
  const node = await pickConsent(workbench, item, ({ authorisedAt }) => authorisedAt !== undefined);
  if (!node || node.consent.authorisedAt !== undefined) return node;
  void workbench.show(notAuthorised(node), undefined, node);
  return undefined;
}

function notAuthorised({ of, consent }: ConsentNode): Problem {
  const { consentId } = consent;
  const about = { bank: of.bank.name, consentId };
  const message = vscode.l10n.t(
    'No customer has authorised the consent {0}: it is {1}.',
    consentId,
    statusWord(consent),
  );
  return mayBeAuthorised(consent)
    ? {
        code: 'consent_not_authorised',
        message,
        try: vscode.l10n.t('Let the customer authorise the consent.'),
        remedies: [{ do: 'authoriseConsent', consentId }],
        about,
      }
    : {
        code: 'consent_not_authorised',
        message,
        try: vscode.l10n.t('Create a new one and ask the customer again.'),
        remedies: [{ do: 'createConsent' }],
        about,
      };
}

/** The account that a command is about, out of those that an authorised consent shares. */
export async function pickAccount(workbench: Workbench, item: unknown): Promise<AccountNode | undefined> {
  if (isNode(item) && item.kind === 'account') return awake(workbench, item.of, item);
  const consent = await pickAuthorised(workbench, item);
  if (!consent) return undefined;
  const tpp = await workbench.tpp();
  const session = await workbench.session(consent.of);
  const accounts = await workbench.run(vscode.l10n.t('Reading accounts'), ({ signal }) =>
    tpp.accounts(session, {
      consentId: consent.consent.consentId,
      signal,
      onFinding: (finding) => void showWarning(`${finding.message} ${fixInEditorWords(finding)}`),
    }),
  );
  if (!accounts) return undefined;
  return pickOne(
    vscode.l10n.t('Which account?'),
    accounts.map((account) => {
      const accountId = tpp.accountId(account) ?? '';
      const value: AccountNode = { kind: 'account', of: consent.of, consent: consent.consent, accountId, account };
      return {
        label: accountName(account, accountId),
        description: [accountType(account), accountCurrency(account)].filter(Boolean).join(' · '),
        detail: accountNumberWritten(account) || accountId,
        value,
      };
    }),
  );
}

export const bankNode = (of: BankOf): BankNode => ({ kind: 'bank', of });
