/** Account access consents: created, read again, renewed, confirmed, withdrawn. */
import * as vscode from 'vscode';
import { clocksOf } from '../../tpp/consents/clocks.ts';
import type { ConsentChoices } from '../../tpp/consents/consent.ts';
import { type ShownConsent, shownConsent } from '../../tpp/consents/shape.ts';
import { isUsable, statusWord } from '../../tpp/workspace/consent-status.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';
import { askConsent } from '../authorisation/consent-questions.ts';
import { runFor } from '../authorisation/run.ts';
import { sessionOf } from '../authorisation/session.ts';
import { type CommandName, commandId } from '../contributions/commands.ts';
import { confirm, flash, showInformation } from '../plain/messages.ts';
import { sessionFor } from '../registration/register-client.ts';
import { openConsentReport } from '../report/consent.ts';
import { titleOfCommand } from '../words/command-title.ts';
import { clockText, dayText } from '../words/moments.ts';
import { mayWrite } from '../workbench/attempt.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import { pickAuthorised, pickClient, pickConsent } from '../workbench/pick.ts';
import type { Handlers, Workbench } from '../workbench/workbench.ts';

/** What replaces the confirmation of Revoke Consent…. */
interface RevokeChoices {
  confirmed?: boolean;
}

/** What replaces the moment of Reconfirmed with Customer. */
interface ReconfirmedChoices {
  /** ISO 8601. */
  at?: string;
}

type Names =
  | 'createAccountAccessConsent'
  | 'refreshConsentStatus'
  | 'refreshAccessToken'
  | 'showConsentClocks'
  | 'reconfirmedWithCustomer'
  | 'revokeConsent'
  | 'copyConsentId'
  | 'customerPresent';

export function consentCommands(workbench: Workbench): Handlers<Names> {
  return {
    /** `handler(item, choices?: ConsentChoices)` gives the new consent; `{}` asks for every permission, without an end. */
    createAccountAccessConsent: (item, given) => create(workbench, item, given as ConsentChoices | undefined),
    /** `handler(item)` gives the consent as the bank has it now. */
    refreshConsentStatus: (item) => refreshStatus(workbench, item),
    /** `handler(item)` gives when the new access token ends, in milliseconds since the epoch. */
    refreshAccessToken: (item) => refreshToken(workbench, item),
    /** `handler(item)` gives the report as a text. */
    async showConsentClocks(item) {
      const node = await pickConsent(workbench, item);
      return node && openConsentReport(workbench, await asItIs(workbench, node));
    },
    /** `handler(item, choices?: ReconfirmedChoices)` gives the consent as it then is. */
    reconfirmedWithCustomer: (item, given) => reconfirmed(workbench, item, (given ?? {}) as ReconfirmedChoices),
    /** `handler(item, choices?: RevokeChoices)` gives the consent as it was, with the status of one withdrawn: `Revoked`, at a 4.0 bank `CANC`. */
    revokeConsent: (item, given) => revoke(workbench, item, (given ?? {}) as RevokeChoices),
    /** `handler(item, address)` begins it with that address; else it ends what goes on, or asks. Gives whether a customer is there now. */
    customerPresent: (_item, given) => workbench.customer.toggle(typeof given === 'string' ? given : undefined),
    /** `handler(item)` gives the id. */
    async copyConsentId(item) {
      const node = await pickConsent(workbench, item);
      if (!node) return undefined;
      await vscode.env.clipboard.writeText(node.consent.consentId);
      return node.consent.consentId;
    },
  };
}

async function create(workbench: Workbench, item: unknown, given: ConsentChoices | undefined): Promise<unknown> {
  const client = await pickClient(workbench, item);
  if (!client) return undefined;
  const { of } = client;
  const [tpp, session] = await Promise.all([workbench.tpp(), sessionFor(workbench, client)]);
  try {
    await tpp.assertSecret(session, client.client);
  } catch (thrown) {
    await workbench.show(tpp.problemOf(thrown), undefined, client);
    return undefined;
  }
  const asked = given ? { choices: given, added: [] } : await askConsent(tpp, of.bank.name, session.surroundings.now());
  if (!asked) return undefined;
  const question = vscode.l10n.t('Create an account access consent at {0}?', of.bank.name);
  if (!(given || (await mayWrite(of, question, vscode.l10n.t('Create'))))) return undefined;
  const title = vscode.l10n.t('Creating a consent at {0}', of.bank.name);
  const consent = await runFor(workbench, undefined, title, ({ signal }) =>
    tpp.createConsent(session, asked.choices, { signal }),
  );
  if (!consent) return undefined;
  tell(
    [vscode.l10n.t('The consent {0} waits for the customer.', consent.consentId), ...asked.added].join(' '),
    { title: vscode.l10n.t('Authorise Consent…'), name: 'authoriseConsent' },
    { kind: 'consent', of, consent },
  );
  return shownConsent(consent);
}

async function refreshStatus(workbench: Workbench, item: unknown): Promise<ShownConsent | undefined> {
  const node = await pickConsent(workbench, item);
  if (!node) return undefined;
  const [tpp, session] = await Promise.all([workbench.tpp(), sessionOf(workbench, node)]);
  const title = vscode.l10n.t('Reading the consent at {0}', node.of.bank.name);
  const consent = await runFor(workbench, node, title, ({ signal }) =>
    tpp.readConsent(session, node.consent.consentId, { signal }),
  );
  if (!consent) return undefined;
  tell(vscode.l10n.t('{0}: {1}', consent.consentId, statusWord(consent)), nextStep(consent), { ...node, consent });
  return shownConsent(consent);
}

async function refreshToken(workbench: Workbench, item: unknown): Promise<number | undefined> {
  const node = await pickAuthorised(workbench, item);
  if (!node) return undefined;
  const [tpp, session] = await Promise.all([workbench.tpp(), sessionOf(workbench, node)]);
  const { consent } = node;
  const title = vscode.l10n.t('Renewing the access token at {0}', node.of.bank.name);
  const tokens = await runFor(workbench, node, title, () =>
    tpp.refreshTokens(session, consent.consentId, { again: true }),
  );
  if (!tokens) return undefined;
  const until = clockText(tokens.expires_at);
  tell(
    vscode.l10n.t('The access token of {0} is new and good until {1}.', consent.consentId, until),
    { title: vscode.l10n.t('Show Transactions of Accounts…'), name: 'showAccounts' },
    node,
  );
  return tokens.expires_at;
}

/** A page's button may be of a while ago. */
async function asItIs(workbench: Workbench, node: ConsentNode): Promise<ConsentNode> {
  const tpp = await workbench.tpp();
  const consents = await tpp.consentsOf(await workbench.session(node.of));
  const consent = consents.find(({ consentId }) => consentId === node.consent.consentId);
  return consent === undefined ? node : { ...node, consent };
}

async function reconfirmed(
  workbench: Workbench,
  item: unknown,
  { at }: ReconfirmedChoices,
): Promise<ShownConsent | undefined> {
  const node = await pickAuthorised(workbench, item);
  if (!node) return undefined;
  const [tpp, session] = await Promise.all([workbench.tpp(), sessionOf(workbench, node)]);
  const time = at === undefined ? undefined : Date.parse(at);
  const title = vscode.l10n.t('Noting the customer’s confirmation');
  const consent = await runFor(workbench, node, title, () =>
    tpp.noteReconfirmation(session, node.consent.consentId, time),
  );
  if (!consent) return undefined;
  const next = clocksOf({ consent }, session.surroundings.now()).find(({ name }) => name === 'reconfirmation');
  tell(
    vscode.l10n.t('Noted: the customer confirmed {0}. Ask again by {1}.', consent.consentId, dayText(next?.at ?? '')),
    { title: titleOfCommand('showConsentClocks'), name: 'showConsentClocks' },
    { ...node, consent },
  );
  return shownConsent(consent);
}

async function revoke(
  workbench: Workbench,
  item: unknown,
  { confirmed }: RevokeChoices,
): Promise<ShownConsent | undefined> {
  const node = await pickConsent(workbench, item);
  if (!node) return undefined;
  const { of, consent } = node;
  if (!(confirmed || (await confirmRevocation(of.bank.name, consent.consentId)))) return undefined;
  const [tpp, session] = await Promise.all([workbench.tpp(), sessionOf(workbench, node)]);
  const title = vscode.l10n.t('Withdrawing the consent at {0}', of.bank.name);
  const revoked = await runFor(workbench, node, title, ({ signal }) =>
    tpp.revokeConsent(session, consent.consentId, { signal }),
  );
  if (revoked) {
    const message = vscode.l10n.t(
      'The consent {0} is withdrawn at {1}; its tokens are gone.',
      consent.consentId,
      of.bank.name,
    );
    flash(message, 5000);
  }
  return revoked && shownConsent(revoked);
}

async function confirmRevocation(bank: string, consentId: string): Promise<boolean> {
  const action = vscode.l10n.t('Revoke');
  const question = vscode.l10n.t('Revoke the consent {0} at {1}?', consentId, bank);
  const detail = vscode.l10n.t(
    'The bank ends it for good: its tokens stop working, and the customer has to be asked for a new one.',
  );
  return confirm(question, detail, action);
}

interface NextStep {
  title: string;
  name: CommandName;
}

function nextStep(consent: ConsentRecord): NextStep {
  if (consent.status === 'awaitingAuthorisation')
    return { title: vscode.l10n.t('Authorise Consent…'), name: 'authoriseConsent' };
  if (isUsable(consent)) return { title: vscode.l10n.t('Show Transactions of Accounts…'), name: 'showAccounts' };
  return { title: vscode.l10n.t('Create Account Access Consent…'), name: 'createAccountAccessConsent' };
}

/** Says that it is done, with the next step; nobody has to answer. */
function tell(message: string, { title, name }: NextStep, node: ConsentNode): void {
  void showInformation(message, title).then((chosen) =>
    chosen === title ? vscode.commands.executeCommand(commandId(name), node) : undefined,
  );
}
