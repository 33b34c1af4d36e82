/** Every trap of domain.md §0, §2 and §9, one line a case: what is changed in a good request, and what the preflight says. */
import { expect, test } from 'vitest';
import { readSoftwareStatement } from '../../../src/tpp/directory/software-statement.ts';
import { signJwt, unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { errorsIn } from '../../../src/tpp/registration/finding.ts';
import { preflight } from '../../../src/tpp/registration/preflight.ts';
import type { RegistrationFacts } from '../../../src/tpp/rules/registration-facts.ts';
import {
  certificate,
  loopbackRedirect,
  now,
  otherKey,
  seconds,
  statementClaims,
  webRedirect,
} from '../tpp-journey/stub.ts';
import { assertion, facts, goodClaims, goodHeader } from '../tpp-rules/registration-cases.ts';

const context: RegistrationFacts = { ...facts, permissive: false };
const permissive: RegistrationFacts = { ...facts, permissive: true };
const good = goodClaims;
const header = goodHeader;

const withStatement = (changes: Record<string, unknown>): Partial<RegistrationFacts> => ({
  statement: readSoftwareStatement(
    unsecuredJwt({ ...statementClaims, ...changes }).replace(/^[^.]+/, assertion.split('.')[0] ?? ''),
  ),
});
const foreignCertificate = { ...certificate, commonName: '00158AnotherOrgani', organisationIdentifier: undefined };
const fresh = (changes: Record<string, unknown>) => {
  const { statement: changed } = withStatement(changes);
  return { context: { statement: changed }, claims: { software_statement: changed?.assertion } };
};

interface Case {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  context?: Partial<RegistrationFacts>;
  strict: string[];
  permissive?: string[];
}

const cases: Record<string, Case> = {
  'nothing wrong': { strict: [] },
  'scopes for scope': {
    claims: { scopes: ['openid', 'accounts'], scope: undefined },
    strict: ['error scopes_for_scope'],
  },
  'no scope': { claims: { scope: undefined }, strict: ['error scope_missing'] },
  'scope with commas': { claims: { scope: 'openid,accounts' }, strict: ['error scope_with_commas'] },
  'scope without openid': { claims: { scope: 'accounts' }, strict: ['warning scope_without_openid'] },
  'scope that the bank has not': { claims: { scope: 'openid accounts cards' }, strict: ['error scope_unknown'] },
  'scope that no role covers': {
    claims: { scope: 'openid fundsconfirmations' },
    strict: ['error role_does_not_cover_scope'],
  },
  'role that the authority withholds': {
    ...fresh({ organisation_competent_authority_claims: { authorisations: [{ roles: ['AISP'] }] } }),
    strict: ['error role_does_not_cover_scope'],
  },
  'no iss': { claims: { iss: undefined }, strict: ['error iss_missing'] },
  'iss of another': { claims: { iss: 'Other' }, strict: ['error iss_not_software_id'] },
  'software_id of another': { claims: { software_id: 'Other' }, strict: ['error software_id_mismatch'] },
  'no aud': { claims: { aud: undefined }, strict: ['error aud_missing'] },
  'aud of another bank': { claims: { aud: '0015800001ZEc3hAAD' }, strict: ['error aud_not_the_bank'] },
  'aud is ourselves': {
    claims: { aud: statementClaims.org_id },
    context: { audienceKnown: false },
    strict: ['error aud_not_the_bank'],
  },
  'aud that nobody knows': {
    claims: { aud: 'x' },
    context: { audienceKnown: false },
    strict: ['warning aud_not_the_bank'],
  },
  'no software_statement': { claims: { software_statement: undefined }, strict: ['error software_statement_missing'] },
  'software_statement is a UUID': {
    claims: { software_statement: '6f1f2f7e-3a52-4a6e-9a53-0f2f1c9b7c11' },
    strict: ['error software_statement_uuid'],
  },
  'software_statement is no JWS': {
    claims: { software_statement: 'eyJ' },
    strict: ['error software_statement_not_jws'],
  },
  'software_statement of another': {
    claims: { software_statement: await signJwt({ ...statementClaims, jti: 'b' }, otherKey) },
    strict: ['warning software_statement_other'],
  },
  'no jti': { claims: { jti: undefined }, strict: ['error jti_missing'] },
  'jti no UUIDv4': { claims: { jti: '6f1f2f7e-3a52-1a6e-9a53-0f2f1c9b7c11' }, strict: ['error jti_not_uuid4'] },
  'jti with a character before it': { claims: { jti: `x${good.jti}` }, strict: ['error jti_not_uuid4'] },
  'jti with a character behind it': { claims: { jti: `${good.jti}x` }, strict: ['error jti_not_uuid4'] },
  'software_statement with a UUID at its end': {
    claims: { software_statement: `eyJ.${good.jti}` },
    strict: ['error software_statement_not_jws'],
  },
  'software_statement with a UUID at its beginning': {
    claims: { software_statement: `${good.jti}.eyJ` },
    strict: ['error software_statement_not_jws'],
  },
  'jti in capitals': { claims: { jti: '6F1F2F7E-3A52-4A6E-9A53-0F2F1C9B7C11' }, strict: [] },
  'no kid': { header: { kid: undefined }, strict: ['error kid_missing'] },
  'kid of another key': { header: { kid: 'SVWos4zW' }, strict: ['error kid_not_the_keys'] },
  'alg RS256': { header: { alg: 'RS256' }, strict: ['error rs256'], permissive: ['warning rs256'] },
  'alg none': { header: { alg: 'none' }, strict: ['error alg_none'] },
  'ES256 of an RSA key': {
    header: { alg: 'ES256' },
    claims: { request_object_signing_alg: 'ES256', id_token_signed_response_alg: 'ES256' },
    context: { keyAlgorithm: 'PS256' },
    strict: ['error alg_of_other_key', 'error alg_of_other_key'],
  },
  'PS256 of an EC key': {
    context: { keyAlgorithm: 'ES256' },
    strict: ['error alg_of_other_key', 'error alg_of_other_key', 'error alg_of_other_key'],
  },
  'an EC key and ES256': {
    header: { alg: 'ES256' },
    claims: { request_object_signing_alg: 'ES256', token_endpoint_auth_signing_alg: 'ES256' },
    context: { keyAlgorithm: 'ES256' },
    strict: [],
  },
  'alg HS256': { header: { alg: 'HS256' }, strict: ['error alg_unknown'] },
  'id_token RS256': {
    claims: { id_token_signed_response_alg: 'RS256' },
    strict: ['error rs256'],
    permissive: ['warning rs256'],
  },
  'id_token alg absent': {
    claims: { id_token_signed_response_alg: undefined },
    strict: ['error id_token_signed_response_alg_missing'],
  },
  'request object none': {
    claims: { request_object_signing_alg: 'none' },
    strict: ['error alg_none'],
    permissive: ['warning alg_none'],
  },
  'request object none in production': {
    claims: { request_object_signing_alg: 'none' },
    context: { environment: 'production', ...fresh({ software_environment: 'production' }).context },
    strict: ['warning software_statement_other', 'error alg_none'],
  },
  'private_key_jwt without its alg': {
    claims: { token_endpoint_auth_signing_alg: undefined },
    strict: ['error token_endpoint_auth_signing_alg_missing'],
  },
  'no redirect_uris': { claims: { redirect_uris: undefined }, strict: ['information redirect_uris_missing'] },
  'redirect_uris a text': { claims: { redirect_uris: webRedirect }, strict: ['error redirect_uris_not_a_list'] },
  'redirect that the SSA lacks': {
    claims: { redirect_uris: [`${webRedirect}/`] },
    strict: ['error redirect_not_in_ssa'],
  },
  'redirect on this machine': { claims: { redirect_uris: [loopbackRedirect] }, strict: ['error redirect_localhost'] },
  'redirect on this machine, native': {
    claims: { redirect_uris: [loopbackRedirect], application_type: 'native' },
    strict: ['error redirect_localhost'],
    permissive: ['information redirect_localhost'],
  },
  'redirect of a custom scheme': {
    claims: { redirect_uris: ['vscode://us.app/callback'], application_type: 'native' },
    context: withStatement({ software_redirect_uris: ['vscode://us.app/callback'] }),
    strict: ['warning software_statement_other', 'error redirect_not_https'],
    permissive: ['warning software_statement_other', 'information redirect_not_https'],
  },
  'redirect too long': {
    claims: { redirect_uris: [`https://app.example/${'a'.repeat(250)}`] },
    strict: ['error redirect_too_long'],
  },
  'grant_types a text': { claims: { grant_types: 'authorization_code' }, strict: ['error grant_types_invalid'] },
  'grant type implicit': { claims: { grant_types: ['implicit'] }, strict: ['error grant_types_invalid'] },
  'response type token': { claims: { response_types: ['token'] }, strict: ['error response_type_unsupported'] },
  'an auth method that nobody knows, where nothing is listed': {
    claims: { token_endpoint_auth_method: 'password' },
    context: { authMethodsOffered: undefined },
    strict: ['error auth_method_unsupported'],
  },
  'an auth method that the bank lists and nobody here knows': {
    claims: { token_endpoint_auth_method: 'attest_jwt_client_auth' },
    context: { authMethodsOffered: ['attest_jwt_client_auth'] },
    strict: ['warning auth_method_unknown'],
  },
  'HS256 for assertions by a secret': {
    claims: { token_endpoint_auth_method: 'client_secret_jwt', token_endpoint_auth_signing_alg: 'HS256' },
    context: { authMethodsOffered: ['client_secret_jwt'] },
    strict: ['warning auth_method_not_fapi'],
  },
  'no auth method': { claims: { token_endpoint_auth_method: undefined }, strict: ['error auth_method_missing'] },
  'auth method not offered': {
    claims: { token_endpoint_auth_method: 'client_secret_post' },
    strict: ['error auth_method_unsupported', 'error auth_method_not_fapi'],
    permissive: ['error auth_method_unsupported', 'warning auth_method_not_fapi'],
  },
  client_secret_basic: {
    claims: { token_endpoint_auth_method: 'client_secret_basic' },
    strict: ['warning auth_method_not_fapi'],
  },
  'tls_client_auth without DN': {
    claims: { token_endpoint_auth_method: 'tls_client_auth' },
    strict: ['error subject_dn_missing'],
  },
  'tls_client_auth with another DN': {
    claims: { token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=Other' },
    strict: ['error subject_dn_mismatch'],
  },
  'tls_client_auth with our DN, spelled another way': {
    claims: {
      token_endpoint_auth_method: 'tls_client_auth',
      tls_client_auth_subject_dn:
        'CN=00158OurOrganisati,organizationIdentifier=PSDGB-OB-Unknown00158OurOrganisati,O=Us,C=GB',
    },
    strict: [],
  },
  'DN without tls_client_auth': {
    claims: { tls_client_auth_subject_dn: 'CN=x' },
    strict: ['warning subject_dn_unused'],
  },
  'application_type mobile': { claims: { application_type: 'mobile' }, strict: ['warning application_type_mobile'] },
  'application_type absent': {
    claims: { application_type: undefined },
    strict: ['error application_type_unknown'],
    permissive: ['warning application_type_unknown'],
  },
  'transport certificate of another organisation': {
    context: { transportCertificate: foreignCertificate },
    strict: ['error certificate_of_another_organisation'],
  },
  'signing certificate of another organisation': {
    context: { signingCertificate: foreignCertificate },
    strict: ['error certificate_of_another_organisation'],
  },
  'certificate that names another organisation in its organizationIdentifier alone': {
    context: {
      transportCertificate: {
        ...foreignCertificate,
        commonName: undefined,
        organisationIdentifier: 'PSDGB-OB-Unknown00158AnotherOrgani',
      },
    },
    strict: ['error certificate_of_another_organisation'],
  },
  'certificate that names nobody': {
    context: { transportCertificate: { ...foreignCertificate, commonName: undefined } },
    strict: [],
  },
  'legacy certificate with OU and CN': {
    context: {
      transportCertificate: { ...foreignCertificate, commonName: 'x', organisationalUnit: statementClaims.org_id },
    },
    strict: [],
  },
  'self-signed certificate': {
    context: { transportCertificate: { ...foreignCertificate, selfSigned: true } },
    strict: [],
  },
  'SSA too old': { context: { ssaMaxAge: 30 }, strict: ['error ssa_too_old'] },
  'SSA from the future': { ...fresh({ iat: seconds + 600 }), strict: ['error ssa_in_the_future'] },
  'SSA of a withdrawn organisation': {
    ...fresh({ org_status: 'Withdrawn' }),
    strict: ['error organisation_not_active'],
  },
  'SSA unsigned': {
    context: { statement: { ...facts.statement, kind: 'unsigned' } },
    strict: ['error software_statement_unsigned'],
    permissive: ['warning software_statement_unsigned'],
  },
  'SSA of production at a sandbox': {
    ...fresh({ software_environment: 'production' }),
    strict: ['error environment_mismatch'],
  },
  'no iat': { claims: { iat: undefined }, strict: ['error iat_missing'] },
  'iat in milliseconds': { claims: { iat: now }, strict: ['error iat_in_milliseconds'] },
  'exp in milliseconds': { claims: { exp: now + 300_000 }, strict: ['error exp_in_milliseconds'] },
  'iat a text': { claims: { iat: 'now' }, strict: ['error iat_not_seconds'] },
  'iat in the future': { claims: { iat: seconds + 200 }, strict: ['error iat_in_the_future'] },
  'exp past': { claims: { iat: seconds - 600, exp: seconds - 300 }, strict: ['error exp_past'] },
  'exp before iat': { claims: { iat: seconds + 30, exp: seconds + 20 }, strict: ['error exp_before_iat'] },
  'valid for a day': { claims: { exp: seconds + 86_400 }, strict: ['warning lifetime_long'] },
};

const said = (given: RegistrationFacts, { claims, header: changed, context: around }: Case) =>
  preflight({ ...good, ...claims }, { ...header, ...changed }, { ...given, ...around }).map(
    ({ severity, code }) => `${severity} ${code}`,
  );

test.each(Object.entries(cases))('a strict bank: %s', (_name, each) => {
  expect(said(context, each)).toEqual(each.strict);
});

test.each(Object.entries(cases))('a permissive bank: %s', (_name, each) => {
  expect(said(permissive, each)).toEqual(each.permissive ?? each.strict);
});

test.each<[string, string[], RegExp]>([
  ['one', ['tpp://a'], /^The redirect URI "tpp:\/\/a" is not https\.$/],
  ['two', ['tpp://a', 'tpp://b'], /^The redirect URIs "tpp:\/\/a", "tpp:\/\/b" are not https\.$/],
])('a sentence agrees in number with what it is about: %s', (_name, redirect_uris, words) => {
  const found = preflight({ ...good, redirect_uris }, header, context);
  expect(found.find(({ code }) => code === 'redirect_not_https')?.message).toMatch(words);
});

test('an error stops the sending, a warning does not', () => {
  expect(errorsIn(preflight({ ...good, iss: undefined }, header, context))).not.toEqual([]);
  expect(errorsIn(preflight({ ...good, application_type: 'mobile' }, header, context))).toEqual([]);
});

test('each finding says what to do and where, and its replacement satisfies the check', () => {
  for (const each of Object.values(cases)) {
    const given = { ...context, ...each.context };
    const changed = { header: { ...header, ...each.header }, claims: { ...good, ...each.claims } };
    for (const { code, fix, pointer, replacement } of preflight(changed.claims, changed.header, given)) {
      expect(fix).not.toBe('');
      expect(pointer).toMatch(/^\/(claims|header)\/\w+$/);
      if (replacement === undefined) continue;
      const [, part, name = ''] = replacement.pointer.split('/');
      const repaired =
        part === 'header'
          ? { ...changed, header: { ...changed.header, [name]: replacement.value } }
          : { ...changed, claims: { ...changed.claims, [name]: replacement.value, scopes: undefined } };
      const left = preflight(repaired.claims, repaired.header, given).filter(
        (other) => other.code === code && other.pointer === pointer,
      );
      expect(left).toEqual([]);
    }
  }
});
