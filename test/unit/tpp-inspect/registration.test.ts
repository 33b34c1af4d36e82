import { expect, test } from 'vitest';
import { type Changes, changed, now, registration, second, statement, token } from '../tpp-jwt/tokens.ts';
import { findingsOf, header, table } from './findings-table.ts';

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
    ['a redirect of a native client', { software_redirect_uris: ['us.app:/cb'] }, 'info', 'redirect_not_https'],
    ['a redirect over http', { software_redirect_uris: ['http://us.example/cb'] }, 'warning', 'redirect_not_https'],
    ['a redirect that is run', { software_redirect_uris: ['javascript:x'] }, 'warning', 'redirect_not_https'],
    ['no signature', header({ alg: 'none' }), 'warning', 'alg_none'],
    ['an hour behind it', { iat: second - 3600 }, 'info', 'statement_not_fresh'],
    ['an iat in milliseconds', { iat: now }, 'error', 'iat_in_milliseconds'],
    ['an exp of another directory that has passed', { exp: second - 1 }, 'warning', 'expired'],
  ],
  { environment: 'sandbox', softwareId: String(statement.software_id) },
);

const ofRedirects = (software_redirect_uris: string[]) =>
  findingsOf(changed('software-statement', { software_redirect_uris }))
    .filter(({ code }) => code.startsWith('redirect_'))
    .map(({ severity, code, message, try: advice }) => [severity, code, `${message} → ${advice}`]);
const ofNobody =
  'No bank registers such a redirect URI: choose others in the registration, and correct the statement at the Directory.';
const ofSandboxes = 'Nothing to do in a sandbox; for a real bank choose another in the registration.';

test('only what a sandbox takes of a software statement’s redirects is nothing to do in one', () => {
  expect(
    ofRedirects(['https://us.example/cb', 'us.app:/cb', 'ftp://x/cb', 'http://127.0.0.1:1/cb', 'https://127.0.0.1/cb']),
  ).toEqual([
    ['warning', 'redirect_not_https', `The redirect URI "ftp://x/cb" is not https. → ${ofNobody}`],
    [
      'info',
      'redirect_localhost',
      `The redirect URIs "http://127.0.0.1:1/cb", "https://127.0.0.1/cb" are on this machine, which only sandboxes register. → ${ofSandboxes}`,
    ],
    [
      'info',
      'redirect_not_https',
      `The redirect URI "us.app:/cb" is not https: only sandboxes register it. → ${ofSandboxes}`,
    ],
  ]);
});

test('of a software statement’s redirects each fault is told that a request would be refused for', () => {
  const uris = [
    'http://user:pw@127.0.0.1:1/cb#x',
    'http://example.com/a',
    'http://example.com/b',
    'foo',
    'https://u:p@x.example/cb',
    'https://x.example/cb#f',
    'https://localhost/cb',
    `https://x.example/${'x'.repeat(256)}`,
  ];
  const found = ofRedirects(uris);
  expect(
    found.map(([severity, code, words]) => [severity, code, words?.replace(/"([^"]{0,15})[^"]*"/g, '$1')]),
  ).toEqual([
    ['warning', 'redirect_invalid', `The redirect URI foo is no absolute URI. → ${ofNobody}`],
    ['warning', 'redirect_localhost', `The redirect URI https://localho is on this machine. → ${ofNobody}`],
    [
      'warning',
      'redirect_not_https',
      `The redirect URIs http://example., http://example. are not https. → ${ofNobody}`,
    ],
    [
      'warning',
      'redirect_fragment',
      `The redirect URIs http://user:pw@, https://x.examp have a fragment. → ${ofNobody}`,
    ],
    [
      'warning',
      'redirect_user_name',
      `The redirect URIs http://user:pw@, https://u:p@x.e have a user name or password. → ${ofNobody}`,
    ],
    ['warning', 'redirect_too_long', `The redirect URI https://x.examp is longer than 256 characters. → ${ofNobody}`],
  ]);
});

const signed = { alg: 'PS256', kid: 'k' };
const withStatement = (changes: Changes) => ({ software_statement: token(signed, { ...statement, ...changes }) });

table(
  'registration-request',
  [
    ['no issuer', { iss: undefined }, 'error', 'iss_missing'],
    ['an empty issuer', { iss: '' }, 'error', 'iss_empty'],
    ['an issuer of 23 letters', { iss: 'A'.repeat(23), software_statement: undefined }, 'error', 'iss_too_long'],
    ['an issuer that is a number', { iss: 7 }, 'error', 'iss_not_a_text'],
    ['the address of the software for an issuer', { iss: 'https://tpp.example' }, 'error', 'iss_not_software_id'],
    ['an issuer of other letters', { iss: 'tpp.example', software_statement: undefined }, 'error', 'iss_no_id'],
    [
      'a long issuer that another directory may have made',
      {
        ...withStatement({ iss: 'Other', software_id: 'A'.repeat(36) }),
        iss: 'A'.repeat(36),
        software_id: 'A'.repeat(36),
      },
      'warning',
      'iss_too_long iss',
    ],
    ['a software id that is a number', { software_id: 7 }, 'error', 'software_id_not_a_text'],
    ['an empty software id', { software_id: '' }, 'error', 'software_id_not_a_text'],
    ['a software id that is a list', { software_id: ['x'] }, 'error', 'software_id_not_a_text'],
    ['an issuer that is not the software', { iss: 'Other' }, 'error', 'iss_not_software_id'],
    [
      'an issuer that another directory may know',
      { ...withStatement({ iss: 'Other', software_id: 'x' }), software_id: 'x' },
      'warning',
      'iss_not_software_id iss',
    ],
    ['a software_id that is not the statement’s', { software_id: 'Other' }, 'error', 'software_id_mismatch'],
    ['no audience', { aud: undefined }, 'error', 'aud_missing'],
    ['ourselves as audience', { aud: statement.org_id }, 'error', 'aud_not_the_bank'],
    ['another bank as audience', { aud: '001580000104OTHER0' }, 'error', 'aud_not_the_bank'],
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
      'redirect_not_in_ssa',
    ],
    ['a web redirect over http', { redirect_uris: ['http://app.example/cb'] }, 'error', 'redirect_not_https'],
    [
      'a native redirect over http',
      { application_type: 'native', redirect_uris: ['http://127.0.0.1:8080/cb'] },
      'sandbox',
      'redirect_localhost redirect_uris',
    ],
    ['a redirect to this machine', { redirect_uris: ['https://localhost/cb'] }, 'error', 'redirect_localhost'],
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
      'error',
      'role_does_not_cover_scope',
    ],
    [
      'a scope that its authority does not cover',
      withStatement({
        software_roles: ['AISP'],
        organisation_competent_authority_claims: { status: 'Active', authorisations: [] },
      }),
      'error',
      'role_does_not_cover_scope scope',
    ],
    ['the implicit grant', { grant_types: ['implicit'] }, 'error', 'grant_types_invalid'],
    ['a grant that nobody knows', { grant_types: ['code'] }, 'error', 'grant_types_invalid'],
    ['a text for grant_types', { grant_types: 'authorization_code' }, 'error', 'grant_types_invalid'],
    ['an implicit response type', { response_types: ['id_token token'] }, 'error', 'response_type_unsupported'],
    ['a client secret', { token_endpoint_auth_method: 'client_secret_basic' }, 'strict', 'auth_method_not_fapi'],
    ['no authentication', { token_endpoint_auth_method: 'none' }, 'error', 'auth_method_unsupported'],
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
    ['id_tokens RS256', { id_token_signed_response_alg: 'RS256' }, 'strict', 'rs256'],
    ['unsecured request objects', { request_object_signing_alg: 'none' }, 'strict', 'alg_none'],
    ['no application_type', { application_type: undefined }, 'strict', 'application_type_unknown'],
    ['an application_type of its own', { application_type: 'desktop' }, 'strict', 'application_type_unknown'],
    ['the application_type of DCR 3.3', { application_type: 'mobile' }, 'warning', 'application_type_mobile'],
    ['a UUID for a statement', { software_statement: registration.jti }, 'error', 'software_statement_uuid'],
    ['a statement that is no JWT', { software_statement: 'eyJ' }, 'error', 'software_statement_not_jws'],
    [
      'a statement that nobody signed',
      { software_statement: token({ alg: 'none' }, statement) },
      'strict',
      'software_statement_unsigned',
    ],
    [
      'a statement of the other Directory',
      withStatement({ software_environment: 'production' }),
      'error',
      'environment_mismatch software_statement',
    ],
    [
      'a statement of yesterday',
      withStatement({ iat: second - 86_400 }),
      'info',
      'statement_not_fresh software_statement',
    ],
    ['exp passed', { exp: second - 1, iat: second - 60 }, 'error', 'exp_past'],
    ['exp before iat', { exp: second - 1 }, 'error', 'exp_before_iat'],
    ['exp to come, and before nbf', { exp: second + 30, nbf: second + 50 }, 'warning', 'exp_before_nbf'],
    ['exp in milliseconds', { exp: now + 300_000 }, 'error', 'exp_in_milliseconds'],
    ['iat in a fraction', { iat: second - 0.5 }, 'error', 'iat_not_seconds'],
    ['iat as a text', { iat: String(second) }, 'error', 'iat_not_seconds'],
    ['iat in the future', { iat: second + 120 }, 'error', 'iat_in_the_future'],
    ['two hours to live', { exp: second + 7200 }, 'warning', 'lifetime_long'],
    ['a secret in it', { client_secret: 'x' }, 'warning', 'claim_of_the_answer'],
    ['its certificate in the header', header({ x5c: ['MII'] }), 'strict', 'key_in_header'],
    ['the address of its certificate', header({ x5u: 'https://x' }), 'strict', 'key_in_header'],
    ['its key in the header', header({ jwk: {} }), 'strict', 'key_in_header'],
    ['RS256', header({ alg: 'RS256' }), 'strict', 'rs256'],
    ['HS256', header({ alg: 'HS256' }), 'error', 'alg_unknown'],
    ['no signature', header({ alg: 'none' }), 'error', 'alg_none'],
    ['no kid', header({ kid: undefined }), 'error', 'kid_missing'],
    ['the typ of an access token of old', header({ typ: 'AT' }), 'warning', 'typ_wrong'],
  ],
  { organisationId: '0015800001041BANK0', environment: 'sandbox' },
);

test.each<[string, string[], RegExp]>([
  ['one', ['http://a.example/#a'], /^The redirect URI "http:\/\/a\.example\/#a" (is not https|has a fragment)\.$/],
  ['two', ['http://a.example/#a', 'http://b.example/#b'], /^The redirect URIs .* (are not https|have a fragment)\.$/],
])('a sentence agrees in number with what it is about: %s', (_name, redirect_uris, words) => {
  const messages = findingsOf(changed('registration-request', { redirect_uris }))
    .filter(({ code }) => /^redirect_(not_https|fragment)$/.test(code))
    .map(({ message }) => message);
  expect(messages).toHaveLength(2);
  for (const message of messages) expect(message).toMatch(words);
});
