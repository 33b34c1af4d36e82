/** The questions of a registration: scopes, authentication, algorithms, redirect URIs; each with the bank's own defaults chosen already. */
import * as vscode from 'vscode';
import { roleOfScope } from '../../standard/roles.ts';
import type { RegistrationChoices } from '../../tpp/registration/choices.ts';
import { isPermissive } from '../../tpp/workspace/profile.ts';
import type { ClientRecord } from '../../tpp/workspace/state.ts';
import { askOne, askSome, type Choice, turnOf } from '../questions/ask.ts';
import { type Position, type Question, walkOn } from '../questions/walk.ts';
import type { BankOf, Tpp, Workbench } from '../workbench/workbench.ts';
import { type Algorithms, type Catching, catchingOf, type Offers, offersOf } from './offers.ts';

/** What came of the questions, and what to do with it. */
export interface Chosen {
  choices: RegistrationChoices;
  finish: 'send' | 'preview';
}

interface Answers {
  scope: string[];
  authMethod: string;
  algorithms: Algorithms;
  redirectUris: string[];
  finish: Chosen['finish'];
}

/** How many questions {@link chooseRegistration} asks. */
export const questionCount = 5;

/** What the bank, the statement and the keys leave to choose; for an update, with the client's registration chosen. */
export async function readOffers(workbench: Workbench, of: BankOf, client?: ClientRecord): Promise<Offers> {
  const tpp = await workbench.tpp();
  const session = await workbench.session(of);
  const registered = client && registeredChoices(tpp, client);
  const [prepared, { document }, key] = await Promise.all([
    tpp.registrationClaims(session, registered),
    session.metadata(),
    session.workspace.signingKey(session.bank),
  ]);
  const { entry } = of.bank;
  return offersOf(
    prepared,
    { scopes: document.scopes_supported },
    {
      permissive: isPermissive(entry),
      ec: key.algorithm === 'ES256',
    },
  );
}

function registeredChoices(tpp: Tpp, client: ClientRecord): RegistrationChoices {
  const { redirect_uris, scope, id_token_signed_response_alg, request_object_signing_alg } =
    tpp.registeredMetadata(client);
  const [algorithm] = id_token_signed_response_alg ?? [];
  const [requestObjectAlgorithm] = request_object_signing_alg ?? [];
  return {
    authMethod: client.tokenEndpointAuthMethod,
    ...(redirect_uris && { redirectUris: redirect_uris }),
    ...(scope && { scope }),
    ...((algorithm === 'PS256' || algorithm === 'RS256' || algorithm === 'ES256') && { algorithm }),
    ...(requestObjectAlgorithm && { requestObjectAlgorithm }),
  };
}

/**
 * Asks for a registration's choices; Enter at every question takes the defaults.
 *
 * @param before questions asked already, such as the bank
 */
export async function chooseRegistration(
  workbench: Workbench,
  of: BankOf,
  offers: Offers,
  { before = 0, update = false }: { before?: number; update?: boolean } = {},
): Promise<Chosen | 'back' | undefined> {
  const { isCatchable } = await workbench.tpp();
  const title = update
    ? vscode.l10n.t('Update the client at {0}', of.bank.name)
    : vscode.l10n.t('Register a client with {0}', of.bank.name);
  const { scope, ...preselected } = offers.preselected;
  const start: Answers = {
    ...preselected,
    scope: scope.split(' '),
    redirectUris: [...preselected.redirectUris],
    finish: 'send',
  };
  const questions: Question<Answers>[] = [
    async (answers, position) =>
      turnOf(
        await askSome({
          title,
          position,
          placeholder: vscode.l10n.t('Scopes: what the client may ask for'),
          choices: offers.scopes.map(scopeChoice),
          selected: answers.scope,
        }),
        (picked) => ({ ...answers, scope: picked }),
      ),
    async (answers, position) =>
      turnOf(
        await askOne({
          title,
          position,
          placeholder: vscode.l10n.t('Authentication at the token endpoint'),
          choices: offers.authMethods.map((value) => ({ label: value, detail: methodDetail(value), value })),
          selected: [answers.authMethod],
        }),
        (authMethod) => ({ ...answers, authMethod }),
      ),
    async (answers, position) =>
      turnOf(
        await askOne({
          title,
          position,
          placeholder: vscode.l10n.t('Algorithms of the signatures'),
          choices: offers.algorithms.map(algorithmsChoice),
          selected: offers.algorithms.filter(
            (each) =>
              each.algorithm === answers.algorithms.algorithm &&
              each.requestObject === answers.algorithms.requestObject,
          ),
        }),
        (algorithms) => ({ ...answers, algorithms }),
      ),
    async (answers, position) =>
      turnOf(
        await askSome({
          title,
          position,
          placeholder: vscode.l10n.t('Redirect URIs, of those in the software statement'),
          choices: offers.redirectUris.map((value) => ({
            label: value,
            detail: catchingDetail(catchingOf(value, isCatchable, surroundings(workbench))),
            value,
          })),
          selected: answers.redirectUris,
        }),
        (redirectUris) => ({ ...answers, redirectUris }),
      ),
    (answers, position) => askFinish(title, answers, position, update),
  ];
  const answers = await walkOn(start, questions, before);
  if (answers === undefined || answers === 'back') return answers;
  return { choices: choicesOf(answers), finish: answers.finish };
}

async function askFinish(
  title: string,
  answers: Answers,
  position: Position,
  update: boolean,
): ReturnType<Question<Answers>> {
  const choices: Choice<Chosen['finish']>[] = [
    {
      icon: 'send',
      label: update ? vscode.l10n.t('Update now') : vscode.l10n.t('Register now'),
      detail: vscode.l10n.t('Looks the claims over, signs them and sends them once'),
      value: 'send',
    },
    {
      icon: 'open-preview',
      label: vscode.l10n.t('Preview first'),
      detail: vscode.l10n.t('Header and claims in an editor; nothing is sent'),
      value: 'preview',
    },
  ];
  const placeholder = vscode.l10n.t('Send, or look at it first?');
  const picked = await askOne({ title, position, placeholder, choices, selected: [answers.finish] });
  return turnOf(picked, (finish) => ({ ...answers, finish }));
}

function choicesOf({ scope, authMethod, algorithms, redirectUris }: Answers): RegistrationChoices {
  return {
    scope: scope.join(' '),
    authMethod,
    algorithm: algorithms.algorithm,
    requestObjectAlgorithm: algorithms.requestObject,
    redirectUris,
  };
}

function surroundings({ context }: Workbench): { uriScheme: string; extensionId: string; desktop: boolean } {
  return {
    uriScheme: vscode.env.uriScheme,
    extensionId: context.extension.id,
    desktop: vscode.env.uiKind === vscode.UIKind.Desktop,
  };
}

function scopeChoice(value: string): Choice<string> {
  const role = roleOfScope(value);
  return {
    label: value,
    description: role ? vscode.l10n.t('needs the role {0}', role) : undefined,
    detail: scopeDetail(value),
    value,
  };
}

function scopeDetail(scope: string): string | undefined {
  switch (scope) {
    case 'openid':
      return vscode.l10n.t('Id tokens, without which no authorisation can be checked');
    case 'accounts':
      return vscode.l10n.t('Account information: accounts, balances, transactions');
    case 'payments':
      return vscode.l10n.t('Payment initiation');
    case 'fundsconfirmations':
      return vscode.l10n.t('Confirmation of funds');
    default:
      return undefined;
  }
}

export function methodDetail(method: string): string | undefined {
  switch (method) {
    case 'private_key_jwt':
      return vscode.l10n.t('An assertion signed with the signing key; FAPI');
    case 'tls_client_auth':
      return vscode.l10n.t('The transport certificate itself; FAPI');
    case 'self_signed_tls_client_auth':
      return vscode.l10n.t('The transport certificate itself, listed in your key set; FAPI');
    case 'client_secret_basic':
      return vscode.l10n.t('A secret in the Authorization header; as sandbox guides have it, not FAPI');
    case 'client_secret_post':
      return vscode.l10n.t('A secret in the body; not FAPI');
    case 'client_secret_jwt':
      return vscode.l10n.t('An assertion made with a secret; not FAPI');
    default:
      return undefined;
  }
}

function algorithmsChoice(value: Algorithms): Choice<Algorithms> {
  const { algorithm, requestObject } = value;
  if (requestObject === algorithm) {
    const detail =
      algorithm === 'RS256' ? vscode.l10n.t('FAPI forbids it; sandboxes take it') : vscode.l10n.t('As FAPI wants it');
    return { label: algorithm, detail, value };
  }
  const label = vscode.l10n.t('{0}, request objects {1}', algorithm, requestObject);
  if (requestObject !== 'none') return { label, value };
  return {
    label,
    detail: vscode.l10n.t('Unsigned authorisation requests, as sandbox guides have it; no real bank takes them'),
    value,
  };
}

function catchingDetail(catching: Catching): string {
  switch (catching) {
    case 'loopback':
      return vscode.l10n.t('Caught here: a listener on this machine');
    case 'editor':
      return vscode.l10n.t('Caught here: the browser comes back to this editor');
    case 'paste':
      return vscode.l10n.t('You paste the address that the browser ends on');
  }
}
