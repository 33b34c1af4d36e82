/** The clients of one software statement, as each of them may list, read, change and remove them. */
import { truncate } from '../../standard/truncate.ts';
import type { BankOptions } from '../options.ts';
import type { JsonObject } from '../pki/json-object.ts';
import { type ClientMetadata, ClientMetadataRefused, type Clients } from '../registration/clients.ts';
import type { Registration } from '../registration/records.ts';
import { objectionTo } from '../registration/redirects.ts';
import { unregister } from '../registration/register.ts';
import type { Store } from '../store/store.ts';
import { isHeadless, setHeadless } from './headless.ts';
import { HelperRefusal } from './refusal.ts';

interface ClientsDependencies {
  store: Store;
  clients: Clients;
  options: Pick<BankOptions, 'profile'>;
}

const maxRedirectUriLength = 256;

/** The clients of the caller's software statement, its own among them, the oldest first. */
export async function listClients(deps: ClientsDependencies, caller: ClientMetadata): Promise<JsonObject[]> {
  const registrations = await deps.store.find<Registration>('Registration', 'softwareId', softwareOf(caller));
  return Promise.all(registrations.map((registration) => shown(deps, registration)));
}

/** One of them. @throws HelperRefusal 404 */
export async function readClient(deps: ClientsDependencies, caller: ClientMetadata, id: string): Promise<JsonObject> {
  return shown(deps, await ofSameSoftware(deps, caller, id));
}

/** Removes one of them and everything issued to it. @throws HelperRefusal 404 */
export function removeOwnClient(deps: ClientsDependencies, caller: ClientMetadata, id: string): Promise<void> {
  return deps.store.unit(async () => unregister(deps, (await ofSameSoftware(deps, caller, id)).clientId));
}

/**
 * Puts other redirect URIs in the place of the caller's. The software statement need not have them, unlike at registration:
 * that is what the endpoint is for. The rules of the application type hold.
 *
 * @param list `redirectURL`: one URI, or several with commas between
 * @returns The client as it is now
 * @throws HelperRefusal 400
 */
export function updateRedirects(
  deps: ClientsDependencies,
  caller: ClientMetadata,
  list: string | null,
): Promise<JsonObject> {
  const uris = [
    ...new Set(
      (list ?? '')
        .split(',')
        .map((uri) => uri.trim())
        .filter(Boolean),
    ),
  ];
  if (uris.length === 0) throw refuse('redirectURL is missing: one URI, or several with commas between.');
  const rules = { applicationType: String(caller.application_type), profile: deps.options.profile };
  for (const uri of uris) {
    const objection =
      uri.length > maxRedirectUriLength
        ? `it has more than ${maxRedirectUriLength} characters`
        : objectionTo(uri, rules);
    if (objection !== undefined) throw refuse(`redirectURL has ${JSON.stringify(truncate(uri, 80))}: ${objection}.`);
  }
  return deps.store.unit(async () => {
    const registration = await ofSameSoftware(deps, caller, caller.client_id);
    // Read again: it may have changed since the caller was found.
    const client = (await deps.clients.find(caller.client_id)) ?? caller;
    try {
      await deps.clients.save({ ...client, redirect_uris: uris });
    } catch (error) {
      if (error instanceof ClientMetadataRefused) throw refuse(`redirectURL is not taken: ${error.message}.`);
      throw error;
    }
    const { clientId, softwareId } = registration;
    const changed: Registration = { ...registration, answer: { ...registration.answer, redirect_uris: uris } };
    await deps.store.put('Registration', clientId, changed, { index: { softwareId } });
    return shown(deps, changed);
  });
}

/**
 * Makes the caller a headless client, or an ordinary one again.
 *
 * @param value `headless`: `true` or `false`
 * @returns The client as it is now
 * @throws HelperRefusal 400
 */
export function updateHeadless(
  deps: ClientsDependencies,
  caller: ClientMetadata,
  value: string | null,
): Promise<JsonObject> {
  if (value !== 'true' && value !== 'false') throw refuse('headless is to be true or false, in a form.');
  return deps.store.unit(async () => {
    const registration = await ofSameSoftware(deps, caller, caller.client_id);
    await setHeadless(deps.store, registration.clientId, value === 'true');
    return shown(deps, registration);
  });
}

const refuse = (description: string): HelperRefusal => new HelperRefusal(400, 'invalid_request', description);
const softwareOf = (client: ClientMetadata): string => String(client.ob_software_id);

async function ofSameSoftware(
  { store }: ClientsDependencies,
  caller: ClientMetadata,
  id: string,
): Promise<Registration> {
  const registration = await store.get<Registration>('Registration', id);
  if (registration?.softwareId === softwareOf(caller)) return registration;
  throw new HelperRefusal(
    404,
    'not_found',
    `Your software statement, ${softwareOf(caller)}, has no client of this id: GET /ozone/v1.0/clients lists those that it has.`,
  );
}

/** A client as it was answered at its registration, without the assertion, and never its secret. */
async function shown({ store }: ClientsDependencies, registration: Registration): Promise<JsonObject> {
  const { software_statement: _long, ...answer } = registration.answer;
  const { clientId, issuedAt } = registration;
  return {
    client_id: clientId,
    client_id_issued_at: issuedAt,
    ...answer,
    headless: await isHeadless(store, clientId),
  };
}
