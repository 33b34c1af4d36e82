/**
 * Unsecured request objects (`alg: none`) of clients that registered `request_object_signing_alg: none`.
 * The provider takes signed ones only, so the members are handed on as plain parameters.
 */

import { criticalIn } from '../pki/critical.ts';
import type { Profile } from '../profile/profile.ts';
import type { ClientMetadata, Clients } from '../registration/clients.ts';
import { objectionToRedirect } from '../registration/redirects.ts';

const parameterNames = new Set([
  'client_id',
  'response_type',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'claims',
  'max_age',
  'prompt',
  'acr_values',
  'response_mode',
  'code_challenge',
  'code_challenge_method',
  'login_hint',
  'ui_locales',
  'display',
]);

/** What authenticates a client that pushes its request; it stands beside the object, never within. */
const authenticationNames = ['client_assertion', 'client_assertion_type'];

function part(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** What became of a request: plain parameters in its place, or why its object cannot be taken. */
export type UnsecuredRequest =
  | { parameters: URLSearchParams }
  | {
      /** Fit for the customer's error page and for `error_description`. */
      refused: string;
      /** Where the TPP hears of it, when the object names one of the client's redirect URIs. */
      redirect?: string;
    };

/**
 * Unpacks the unsecured request object of a client that may use one (RFC 9101 with `alg: none`, RFC 7519 §6).
 * Every other request is left as it is, which is `undefined`: the provider refuses what it must.
 *
 * @param given Parameters of the authorisation request, or of a pushed one
 * @param now Milliseconds since the epoch
 */
export async function unpackUnsecuredRequest(
  given: URLSearchParams,
  { clients, profile, issuer, now }: { clients: Clients; profile: Profile; issuer: string; now: number },
): Promise<UnsecuredRequest | undefined> {
  const request = given.get('request');
  if (request === null || given.getAll('request').length > 1) return undefined;
  const parts = request.split('.');
  const [headerPart, payloadPart, signature] = parts;
  const header = part(headerPart);
  if (header?.alg !== 'none') return undefined;
  const payload = part(payloadPart);
  const clientId = given.get('client_id') ?? payload?.client_id;
  const client = typeof clientId === 'string' ? await clients.find(clientId) : undefined;
  if (client?.ob_request_object_signing_alg !== 'none') return undefined;

  const refuse = (why: string): UnsecuredRequest => ({
    refused: why,
    ...redirectOf(payload, client, profile, why, issuer),
  });
  if (!profile.requestObjectAlgorithms.includes('none')) {
    return refuse(
      `the request object is unsecured (alg none), and a ${profile.name} bank takes signed ones only, whatever is registered: sign it with PS256`,
    );
  }
  if (parts.length === 2) {
    return {
      refused:
        'the request object has lost the dot at its end (header.claims.): copy the whole URL, mail and chat programs leave the last dot out',
    };
  }
  if (payload === undefined || parts.length !== 3 || signature !== '') {
    return {
      refused: 'an unsecured request object is base64url(header).base64url(claims). with nothing after the last dot',
    };
  }
  const critical = criticalIn(header);
  if (critical !== undefined) return refuse(`the request object ${critical}`);
  const fault = faultOf(payload, { clientId: client.client_id, issuer, now });
  if (fault !== undefined) return refuse(fault);

  const parameters = new URLSearchParams({ client_id: client.client_id });
  for (const [name, value] of Object.entries(payload)) {
    if (!parameterNames.has(name) || value === null) continue;
    parameters.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  for (const name of authenticationNames) {
    const value = given.get(name);
    if (value !== null) parameters.set(name, value);
  }
  return { parameters };
}

function faultOf(
  payload: Record<string, unknown>,
  { clientId, issuer, now }: { clientId: string; issuer: string; now: number },
): string | undefined {
  const { aud, exp, nbf } = payload;
  const seconds = Math.floor(now / 1000);
  if (payload.client_id !== undefined && payload.client_id !== clientId)
    return 'client_id inside the request object differs from the one outside';
  if (payload.iss !== undefined && payload.iss !== clientId) return 'iss of the request object is not the client_id';
  if (aud !== undefined && ![aud].flat().includes(issuer)) return `aud of the request object is not ${issuer}`;
  if (exp !== undefined && typeof exp !== 'number') return 'exp of the request object is not a number';
  if (exp !== undefined && exp <= seconds) return 'the request object has expired';
  if (nbf !== undefined && typeof nbf !== 'number') return 'nbf of the request object is not a number';
  if (nbf !== undefined && nbf > seconds) return 'the request object is not valid yet: its nbf is in the future';
  return undefined;
}

function redirectOf(
  payload: Record<string, unknown> | undefined,
  { redirect_uris: redirectUris, application_type: applicationType }: ClientMetadata,
  profile: Profile,
  description: string,
  issuer: string,
): { redirect?: string } {
  const { redirect_uri: uri, state, response_type: type } = payload ?? {};
  if (typeof uri !== 'string' || !Array.isArray(redirectUris) || !redirectUris.includes(uri)) return {};
  if (objectionToRedirect(uri, { redirectUris, applicationType }, profile)) return {};
  const answer = new URLSearchParams({
    error: 'invalid_request_object',
    error_description: description,
    ...(typeof state === 'string' && { state }),
    iss: issuer,
  });
  const fragment = typeof type === 'string' && type.includes('id_token');
  return { redirect: `${uri}${fragment ? '#' : uri.includes('?') ? '&' : '?'}${answer}` };
}
