/** An authorisation URL made by the bank for a client's intent: an unsecured request object in it, so that nobody has to sign one. */
import { randomUUID } from 'node:crypto';
import { truncate } from '../../standard/truncate.ts';
import type { Addresses } from '../addresses.ts';
import type { Clocks } from '../clock.ts';
import type { Consent } from '../data/records.ts';
import type { ClientMetadata } from '../registration/clients.ts';
import type { Documents } from '../store/store.ts';
import { HelperRefusal } from './refusal.ts';

/** Seconds for which the URL can be opened: the most that FAPI 1.0 Advanced §5.2.2-13 lets a request object live. */
const life = 3600;

const refuse = (description: string): HelperRefusal => new HelperRefusal(400, 'invalid_request', description);

/**
 * The URL by which a customer is asked about an intent: at the bank's plain-HTTP front door, with a request object of `alg: none`.
 *
 * @param query `alg`, which can be `none` only and need not be there; `scope`, with or without `openid` (default `accounts`); `responseType` (default `code id_token` where the
 * client registered it)
 * @throws HelperRefusal 400 for what the bank cannot make a URL of, 404 for an intent that is not the client's
 */
export async function authCodeUrl(
  { store, addresses, clocks }: { store: Documents; addresses: Addresses; clocks: Clocks },
  client: ClientMetadata,
  intentId: string,
  query: URLSearchParams,
): Promise<string> {
  demandUnsecured(client, query.get('alg'));
  const scope = scopeFrom(query.get('scope') ?? 'accounts');
  const responseType = responseTypeOf(client, query.get('responseType'));
  await demandIntent(await store.get<Consent>('Consent', intentId), client, intentId, clocks.business.now());

  const intent = { openbanking_intent_id: { value: intentId, essential: true } };
  const now = Math.floor(clocks.protocol.now() / 1000);
  const claims = {
    iss: client.client_id,
    aud: addresses.issuer,
    client_id: client.client_id,
    response_type: responseType,
    redirect_uri: listOf(client.redirect_uris)[0],
    scope,
    state: randomUUID(),
    nonce: randomUUID(),
    jti: randomUUID(),
    iat: now,
    nbf: now,
    exp: now + life,
    claims: { userinfo: intent, id_token: { ...intent, acr: { essential: true } } },
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  // The object ends with a dot, which chat programs take from the end of a URL: something has to follow it.
  const parameters = new URLSearchParams({
    client_id: client.client_id,
    request: `${part({ alg: 'none' })}.${part(claims)}.`,
    response_type: responseType,
    scope,
  });
  return `${addresses.frontChannel}?${parameters.toString().replaceAll('+', '%20')}`;
}

function demandUnsecured(client: ClientMetadata, alg: string | null): void {
  if (alg !== null && alg !== '' && alg !== 'none') {
    throw refuse(
      `alg is ${truncate(alg, 40)}: the bank has no key of yours to sign with. Leave alg out, or sign the request object yourself.`,
    );
  }
  const registered = client.ob_request_object_signing_alg;
  if (registered === 'none') return;
  throw refuse(
    `The client is registered with request_object_signing_alg ${registered}, so that the bank takes no unsecured request object of it. Register it with none, or sign the request object yourself.`,
  );
}

function scopeFrom(text: string): string {
  const words = text.split(/[ ,]+/).filter((word) => word !== '' && word !== 'openid');
  if (words.length === 1 && words[0] === 'accounts') return 'openid accounts';
  throw refuse(`scope is ${JSON.stringify(truncate(text, 80))}: an account access consent needs scope=accounts.`);
}

function responseTypeOf(client: ClientMetadata, asked: string | null): string {
  const registered = listOf(client.response_types);
  const usual = registered.includes('code id_token') ? 'code id_token' : registered[0];
  const type = asked === null ? usual : asked.split(' ').filter(Boolean).sort().join(' ');
  if (type !== undefined && registered.includes(type)) return type;
  throw refuse(
    `responseType is ${JSON.stringify(truncate(asked ?? '', 80))}: the client registered ${registered.join(', ') || 'none'}.`,
  );
}

async function demandIntent(
  consent: Consent | undefined,
  client: ClientMetadata,
  intentId: string,
  now: number,
): Promise<void> {
  if (consent?.clientId !== client.client_id) {
    throw new HelperRefusal(
      404,
      'not_found',
      `${truncate(intentId, 80)} is no consent of this client: send the ConsentId that POST …/account-access-consents answered.`,
    );
  }
  const over = consent.expiresAt !== undefined && consent.expiresAt <= now;
  if (consent.status === 'rejected' || over) {
    throw refuse(`The consent ${over ? 'has expired' : 'was rejected'}: create a new one and ask with its ConsentId.`);
  }
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
