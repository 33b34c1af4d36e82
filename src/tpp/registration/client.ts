/** An existing client at the bank: read, changed, taken over. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { forgetClientCredentialsToken } from '../client/client-token.ts';
import { fail, problemOf } from '../errors.ts';
import { assertRoom } from '../keeping.ts';
import { jwtBearer } from '../rules/grant-types.ts';
import { currentClient, findSharedClient, type Session, warnOfDisk } from '../session.ts';
import { optionalText, optionalTexts } from '../strangers.ts';
import { clientSecretName, waitingSecretName } from '../workspace/secrets.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { type RegistrationAnswer, readRegistrationAnswer } from './answer.ts';
import { requestAbout, tokenScope } from './client-request.ts';
import { assertSendable } from './finding.ts';
import type { Claims } from './preflight.ts';
import {
  keepClient,
  prepareRegistration,
  type RegisterOptions,
  type Registration,
  signRegistration,
  warnOf,
} from './register.ts';
import { keepInStep } from './shared-client.ts';
import { findWaitingSecret, isWaitingFor } from './waiting-secret.ts';

const chosen = z.looseObject({
  redirect_uris: optionalTexts,
  grant_types: optionalTexts,
  scope: optionalText,
  application_type: z.enum(['web', 'native', 'mobile']).optional().catch(undefined),
  id_token_signed_response_alg: z.enum(['PS256', 'RS256', 'ES256']).optional().catch(undefined),
  request_object_signing_alg: optionalText,
});

/** Statuses of a bank that does not offer an operation at all. */
const notOffered = [404, 405, 501];

/**
 * Reads the registration at the bank (OBIE DCR 3.3, GET /register/{ClientId}, with the client's own client-credentials token).
 * @throws OpenBankingError `client_not_found`, `registration_refused`
 */
export async function readRegistration(session: Session): Promise<Registration> {
  const client = await currentClient(session);
  const answer = await requestAbout(session, client, 'GET', t('the reading of the registration'));
  return kept(session, client, readRegistrationAnswer(answer, t('the reading of the registration'), readOf(client)));
}

/**
 * Replaces the registration (PUT /register/{ClientId}) with the full claim set, made like that of {@link register}; what is not chosen stays
 * as registered.
 * @throws OpenBankingError `client_not_found`, `preflight_failed`, `registration_refused`
 */
export async function updateRegistration(session: Session, options: RegisterOptions = {}): Promise<Registration> {
  const client = await currentClient(session);
  const prepared = await prepareRegistration(session, chosenOver(choicesOf(client), options));
  assertSendable(prepared.findings, 'registration');
  const jwt = await signRegistration(session, prepared);
  await assertRoom(session);
  const what = t('the update of the registration');
  const answer = await requestAbout(session, client, 'PUT', what, { body: jwt, prepared });
  const registration = await kept(
    session,
    client,
    readRegistrationAnswer(answer, what, { known: client.clientId }),
    prepared.claims,
  );
  await keepInStep(session, await currentClient(session));
  return { ...registration, findings: prepared.findings };
}

/**
 * Takes over a client that was registered elsewhere, or whose registration's answer was lost; confirmed by reading it at the bank.
 * @param secret for client_secret_basic and client_secret_post; default, for a client that is said to have one: the {@link findWaitingSecret},
 * which goes on waiting until the bank has confirmed the client; of a client of the team's file, the one that is given or kept as that client's
 * @throws OpenBankingError `registration_refused`, `answer_not_json`, `token_refused`; nothing is kept then
 */
export async function adoptClient(
  session: Session,
  clientId: string,
  secret?: string,
  authMethod?: string,
): Promise<Registration> {
  const isShared = (await findSharedClient(session))?.clientId === clientId;
  if (secret !== undefined || isShared) return adopted(session, clientId, secret, authMethod);
  const waiting = (await isWaitingFor(session, authMethod)) ? await findWaitingSecret(session) : undefined;
  if (waiting === undefined) return adopted(session, clientId, undefined, authMethod);
  const registration = await adopted(session, clientId, waiting.clientSecret, authMethod ?? waiting.authMethod);
  await session.secrets.delete(waitingSecretName(session.bank.name)).catch((thrown) => warnOfDisk(session, thrown));
  return registration;
}

async function adopted(
  session: Session,
  clientId: string,
  secret: string | undefined,
  authMethod: string | undefined,
): Promise<Registration> {
  const { softwareId } = await session.softwareStatement();
  const bank = session.bank.name;
  const found = await findSharedClient(session);
  const shared = found?.clientId === clientId ? found : undefined;
  const method =
    authMethod ??
    shared?.tokenEndpointAuthMethod ??
    (secret === undefined
      ? (session.bank.entry.client?.tokenEndpointAuthMethod ?? 'private_key_jwt')
      : 'client_secret_basic');
  const claims = shared
    ? { ...shared.registration, token_endpoint_auth_method: method }
    : (await prepareRegistration(session, { authMethod: method })).claims;
  const client: ClientRecord = {
    bank,
    clientId,
    softwareId,
    registeredAt: new Date(session.surroundings.now()).toISOString(),
    tokenEndpointAuthMethod: method,
    registration: shared?.registration ?? {},
  };
  const name = clientSecretName(bank, clientId);
  const before = await session.secrets.get(name);
  if (secret !== undefined) await session.secrets.set(name, secret);
  try {
    return await kept(session, client, await confirmed(session, client), claims);
  } catch (thrown) {
    await forgetClientCredentialsToken(session, tokenScope(client), client);
    await (before === undefined ? session.secrets.delete(name) : session.secrets.set(name, before));
    throw thrown;
  }
}

const readOf = ({ clientId: known }: ClientRecord) => ({ known, onlyRead: true });

/** What the bank says of the client. Reading is optional in the standard: where a bank does not offer it, the token that it gave is the proof. */
async function confirmed(session: Session, client: ClientRecord): Promise<RegistrationAnswer> {
  const what = t('the reading of the client');
  try {
    return readRegistrationAnswer(await requestAbout(session, client, 'GET', what), what, readOf(client));
  } catch (thrown) {
    const status = problemOf(thrown).bank?.status;
    if (problemOf(thrown).code !== 'registration_refused' || !notOffered.includes(status ?? 0)) throw thrown;
    return {
      clientId: client.clientId,
      registration: { client_id: client.clientId },
      shown: { client_id: client.clientId },
      remarks: [],
    };
  }
}

async function kept(
  session: Session,
  client: ClientRecord,
  answer: RegistrationAnswer,
  claims: Claims = client.registration,
): Promise<Registration> {
  const { clientId } = client;
  if (answer.clientId !== clientId) {
    return fail({
      code: 'answer_invalid',
      message: t('The bank answered with another client, {0}.', answer.clientId),
      try: t('Tell the bank; nothing was changed here.'),
    });
  }
  const { clients } = await session.state.read();
  const isKnown = clients.some(({ bank, clientId }) => bank === client.bank && clientId === client.clientId);
  const method = { token_endpoint_auth_method: client.tokenEndpointAuthMethod };
  warnOf(session, answer);
  await keepClient(session, { ...answer, clientId }, { ...method, ...claims }, true).catch((thrown: unknown) => {
    // What is known of the client stays as it was; one that is taken over would not be known at all.
    if (!isKnown) throw thrown;
    warnOfDisk(session, thrown);
  });
  return { clientId, registration: answer.shown, findings: [] };
}

/** What was registered, as choices: an update then changes only what is chosen anew. */
function choicesOf({ registration, tokenEndpointAuthMethod }: ClientRecord): RegisterOptions {
  const read = chosen.safeParse(registration);
  const {
    redirect_uris,
    scope,
    application_type,
    grant_types,
    id_token_signed_response_alg,
    request_object_signing_alg,
  } = read.data ?? {};
  return {
    authMethod: tokenEndpointAuthMethod,
    redirectUris: redirect_uris,
    scope,
    applicationType: application_type,
    algorithm: id_token_signed_response_alg,
    requestObjectAlgorithm: request_object_signing_alg,
    // What nobody asks for by default is not lost by an update.
    grantTypes: grant_types?.includes(jwtBearer) ? grant_types : undefined,
  };
}

/** What is left open does not hide what was registered. */
function chosenOver(registered: RegisterOptions, options: RegisterOptions): RegisterOptions {
  const chosen = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...registered, ...Object.fromEntries(chosen) };
}
