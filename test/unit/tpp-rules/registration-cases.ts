/** Registration requests that something is wrong with, a line each: what is changed in a good one, and what is said of it by all who judge it. */
import { readSoftwareStatement } from '../../../src/tpp/directory/software-statement.ts';
import { signJwt } from '../../../src/tpp/jwt/sign.ts';
import type { RegistrationFacts } from '../../../src/tpp/rules/registration-facts.ts';
import {
  issuer as bankIssuer,
  certificate,
  loopbackRedirect,
  now,
  organisation,
  otherKey,
  ourKey,
  seconds,
  statementClaims,
  webRedirect,
} from '../tpp-journey/stub.ts';

export const assertion = await signJwt(statementClaims, otherKey);
const unsafeRedirects = ['http://us.example/cb', 'https://us.example/cb#x', 'us.app:/cb'];

export const goodClaims: Readonly<Record<string, unknown>> = {
  iss: statementClaims.software_id,
  iat: seconds,
  exp: seconds + 300,
  aud: organisation,
  jti: '6f1f2f7e-3a52-4a6e-9a53-0f2f1c9b7c11',
  redirect_uris: [webRedirect],
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: 'PS256',
  grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
  response_types: ['code id_token'],
  scope: 'openid accounts payments',
  application_type: 'web',
  subject_type: 'public',
  id_token_signed_response_alg: 'PS256',
  request_object_signing_alg: 'PS256',
  software_id: statementClaims.software_id,
  software_statement: assertion,
};
export const goodHeader = { alg: 'PS256', kid: ourKey.kid, typ: 'JWT' };

export const offered = {
  scopes_supported: ['openid', 'accounts', 'payments', 'fundsconfirmations'],
  response_types_supported: ['code', 'code id_token'],
  subject_types_supported: ['public'],
};

/** What is known of the bank that is asked. */
export const facts: RegistrationFacts = {
  statement: readSoftwareStatement(assertion),
  kid: ourKey.kid,
  keyAlgorithm: 'PS256',
  transportCertificate: certificate,
  signingCertificate: certificate,
  audiences: [organisation],
  audienceKnown: true,
  issuer: bankIssuer,
  environment: 'sandbox',
  authMethodsOffered: ['private_key_jwt', 'tls_client_auth', 'client_secret_basic'],
  responseTypesOffered: offered.response_types_supported,
  scopesOffered: offered.scopes_supported,
  subjectTypesOffered: offered.subject_types_supported,
  now,
};

/** `error` and `warning` where both banks say so; `strict` is an error at a strict bank and a warning else, `sandbox` right at the latter. */
type Weight = 'error' | 'warning' | 'information' | 'strict' | 'sandbox';
export interface Case {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  /** Weight, code and member of each finding. */
  said: [Weight, string, string][];
}
const claim = (changes: Record<string, unknown>, ...said: Case['said']): Case => ({ claims: changes, said });
const tls = { token_endpoint_auth_method: 'tls_client_auth', token_endpoint_auth_signing_alg: undefined };

export const cases: Record<string, Case> = {
  'nothing wrong': { said: [] },
  'scopes for scope': claim({ scopes: 'openid', scope: undefined }, ['error', 'scopes_for_scope', 'scopes']),
  'scopes beside scope': claim({ scopes: 'openid' }, ['warning', 'scopes_for_scope', 'scopes']),
  'a scope with commas': claim({ scope: 'openid,accounts' }, ['error', 'scope_with_commas', 'scope']),
  'no scope': claim({ scope: undefined }, ['error', 'scope_missing', 'scope']),
  'an empty scope': claim({ scope: ' ' }, ['error', 'scope_missing', 'scope']),
  'a list for scope': claim({ scope: ['openid'] }, ['error', 'scope_not_a_text', 'scope']),
  'a scope without openid': claim({ scope: 'accounts' }, ['warning', 'scope_without_openid', 'scope']),
  'a scope that the bank has not': claim({ scope: 'openid cheese' }, ['error', 'scope_unknown', 'scope']),
  'a scope that no role covers': claim({ scope: 'openid fundsconfirmations' }, [
    'error',
    'role_does_not_cover_scope',
    'scope',
  ]),
  'no iss': claim({ iss: undefined }, ['error', 'iss_missing', 'iss']),
  'the address of the software as iss': claim({ iss: 'https://us.example' }, ['error', 'iss_not_software_id', 'iss']),
  'another software as iss': claim({ iss: 'abcdefghij' }, ['error', 'iss_not_software_id', 'iss']),
  'a number as iss': claim({ iss: 7 }, ['error', 'iss_not_a_text', 'iss']),
  'another software_id': claim({ software_id: 'zzz' }, ['error', 'software_id_mismatch', 'software_id']),
  'no aud': claim({ aud: undefined }, ['error', 'aud_missing', 'aud']),
  'another bank as aud': claim({ aud: '0015800001041RbAAI' }, ['error', 'aud_not_the_bank', 'aud']),
  'ourselves as aud': claim({ aud: statementClaims.software_id }, ['error', 'aud_not_the_bank', 'aud']),
  'the issuer as aud': claim({ aud: bankIssuer }, ['strict', 'aud_not_the_bank', 'aud']),
  'no jti': claim({ jti: undefined }, ['error', 'jti_missing', 'jti']),
  'a text as jti': claim({ jti: 'abc' }, ['error', 'jti_not_uuid4', 'jti']),
  'no kid': { header: { kid: undefined }, said: [['error', 'kid_missing', '/header/kid']] },
  'the kid of another key': { header: { kid: 'x' }, said: [['error', 'kid_not_the_keys', '/header/kid']] },
  'no iat': claim({ iat: undefined }, ['error', 'iat_missing', 'iat']),
  'iat in milliseconds': claim({ iat: now }, ['error', 'iat_in_milliseconds', 'iat']),
  'iat as a text': claim({ iat: String(seconds) }, ['error', 'iat_not_seconds', 'iat']),
  'iat in a fraction': claim({ iat: seconds - 0.5 }, ['error', 'iat_not_seconds', 'iat']),
  'iat in the future': claim({ iat: seconds + 100 }, ['error', 'iat_in_the_future', 'iat']),
  'exp past': claim({ iat: seconds - 300, exp: seconds - 10 }, ['error', 'exp_past', 'exp']),
  'exp past and before iat': claim({ exp: seconds - 10 }, ['error', 'exp_before_iat', 'exp']),
  'exp before iat': claim({ iat: seconds + 30, exp: seconds + 5 }, ['error', 'exp_before_iat', 'exp']),
  'exp at iat': claim({ iat: seconds + 30, exp: seconds + 30 }, ['error', 'exp_before_iat', 'exp']),
  'two hours to live': claim({ exp: seconds + 7200 }, ['warning', 'lifetime_long', 'exp']),
  'no redirect_uris': claim({ redirect_uris: undefined }, ['information', 'redirect_uris_missing', 'redirect_uris']),
  'a text as redirect_uris': claim({ redirect_uris: webRedirect }, [
    'error',
    'redirect_uris_not_a_list',
    'redirect_uris',
  ]),
  'a redirect to this machine': claim({ redirect_uris: [loopbackRedirect], application_type: 'native' }, [
    'sandbox',
    'redirect_localhost',
    'redirect_uris',
  ]),
  'a web client on this machine': claim({ redirect_uris: [loopbackRedirect] }, [
    'error',
    'redirect_localhost',
    'redirect_uris',
  ]),
  'a redirect that the statement has not': claim({ redirect_uris: ['https://x.example/cb'] }, [
    'error',
    'redirect_not_in_ssa',
    'redirect_uris',
  ]),
  'redirects that are wrong in themselves': claim(
    { redirect_uris: unsafeRedirects },
    ['error', 'redirect_not_https', 'redirect_uris'],
    ['error', 'redirect_fragment', 'redirect_uris'],
  ),
  'RS256 for id_tokens': claim({ id_token_signed_response_alg: 'RS256' }, [
    'strict',
    'rs256',
    'id_token_signed_response_alg',
  ]),
  'unsigned request objects': claim({ request_object_signing_alg: 'none' }, [
    'strict',
    'alg_none',
    'request_object_signing_alg',
  ]),
  'HS256 for assertions': claim({ token_endpoint_auth_signing_alg: 'HS256' }, [
    'error',
    'alg_unknown',
    'token_endpoint_auth_signing_alg',
  ]),
  'ES256 of an RSA key': claim({ request_object_signing_alg: 'ES256' }, [
    'error',
    'alg_of_other_key',
    'request_object_signing_alg',
  ]),
  'no algorithm for assertions': claim({ token_endpoint_auth_signing_alg: undefined }, [
    'error',
    'token_endpoint_auth_signing_alg_missing',
    'token_endpoint_auth_signing_alg',
  ]),
  'no algorithm for request objects': claim({ request_object_signing_alg: undefined }, [
    'error',
    'request_object_signing_alg_missing',
    'request_object_signing_alg',
  ]),
  'no response types at all': claim({ response_types: [] }, ['error', 'response_types_empty', 'response_types']),
  'response types without their grant': claim({ grant_types: ['client_credentials'] }, [
    'error',
    'response_types_without_grant',
    'response_types',
  ]),
  'response_type token': claim({ response_types: ['token'] }, ['error', 'response_type_unsupported', 'response_types']),
  'the implicit grant': claim({ grant_types: ['implicit'] }, ['error', 'grant_types_invalid', 'grant_types']),
  'no grants': claim({ grant_types: undefined }, ['error', 'grant_types_invalid', 'grant_types']),
  'subject_type pairwise': claim({ subject_type: 'pairwise' }, ['error', 'subject_type_unsupported', 'subject_type']),
  'application_type mobile': claim({ application_type: 'mobile' }, [
    'warning',
    'application_type_mobile',
    'application_type',
  ]),
  'no application_type': claim({ application_type: undefined }, [
    'strict',
    'application_type_unknown',
    'application_type',
  ]),
  'an application_type of its own': claim({ application_type: 'x' }, [
    'strict',
    'application_type_unknown',
    'application_type',
  ]),
  'a secret, which the bank offers': claim(
    { token_endpoint_auth_method: 'client_secret_basic', token_endpoint_auth_signing_alg: undefined },
    ['warning', 'auth_method_not_fapi', 'token_endpoint_auth_method'],
  ),
  'a secret, which the bank does not offer': claim(
    { token_endpoint_auth_method: 'client_secret_post', token_endpoint_auth_signing_alg: undefined },
    ['error', 'auth_method_unsupported', 'token_endpoint_auth_method'],
    ['strict', 'auth_method_not_fapi', 'token_endpoint_auth_method'],
  ),
  'authentication none': claim({ token_endpoint_auth_method: 'none' }, [
    'error',
    'auth_method_unsupported',
    'token_endpoint_auth_method',
  ]),
  'no authentication': claim({ token_endpoint_auth_method: undefined }, [
    'error',
    'auth_method_missing',
    'token_endpoint_auth_method',
  ]),
  'tls_client_auth without a subject': claim(tls, ['error', 'subject_dn_missing', 'tls_client_auth_subject_dn']),
  'a subject without tls_client_auth': claim({ tls_client_auth_subject_dn: 'CN=x' }, [
    'warning',
    'subject_dn_unused',
    'tls_client_auth_subject_dn',
  ]),
  'the subject of another certificate': claim({ ...tls, tls_client_auth_subject_dn: 'CN=x' }, [
    'error',
    'subject_dn_mismatch',
    'tls_client_auth_subject_dn',
  ]),
  'a UUID as software statement': claim({ software_statement: goodClaims.jti }, [
    'error',
    'software_statement_uuid',
    'software_statement',
  ]),
  'no software statement': claim({ software_statement: undefined }, [
    'error',
    'software_statement_missing',
    'software_statement',
  ]),
  'a software statement that is no JWT': claim({ software_statement: 'a.b.c' }, [
    'error',
    'software_statement_not_jws',
    'software_statement',
  ]),
  'a secret in it': claim({ client_secret: 'x' }, ['warning', 'claim_of_the_answer', 'client_secret']),
};
