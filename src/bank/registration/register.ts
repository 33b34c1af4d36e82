/** Dynamic client registration (Open Banking DCR 3.3 and 3.4, RFC 7591 and 7592): from a signed request to a client. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { RegistrationVersion } from '../../standard/operation.ts';
import type { Addresses } from '../addresses.ts';
import type { Clock } from '../clock.ts';
import type { Directory } from '../directory/directory.ts';
import type { ClientCertificate } from '../http/state.ts';
import type { BankOptions } from '../options.ts';
import type { JsonObject } from '../pki/json-object.ts';
import { bareJwk } from '../pki/jwk.ts';
import type { Store } from '../store/store.ts';
import { admitAssertion, admitCertificate, admitSignature, listedSubjectNames, requestJws } from './admission.ts';
import { claimChecks } from './checks.ts';
import { claimsFrom } from './claims.ts';
import type { Clients } from './clients.ts';
import { metadataOf, needsSecret, registrationAnswer } from './metadata.ts';
import { objectionToClient } from './objection.ts';
import type { Registration } from './records.ts';
import { RegistrationRefused } from './refusal.ts';
import type { Submission } from './submission.ts';
import { inWordsOf } from './versions.ts';

export interface RegisterDependencies {
  store: Store;
  directory: Directory;
  clients: Clients;
  options: Pick<BankOptions, 'profile' | 'severalClients' | 'ssaMaxAge'>;
  addresses: Addresses;
  clock: Clock;
}

/** What came over the wire. */
export interface RegistrationRequest {
  /** The request's JWT. */
  body: string;
  certificate: ClientCertificate | undefined;
  /** That of the path that was asked. */
  version: RegistrationVersion;
}

/**
 * Registers a client.
 *
 * @returns The answer's members (201).
 * @throws RegistrationRefused, ClientMetadataRefused; nothing is kept then.
 */
export function register(deps: RegisterDependencies, request: RegistrationRequest): Promise<JsonObject> {
  return deps.store.unit(async () => {
    const submission = await admit(deps, request);
    await refuseReplay(deps, submission);
    await refuseSecond(deps, submission);
    const clientId = randomUUID();
    return keep(deps, submission, { clientId, issuedAt: Math.floor(submission.now / 1000), secret: undefined });
  });
}

/**
 * Puts a full set of claims in the place of a client's; its id stays, and its secret while it needs one.
 *
 * @returns The answer's members (200).
 * @throws RegistrationRefused, ClientMetadataRefused; nothing is changed then.
 */
export function update(
  deps: RegisterDependencies,
  { clientId, softwareId, issuedAt }: Registration,
  request: RegistrationRequest,
): Promise<JsonObject> {
  return deps.store.unit(async () => {
    if ((await deps.store.get('Registration', clientId)) === undefined) {
      throw new RegistrationRefused(
        'invalid_client_metadata',
        'client_id is of a client that has just been removed',
        401,
      );
    }
    const submission = await admit(deps, request, softwareId);
    const { claims } = submission;
    if (claims.client_id !== undefined && claims.client_id !== clientId) {
      throw new RegistrationRefused('invalid_client_metadata', `client_id is not that of the client, ${clientId}`);
    }
    await refuseReplay(deps, submission);
    return keep(deps, submission, { clientId, issuedAt, secret: await secretOf(deps, clientId) });
  });
}

/** The answer of a client that is registered, in a version's words. */
export async function readRegistration(
  deps: RegisterDependencies,
  registration: Registration,
  version: RegistrationVersion,
): Promise<JsonObject> {
  const { clientId, issuedAt, answer } = registration;
  return whole(clientId, issuedAt, await secretOf(deps, clientId), inWordsOf(version, answer));
}

/** Removes a client and everything issued to it. */
export function unregister(
  { store, clients }: Pick<RegisterDependencies, 'store'> & { clients: Pick<Clients, 'remove'> },
  clientId: string,
): Promise<void> {
  return store.unit(async () => {
    await clients.remove(clientId);
    await store.delete('Registration', clientId);
  });
}

/** Everything that is checked before anything is written. */
async function admit(
  { directory, options, addresses, clock }: RegisterDependencies,
  { body, certificate, version }: RegistrationRequest,
  updatedSoftware?: string,
): Promise<Submission> {
  const now = clock.now();
  const { profile } = options;
  const jws = requestJws(body, profile);
  const statement = await admitAssertion(jws.payload.software_statement, directory, options, now);
  if (updatedSoftware !== undefined && updatedSoftware !== statement.software_id) {
    const why = `is of the software ${statement.software_id}; the client was registered for ${updatedSoftware}`;
    throw new RegistrationRefused('invalid_software_statement', `software_statement ${why}`);
  }
  admitCertificate(certificate, statement);
  await admitSignature(jws, statement, directory);
  const claims = claimsFrom(jws.payload);
  // A token is bound to the old certificate, so a new subject is announced over the old one.
  const others = updatedSoftware === undefined ? [] : await listedSubjectNames(updatedSoftware, directory);
  const subjectNames = [certificate.subjectDn, ...others];
  const { issuer } = addresses;
  const submission: Submission = { claims, statement, subjectNames, profile, version, issuer, now };
  for (const check of claimChecks) check(submission);
  return submission;
}

async function refuseReplay({ store }: RegisterDependencies, { claims }: Submission): Promise<void> {
  const id = `registration:${claims.iss}:${claims.jti.toLowerCase()}`;
  if (await store.insert('Jti', id, {}, { expiresAt: claims.exp * 1000 })) return;
  throw new RegistrationRefused(
    'invalid_client_metadata',
    `jti ${claims.jti} was used before: give each request its own`,
  );
}

async function refuseSecond(deps: RegisterDependencies, { statement }: Submission): Promise<void> {
  const { store, options } = deps;
  if (options.severalClients) return;
  const registered = await store.find<Registration>('Registration', 'softwareId', statement.software_id);
  const taken = await Promise.all(registered.map((each) => isTaken(deps, each)));
  const first = registered.find((_each, index) => taken[index]);
  if (first === undefined) return;
  const why = `is already registered: software_id ${statement.software_id} is the client ${first.clientId}`;
  throw new RegistrationRefused(
    'invalid_client_metadata',
    `software_statement ${why}. Read, update or delete that one`,
  );
}

/** Whether the bank's profile has a place for a client: one that can do nothing any more stands in nobody's way. */
async function isTaken({ clients, options }: RegisterDependencies, { clientId }: Registration): Promise<boolean> {
  const client = await clients.find(clientId);
  return client !== undefined && objectionToClient(client, options.profile) === undefined;
}

async function keep(
  { store, clients, directory }: RegisterDependencies,
  submission: Submission,
  client: { clientId: string; issuedAt: number; secret: string | undefined },
): Promise<JsonObject> {
  const { clientId, issuedAt } = client;
  const { software_id: softwareId, org_id: organisationId } = submission.statement;
  const secret = needsSecret(submission) ? (client.secret ?? newSecret()) : undefined;
  const records = await directory.certificatesOf(softwareId);
  const signing = records.filter((record) => record.use === 'sig' && directory.isActive(record));
  const keys = signing.map((record) => bareJwk(record.jwk));
  await clients.save(metadataOf(submission, { clientId, secret }, keys));
  const answer = registrationAnswer(submission);
  const registration: Registration = { clientId, softwareId, organisationId, issuedAt, answer };
  await store.put('Registration', clientId, registration, { index: { softwareId } });
  return whole(clientId, issuedAt, secret, answer);
}

async function secretOf({ clients }: RegisterDependencies, clientId: string): Promise<string | undefined> {
  const secret = (await clients.find(clientId))?.client_secret;
  return typeof secret === 'string' ? secret : undefined;
}

function whole(clientId: string, issuedAt: number, secret: string | undefined, answer: JsonObject): JsonObject {
  const given = secret === undefined ? {} : { client_secret: secret };
  return { client_id: clientId, ...given, client_id_issued_at: issuedAt, client_secret_expires_at: 0, ...answer };
}

/** 192 bits; at most 36 characters by the DCR specification, none of which Basic authentication has to escape. */
const newSecret = () => randomBytes(24).toString('base64url');
