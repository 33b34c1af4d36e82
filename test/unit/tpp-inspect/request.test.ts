import { expect, it } from 'vitest';
import { changed, issuer, now, second } from '../tpp-jwt/tokens.ts';
import { findingsOf, header, severityOf, table } from './findings-table.ts';

const intent = (id_token: string, userinfo: string) => ({
  claims: {
    id_token: { openbanking_intent_id: { value: id_token } },
    userinfo: { openbanking_intent_id: { value: userinfo } },
  },
});

table(
  'request-object',
  [
    ['no audience', { aud: undefined }, 'error', 'aud_missing'],
    ['the token endpoint as audience', { aud: `${issuer}/token` }, 'error', 'aud_not_the_issuer'],
    ['no nbf', { nbf: undefined }, 'strict', 'nbf_missing'],
    ['no exp', { exp: undefined }, 'strict', 'exp_missing'],
    ['61 minutes from nbf to exp', { exp: second - 10 + 3661 }, 'strict', 'lifetime_too_long'],
    ['an nbf 61 minutes ago', { nbf: second - 3660 }, 'strict', 'nbf_too_old'],
    ['an nbf to come', { nbf: second + 120 }, 'error', 'nbf_in_the_future'],
    ['nbf in milliseconds', { nbf: now }, 'error', 'nbf_in_milliseconds'],
    ['iat in a fraction', { iat: second - 0.5 }, 'info', 'iat_fractional'],
    ['exp passed', { exp: second - 1 }, 'error', 'exp_past'],
    ['no nonce', { nonce: undefined }, 'error', 'nonce_missing'],
    [
      'no nonce, where no id_token comes back',
      { nonce: undefined, response_type: 'code', response_mode: 'jwt' },
      'warning',
      'nonce_missing',
    ],
    ['no state', { state: undefined }, 'error', 'state_missing'],
    ['no client_id', { client_id: undefined }, 'strict', 'client_id_missing'],
    ['no redirect_uri', { redirect_uri: undefined }, 'error', 'redirect_uri_missing'],
    ['a loopback redirect', { redirect_uri: 'http://127.0.0.1/cb' }, 'strict', 'redirect_not_https'],
    ['another issuer than client', { iss: 'x' }, 'error', 'iss_mismatch'],
    ['another client', { client_id: 'x' }, 'error', 'client_id_mismatch'],
    ['code without JARM', { response_type: 'code' }, 'strict', 'code_without_jarm'],
    ['an implicit response type', { response_type: 'id_token' }, 'error', 'response_type_unknown'],
    ['no openid', { scope: 'accounts' }, 'error', 'scope_lacks'],
    ['commas in scope', { scope: 'openid,accounts' }, 'error', 'scope_with_commas'],
    ['scopes for scope', { scope: undefined, scopes: 'openid' }, 'error', 'scopes_for_scope scopes'],
    ['no consent', { claims: {} }, 'error', 'intent_missing claims'],
    [
      'two consents',
      intent('aac-1', 'aac-2'),
      'error',
      'intent_mismatch_userinfo claims/userinfo/openbanking_intent_id/value',
    ],
    [
      'another consent',
      intent('aac-2', 'aac-2'),
      'error',
      'intent_mismatch claims/id_token/openbanking_intent_id/value',
    ],
    ['claims as a text', { claims: '{}' }, 'warning', 'claims_not_an_object'],
    ['a request in the request', { request_uri: 'https://x' }, 'error', 'request_in_request'],
    ['sub, so that it would pass as an assertion', { sub: 'a1b2c3d4' }, 'warning', 'sub_in_request'],
    [
      'a challenge in plain text',
      { code_challenge: 'x', code_challenge_method: 'plain' },
      'warning',
      'challenge_not_hashed code_challenge_method',
    ],
    ['no signature', header({ alg: 'none' }), 'strict', 'alg_none'],
    ['RS256', header({ alg: 'RS256' }), 'strict', 'alg_not_fapi'],
    ['an extension that must be understood', header({ crit: ['x'], x: 1 }), 'warning', 'crit_unknown'],
    ['crit naming what is not there', header({ crit: ['x'] }), 'error', 'crit_invalid'],
    ['crit naming what everybody knows', header({ crit: ['kid'] }), 'error', 'crit_invalid'],
    ['an empty crit', header({ crit: [] }), 'error', 'crit_invalid'],
    ['b64 false, which is for messages', header({ b64: false, crit: ['b64'] }), 'error', 'b64_in_jwt'],
    ['no alg', header({ alg: undefined }), 'error', 'alg_missing'],
    ['the address of a key set', header({ jku: 'https://x' }), 'warning', 'key_in_header'],
  ],
  { issuer, clientId: 'a1b2c3d4', consentId: 'aac-1' },
);

table(
  'client-assertion',
  [
    ['no jti', { jti: undefined }, 'error', 'jti_missing'],
    ['no exp', { exp: undefined }, 'error', 'exp_missing'],
    ['the client of another bank', { iss: 'x', sub: 'x' }, 'warning', 'iss_mismatch'],
    ['another bank’s audience', { aud: 'https://other.example' }, 'warning', 'aud_mismatch'],
    ['two hours to live', { exp: second + 7200 }, 'info', 'lifetime_long'],
    ['a shared secret', header({ alg: 'HS256' }), 'strict', 'alg_hmac'],
    ['no signature', header({ alg: 'none' }), 'error', 'alg_none'],
  ],
  { issuer, tokenEndpoint: `${issuer}/token`, clientId: 'a1b2c3d4' },
);

it('a client assertion, known from where it was found, has one client as issuer and subject', () => {
  const found = findingsOf(changed('client-assertion', { sub: 'x' }), { origin: 'client-assertion' });
  expect(severityOf(found, 'iss_not_sub', '/payload/sub')).toBe('error');
});
