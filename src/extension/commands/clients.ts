/** The commands about a client at a bank: registered, read, changed, deleted, adopted, and what it can fetch for itself. */

import * as vscode from 'vscode';
import type { RegistrationChoices } from '../../tpp/registration/choices.ts';
import type { RegisterOptions, Registration } from '../../tpp/registration/register.ts';
import { usesSecret } from '../../tpp/rules/auth-methods.ts';
import type { Session } from '../../tpp/session.ts';
import { commandId } from '../contributions/commands.ts';
import { openMemoryFile } from '../documents/memory-files.ts';
import { askSecret } from '../plain/inputs.ts';
import { flash, showInformation } from '../plain/messages.ts';
import { showPick } from '../plain/picks.ts';
import { type Adoption, askAdoption } from '../registration/adopt.ts';
import { chooseRegistration, readOffers } from '../registration/choose.ts';
import { chooseBankAndRegistration } from '../registration/choose-bank.ts';
import { openRegistrationPreview } from '../registration/preview.ts';
import { registerWith, sessionFor, updateWith } from '../registration/register-client.ts';
import { deleteClient, removeClientHere } from '../registration/remove-client.ts';
import { askEnvironmentPath, saveEnvironment } from '../registration/save-environment.ts';
import { clockText } from '../words/moments.ts';
import { untilCancelled } from '../workbench/attempt.ts';
import type { ClientNode } from '../workbench/nodes.ts';
import { bankNode, pickBank, pickClient, pickClientAsItIs } from '../workbench/pick.ts';
import type { BankOf, Handlers, Workbench } from '../workbench/workbench.ts';

type ClientCommand =
  | 'previewRegistrationRequest'
  | 'registerClient'
  | 'readClientRegistration'
  | 'updateClientRegistration'
  | 'deleteClient'
  | 'removeClientHere'
  | 'adoptClient'
  | 'shareClient'
  | 'downloadEnvironmentFile'
  | 'copyClientId'
  | 'getClientCredentialsToken';

/** Each handler takes the tree's item or nothing, and after it what stands in for its questions. */
export function clientCommands(workbench: Workbench): Handlers<ClientCommand> {
  return {
    /** `(item, choices?: RegisterOptions)`: the preview's document. */
    async previewRegistrationRequest(item, choices) {
      const of = await pickBank(workbench, item);
      return of && preview(workbench, of, (choices ?? {}) as RegisterOptions);
    },

    /**
     * `(item, choices?: RegisterOptions)`: registers with the choices (or with the very `header` and `claims` in them) without a question;
     * with `{ anew: true }` it asks as ever, although there is a client.
     * Gives the registration, `{ problem }`, or undefined when it was given up.
     */
    async registerClient(item, choices) {
      const anew = isAnew(choices);
      if (choices !== undefined && !anew) {
        const of = await pickBank(workbench, item);
        return of && registerWith(workbench, of, choices as RegisterOptions);
      }
      const chosen = await chooseBankAndRegistration(workbench, item, { anew });
      if (!chosen) return undefined;
      const options = anew ? { ...chosen.choices, force: true } : chosen.choices;
      return chosen.finish === 'preview'
        ? preview(workbench, chosen.of, options)
        : registerWith(workbench, chosen.of, options);
    },

    /** `(item)`: the bank's answer, secrets masked, which is also shown as a document. */
    async readClientRegistration(item) {
      const node = await pickClient(workbench, item);
      if (!node) return undefined;
      const tpp = await workbench.tpp();
      const session = await sessionFor(workbench, node);
      const read = await workbench.run(
        vscode.l10n.t('Reading the registration at {0}', node.of.bank.name),
        ({ signal }) => untilCancelled(workbench, signal, tpp.readRegistration(session)),
      );
      if (!read) return undefined;
      await showRegistration(node.of, read);
      return read.registration;
    },

    /** `(item, choices?: RegisterOptions)`: what is not chosen stays as registered. Gives what `registerClient` gives. */
    async updateClientRegistration(item, choices) {
      const node = await pickClient(workbench, item);
      if (!node) return undefined;
      return choices === undefined
        ? chooseUpdate(workbench, node)
        : updateWith(workbench, node, choices as RegisterOptions);
    },

    /** `(item, { confirmed: true }?)`: `{ clientId }` once the client is deleted at the bank. */
    async deleteClient(item, given) {
      const node = await pickClient(workbench, item);
      return node && deleteClient(workbench, node, isConfirmed(given));
    },

    /** `(item, { confirmed: true }?)`: `{ clientId }` once it is forgotten here; the bank is not asked. */
    async removeClientHere(item, given) {
      const node = await pickClientAsItIs(workbench, item);
      return node && removeClientHere(workbench, node, isConfirmed(given));
    },

    /** `(item, adoption?: Adoption)`: the registration, confirmed by a read at the bank. */
    async adoptClient(item, given) {
      const of = await pickBank(workbench, item);
      if (!of) return undefined;
      const adoption = (given as Adoption | undefined) ?? (await chooseAdoption(workbench, of));
      return adoption && adopt(workbench, of, adoption);
    },

    /** `(item)`: `{ clientId, bank, file }` once the client stands in the team's file, which is then shown. */
    async shareClient(item) {
      const node = await pickClient(workbench, item);
      if (!node) return undefined;
      const tpp = await workbench.tpp();
      const session = await sessionFor(workbench, node);
      const title = vscode.l10n.t('Sharing the client at {0}', node.of.bank.name);
      const shared = await workbench.run(title, () => tpp.shareClient(session, node.client.clientId));
      workbench.changed();
      if (!shared) return undefined;
      await vscode.window.showTextDocument(vscode.Uri.joinPath(node.of.place.folder, shared.file), { preview: true });
      if (!shared.onThisMachine) flash(vscode.l10n.t('{0} holds no secret: commit it.', shared.file), 8000);
      return shared;
    },

    /** `(item, path?: string)`: the path of the file that was written. */
    async downloadEnvironmentFile(item, given) {
      const node = await pickClient(workbench, item);
      if (!node) return undefined;
      const tpp = await workbench.tpp();
      const session = await sessionFor(workbench, node);
      const title = vscode.l10n.t('Downloading the environment of {0}', node.client.clientId);
      const environment = await workbench.run(title, ({ signal }) => tpp.downloadEnvironment(session, signal));
      if (!environment) return undefined;
      const path = typeof given === 'string' ? given : await askEnvironmentPath(node);
      if (path === undefined) return undefined;
      await saveEnvironment(environment, path);
      return path;
    },

    /** `(item)`: the id. */
    async copyClientId(item) {
      const node = await pickClient(workbench, item);
      if (!node) return undefined;
      await vscode.env.clipboard.writeText(node.client.clientId);
      flash(vscode.l10n.t('Client id copied.'), 3000);
      return node.client.clientId;
    },

    /** `(item, scope?: string)`: `{ scope, expiresAt }`; the token itself only ever goes to the clipboard. */
    async getClientCredentialsToken(item, given) {
      const node = await pickClient(workbench, item);
      if (!node) return undefined;
      const scope = typeof given === 'string' ? given : await pickScope(workbench, node);
      return scope === undefined ? undefined : getToken(workbench, node, scope);
    },
  };
}

async function preview(
  workbench: Workbench,
  of: BankOf,
  options: RegisterOptions,
): Promise<vscode.TextDocument | undefined> {
  return workbench.run(vscode.l10n.t('Preparing the registration request for {0}', of.bank.name), ({ signal }) =>
    untilCancelled(workbench, signal, openRegistrationPreview(workbench, of, options)),
  );
}

async function showRegistration(of: BankOf, { clientId, registration }: Registration): Promise<void> {
  const path = `${of.place.name}/${of.bank.name}/client ${clientId.replaceAll('/', '_')}.json`;
  await openMemoryFile(path, `${JSON.stringify(registration, undefined, 2)}\n`, { languageId: 'json', readonly: true });
}

async function chooseUpdate(workbench: Workbench, node: ClientNode): Promise<unknown> {
  const { of, client } = node;
  const offers = await workbench.run(vscode.l10n.t('Reading what {0} supports', of.bank.name), ({ signal }) =>
    untilCancelled(workbench, signal, readOffers(workbench, of, client)),
  );
  if (!offers) return undefined;
  const chosen = await chooseRegistration(workbench, of, offers, { update: true });
  if (!chosen || chosen === 'back') return undefined;
  const choices = await withApplicationType(workbench, node, chosen.choices);
  if (chosen.finish === 'send') return updateWith(workbench, node, choices);
  return workbench.run(vscode.l10n.t('Preparing the update for {0}', of.bank.name), ({ signal }) =>
    untilCancelled(workbench, signal, openRegistrationPreview(workbench, of, choices, { purpose: 'update' })),
  );
}

/** Other redirect URIs may make a web client a native one, or the reverse. */
async function withApplicationType(
  workbench: Workbench,
  { of, client }: ClientNode,
  choices: RegistrationChoices,
): Promise<RegistrationChoices> {
  const tpp = await workbench.tpp();
  const { redirect_uris: before = [] } = tpp.registeredMetadata(client);
  const { redirectUris: after = [] } = choices;
  if (before.length === after.length && before.every((uri) => after.includes(uri))) return choices;
  const { decided } = await tpp.registrationClaims(await workbench.session(of), choices);
  return { ...choices, applicationType: decided.applicationType };
}

const isAnew = (given: unknown): boolean =>
  typeof given === 'object' && given !== null && 'anew' in given && given.anew === true;

const isConfirmed = (given: unknown): boolean =>
  typeof given === 'object' && given !== null && 'confirmed' in given && given.confirmed === true;

async function chooseAdoption(workbench: Workbench, of: BankOf): Promise<Adoption | undefined> {
  const session = await workbench.session(of);
  const shared = await chooseShared(workbench, of, session);
  if (shared !== undefined) return shared === 'dismissed' ? undefined : shared;
  const metadata = await workbench.run(vscode.l10n.t('Reading what {0} supports', of.bank.name), ({ signal }) =>
    untilCancelled(workbench, signal, session.metadata()),
  );
  if (metadata === undefined) return undefined;
  const tpp = await workbench.tpp();
  const waiting = await tpp.findWaitingSecret(session);
  const client = await tpp.findClient(session);
  const lost = client && (await tpp.isSecretLost(session, client)) ? client : undefined;
  return askAdoption(of, metadata.document.token_endpoint_auth_methods_supported, waiting !== undefined, lost);
}

/** The team's client, where this folder has not taken it over: its secret alone is asked for, if it has one and nobody gives it. */
async function chooseShared(
  workbench: Workbench,
  of: BankOf,
  session: Session,
): Promise<Adoption | 'dismissed' | undefined> {
  const tpp = await workbench.tpp();
  const shared = await tpp.findSharedClient(session);
  if (!shared || (await tpp.isOwnClient(session, shared.clientId))) return undefined;
  const { clientId, tokenEndpointAuthMethod: authMethod } = shared;
  if (!usesSecret(authMethod)) return { clientId, authMethod };
  const kept = await session.secrets.get(tpp.clientSecretName(of.bank.name, clientId)).catch(() => undefined);
  if (kept !== undefined) return { clientId, authMethod };
  const title = vscode.l10n.t('Secret of the client {0}', clientId);
  const prompt = vscode.l10n.t('As the colleague has it who registered the client at {0}', of.bank.name);
  const secret = (await askSecret(title, prompt))?.trim();
  return secret ? { clientId, authMethod, secret } : 'dismissed';
}

async function adopt(workbench: Workbench, of: BankOf, adoption: Adoption): Promise<Registration | undefined> {
  const { clientId, secret, authMethod } = adoption;
  const tpp = await workbench.tpp();
  const session = await workbench.session(of);
  const adopted = await workbench.run(
    vscode.l10n.t('Reading the client {0} at {1}', clientId, of.bank.name),
    ({ signal }) => untilCancelled(workbench, signal, tpp.adoptClient(session, clientId, secret, authMethod)),
  );
  workbench.changed();
  if (adopted) void offerConsent(of, clientId);
  return adopted;
}

async function offerConsent(of: BankOf, clientId: string): Promise<void> {
  const create = vscode.l10n.t('Create Account Access Consent…');
  const message = vscode.l10n.t('The client {0} at {1} is adopted.', clientId, of.bank.name);
  if ((await showInformation(message, create)) !== create) return;
  await vscode.commands.executeCommand(commandId('createAccountAccessConsent'), bankNode(of));
}

/** The scopes that client credentials can have; `openid` is the customer's. */
async function pickScope(workbench: Workbench, { client }: ClientNode): Promise<string | undefined> {
  const tpp = await workbench.tpp();
  const registered = tpp.registeredMetadata(client).scope?.split(' ') ?? [];
  const scopes = registered.filter((scope) => scope !== 'openid' && scope !== '');
  if (scopes.length < 2) return scopes[0] ?? 'accounts';
  const rows = scopes.map((label) => ({ label }));
  return (await showPick(rows, { title: vscode.l10n.t('Which scope?') }))?.label;
}

async function getToken(
  workbench: Workbench,
  node: ClientNode,
  scope: string,
): Promise<{ scope: string; expiresAt: string } | undefined> {
  const tpp = await workbench.tpp();
  const session = await sessionFor(workbench, node);
  const tokens = await workbench.run(vscode.l10n.t('Asking {0} for a token', node.of.bank.name), ({ signal }) =>
    untilCancelled(workbench, signal, tpp.clientCredentialsToken(session, scope, node.client)),
  );
  if (!tokens) return undefined;
  const expires = new Date(tokens.expires_at);
  void offerCopy(
    vscode.l10n.t('An access token for “{0}” is there; it is good until {1}.', scope, clockText(expires.getTime())),
    tokens.access_token,
  );
  return { scope: tokens.scope, expiresAt: expires.toISOString() };
}

async function offerCopy(message: string, token: string): Promise<void> {
  const copy = vscode.l10n.t('Copy Token');
  if ((await showInformation(message, copy)) === copy) await vscode.env.clipboard.writeText(token);
}
