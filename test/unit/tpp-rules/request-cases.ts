/** Authorisation requests that something is wrong with, a line each: what is changed in a good one, and what is said of it by all who judge it. */
import type { RequestFacts } from '../../../src/tpp/rules/request-facts.ts';
import { clientId, issuer, loopbackRedirect, now, ourKey, seconds, webRedirect } from '../tpp-journey/stub.ts';
import type { Case } from './registration-cases.ts';

const consentId = 'aac-1';
const intent = (value: string) => ({ openbanking_intent_id: { value, essential: true } });

export const goodClaims: Readonly<Record<string, unknown>> = {
  iss: clientId,
  aud: issuer,
  nbf: seconds - 10,
  exp: seconds + 290,
  client_id: clientId,
  response_type: 'code id_token',
  redirect_uri: webRedirect,
  scope: 'openid accounts',
  state: 's',
  nonce: 'n',
  claims: { userinfo: intent(consentId), id_token: intent(consentId) },
};
export const goodHeader = { alg: 'PS256', kid: ourKey.kid, typ: 'JWT' };

export const facts: RequestFacts = {
  clientId,
  consentId,
  consentScope: 'accounts',
  audiences: [issuer],
  redirectUris: [webRedirect, loopbackRedirect],
  responseTypes: ['code', 'code id_token'],
  algorithm: undefined,
  kid: ourKey.kid,
  state: 's',
  nonce: 'n',
  now,
};

const claim = (changes: Record<string, unknown>, ...said: Case['said']): Case => ({ claims: changes, said });
const header = (changes: Record<string, unknown>, ...said: Case['said']): Case => ({ header: changes, said });

export const cases: Record<string, Case> = {
  'nothing wrong': { said: [] },
  'no signature': header({ alg: 'none' }, ['strict', 'alg_none', '/header/alg']),
  RS256: header({ alg: 'RS256' }, ['strict', 'alg_not_fapi', '/header/alg']),
  HS256: header({ alg: 'HS256' }, ['error', 'alg_unknown', '/header/alg']),
  'no alg': header({ alg: undefined }, ['error', 'alg_missing', '/header/alg']),
  'no kid': header({ kid: undefined }, ['error', 'kid_missing', '/header/kid']),
  'the kid of another key': header({ kid: 'x' }, ['error', 'kid_not_the_key', '/header/kid']),
  'no iss': claim({ iss: undefined }, ['strict', 'iss_missing', 'iss']),
  'another issuer': claim({ iss: 'x' }, ['error', 'iss_mismatch', 'iss']),
  'no client_id': claim({ client_id: undefined }, ['strict', 'client_id_missing', 'client_id']),
  'another client': claim({ client_id: 'x' }, ['error', 'client_id_mismatch', 'client_id']),
  'no aud': claim({ aud: undefined }, ['error', 'aud_missing', 'aud']),
  'the token endpoint as aud': claim({ aud: `${issuer}/token` }, ['error', 'aud_not_the_issuer', 'aud']),
  'no nbf': claim({ nbf: undefined }, ['strict', 'nbf_missing', 'nbf']),
  'nbf in milliseconds': claim({ nbf: now }, ['error', 'nbf_in_milliseconds', 'nbf']),
  'nbf to come': claim({ nbf: seconds + 120 }, ['error', 'nbf_in_the_future', 'nbf']),
  'nbf too long ago': claim(
    { nbf: seconds - 3700, exp: seconds - 200 },
    ['strict', 'nbf_too_old', 'nbf'],
    ['error', 'exp_past', 'exp'],
  ),
  'exp as a text': claim({ exp: 'soon' }, ['error', 'exp_not_seconds', 'exp']),
  'exp past': claim({ exp: seconds - 1 }, ['error', 'exp_past', 'exp']),
  'exp before nbf': claim({ nbf: seconds + 30, exp: seconds + 20 }, ['error', 'exp_before_nbf', 'exp']),
  'exp at nbf': claim({ nbf: seconds + 30, exp: seconds + 30 }, ['error', 'exp_before_nbf', 'exp']),
  'exp past and before nbf': claim({ exp: seconds - 20 }, ['error', 'exp_before_nbf', 'exp']),
  'exp before nbf and iat': claim({ nbf: seconds + 30, iat: seconds + 30, exp: seconds + 20 }, [
    'error',
    'exp_before_nbf',
    'exp',
  ]),
  'exp past and before iat, which it need not have': claim({ iat: seconds, exp: seconds - 1 }, [
    'error',
    'exp_past',
    'exp',
  ]),
  'good for a day': claim({ exp: seconds + 86_400 }, ['strict', 'lifetime_too_long', 'exp']),
  'no response_type': claim({ response_type: undefined }, ['error', 'response_type_missing', 'response_type']),
  'response_type code alone': claim({ response_type: 'code' }, ['strict', 'code_without_jarm', 'response_type']),
  'another redirect': claim({ redirect_uri: 'https://x.example' }, [
    'error',
    'redirect_uri_not_registered',
    'redirect_uri',
  ]),
  'a redirect to this machine, which is registered': claim({ redirect_uri: loopbackRedirect }),
  'no scope': claim({ scope: undefined }, ['error', 'scope_missing', 'scope']),
  'a scope without openid': claim({ scope: 'accounts' }, ['error', 'scope_lacks', 'scope']),
  'a scope with commas': claim({ scope: 'openid,accounts' }, ['error', 'scope_with_commas', 'scope']),
  'scopes for scope': claim({ scope: undefined, scopes: 'openid accounts' }, ['error', 'scopes_for_scope', 'scopes']),
  'no state': claim({ state: undefined }, ['error', 'state_missing', 'state']),
  'no nonce': claim({ nonce: undefined }, ['error', 'nonce_missing', 'nonce']),
  'no consent': claim({ claims: {} }, ['error', 'intent_missing', 'claims']),
  'another consent': claim({ claims: { id_token: intent('aac-2') } }, [
    'error',
    'intent_mismatch',
    'claims/id_token/openbanking_intent_id/value',
  ]),
  'two consents': claim({ claims: { id_token: intent(consentId), userinfo: intent('aac-2') } }, [
    'error',
    'intent_mismatch_userinfo',
    'claims/userinfo/openbanking_intent_id/value',
  ]),
  'a request in the request': claim({ request_uri: 'https://x.example' }, [
    'error',
    'request_in_request',
    'request_uri',
  ]),
  'a challenge in plain text': claim({ code_challenge: 'x', code_challenge_method: 'plain' }, [
    'warning',
    'challenge_not_hashed',
    'code_challenge_method',
  ]),
  'sub, so that it would pass as an assertion': claim({ sub: clientId }, ['warning', 'sub_in_request', 'sub']),
};
