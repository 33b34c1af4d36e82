/** Registration with a bank: claims, preflight, signature, one POST, and the client kept. */

import { t } from '../../standard/language.ts';
import { adoptionBy, adoptionOf, anotherBeside, isSecretLost, waysToExisting } from '../client/adoption.ts';
import { registrationEndpointOf } from '../discovery/discovery.ts';
import { fail, OpenBankingError } from '../errors.ts';
import { signJwt } from '../jwt/sign.ts';
import { assertRoom, every, keep } from '../keeping.ts';
import type { SigningKey } from '../keys/private-key.ts';
import { usesSecret } from '../rules/auth-methods.ts';
import { findClient, findSharedClient, isOwnClient, type Session } from '../session.ts';
import type { Answer } from '../transport/exchange.ts';
import { beginningOf } from '../transport/failure.ts';
import { clientsFileName } from '../workspace/clients-file.ts';
import { isSandbox } from '../workspace/profile.ts';
import { clientSecretName } from '../workspace/secrets.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { demandClientId, type RegistrationAnswer, readRegistrationAnswer, wholeClientOf } from './answer.ts';
import type { RegistrationChoices } from './choices.ts';
import { registrationClaims } from './claims.ts';
import { registrationFacts } from './facts.ts';
import { assertSendable } from './finding.ts';
import { type ClaimFinding, type Claims, preflight } from './preflight.ts';
import { answerLost, clientNamedIn, refusedRegistration } from './refusal.ts';
import { keepShared } from './shared-client.ts';
import { keepWaiting } from './waiting-secret.ts';

export interface RegisterOptions extends RegistrationChoices {
  /** Claims and header as a developer edited them; default: those of the choices. */
  claims?: Claims;
  header?: Claims;
  /** Registers although a client is known here already. */
  force?: boolean;
  /** Whether the team's file gets the client; default: where there is that file. */
  share?: boolean;
  signal?: AbortSignal;
}

/** A request ready to be sent, and what is to be said about it. */
export interface RegistrationRequest {
  endpoint: string;
  contentType: 'application/jwt' | 'application/jose';
  header: Claims;
  claims: Claims;
  findings: ClaimFinding[];
}

export interface Registration {
  clientId: string;
  /** The bank's answer, credentials masked. */
  registration: Record<string, unknown>;
  findings: ClaimFinding[];
}

/**
 * Everything about a registration but the sending: for a preview, and for `--dry-run`.
 * @throws OpenBankingError `discovery_invalid` where the bank offers no registration, and those of workspace and keys
 */
export async function prepareRegistration(
  session: Session,
  options: RegisterOptions = {},
): Promise<RegistrationRequest> {
  const [prepared, metadata] = await Promise.all([registrationClaims(session, options), session.metadata()]);
  const claims = options.claims ?? prepared.claims;
  const header = options.header ?? prepared.header;
  return {
    endpoint: registrationEndpointOf(metadata),
    contentType: prepared.decided.contentType,
    header,
    claims,
    findings: await findingsFor(session, header, claims),
  };
}

/**
 * Registers a client (OBIE DCR 3.3, RFC 7591): preflight, signature with the signing key, one POST over mutual TLS, then client and secret are
 * kept. A POST whose answer was lost is never repeated.
 * @throws OpenBankingError `client_exists`, `client_shared`, `preflight_failed`, `registration_refused`, `registration_answer_lost`, `answer_invalid`
 * @example
 * const { clientId } = await register(session, { authMethod: 'private_key_jwt' });
 */
export async function register(session: Session, options: RegisterOptions = {}): Promise<Registration> {
  if (!options.force) await assertNoClient(session);
  const request = await prepareRegistration(session, options);
  assertSendable(request.findings, 'registration');
  const jwt = await signRegistration(session, request);
  await assertRoom(session);
  const method = request.claims.token_endpoint_auth_method;
  const needsSecret = usesSecret(method);
  const transport = await session.transport();
  const answer = await transport
    .send({
      method: 'POST',
      url: request.endpoint,
      headers: { 'content-type': request.contentType, accept: 'application/json' },
      body: jwt,
      purpose: 'register',
      signal: options.signal,
    })
    .catch((thrown: unknown) => {
      if (thrown instanceof OpenBankingError)
        return begunAnswer(thrown, needsSecret) ?? answerLost(thrown, adoptionBy(method));
      throw thrown;
    });
  if (answer.status !== 200 && answer.status !== 201) {
    refusedRegistration(
      answer,
      t('the registration'),
      request,
      await waysToExisting(session, method, clientNamedIn(answer)),
    );
  }
  const read = readRegistrationAnswer(answer, t('the registration'), { endpoint: request.endpoint, needsSecret });
  await keepWaiting(session, read, method);
  const clientId = demandClientId(read);
  const client = await keepClient(session, { ...read, clientId }, request.claims);
  await keepShared(session, client, options.share);
  warnOf(session, read);
  return { clientId, registration: read.shown, findings: request.findings };
}

/** Signs the claims with the workspace's key, by the header's algorithm and kid. */
export async function signRegistration(session: Session, { header, claims }: RegistrationRequest): Promise<string> {
  const key = await session.workspace.signingKey(session.bank);
  const { alg, ...rest } = header;
  return signJwt({ ...claims }, { ...key, algorithm: algorithmOf(alg, key) }, rest);
}

/**
 * Stores the client as the bank registered it, its secret in the secret store. An earlier record of the same client is replaced.
 * @param again the bank can be asked for this answer again, so that nothing but a secret that is new could be lost
 */
export async function keepClient(
  session: Session,
  answer: RegistrationAnswer & { clientId: string },
  claims: Claims,
  again = false,
): Promise<ClientRecord> {
  const { softwareId } = await session.softwareStatement();
  const bank = session.bank.name;
  const record: ClientRecord = {
    bank,
    clientId: answer.clientId,
    softwareId,
    registeredAt: answer.registeredAt ?? new Date(session.surroundings.now()).toISOString(),
    tokenEndpointAuthMethod: answer.authMethod ?? String(claims.token_endpoint_auth_method ?? 'private_key_jwt'),
    registration: { ...requested(claims), ...answer.registration },
  };
  const { clientSecret, registrationAccessToken } = answer;
  const name = clientSecretName(bank, record.clientId);
  const uri = record.registration.registration_client_uri;
  const writeSecret = async () => {
    if (clientSecret !== undefined) await session.secrets.set(name, clientSecret);
    // An update may have taken the client away from its secret, which is good for nothing then.
    else if (!usesSecret(record.tokenEndpointAuthMethod)) await session.secrets.delete(name);
  };
  const writeRecord = () =>
    session.state.update((state) => ({
      ...state,
      clients: [...state.clients.filter((each) => each.bank !== bank || each.clientId !== record.clientId), record],
    }));
  const write = () => every([writeSecret(), writeRecord()]);
  if (again && (clientSecret === undefined || clientSecret === (await session.secrets.get(name)))) {
    await write();
    return record;
  }
  await keep(
    session,
    {
      done: t('The bank has registered the client {0}{1}', record.clientId, typeof uri === 'string' ? ` (${uri})` : ''),
      client: record,
      secrets: clientSecret === undefined ? [] : [{ name, value: clientSecret }],
      registrationAccessToken,
      advice: t('put it back or take the client over. Do not register again.'),
      remedies: [{ do: 'adoptClient', clientId: record.clientId }],
    },
    write,
  );
  return record;
}

/** Tells what is odd about an answer and was forgiven. */
export function warnOf(session: Session, { remarks }: RegistrationAnswer): void {
  for (const message of remarks) {
    session.warn({ severity: 'warning', code: 'registration_answer_odd', message, fix: t('Tell the bank.') });
  }
}

/** What we asked for stands in for what a bank leaves out of its answer; the request's own envelope does not. */
function requested(claims: Claims): Record<string, unknown> {
  const { iss, iat, exp, aud, jti, software_statement, ...metadata } = claims;
  return metadata;
}

async function assertNoClient(session: Session): Promise<void> {
  const client = await findClient(session);
  if (client === undefined) return;
  const shared = await findSharedClient(session);
  if (shared && !(await isOwnClient(session, client.clientId))) return colleagues(session, shared);
  const isLost = await isSecretLost(session, client);
  fail({
    code: 'client_exists',
    message: t(
      'The client {0} is registered with the bank "{1}" already{2}.',
      client.clientId,
      session.bank.name,
      isLost ? t(', and its secret is not here') : '',
    ),
    try: isLost
      ? t('Take it over with its secret, register another, or remove it here.')
      : isSandbox(session.bank.entry)
        ? t('Use it or change it; to register anew, delete it first, or register another, if the bank takes several.')
        : t('Use it, change it, delete it, or register another, if the bank takes several.'),
    remedies: isLost
      ? [
          { do: 'adoptClient', clientId: client.clientId, secret: true },
          ...anotherBeside(session, client.clientId),
          { do: 'removeClientHere' },
        ]
      : [
          { do: 'showClient' },
          { do: 'updateClient' },
          { do: 'deleteClient' },
          // The sandbox takes one for a software statement, unless it was started to take several, which nobody knows here.
          { do: 'registerAnother' },
        ],
    about: { bank: session.bank.name, clientId: client.clientId },
  });
}

async function colleagues(session: Session, shared: ClientRecord): Promise<never> {
  const { clientId, bank, registeredAt } = shared;
  const adoption = await adoptionOf(session, shared);
  return fail({
    code: 'client_shared',
    message: t(
      'A colleague registered the client {0} with the bank "{1}" on {2}, and {3} shares it.',
      clientId,
      bank,
      registeredAt.slice(0, 10),
      clientsFileName,
    ),
    try: t(
      '{0} Take it over, or register another beside it.',
      'secret' in adoption
        ? t('Its secret is not here, and the colleague has it.')
        : t('It can be used as it is, without registering.'),
    ),
    remedies: [adoption, ...anotherBeside(session, clientId)],
    about: { bank, clientId },
  });
}

/** What came of an answer that broke off, where the client stands in it: nobody could ask for it again. */
function begunAnswer(thrown: OpenBankingError, needsSecret: boolean): Answer | undefined {
  const begun = beginningOf(thrown);
  const accepted = begun?.status === 200 || begun?.status === 201;
  return accepted && wholeClientOf(begun.body, { needsSecret }) !== undefined ? begun : undefined;
}

function algorithmOf(alg: unknown, key: SigningKey): SigningKey['algorithm'] {
  return alg === 'PS256' || alg === 'RS256' || alg === 'ES256' ? alg : key.algorithm;
}

/** Runs the preflight with what session, workspace and discovery know. */
export async function findingsFor(session: Session, header: Claims, claims: Claims): Promise<ClaimFinding[]> {
  return preflight(claims, header, await registrationFacts(session));
}
