/** Everything that is known to make banks refuse an authorisation request, looked for before the browser opens. */

import { consentKinds } from '../../standard/consent-kinds.ts';
import { t } from '../../standard/language.ts';
import { registeredMetadata } from '../client/client.ts';
import { findConsent } from '../consents/kept.ts';
import { refusedEverywhere as refused, refusedByStrict, show } from '../registration/finding.ts';
import type { ClaimFinding, Claims } from '../registration/preflight.ts';
import { currentClient, type Session } from '../session.ts';
import { isPermissive } from '../workspace/profile.ts';
import { requestTimeChecks } from './preflight-request-times.ts';
import { isSecuredMode } from './response-mode.ts';

/** What the request is held against. */
export interface RequestContext {
  clientId: string;
  consentId: string;
  /** That of the consent's kind. */
  consentScope: string;
  /** `aud` values that mean this bank: the issuer, or what the entry names. */
  audiences: string[];
  /** Registered for the client. */
  redirectUris: string[];
  responseTypes?: string[];
  /** `request_object_signing_alg` of the registration, where it has one. */
  algorithm?: string;
  /** Ours, of the signing key. */
  kid: string;
  permissive: boolean;
  /** As made for this request: what a lost one is put back to. */
  state: string;
  nonce: string;
  /** Present where the flow uses PKCE (RFC 7636). */
  codeChallenge?: string;
  /** Milliseconds since the epoch. */
  now: number;
}

export type RequestCheck = (claims: Claims, header: Claims, context: RequestContext) => ClaimFinding | undefined;

/** Exactly one value is right. */
function exactly(name: string, right: (context: RequestContext) => string, what: string): RequestCheck {
  return (claims, _header, context) => {
    const value = right(context);
    if (claims[name] === value) return undefined;
    const pointer = `/claims/${name}`;
    return refused({
      code: claims[name] === undefined ? `${name}_missing` : `${name}_mismatch`,
      pointer,
      message:
        claims[name] === undefined
          ? t('{0} is missing.', name)
          : t('{0} is {1}, not {2}.', name, show(claims[name]), what),
      fix: t('Set {0} to {1}, {2}.', name, what, value),
      replacement: { pointer, value },
    });
  };
}

/** A text that has to be there; a lost one is put back. */
function there(name: 'state' | 'nonce', why: string): RequestCheck {
  return ({ [name]: value }, _header, context) => {
    if (typeof value === 'string' && value !== '') return undefined;
    const pointer = `/claims/${name}`;
    return refused({
      code: `${name}_missing`,
      pointer,
      message: t('{0} is missing: {1}.', name, why),
      fix: t('Put {0} back.', name),
      replacement: { pointer, value: context[name] },
    });
  };
}

/** Where the intent id stands in `claims.claims`. */
function intentIn(claims: Claims, place: 'id_token' | 'userinfo'): unknown {
  return member(member(member(claims.claims, place), 'openbanking_intent_id'), 'value');
}
const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const checks: readonly RequestCheck[] = [
  function isSigned(_claims, { alg }, context) {
    if (alg !== 'none') return undefined;
    return refusedByStrict(
      {
        code: 'alg_none',
        pointer: '/header/alg',
        message: t('The request object is not signed (alg none); FAPI forbids it.'),
        fix: t('Use PS256, and register the client with request_object_signing_alg PS256.'),
        replacement: { pointer: '/header/alg', value: 'PS256' },
      },
      context,
    );
  },
  function algorithmIsFapi(_claims, { alg }, context) {
    if (alg === 'none' || alg === 'PS256' || alg === 'ES256') return undefined;
    const details = {
      code: alg === 'RS256' ? 'alg_not_fapi' : 'alg_unknown',
      pointer: '/header/alg',
      message: t('alg is {0}; FAPI 1.0 Advanced §8.6 has PS256 and ES256.', show(alg)),
      fix: t('Use PS256.'),
      replacement: { pointer: '/header/alg', value: 'PS256' },
    };
    return alg === 'RS256' ? refusedByStrict(details, context) : refused(details);
  },
  function algorithmIsRegistered(_claims, { alg }, { algorithm }) {
    if (algorithm === undefined || alg === algorithm) return undefined;
    return refused({
      code: 'alg_not_registered',
      pointer: '/header/alg',
      message: t('alg is {0}, but the client is registered for request objects with {1}.', show(alg), algorithm),
      fix: t('Use {0}, or update the registration.', algorithm),
      replacement: { pointer: '/header/alg', value: algorithm },
    });
  },
  function kidIsOurs(_claims, { alg, kid: given }, { kid }) {
    if (given === kid || alg === 'none') return undefined;
    return refused({
      code: 'kid_not_the_key',
      pointer: '/header/kid',
      message:
        given === undefined
          ? t('kid is missing.')
          : t('kid is {0}, which is not the signing key’s {1}.', show(given), kid),
      fix: t('Use the kid of the signing key: the bank looks the key up by it.'),
      replacement: { pointer: '/header/kid', value: kid },
    });
  },
  exactly('iss', ({ clientId }) => clientId, t('the client id')),
  exactly('client_id', ({ clientId }) => clientId, t('the client id')),
  function audienceIsTheBank({ aud }, _header, { audiences }) {
    const given: unknown[] = Array.isArray(aud) ? aud : [aud];
    const [bank] = audiences;
    if (given.some((each) => typeof each === 'string' && audiences.includes(each))) return undefined;
    return refused({
      code: aud === undefined ? 'aud_missing' : 'aud_not_the_issuer',
      pointer: '/claims/aud',
      message: aud === undefined ? t('aud is missing.') : t('aud is {0}, not the bank’s issuer.', show(aud)),
      fix: t('Set aud to the issuer as discovery spells it, to the letter: {0}.', bank),
      replacement: { pointer: '/claims/aud', value: bank },
    });
  },
  ...requestTimeChecks,
  function responseTypeIsFapi({ response_type: type, response_mode: mode }, _header, context) {
    const pointer = '/claims/response_type';
    const fix = t(
      'Use "code id_token", whose id_token protects the code, or ask for a signed answer (response_mode jwt).',
    );
    const replacement = { pointer, value: 'code id_token' };
    if (type !== 'code' && type !== 'code id_token') {
      const message = t('response_type is {0}; banks know "code id_token" and "code".', show(type));
      return refused({ code: 'response_type_unknown', pointer, message, fix, replacement });
    }
    if (type === 'code id_token' || isSecuredMode(mode)) return undefined;
    const message = t(
      'response_type code comes back unprotected; FAPI 1.0 Advanced §5.2.2-2 allows it only with response_mode jwt (JARM).',
    );
    return refusedByStrict({ code: 'code_without_jarm', pointer, message, fix, replacement }, context);
  },
  function responseTypeIsRegistered({ response_type: type }, _header, { responseTypes }) {
    if (responseTypes === undefined || typeof type !== 'string' || responseTypes.includes(type)) return undefined;
    return refused({
      code: 'response_type_not_registered',
      pointer: '/claims/response_type',
      message: t('The client is not registered for the response type "{0}".', type),
      fix: t('It is registered for {0}.', responseTypes.map(show).join(', ')),
      replacement: { pointer: '/claims/response_type', value: responseTypes[0] },
    });
  },
  function redirectIsRegistered({ redirect_uri: uri }, _header, { redirectUris }) {
    if (typeof uri === 'string' && redirectUris.includes(uri)) return undefined;
    return refused({
      code: uri === undefined ? 'redirect_uri_missing' : 'redirect_uri_not_registered',
      pointer: '/claims/redirect_uri',
      message:
        uri === undefined
          ? t('redirect_uri is missing.')
          : t('The redirect URI {0} is not registered for this client.', show(uri)),
      fix: t('Use one that is registered, to the letter: {0}.', redirectUris.join(', ')),
      replacement: { pointer: '/claims/redirect_uri', value: redirectUris[0] },
    });
  },
  function scopeAsksForTheConsent({ scope }, _header, { consentScope }) {
    const wanted = `openid ${consentScope}`;
    const scopes = typeof scope === 'string' ? scope.split(' ') : [];
    const lacking = wanted.split(' ').filter((each) => !scopes.includes(each));
    if (lacking.length === 0) return undefined;
    return refused({
      code: 'scope_lacks',
      pointer: '/claims/scope',
      message: t(
        'scope lacks {0}: {1} needs "{2}".',
        lacking.join(t(' and ')),
        consentScope === 'accounts' ? t('account information') : t('this consent'),
        wanted,
      ),
      fix: t('Set scope to "{0}".', wanted),
      replacement: { pointer: '/claims/scope', value: wanted },
    });
  },
  there('state', t('without it the answer cannot be told from a forged one')),
  there('nonce', t('without it the id_token cannot be bound to this request')),
  function intentIsTheConsent(claims, _header, { consentId }) {
    const inIdToken = intentIn(claims, 'id_token');
    if (inIdToken === consentId) return undefined;
    const pointer = inIdToken === undefined ? '/claims/claims' : '/claims/claims/id_token/openbanking_intent_id/value';
    const intent = { openbanking_intent_id: { value: consentId, essential: true } };
    return refused({
      code: inIdToken === undefined ? 'intent_missing' : 'intent_mismatch',
      pointer,
      message:
        inIdToken === undefined
          ? t(
              'claims names no openbanking_intent_id for the id_token, so the bank does not know which consent this is.',
            )
          : t('openbanking_intent_id is {0}, not the consent {1}.', show(inIdToken), consentId),
      fix: t('Name the consent as openbanking_intent_id, essential, in id_token and userinfo.'),
      replacement:
        inIdToken === undefined
          ? { pointer, value: { userinfo: intent, id_token: intent } }
          : { pointer, value: consentId },
    });
  },
  function intentsAgree(claims, _header, { consentId }) {
    const inUserinfo = intentIn(claims, 'userinfo');
    if (inUserinfo === undefined || inUserinfo === consentId) return undefined;
    const pointer = '/claims/claims/userinfo/openbanking_intent_id/value';
    return refused({
      code: 'intent_mismatch_userinfo',
      pointer,
      message: t('openbanking_intent_id for userinfo is {0}, not the consent {1}.', show(inUserinfo), consentId),
      fix: t('Name the same consent in both places.'),
      replacement: { pointer, value: consentId },
    });
  },
  function challengeIsOurs({ code_challenge: given }, _header, { codeChallenge }) {
    if (codeChallenge === undefined || given === codeChallenge) return undefined;
    const pointer = '/claims/code_challenge';
    return refused({
      code: given === undefined ? 'code_challenge_missing' : 'code_challenge_changed',
      pointer,
      message:
        given === undefined
          ? t('code_challenge is missing, although this bank is asked with PKCE.')
          : t('code_challenge is not the one whose verifier is kept here: the code could not be exchanged.'),
      fix: t('Put code_challenge back.'),
      replacement: { pointer, value: codeChallenge },
    });
  },
];

/**
 * Looks an authorisation request over (FAPI 1.0 Advanced §5.2.2, OBIE security profile, domain practice). A finding of severity `error` means
 * that no bank of this profile says yes, or that its answer could not be used.
 * @example
 * preflightRequest({ ...claims, aud: tokenEndpoint }, header, context)[0].code // 'aud_not_the_issuer'
 */
export function preflightRequest(claims: Claims, header: Claims, context: RequestContext): ClaimFinding[] {
  return checks.map((check) => check(claims, header, context)).filter((finding) => finding !== undefined);
}

/** What a request of this session's client is held against; `claims` are those that were made for it. */
export async function requestContext(session: Session, consentId: string, claims: Claims): Promise<RequestContext> {
  const [client, metadata, key, { kind }] = await Promise.all([
    currentClient(session),
    session.metadata(),
    session.workspace.signingKey(session.bank),
    findConsent(session, consentId),
  ]);
  const { entry } = session.bank;
  const registered = registeredMetadata(client);
  const wanted = entry.authorizationRequest?.audience;
  const { code_challenge: challenge } = claims;
  return {
    clientId: client.clientId,
    consentId,
    consentScope: consentKinds[kind].scope,
    audiences: wanted === undefined ? [metadata.issuer] : [wanted].flat(),
    redirectUris: registered.redirect_uris ?? [],
    responseTypes: registered.response_types,
    algorithm: registered.request_object_signing_alg?.[0],
    kid: key.kid,
    permissive: isPermissive(entry),
    state: String(claims.state),
    nonce: String(claims.nonce),
    ...(typeof challenge === 'string' ? { codeChallenge: challenge } : {}),
    now: session.surroundings.now(),
  };
}
