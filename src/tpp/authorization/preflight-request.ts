/** Everything that is known to make banks refuse an authorisation request, looked for before the browser opens. */
import { consentKinds } from '../../standard/consent-kinds.ts';
import { registeredMetadata } from '../client/client.ts';
import { findConsent } from '../consents/kept.ts';
import type { ClaimFinding, Claims } from '../registration/preflight.ts';
import { requestRules } from '../rules/request.ts';
import type { RequestFacts } from '../rules/request-facts.ts';
import { judge } from '../rules/rule.ts';
import { currentClient, type Session } from '../session.ts';
import { isPermissive } from '../workspace/profile.ts';

/**
 * Looks an authorisation request over by the rule book. A finding of severity `error` means that no bank of this profile says yes, or that its
 * answer could not be used.
 * @param facts what is known around it; of what is absent nothing is said
 * @example
 * preflightRequest({ ...claims, aud: tokenEndpoint }, header, facts)[0].code // 'aud_not_the_issuer'
 */
export function preflightRequest(claims: Claims, header: Claims, facts: RequestFacts): ClaimFinding[] {
  return judge(requestRules, { header, claims, facts }).map(({ level: _, ...finding }) => finding);
}

/** What session, registration and discovery know around any request of this session's client. */
export async function clientFacts(session: Session): Promise<RequestFacts> {
  const [client, metadata, key] = await Promise.all([
    currentClient(session),
    session.metadata(),
    session.workspace.signingKey(session.bank),
  ]);
  const { entry } = session.bank;
  const registered = registeredMetadata(client);
  const wanted = entry.authorizationRequest?.audience;
  return {
    clientId: client.clientId,
    audiences: wanted === undefined ? [metadata.issuer] : [wanted].flat(),
    redirectUris: registered.redirect_uris ?? [],
    responseTypes: registered.response_types,
    algorithm: registered.request_object_signing_alg?.[0],
    kid: key.kid,
    permissive: isPermissive(entry),
    now: session.surroundings.now(),
  };
}

/** What a request of this session's client for a consent is held against; `claims` are those that were made for it. */
export async function requestContext(session: Session, consentId: string, claims: Claims): Promise<RequestFacts> {
  const [facts, { kind }] = await Promise.all([clientFacts(session), findConsent(session, consentId)]);
  const { code_challenge: challenge } = claims;
  return {
    ...facts,
    consentId,
    consentScope: consentKinds[kind].scope,
    state: String(claims.state),
    nonce: String(claims.nonce),
    ...(typeof challenge === 'string' ? { codeChallenge: challenge } : {}),
  };
}
