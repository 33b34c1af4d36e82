/** What a registration is refused for: one line a case, named after what is wrong. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { signAssertion, statementClaims } from '../../../src/bank/directory/assertion.ts';
import type { IssuedStatement } from '../../../src/bank/directory/issue.ts';
import { thumbprintOf } from '../../../src/bank/directory/peer.ts';
import type { Authority } from '../../../src/bank/pki/authority.ts';
import { certificateOf } from '../../../src/bank/pki/pem.ts';
import type { ProfileName } from '../../../src/bank/profile/choice.ts';
import {
  addresses,
  guideClaims,
  keyOf,
  membersOf,
  type RegistrationBank,
  registrationBank,
  signed,
  strictClaims,
  temporaryAuthority,
} from '../../support/registration-bank.ts';

type Claims = Record<string, unknown>;

let authority: Authority;
let remove: () => void;
let banks: Record<ProfileName, RegistrationBank>;
let issued: IssuedStatement;
let other: IssuedStatement;
/** Of the same organisation as `issued`. */
let sibling: IssuedStatement;
let revoked: IssuedStatement;
let elliptic: IssuedStatement;

beforeAll(async () => {
  ({ authority, remove } = await temporaryAuthority());
  const permissive = await registrationBank(authority, { severalClients: true, ssaMaxAge: 1800 });
  const strict = await registrationBank(authority, {
    profile: 'strict',
    severalClients: true,
    store: permissive.store,
  });
  banks = { permissive, strict };
  const { directory } = permissive;
  issued = await directory.issue({ redirectUris: redirects });
  other = await directory.issue();
  sibling = await directory.issue({ organisationId: issued.organisationId });
  revoked = await directory.issue();
  elliptic = await directory.issue({ algorithm: 'ES256' });
  await directory.revoke(thumbprintOf(certificateOf(revoked.signing.certificate, 'certificate')));
}, 60_000);
afterAll(async () => {
  await Promise.all(Object.values(banks).map((bank) => bank.close()));
  remove();
});

const redirects = [
  'https://app.getpostman.com/oauth2/callback',
  'http://127.0.0.1:53682/callback',
  'https://localhost/callback',
  'https://127.0.0.1/callback',
  'http://tpp.example/callback',
  'myapp://callback',
  'javascript:alert(1)',
];
const now = () => Math.floor(Date.now() / 1000);

interface Attempt {
  profile?: ProfileName;
  /** Replaces or, with undefined, removes claims. */
  claims?: Claims | (() => Claims);
  header?: Claims;
  /** Instead of the signed JWT. */
  body?: (jwt: string) => string;
  contentType?: string;
  statement?: () => IssuedStatement;
  /** Makes the SSA from the directory's claims. */
  ssa?: (claims: Claims) => Claims;
  certificate?: () => string | undefined;
  key?: () => string;
}

async function attempt(asked: Attempt): Promise<{ status: number; error: unknown; description: string }> {
  const bank = banks[asked.profile ?? 'permissive'];
  const statement = asked.statement?.() ?? issued;
  const claims = (asked.profile === 'strict' ? strictClaims : guideClaims)(statement);
  if (asked.ssa !== undefined) claims.software_statement = await altered(asked.ssa);
  Object.assign(claims, typeof asked.claims === 'function' ? asked.claims() : asked.claims);
  const header = { alg: 'PS256', kid: statement.kid, ...asked.header };
  const jwt = await signed(claims, asked.key?.() ?? keyOf(statement.signing), header);
  bank.present(asked.certificate === undefined ? statement.transport.certificate : asked.certificate());
  const response = await fetch(`${bank.url}/dynamic-client-registration/v3.2/register`, {
    method: 'POST',
    body: asked.body?.(jwt) ?? jwt,
    headers: { 'content-type': asked.contentType ?? 'application/jwt' },
  });
  const answer = await membersOf(response);
  return { status: response.status, error: answer.error, description: String(answer.error_description) };
}

async function altered(change: (claims: Claims) => Claims): Promise<string> {
  const { directory } = banks.permissive;
  const software = await directory.statement(issued.softwareId);
  const organisation = await directory.organisation(issued.organisationId);
  if (software === undefined || organisation === undefined) throw new Error('no such statement');
  const claims = statementClaims(organisation, software, addresses, Date.now());
  return signAssertion({ ...claims, ...change(claims) }, authority.directory);
}

const metadata = 'invalid_client_metadata';
const redirect = 'invalid_redirect_uri';
const statement = 'invalid_software_statement';
const unapproved = 'unapproved_software_statement';
const strict = { profile: 'strict' } as const;
const native = { application_type: 'native' };
const part = (index: number, change: (text: string) => string) => (jwt: string) =>
  jwt
    .split('.')
    .map((text, at) => (at === index ? change(text) : text))
    .join('.');
const encoded = (text: string) => Buffer.from(text).toString('base64url');
const changedByte = (jwt: string) =>
  part(1, (text) => (text[40] === 'A' ? text.replace(/^(.{40})A/, '$1B') : text.replace(/^(.{40})./, '$1A')))(jwt);
const unsigned = (jwt: string) => `${encoded('{"alg":"none","kid":"x"}')}.${jwt.split('.')[1]}.`;

// biome-ignore format: one line a case
const cases: [name: string, attempt: Attempt, error: string, names: RegExp][] = [
  // The JWT
  ['body empty', { body: () => ' ' }, metadata, /request JWT .*three parts/],
  ['body plain JSON', { body: () => '{"iss":"x"}' }, metadata, /request JWT is plain JSON/],
  ['two parts only', { body: (jwt) => jwt.slice(0, jwt.lastIndexOf('.')) }, metadata, /three parts/],
  ['five parts', { body: (jwt) => `${jwt}.a.b` }, metadata, /three parts.*has 5/],
  ['signature empty', { body: part(2, () => '') }, metadata, /not signed/],
  ['signature with padding', { body: part(2, (text) => `${text}==`) }, metadata, /signature .*base64url/],
  ['header no JSON', { body: part(0, () => encoded('alg')) }, metadata, /header that is not JSON/],
  ['header an array', { body: part(0, () => encoded('[]')) }, metadata, /header that is not a JSON object/],
  ['payload no JSON', { body: part(1, () => encoded('{')) }, metadata, /payload that is not JSON/],
  ['payload a text', { body: part(1, () => encoded('"x"')) }, metadata, /payload that is not a JSON object/],
  ['payload not UTF-8', { body: part(1, () => Buffer.from([123, 34, 255, 34, 58, 49, 125]).toString('base64url')) }, metadata, /payload that is not UTF-8/],
  ['member twice', { body: part(1, (text) => encoded(Buffer.from(text, 'base64url').toString().replace('{', '{"iss":"x",'))) }, metadata, /member "iss" twice/],
  ['member twice, escaped, deep', { body: part(1, () => encoded('{"a":[{"b":1,"\\u0062":2}]}')) }, metadata, /member "b" twice/],
  ['payload nested 20,000 deep', { body: part(1, () => encoded(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)) }, statement, /software_statement is missing/],
  ['alg none', { body: unsigned }, metadata, /alg is none/],
  ['alg HS256', { body: part(0, () => encoded('{"alg":"HS256","kid":"x"}')) }, metadata, /"HS256"/],
  ['alg RS256 at a strict bank', { ...strict, header: { alg: 'RS256' } }, metadata, /"RS256".*PS256/],
  ['alg PS512', { header: { alg: 'PS512' } }, metadata, /"PS512"/],
  ['crit in the header', { body: part(0, () => encoded('{"alg":"PS256","kid":"x","crit":["b64"],"b64":true}')) }, metadata, /crit/],
  ['embedded jwk', { header: { jwk: { kty: 'RSA' } } }, metadata, /jwk in its header/],
  ['embedded x5c', { header: { x5c: [] } }, metadata, /x5c in its header/],
  ['embedded x5u', { header: { x5u: 'https://tpp.example' } }, metadata, /x5u in its header/],
  ['embedded jku', { header: { jku: 'https://tpp.example' } }, metadata, /jku in its header/],
  ['typ of another kind', { header: { typ: 'at+jwt' } }, metadata, /typ/],
  ['no kid', { header: { kid: undefined } }, metadata, /no kid/],
  ['kid empty', { header: { kid: '' } }, metadata, /no kid/],
  ['kid unknown', { header: { kid: 'nobody' } }, metadata, /kid "nobody".*\.jwks/],
  ["kid another organisation's", { header: { get kid() { return other.kid; } } }, metadata, /kid .* not in/],
  ['an elliptic signature for an RSA kid', { key: () => keyOf(elliptic.signing), header: { alg: 'ES256' } }, metadata, /is signed ES256, and its kid .* is of an RSA key: sign with PS256/],
  ['an RSA signature for an elliptic kid', { statement: () => elliptic, key: () => keyOf(issued.signing) }, metadata, /is signed PS256, and its kid .* is of an EC key of the curve P-256: sign with ES256/],
  ['alg ES384', { body: part(0, () => encoded('{"alg":"ES384","kid":"x"}')) }, metadata, /"ES384" .*takes PS256, ES256, RS256/],
  ['wrong key for the kid', { key: () => keyOf(other.signing) }, metadata, /signature/],
  ['payload changed by one byte', { body: (jwt) => part(1, (text) => encoded(Buffer.from(text, 'base64url').toString().replace('web', 'wex')))(jwt) }, metadata, /signature/],
  ['signing certificate revoked', { statement: () => revoked }, metadata, /kid .*revoked/],
  // The software statement
  ['SSA missing', { claims: { software_statement: undefined } }, statement, /software_statement is missing/],
  ['SSA a number', { claims: { software_statement: 1 } }, statement, /software_statement is not a text/],
  ['SSA a UUID', { claims: { software_statement: randomUUID() } }, statement, /software_statement is not a JWS/],
  ['SSA changed by one byte', { claims: () => ({ software_statement: changedByte(issued.ssa) }) }, statement, /software_statement/],
  ['SSA unsigned', { claims: () => ({ software_statement: unsigned(issued.ssa) }) }, statement, /software_statement .*alg is none/],
  ['SSA with the signature of another', { claims: () => ({ software_statement: part(2, () => other.ssa.split('.')[2] ?? '')(issued.ssa) }) }, statement, /signature/],
  ['SSA in the future', { ssa: () => ({ iat: now() + 600 }) }, statement, /software_statement .*iat in the future/],
  ['SSA too old', { ssa: () => ({ iat: now() - 3600 }) }, statement, /software_statement .*iat 36\d\d seconds old/],
  ['SSA without software_id', { ssa: () => ({ software_id: undefined }) }, statement, /software_id/],
  ['SSA of production', { ssa: () => ({ software_environment: 'production' }) }, unapproved, /software_environment/],
  ['organisation withdrawn', { ssa: () => ({ org_status: 'Withdrawn' }) }, unapproved, /org_status/],
  ['authority status revoked', { ssa: (claims) => ({ organisation_competent_authority_claims: { ...Object(claims.organisation_competent_authority_claims), status: 'Revoked' } }) }, unapproved, /organisation_competent_authority_claims\.status/],
  ['software not in the directory', { ssa: () => ({ software_id: 'A'.repeat(22) }) }, unapproved, /software_id/],
  // The connection
  ['no client certificate', { certificate: () => undefined }, statement, /TLS client certificate: none/],
  ["another organisation's certificate", { certificate: () => other.transport.certificate }, statement, /TLS client certificate is of the organisation 00158\w{13}, and the client is of 00158/],
  ["another software's certificate", { certificate: () => sibling.transport.certificate }, statement, /TLS client certificate is of the software statement \w{22} of the same organisation/],
  ['signing certificate as client certificate', { certificate: () => issued.signing.certificate }, statement, /TLS client certificate: .*signing certificate/],
  ['certificate that nobody lists', { certificate: () => authority.caPem }, statement, /neither issued by the directory nor listed/],
  // The claims' form
  ['iss missing', { claims: { iss: undefined } }, metadata, /^iss is missing/],
  ['iss a number', { claims: { iss: 7 } }, metadata, /^iss/],
  ['iss another software', { claims: { iss: 'B'.repeat(22) } }, metadata, /^iss .*software_id/],
  ['iss too long', { claims: { iss: 'B'.repeat(400) } }, metadata, /^iss/],
  ['software_id another', { claims: { software_id: 'B'.repeat(22) } }, metadata, /^software_id/],
  ['aud missing', { claims: { aud: undefined } }, metadata, /^aud is missing/],
  ["aud another bank's", { claims: { aud: '0015800001041RHAAY' } }, metadata, /^aud .*0015800001ZEc3hAAD/],
  ["aud the issuer's URL at a strict bank", { ...strict, claims: { aud: addresses.issuer } }, metadata, /^aud/],
  ['iat missing', { claims: { iat: undefined } }, metadata, /^iat is missing/],
  ['iat a text', { claims: { iat: '1700000000' } }, metadata, /^iat .*whole seconds/],
  ['iat with fractions', { claims: { iat: 1700000000.5 } }, metadata, /^iat .*whole seconds/],
  ['iat in the future', { claims: () => ({ iat: now() + 600, exp: now() + 1200 }) }, metadata, /^iat .*future/],
  ['iat in milliseconds', { claims: () => ({ iat: Date.now() }) }, metadata, /^iat .*milliseconds/],
  ['exp missing', { claims: { exp: undefined } }, metadata, /^exp is missing/],
  ['exp in the past', { claims: () => ({ iat: now() - 7200, exp: now() - 1 }) }, metadata, /^exp .*past/],
  ['exp in milliseconds', { claims: () => ({ exp: Date.now() + 3_600_000 }) }, metadata, /^exp .*milliseconds/],
  ['exp before iat', { claims: () => ({ iat: now() + 30, exp: now() + 10 }) }, metadata, /^exp .*iat/],
  ['jti missing', { claims: { jti: undefined } }, metadata, /^jti is missing/],
  ['jti no UUID', { claims: { jti: 'one' } }, metadata, /^jti .*UUID/],
  ['jti a UUID of version 1', { claims: { jti: '5d2f2b0e-9b0a-11ee-8c90-0242ac120002' } }, metadata, /^jti .*version 4/],
  // Redirects
  ['redirect_uris empty', { claims: { redirect_uris: [] } }, redirect, /^redirect_uris/],
  ['redirect_uris a text', { claims: { redirect_uris: redirects[0] } }, redirect, /^redirect_uris/],
  ['a redirect that the SSA lacks', { claims: { redirect_uris: ['https://tpp.example/other'] } }, redirect, /^redirect_uris .*tpp\.example\/other/],
  ['a redirect too long', { claims: { redirect_uris: [`https://a/${'b'.repeat(300)}`] } }, redirect, /^redirect_uris .*256/],
  ['web with loopback http', { claims: { redirect_uris: [redirects[1]] } }, redirect, /^redirect_uris .*application_type native/],
  ['web with https localhost', { claims: { redirect_uris: [redirects[2]] } }, redirect, /^redirect_uris .*localhost/],
  ['web with a custom scheme', { claims: { redirect_uris: [redirects[5]] } }, redirect, /^redirect_uris .*application_type native/],
  ['native with https on loopback', { claims: { ...native, redirect_uris: [redirects[3]] } }, redirect, /^redirect_uris .*loopback/],
  ['native with http elsewhere', { claims: { ...native, redirect_uris: [redirects[4]] } }, redirect, /^redirect_uris .*loopback/],
  ['native with a scheme that browsers run', { claims: { ...native, redirect_uris: [redirects[6]] } }, redirect, /^redirect_uris .*javascript:/],
  ['loopback http at a strict bank', { ...strict, claims: { ...native, redirect_uris: [redirects[1]] } }, redirect, /^redirect_uris .*https only/],
  ['loopback https at a strict bank', { ...strict, claims: { redirect_uris: [redirects[3]] } }, redirect, /^redirect_uris .*loopback/],
  ['custom scheme at a strict bank', { ...strict, claims: { ...native, redirect_uris: [redirects[5]] } }, redirect, /^redirect_uris .*https only/],
  // Metadata
  ['application_type missing', { claims: { application_type: undefined } }, metadata, /^application_type is missing/],
  ['application_type unknown', { claims: { application_type: 'desktop' } }, metadata, /^application_type .*web, native, mobile/],
  ['scope missing, scopes given', { claims: { scope: undefined, scopes: 'openid' } }, metadata, /^scope is missing.*scopes/],
  ['scope an array', { claims: { scope: ['openid'] } }, metadata, /^scope/],
  ['scope with commas', { claims: { scope: 'openid,accounts' } }, metadata, /^scope .*commas/],
  ['scope unknown', { claims: { scope: 'openid toString' } }, metadata, /^scope .*toString/],
  ['scope without its role', { ssa: () => ({ software_roles: ['AISP'] }) }, metadata, /^scope has payments.*software_roles has AISP/],
  ["scope without the authority's role", { ssa: () => ({ organisation_competent_authority_claims: { status: 'Active', authorisations: [{ member_state: 'GB', roles: ['AISP'] }] } }) }, metadata, /^scope has payments.*organisation_competent_authority_claims/],
  ['grant_types missing', { claims: { grant_types: undefined } }, metadata, /^grant_types is missing/],
  ['grant_types empty', { claims: { grant_types: [] } }, metadata, /^grant_types/],
  ['grant type unknown', { claims: { grant_types: ['password'] } }, metadata, /^grant_types has "password"/],
  ['response type token', { claims: { response_types: ['token'] } }, metadata, /^response_types has "token".*code id_token/],
  ['response_types a text', { claims: { response_types: 'code' } }, metadata, /^response_types/],
  ['response_types empty with authorization_code', { claims: { response_types: [] } }, metadata, /^response_types is empty/],
  ['response_types without authorization_code', { claims: { grant_types: ['client_credentials'] } }, metadata, /^response_types .*authorization_code/],
  ['subject_type pairwise', { claims: { subject_type: 'pairwise' } }, metadata, /^subject_type/],
  ['id_token alg missing', { claims: { id_token_signed_response_alg: undefined } }, metadata, /^id_token_signed_response_alg is missing/],
  ['id_token alg none', { claims: { id_token_signed_response_alg: 'none' } }, metadata, /^id_token_signed_response_alg/],
  ['id_token alg RS256 at a strict bank', { ...strict, claims: { id_token_signed_response_alg: 'RS256' } }, metadata, /^id_token_signed_response_alg .*PS256/],
  ['request object alg missing', { claims: { request_object_signing_alg: undefined } }, metadata, /^request_object_signing_alg is missing/],
  ['request object alg HS256', { claims: { request_object_signing_alg: 'HS256' } }, metadata, /^request_object_signing_alg/],
  ['request object alg none at a strict bank', { ...strict, claims: { request_object_signing_alg: 'none' } }, metadata, /^request_object_signing_alg .*strict/],
  ['auth method missing', { claims: { token_endpoint_auth_method: undefined } }, metadata, /^token_endpoint_auth_method is missing/],
  ['auth method none', { claims: { token_endpoint_auth_method: 'none' } }, metadata, /^token_endpoint_auth_method/],
  ['client_secret_basic at a strict bank', { ...strict, claims: { token_endpoint_auth_method: 'client_secret_basic' } }, metadata, /^token_endpoint_auth_method .*strict/],
  ['private_key_jwt without its alg', { ...strict, claims: { token_endpoint_auth_signing_alg: undefined } }, metadata, /^token_endpoint_auth_signing_alg is missing/],
  ['auth alg RS256 at a strict bank', { ...strict, claims: { token_endpoint_auth_signing_alg: 'RS256' } }, metadata, /^token_endpoint_auth_signing_alg/],
  ['tls_client_auth without its subject', { claims: { token_endpoint_auth_method: 'tls_client_auth' } }, metadata, /^tls_client_auth_subject_dn is missing/],
  ['tls_client_auth with another subject', { claims: { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=x,C=GB' } }, metadata, /^tls_client_auth_subject_dn .*"CN=x,C=GB"/],
  ['a subject without tls_client_auth', { claims: { tls_client_auth_subject_dn: 'CN=x,C=GB' } }, metadata, /^tls_client_auth_subject_dn is given/],
];

describe('a registration is refused', () => {
  it.each(cases)('%s', async (_name, asked, error, names) => {
    const before = banks.permissive.clients.saved.size;
    const answer = await attempt(asked);
    expect(answer).toEqual({ status: 400, error, description: expect.stringMatching(names) });
    expect(answer.description.length).toBeLessThanOrEqual(500);
    expect(banks.permissive.clients.saved.size).toBe(before);
  });

  it('of another content type with 415', async () => {
    const answer = await attempt({ contentType: 'application/json' });
    expect(answer).toEqual({ status: 415, error: metadata, description: expect.stringContaining('application/jose') });
  });

  it('over 64 kB with 413', async () => {
    const answer = await attempt({ body: () => 'a'.repeat(70_000) });
    expect(answer).toMatchObject({ status: 413, error: metadata });
  });

  it('whose jti was used before, whatever its case', async () => {
    const jti = randomUUID();
    expect(await attempt({ claims: { jti } })).toMatchObject({ status: 201 });
    expect(await attempt({ claims: { jti: jti.toUpperCase() } })).toEqual({
      status: 400,
      error: metadata,
      description: expect.stringMatching(/^jti .*used before/),
    });
  });

  it('when the organisation lost its standing after the assertion was made', async () => {
    const { directory } = banks.permissive;
    await directory.setStatus(other.organisationId, 'Revoked');
    onTestFinished(() => directory.setStatus(other.organisationId, 'Active'));
    expect(await attempt({ statement: () => other })).toEqual({
      status: 400,
      error: unapproved,
      description: expect.stringContaining('Revoked in the directory'),
    });
  });

  it('whose times are a second beyond the last that are taken', async () => {
    const { clock } = banks.permissive;
    const running = clock.now;
    const moment = Date.now();
    clock.now = () => moment;
    onTestFinished(() => {
      clock.now = running;
    });
    const iat = Math.floor(moment / 1000);
    const times: [claims: Claims, status: number][] = [
      [{ iat: iat + 60, exp: iat + 61 }, 201],
      [{ iat: iat + 61, exp: iat + 62 }, 400],
      [{ iat: iat - 60, exp: iat + 1 }, 201],
      [{ iat: iat - 60, exp: iat }, 400],
      [{ iat: iat + 30, exp: iat + 30 }, 400],
    ];
    const statuses: number[] = [];
    for (const [claims] of times) statuses.push((await attempt({ claims })).status);
    expect(statuses).toEqual(times.map(([, status]) => status));
  });

  it('when its certificates have ended', async () => {
    const { clock } = banks.permissive;
    clock.ahead = 400 * 24 * 3600 * 1000;
    onTestFinished(() => {
      clock.ahead = 0;
    });
    const iat = Math.floor(clock.now() / 1000);
    const answer = await attempt({ ssa: () => ({ iat }), claims: { iat, exp: iat + 60 } });
    expect(answer).toEqual({
      status: 400,
      error: statement,
      description: expect.stringMatching(/certificate ended 2/),
    });
  });
});
