/** Account access consents: created, read again, renewed, withdrawn. */
import * as vscode from 'vscode';
import type { ConsentChoices } from '../../tpp/consents/consent.ts';
import { type ShownConsent, shownConsent } from '../../tpp/consents/shape.ts';
import type { Problem } from '../../tpp/errors.ts';
import { isUsable, statusWord } from '../../tpp/workspace/consent-status.ts';
import type { ConsentRecord } from '../../tpp/workspace/state.ts';
import { askConsent } from '../authorisation/consent-questions.ts';
import { showFor } from '../authorisation/outcome.ts';
import { runFor } from '../authorisation/run.ts';
import { sessionOf } from '../authorisation/session.ts';
import { type CommandName, commandId } from '../contributions/commands.ts';
import { confirm, flash, showInformation } from '../plain/messages.ts';
import { sessionFor } from '../registration/register-client.ts';
import { clockText } from '../words/moments.ts';
import { mayWrite } from '../workbench/attempt.ts';
import type { ConsentNode } from '../workbench/nodes.ts';
import { pickAuthorised, pickClient, pickConsent } from '../workbench/pick.ts';
import type { Handlers, Workbench } from '../workbench/workbench.ts';

/** What replaces the confirmation of Revoke Consent…. */
interface RevokeChoices {
  confirmed?: boolean;
}

type Names =
  | 'createAccountAccessConsent'
  | 'refreshConsentStatus'
  | 'refreshAccessToken'
  | 'revokeConsent'
  | 'copyConsentId';

export function consentCommands(workbench: Workbench): Handlers<Names> {
  return {
    /** `handler(item, choices?: ConsentChoices)` gives the new consent; `{}` asks for every permission, without an end. */
    createAccountAccessConsent: (item, given) => create(workbench, item, given as ConsentChoices | undefined),
    /** `handler(item)` gives the consent as the bank has it now. */
    refreshConsentStatus: (item) => refreshStatus(workbench, item),
    /** `handler(item)` gives when the new access token ends, in milliseconds since the epoch. */
    refreshAccessToken: (item) => refreshToken(workbench, item),
    /** `handler(item, choices?: RevokeChoices)` gives the consent as it was, with the status of one withdrawn: `Revoked`, at a 4.0 bank `CANC`. */
    revokeConsent: (item, given) => revoke(workbench, item, (given ?? {}) as RevokeChoices),
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
  const choices = given ?? (await askConsent(tpp, of.bank.name, session.surroundings.now()));
  if (!choices) return undefined;
  const question = vscode.l10n.t('Create an account access consent at {0}?', of.bank.name);
  if (!(given || (await mayWrite(of, question, vscode.l10n.t('Create'))))) return undefined;
  const title = vscode.l10n.t('Creating a consent at {0}', of.bank.name);
  const consent = await runFor(workbench, undefined, title, ({ signal }) =>
    tpp.createConsent(session, choices, { signal }),
  );
  if (!consent) return undefined;
  tell(
    vscode.l10n.t('The consent {0} waits for the customer.', consent.consentId),
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
  const kept = await tpp.consentTokens(session, consent).catch((thrown: unknown) => tpp.problemOf(thrown));
  const problem = 'code' in kept ? kept : undefined;
  if (problem || !('refresh_token' in kept) || kept.refresh_token === undefined) {
    // That there are none is worded here; that the team's command did not give them, there.
    const isMissing = problem === undefined || problem.code === 'token_missing';
    void showFor(workbench, isMissing ? noRefreshToken(consent.consentId, problem === undefined) : problem, node);
    return undefined;
  }
  const title = vscode.l10n.t('Renewing the access token at {0}', node.of.bank.name);
  const tokens = await runFor(workbench, node, title, () => tpp.refreshTokens(session, consent.consentId));
  if (!tokens) return undefined;
  const until = clockText(tokens.expires_at);
  tell(
    vscode.l10n.t('The access token of {0} is new and good until {1}.', consent.consentId, until),
    { title: vscode.l10n.t('Show Transactions of Accounts…'), name: 'showAccounts' },
    node,
  );
  return tokens.expires_at;
}

function noRefreshToken(consentId: string, hasToken: boolean): Problem {
  return hasToken
    ? {
        code: 'token_missing',
        message: vscode.l10n.t(
          'The bank gave no refresh token with the consent {0}, so its access token cannot be renewed.',
          consentId,
        ),
        try: vscode.l10n.t(
          'Authorise again for a new one. Banks give refresh tokens to clients registered with the grant type refresh_token.',
        ),
        remedies: [{ do: 'authoriseConsent', consentId }],
      }
    : {
        code: 'token_missing',
        message: vscode.l10n.t(
          'There is no token for the consent {0} here: none came yet, or its secrets were forgotten.',
          consentId,
        ),
        try: vscode.l10n.t('Let the customer authorise the consent.'),
        remedies: [{ do: 'authoriseConsent', consentId }],
      };
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
