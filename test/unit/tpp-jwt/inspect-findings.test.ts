import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../../src/tpp/jwt/inspect/inspect.ts';
import type { InspectionContext, TokenExpectations, TokenFinding } from '../../../src/tpp/jwt/inspect/inspection.ts';
import {
  type Changes,
  changed,
  type good,
  issuer,
  now,
  registration,
  second,
  statement,
  token,
  tokenOf,
} from './tokens.ts';

type Kind = keyof typeof good;
type Context = Omit<InspectionContext, 'now'>;
/**
 * What is wrong, the change that makes it so, how bad it is (`strict`: an error at a strict bank, else a warning), and the finding: its code
 * and, where it is not the first member that was changed, its place.
 */
type Case = [what: string, changes: Changes & { header?: Changes }, severity: string, finding: string];

const findingsOf = (text: string, context: Context = {}) => inspectToken(text, { now, ...context }).findings;
const severityOf = (findings: readonly TokenFinding[], code: string, pointer: string) =>
  findings.find((finding) => finding.code === code && finding.pointer === pointer)?.severity;

function changedMember({ header: inHeader, ...claims }: Changes & { header?: Changes }): string {
  return inHeader ? `/header/${Object.keys(inHeader)[0]}` : String(Object.keys(claims)[0]);
}

function table(kind: Kind, cases: readonly Case[], expectations?: TokenExpectations): void {
  describe(`a ${kind} with`, () => {
    it.each(cases)('%s', (_, changes, severity, finding) => {
      const text = changed(kind, changes);
      const [code = '', place = changedMember(changes)] = finding.split(' ');
      const pointer = place.startsWith('/') ? place : `/payload/${place}`;
      const at = (context: Context) => findingsOf(text, { ...context, expectations });
      const found = at({ profile: 'strict' });
      expect(severityOf(found, code, pointer), JSON.stringify(found)).toBe(severity === 'strict' ? 'error' : severity);
      for (const profile of ['permissive', undefined] as const) {
        expect(severityOf(at({ profile }), code, pointer)).toBe(severity === 'strict' ? 'warning' : severity);
      }
      for (const { message, try: advice, rule, kind: of } of found) {
        expect(message).toMatch(/\.$/);
        expect(advice).toMatch(/[.)]$/);
        expect([rule.document, rule.section]).not.toContain('');
        expect(of).toBe(kind);
      }
    });
  });
}

const header = (changes: Changes) => ({ header: changes });

table(
  'software-statement',
  [
    ['no issuer', { iss: undefined }, 'error', 'iss_missing'],
    ['no software_id that is ours', { software_id: 'Other' }, 'warning', 'software_id_mismatch'],
    ['no roles', { software_roles: undefined }, 'warning', 'software_roles_missing'],
    ['a role without authorisation', { software_roles: ['CBPII'] }, 'warning', 'role_not_authorised'],
    [
      'an environment that is not the bank’s',
      { software_environment: 'production' },
      'warning',
      'environment_mismatch',
    ],
    ['an environment that is none', { software_environment: 'test' }, 'warning', 'environment_unknown'],
    ['a revoked organisation', { org_status: 'Revoked' }, 'warning', 'organisation_not_active'],
    ['keys that are not fetched safely', { software_jwks_endpoint: 'http://x' }, 'warning', 'jwks_not_https'],
    ['no signature', header({ alg: 'none' }), 'warning', 'alg_none'],
    ['an hour behind it', { iat: second - 3600 }, 'info', 'statement_not_fresh'],
    ['an iat in milliseconds', { iat: now }, 'error', 'iat_in_milliseconds'],
    ['an exp of another directory that has passed', { exp: second - 1 }, 'warning', 'expired'],
  ],
  { environment: 'sandbox', softwareId: String(statement.software_id) },
);

const signed = { alg: 'PS256', kid: 'k' };
const withStatement = (changes: Changes) => ({ software_statement: token(signed, { ...statement, ...changes }) });

table(
  'registration-request',
  [
    ['no issuer', { iss: undefined }, 'error', 'iss_missing'],
    ['an issuer that is not the software', { iss: 'Other' }, 'error', 'iss_not_software_id'],
    ['a software_id that is not the statement’s', { software_id: 'Other' }, 'error', 'software_id_mismatch'],
    ['no audience', { aud: undefined }, 'error', 'aud_missing'],
    ['ourselves as audience', { aud: statement.org_id }, 'warning', 'aud_is_us'],
    ['another bank as audience', { aud: '001580000104OTHER0' }, 'warning', 'aud_mismatch'],
    ['no jti', { jti: undefined }, 'error', 'jti_missing'],
    ['a jti of version 1', { jti: '5a2e3bd1-8a2c-1d6e-9f10-1b2c3d4e5f60' }, 'error', 'jti_not_uuid4'],
    ['no redirect URIs', { redirect_uris: undefined }, 'info', 'redirect_uris_missing'],
    [
      'a redirect URI that is no list',
      { redirect_uris: 'https://app.example/cb' },
      'error',
      'redirect_uris_not_a_list',
    ],
    [
      'a redirect URI that the statement lacks',
      { redirect_uris: ['https://app.example/CB'] },
      'error',
      'redirect_not_in_statement',
    ],
    ['a web redirect over http', { redirect_uris: ['http://app.example/cb'] }, 'error', 'redirect_not_https'],
    [
      'a native redirect over http',
      { application_type: 'native', redirect_uris: ['http://127.0.0.1:8080/cb'] },
      'strict',
      'redirect_not_https redirect_uris',
    ],
    ['a redirect to this machine', { redirect_uris: ['https://localhost/cb'] }, 'strict', 'redirect_localhost'],
    ['a redirect with a fragment', { redirect_uris: ['https://app.example/cb#x'] }, 'error', 'redirect_fragment'],
    ['a redirect that is no URI', { redirect_uris: ['app.example'] }, 'error', 'redirect_invalid'],
    ['a redirect of 300 characters', { redirect_uris: [`https://a/${'x'.repeat(300)}`] }, 'error', 'redirect_too_long'],
    ['scopes for scope', { scope: undefined, scopes: 'openid accounts' }, 'error', 'scopes_for_scope scopes'],
    ['scopes beside scope', { scopes: 'openid' }, 'warning', 'scopes_for_scope'],
    ['no scope at all', { scope: undefined }, 'error', 'scope_missing'],
    ['commas in scope', { scope: 'openid,accounts' }, 'error', 'scope_with_commas'],
    ['a list for scope', { scope: ['openid'] }, 'error', 'scope_not_a_text'],
    ['no openid', { scope: 'accounts' }, 'warning', 'scope_without_openid'],
    [
      'a scope that its roles do not cover',
      { scope: 'openid fundsconfirmations' },
      'strict',
      'role_does_not_cover_scope',
    ],
    [
      'a scope that its authority does not cover',
      withStatement({
        software_roles: ['AISP'],
        organisation_competent_authority_claims: { status: 'Active', authorisations: [] },
      }),
      'strict',
      'role_does_not_cover_scope scope',
    ],
    ['the implicit grant', { grant_types: ['implicit'] }, 'strict', 'grant_type_insecure'],
    ['a grant that nobody knows', { grant_types: ['code'] }, 'strict', 'grant_type_unknown'],
    ['a text for grant_types', { grant_types: 'authorization_code' }, 'error', 'grant_types_not_a_list'],
    ['an implicit response type', { response_types: ['id_token token'] }, 'strict', 'response_type_not_fapi'],
    ['a client secret', { token_endpoint_auth_method: 'client_secret_basic' }, 'strict', 'auth_method_not_fapi'],
    ['no authentication', { token_endpoint_auth_method: 'none' }, 'strict', 'auth_method_unknown'],
    [
      'tls_client_auth without a subject',
      { token_endpoint_auth_method: 'tls_client_auth' },
      'error',
      'subject_dn_missing tls_client_auth_subject_dn',
    ],
    ['a subject without tls_client_auth', { tls_client_auth_subject_dn: 'CN=x' }, 'warning', 'subject_dn_unused'],
    [
      'private_key_jwt without an algorithm',
      { token_endpoint_auth_signing_alg: undefined },
      'error',
      'token_endpoint_auth_signing_alg_missing',
    ],
    ['id_tokens RS256', { id_token_signed_response_alg: 'RS256' }, 'strict', 'id_token_signed_response_alg_rs256'],
    ['unsecured request objects', { request_object_signing_alg: 'none' }, 'strict', 'request_object_signing_alg_none'],
    ['no application_type', { application_type: undefined }, 'strict', 'application_type_missing'],
    ['an application_type of its own', { application_type: 'desktop' }, 'strict', 'application_type_unknown'],
    ['the application_type of DCR 3.3', { application_type: 'mobile' }, 'info', 'application_type_mobile'],
    ['a UUID for a statement', { software_statement: registration.jti }, 'error', 'software_statement_uuid'],
    ['a statement that is no JWT', { software_statement: 'eyJ' }, 'error', 'software_statement_not_jws'],
    [
      'a statement that nobody signed',
      { software_statement: token({ alg: 'none' }, statement) },
      'warning',
      'software_statement_unsigned',
    ],
    [
      'a statement of the other Directory',
      withStatement({ software_environment: 'production' }),
      'warning',
      'environment_mismatch software_statement',
    ],
    [
      'a statement of yesterday',
      withStatement({ iat: second - 86_400 }),
      'info',
      'statement_not_fresh software_statement',
    ],
    ['exp passed', { exp: second - 1, iat: second - 60 }, 'warning', 'expired'],
    ['exp before iat', { exp: second - 1 }, 'warning', 'exp_before_iat'],
    ['exp in milliseconds', { exp: now + 300_000 }, 'error', 'exp_in_milliseconds'],
    ['iat in a fraction', { iat: second - 0.5 }, 'error', 'iat_fractional'],
    ['iat as a text', { iat: String(second) }, 'error', 'iat_not_a_number'],
    ['iat in the future', { iat: second + 120 }, 'warning', 'iat_in_the_future'],
    ['two hours to live', { exp: second + 7200 }, 'warning', 'lifetime_long'],
    ['a secret in it', { client_secret: 'x' }, 'warning', 'claim_of_the_answer'],
    ['its certificate in the header', header({ x5c: ['MII'] }), 'strict', 'key_in_header'],
    ['the address of its certificate', header({ x5u: 'https://x' }), 'strict', 'key_in_header'],
    ['its key in the header', header({ jwk: {} }), 'strict', 'key_in_header'],
    ['RS256', header({ alg: 'RS256' }), 'strict', 'alg_rs256'],
    ['HS256', header({ alg: 'HS256' }), 'strict', 'alg_hmac'],
    ['no signature', header({ alg: 'none' }), 'error', 'alg_none'],
    ['no kid', header({ kid: undefined }), 'warning', 'kid_missing'],
    ['the typ of an access token of old', header({ typ: 'AT' }), 'warning', 'typ_wrong'],
  ],
  { organisationId: '0015800001041BANK0', environment: 'sandbox' },
);

const intent = (id_token: string, userinfo: string) => ({
  claims: {
    id_token: { openbanking_intent_id: { value: id_token } },
    userinfo: { openbanking_intent_id: { value: userinfo } },
  },
});

table(
  'request-object',
  [
    ['no audience', { aud: undefined }, 'strict', 'aud_missing'],
    ['the token endpoint as audience', { aud: `${issuer}/token` }, 'strict', 'aud_mismatch'],
    ['no nbf', { nbf: undefined }, 'strict', 'nbf_missing'],
    ['no exp', { exp: undefined }, 'strict', 'exp_missing'],
    ['61 minutes from nbf to exp', { exp: second - 10 + 3661 }, 'strict', 'lifetime_too_long'],
    ['an nbf 61 minutes ago', { nbf: second - 3660 }, 'warning', 'nbf_too_old'],
    ['an nbf to come', { nbf: second + 120 }, 'warning', 'not_yet_valid'],
    ['nbf in milliseconds', { nbf: now }, 'error', 'nbf_in_milliseconds'],
    ['iat in a fraction', { iat: second - 0.5 }, 'info', 'iat_fractional'],
    ['exp passed', { exp: second - 1 }, 'warning', 'expired'],
    ['no nonce', { nonce: undefined }, 'error', 'nonce_missing'],
    [
      'no nonce, where no id_token comes back',
      { nonce: undefined, response_type: 'code', response_mode: 'jwt' },
      'warning',
      'nonce_missing',
    ],
    ['no state', { state: undefined }, 'warning', 'state_missing'],
    ['no client_id', { client_id: undefined }, 'strict', 'client_id_missing'],
    ['no redirect_uri', { redirect_uri: undefined }, 'strict', 'redirect_uri_missing'],
    ['a loopback redirect', { redirect_uri: 'http://127.0.0.1/cb' }, 'strict', 'redirect_not_https'],
    ['another issuer than client', { iss: 'x' }, 'warning', 'iss_not_client_id'],
    ['another client', { client_id: 'x' }, 'warning', 'client_id_mismatch'],
    ['code without JARM', { response_type: 'code' }, 'strict', 'code_without_jarm'],
    ['an implicit response type', { response_type: 'id_token' }, 'strict', 'response_type_not_fapi'],
    ['no openid', { scope: 'accounts' }, 'strict', 'scope_without_openid'],
    ['commas in scope', { scope: 'openid,accounts' }, 'error', 'scope_with_commas'],
    ['scopes for scope', { scope: undefined, scopes: 'openid' }, 'error', 'scopes_for_scope scopes'],
    ['no consent', { claims: {} }, 'strict', 'intent_missing claims/id_token/openbanking_intent_id/value'],
    ['two consents', intent('aac-1', 'aac-2'), 'warning', 'intents_differ claims/id_token/openbanking_intent_id/value'],
    [
      'another consent',
      intent('aac-2', 'aac-2'),
      'warning',
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
    ['RS256', header({ alg: 'RS256' }), 'strict', 'alg_rs256'],
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

const ob = (name: string) => `http://openbanking.org.uk/${name}`;
const obPointer = (name: string) => `/header/http:~1~1openbanking.org.uk~1${name}`;

table('detached-signature', [
  ['no time', header({ [ob('iat')]: undefined }), 'strict', `iat_missing ${obPointer('iat')}`],
  ['no signer', header({ [ob('iss')]: undefined }), 'strict', `iss_missing ${obPointer('iss')}`],
  ['no trust anchor', header({ [ob('tan')]: undefined }), 'strict', `tan_missing ${obPointer('tan')}`],
  ['an anchor of its own', header({ [ob('tan')]: 'x' }), 'warning', `tan_unusual ${obPointer('tan')}`],
  ['a time in milliseconds', header({ [ob('iat')]: now }), 'strict', `iat_in_milliseconds ${obPointer('iat')}`],
  [
    'a time in a fraction, as Ozone has it',
    header({ [ob('iat')]: second - 0.5 }),
    'info',
    `iat_fractional ${obPointer('iat')}`,
  ],
  ['no crit', header({ crit: undefined }), 'strict', 'crit_missing /header/crit'],
  ['less in crit', header({ crit: [ob('iat'), ob('iss')] }), 'strict', 'crit_incomplete /header/crit'],
  ['more in crit', header({ crit: [ob('iat'), ob('iss'), ob('tan'), 'x'] }), 'strict', 'crit_unknown /header/crit'],
  ['RS256', header({ alg: 'RS256' }), 'strict', 'alg_not_ps256 /header/alg'],
  ['the typ of a JWT', header({ typ: 'JWT' }), 'strict', 'typ_wrong /header/typ'],
  ['no kid', header({ kid: undefined }), 'strict', 'kid_missing /header/kid'],
]);

describe('b64 of a message signature', () => {
  const members = ['iat', 'iss', 'tan'].map(ob);
  const raw = changed('detached-signature', header({ b64: false, crit: ['b64', ...members] }));
  const encoded = changed('detached-signature');
  it.each<[string, string, string | undefined, string | undefined]>([
    ['false up to 3.1.3 is right', raw, 'v3.1.3', undefined],
    ['false in 3.0 is right', raw, 'v3.0', undefined],
    ['false from 3.1.4 on is wrong', raw, 'v3.1.4', 'b64_present'],
    ['false in 3.1.11 is wrong', raw, 'v3.1.11', 'b64_present'],
    ['false in 4.0 is wrong', raw, 'v4.0', 'b64_present'],
    ['false in a version that settles nothing says nothing', raw, 'v3.1', undefined],
    ['false in an unknown version says nothing', raw, undefined, undefined],
    ['absent up to 3.1.3 is wrong', encoded, '3.1.2', 'b64_missing'],
    ['absent from 3.1.4 on is right', encoded, 'v3.1.10', undefined],
    ['absent in an unknown version says nothing', encoded, undefined, undefined],
  ])('%s', (_, text, version, code) => {
    const found = findingsOf(text, { version }).filter(({ pointer }) => pointer === '/header/b64');
    expect(found.map((finding) => [finding.code, finding.severity, finding.rule.version])).toEqual(
      code === undefined ? [] : [[code, 'error', version]],
    );
  });
});

describe('how a token is written', () => {
  it.each<[string, string, string, string]>([
    ['a claim twice', tokenOf('{"alg":"PS256"}', '{"a":{"b":1,"b":2},"c":1}'), 'duplicate_member', '/payload/a/b'],
    ['a header member twice', tokenOf('{"alg":"PS256","al\\u0067":"none"}', '{}'), 'duplicate_member', '/header/alg'],
    ['padding', `${changed('id-token')}==`, 'not_base64url', '/signature'],
    ['a signature that was cut off', changed('id-token').replace(/[^.]*$/, ''), 'signature_missing', '/signature'],
    [
      'a signature under alg none',
      `${changed('id-token', { header: { alg: 'none' } })}c2ln`,
      'signature_of_none',
      '/signature',
    ],
  ])('%s is an error', (_, text, code, pointer) => {
    expect(severityOf(findingsOf(text), code, pointer)).toBe('error');
  });

  it('the same name in two objects is none', () => {
    expect(findingsOf(tokenOf('{"alg":"PS256","kid":"k"}', '{"a":[{"b":1},{"b":2}],"b":"a","c":{"a":"b"}}'))).toEqual(
      [],
    );
  });

  it('characters that rearrange what is read are named, and stay out of the messages', () => {
    const found = findingsOf(changed('request-object', { iss: 'a\u202eb\u0000' }));
    expect(severityOf(found, 'hidden_characters', '/payload/iss')).toBe('warning');
    expect(found.map(({ message }) => message).join()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('a number with more digits than a double holds is mentioned', () => {
    const found = findingsOf(
      tokenOf('{"alg":"PS256"}', '{"a":[1,12345678901234567890],"b":1e999999,"c":9007199254740992}'),
    );
    expect(found.filter(({ code }) => code === 'number_not_exact').map(({ pointer }) => pointer)).toEqual([
      '/payload/a/1',
    ]);
  });
});

it('what is right by the standard shows nothing', () => {
  const codes = (text: string, context: Context = {}) =>
    findingsOf(text, { profile: 'strict', ...context }).map(({ code }) => code);
  expect(codes(changed('software-statement'))).not.toContain('exp_missing');
  expect(codes(changed('id-token-token-endpoint'))).toEqual([]);
  expect(codes(changed('id-token'))).toEqual([]);
  expect(codes(changed('id-token-front-channel', { s_hash: undefined }))).toEqual([]);
});

it('what FAPI alone demands says so', () => {
  const [finding] = findingsOf(changed('request-object', { nbf: undefined }), { profile: 'strict' });
  expect(finding).toMatchObject({ code: 'nbf_missing', severity: 'error', profile: 'strict' });
  expect(finding?.rule).toEqual({
    document: 'FAPI 1.0 Advanced',
    section: '§5.2.2-17',
    url: 'https://openid.net/specs/openid-financial-api-part-2-1_0.html',
  });
});

it('the worst comes first', () => {
  const found = findingsOf(
    changed('registration-request', { application_type: 'mobile', scope: 'accounts', jti: 'x' }),
  );
  expect(found.map(({ severity }) => severity)).toEqual(['error', 'warning', 'info']);
});
