import { expect, it } from 'vitest';
import type { TokenExpectations } from '../../../src/tpp/inspect/inspection.ts';
import { changed, issuer, now, second } from '../tpp-jwt/tokens.ts';
import { type Case, findingsOf, header, table } from './findings-table.ts';

const asked: TokenExpectations = {
  issuer,
  clientId: 'a1b2c3d4',
  nonce: 'n',
  consentId: 'aac-1',
  acr: ['urn:openbanking:psd2:sca'],
};

table(
  'id-token-front-channel',
  [
    ...['iss', 'sub', 'aud', 'exp', 'iat', 'nonce', 'c_hash'].map(
      (name): Case => [`no ${name}`, { [name]: undefined }, 'error', `${name}_missing ${name}`],
    ),
    ['no consent', { openbanking_intent_id: undefined }, 'strict', 'openbanking_intent_id_missing'],
    ['another issuer', { iss: 'https://other' }, 'error', 'iss_mismatch'],
    ['another audience', { aud: ['x'] }, 'error', 'aud_mismatch'],
    ['another nonce', { nonce: 'x' }, 'error', 'nonce_mismatch'],
    ['another consent', { openbanking_intent_id: 'x' }, 'error', 'openbanking_intent_id_mismatch'],
    ['several audiences and no azp', { aud: ['a1b2c3d4', 'x'] }, 'warning', 'azp_missing azp'],
    ['an azp that is not us', { azp: 'x' }, 'warning', 'azp_mismatch'],
    ['no acr', { acr: undefined }, 'warning', 'acr_missing'],
    ['an acr that was not asked for', { acr: 'urn:openbanking:psd2:ca' }, 'warning', 'acr_mismatch'],
    ['a whole hash', { s_hash: 'x'.repeat(43) }, 'warning', 's_hash_malformed'],
    ['personal data', { email: 'x@y.example' }, 'warning', 'personal_data_in_front_channel'],
    ['iat in milliseconds', { iat: now }, 'error', 'iat_in_milliseconds'],
    ['exp passed', { exp: second - 1, iat: second - 60 }, 'warning', 'expired'],
    ['no signature', header({ alg: 'none' }), 'error', 'alg_none'],
    ['RS256', header({ alg: 'RS256' }), 'strict', 'alg_rs256'],
  ],
  asked,
);

table(
  'id-token-token-endpoint',
  [
    ['no subject', { sub: undefined }, 'error', 'sub_missing'],
    ['no nonce, which the request may have lacked', { nonce: undefined }, 'info', 'nonce_missing'],
    ['no signature', header({ alg: 'none' }), 'strict', 'alg_none'],
  ],
  asked,
);

table(
  'authorisation-response',
  [
    ['no issuer', { iss: undefined }, 'error', 'iss_missing'],
    ['no exp', { exp: undefined }, 'error', 'exp_missing'],
    ['no state', { state: undefined }, 'warning', 'state_missing'],
    ['another client', { aud: 'x' }, 'error', 'aud_mismatch'],
    ['an hour to live', { exp: second + 3600 }, 'info', 'lifetime_long'],
    ['no signature', header({ alg: 'none' }), 'error', 'alg_none'],
  ],
  { issuer, clientId: 'a1b2c3d4' },
);

table('access-token', [
  ['no client, although it follows RFC 9068', { client_id: undefined }, 'error', 'client_id_missing client_id'],
  ['no binding to a certificate', { cnf: undefined }, 'info', 'cnf_missing cnf'],
  ['commas in scope', { scope: 'openid,accounts' }, 'warning', 'scope_with_commas scope'],
]);

table('security-event', [
  ['no jti', { jti: undefined }, 'error', 'jti_missing jti'],
  ['no transaction', { txn: undefined }, 'strict', 'txn_missing txn'],
  ['no event', { events: {} }, 'error', 'events_empty events'],
  ['an end', { exp: second + 60 }, 'warning', 'exp_in_event exp'],
]);

it.each([
  ['an exp that is past', { iat: second - 60, exp: second - 1 }, ['expired']],
  ['an exp that is past and before iat', { iat: second, exp: second - 1 }, ['exp_before_iat']],
  ['an exp that is to come and at iat', { iat: second + 30, exp: second + 30 }, ['exp_before_iat']],
  ['an exp that is to come and at nbf', { nbf: second + 30, exp: second + 30 }, ['exp_before_nbf']],
  ['an exp that is past and before nbf and iat', { iat: second, nbf: second, exp: second - 1 }, ['exp_before_nbf']],
])('%s is one fault', (_, changes, codes) => {
  const found = findingsOf(changed('id-token-token-endpoint', changes));
  expect(found.map(({ code }) => code).filter((code) => code.startsWith('exp'))).toEqual(codes);
});

it('an end before a beginning of long ago is to be put after now too', () => {
  const [found] = findingsOf(changed('access-token', { iat: second - 7200, exp: second - 9000 })).filter(
    ({ code }) => code === 'exp_before_iat',
  );
  expect(found?.try).toBe('Set exp to a few minutes from now, and after iat.');
});
