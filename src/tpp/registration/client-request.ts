/** One request about a client that the bank has, with the client's own token. */
import { pathSegment } from '../api/path-segment.ts';
import { anotherBeside } from '../client/adoption.ts';
import { clientCredentialsToken, forgetClientCredentialsToken } from '../client/client-token.ts';
import { registrationEndpointOf } from '../discovery/discovery.ts';
import { fail, OpenBankingError } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Answer } from '../transport/exchange.ts';
import type { ClientRecord } from '../workspace/state.ts';
import { refusedRegistration } from './refusal.ts';
import type { RegistrationRequest } from './register.ts';

/** Scopes whose client-credentials tokens may be kept here. */
export const clientScopes = ['accounts', 'payments', 'fundsconfirmations'];

const purposes = { GET: 'read', PUT: 'update', DELETE: 'delete' } as const;

/**
 * Reads, updates or deletes a registration (OBIE DCR 3.3, /register/{ClientId}).
 * @param what of the request, for people
 * @throws OpenBankingError `registration_refused`, `usage` for an id that cannot be part of an address, and those of the client's token
 */
export async function requestAbout(
  session: Session,
  client: ClientRecord,
  method: 'GET' | 'PUT' | 'DELETE',
  what: string,
  sent?: { body: string; prepared: RegistrationRequest },
): Promise<Answer> {
  const registrationEndpoint = registrationEndpointOf(await session.metadata());
  const url = `${registrationEndpoint.replace(/\/$/, '')}/${pathSegment('client_id', client.clientId)}`;
  const scope = tokenScope(client);
  const send = async (retryOf?: string): Promise<Answer> => {
    const { access_token } = await clientCredentialsToken(session, scope, client).catch((thrown) =>
      withoutItself(session, client, thrown),
    );
    return (await session.transport()).send({
      method,
      url,
      headers: {
        authorization: `Bearer ${access_token}`,
        accept: 'application/json',
        ...(sent === undefined ? {} : { 'content-type': sent.prepared.contentType }),
      },
      body: sent?.body,
      purpose: `${purposes[method]} registration`,
      token: { of: 'client', scope },
      ...(retryOf === undefined ? {} : { retryOf }),
    });
  };
  let answer = await send();
  if (answer.status === 401) {
    // A kept token may be of an earlier certificate; nothing was done with it.
    await forgetClientCredentialsToken(session, scope, client);
    answer = await send(answer.interactionId);
  }
  return answer.status >= 200 && answer.status < 300 ? answer : refusedRegistration(answer, what, sent?.prepared);
}

/** What keeps the bank from showing a registration is not mended by a look at it. */
function withoutItself(session: Session, { clientId }: ClientRecord, thrown: unknown): never {
  const remedies = thrown instanceof OpenBankingError ? thrown.problem.remedies : undefined;
  if (!(thrown instanceof OpenBankingError) || !remedies?.some((each) => each.do === 'showClient')) throw thrown;
  const others = remedies.filter((each) => each.do !== 'showClient');
  return fail({ ...thrown.problem, remedies: others.length > 0 ? others : anotherBeside(session, clientId) }, thrown);
}

/** The first scope of the client that client credentials can have; the standard asks for none in particular. */
export function tokenScope(client: ClientRecord): string {
  const registered = typeof client.registration.scope === 'string' ? client.registration.scope.split(' ') : [];
  return clientScopes.find((scope) => registered.includes(scope)) ?? 'accounts';
}
