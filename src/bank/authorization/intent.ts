/** The intent behind an authorisation request: which consent it asks the customer about, and whether it may. */
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Clock } from '../clock.ts';
import type { Consent } from '../data/records.ts';
import type { Documents } from '../store/store.ts';

interface ClaimsRequest {
  id_token?: { openbanking_intent_id?: { value?: unknown } | null };
  userinfo?: { openbanking_intent_id?: { value?: unknown } | null };
}

/** The `openbanking_intent_id` that a `claims` parameter asks for, in id_token or userinfo; undefined when there is none. */
export function intentIdOf(claims: unknown): string | undefined {
  const [value] = intentValues(claims);
  return typeof value === 'string' ? value : undefined;
}

function intentValues(claims: unknown): unknown[] {
  const request = (claims ?? {}) as ClaimsRequest;
  return [request.id_token?.openbanking_intent_id?.value, request.userinfo?.openbanking_intent_id?.value].filter(
    (value) => value !== undefined,
  );
}

/** The claims of a request's parameters, which the provider keeps as JSON text. */
export function claimsOf(ctx: KoaContextWithOIDC): unknown {
  const text = ctx.oidc.params?.claims;
  return typeof text === 'string' ? JSON.parse(text) : undefined;
}

/**
 * Refuses words of a scope that the client has not registered, unknown ones too.
 *
 * @returns The words
 * @throws invalid_scope
 */
export function demandRegisteredScope(scope: unknown, ofClient = ''): string[] {
  const asked = typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [];
  const registered = new Set(ofClient.split(' '));
  const beyond = asked.filter((word) => !registered.has(word));
  if (beyond.length === 0) return asked;
  throw new errors.InvalidScope(`the client is not registered for scope ${beyond.join(', ')}`, beyond.join(' '));
}

/**
 * Checks the consent of an authorisation request before any page is shown: known, this client's, of the scope asked for, still open.
 * Re-authentication sends an authorised consent's id again and is let through.
 *
 * @throws invalid_request, as the specification's security profile has it for an unusable intent; invalid_scope for a scope the client lacks
 */
export async function requireIntent(
  ctx: KoaContextWithOIDC,
  claims: unknown,
  deps: { store: Documents; clock: Clock },
): Promise<Consent> {
  const client = ctx.oidc.client;
  const asked = demandRegisteredScope(ctx.oidc.params?.scope, client?.scope);
  const intentId = intentIdOf(claims);
  if (!intentId) {
    throw new errors.InvalidRequest('claims must ask for openbanking_intent_id with the id of a consent as its value');
  }
  if (intentValues(claims).some((value) => value !== intentId)) {
    throw new errors.InvalidRequest('claims ask for two different values of openbanking_intent_id');
  }
  const consent = await deps.store.get<Consent>('Consent', intentId);
  if (!consent || consent.clientId !== client?.clientId) {
    throw new errors.InvalidRequest(`openbanking_intent_id ${intentId} is not a consent of this client`);
  }
  // A token for one kind of consent must not open the door to another kind.
  if (!asked.includes('accounts') || asked.some((word) => word !== 'openid' && word !== 'accounts')) {
    throw new errors.InvalidRequest(
      `openbanking_intent_id ${intentId} is an account access consent: scope must be openid accounts`,
    );
  }
  if (consent.status === 'rejected') {
    throw new errors.InvalidRequest(`consent ${intentId} was rejected; create a new one`);
  }
  if (consent.status === 'expired' || (consent.expiresAt !== undefined && consent.expiresAt <= deps.clock.now())) {
    throw new errors.InvalidRequest(`consent ${intentId} expired at ${consent.expirationDateTime}`);
  }
  return consent;
}
