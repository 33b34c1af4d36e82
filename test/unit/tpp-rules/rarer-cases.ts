/** Requests whose faults are seen by other facts than those of the other cases, or that are rarer: judged by the book alone. */
import { readSoftwareStatement } from '../../../src/tpp/directory/software-statement.ts';
import type { RegistrationFacts } from '../../../src/tpp/rules/registration-facts.ts';
import type { RequestFacts } from '../../../src/tpp/rules/request-facts.ts';
import { certificate, now, seconds, webRedirect } from '../tpp-journey/stub.ts';
import { assertion, type Case } from './registration-cases.ts';

type Rarer<Facts> = Record<string, Case & { facts?: Partial<Facts> }>;

const statement = readSoftwareStatement(assertion);
const unknown = { statement: { ...statement, softwareId: undefined } };
const stranger = { ...certificate, commonName: 'x', organisationalUnit: 'y', selfSigned: false };
const longRedirect = `https://app.example/${'x'.repeat(256 - 'https://app.example/'.length)}`;
const withRedirects = (...redirectUris: string[]) => ({ statement: { ...statement, redirectUris } });

const algorithm = (name: string, value: string | undefined, ...said: Case['said']): Case => ({
  claims: { [name]: value },
  said,
});

export const registrationCases: Rarer<RegistrationFacts> = {
  'an empty iss': { facts: unknown, claims: { iss: '' }, said: [['error', 'iss_empty', 'iss']] },
  'an iss of 23 letters': {
    facts: unknown,
    claims: { iss: 'x'.repeat(23) },
    said: [['error', 'iss_too_long', 'iss']],
  },
  'an iss of 22 letters': { facts: unknown, claims: { iss: 'x'.repeat(22) }, said: [] },
  'an iss with other characters': {
    facts: unknown,
    claims: { iss: 'us.example' },
    said: [['error', 'iss_no_id', 'iss']],
  },
  'an iss with other characters, of another directory': {
    facts: { statement: { ...unknown.statement, issuer: 'Another Directory' } },
    claims: { iss: 'us.example' },
    said: [['warning', 'iss_no_id', 'iss']],
  },
  'a number as software_id': { claims: { software_id: 7 }, said: [['error', 'software_id_not_a_text', 'software_id']] },
  'a number as software statement': {
    claims: { software_statement: 7 },
    said: [['error', 'software_statement_not_jws', 'software_statement']],
  },
  'an unsigned software statement': {
    facts: { statement: { ...statement, kind: 'unsigned' } },
    said: [['strict', 'software_statement_unsigned', 'software_statement']],
  },
  'the transport certificate of another': {
    facts: { transportCertificate: stranger },
    said: [['error', 'certificate_of_another_organisation', 'software_statement']],
  },
  'the signing certificate of another': {
    facts: { signingCertificate: stranger },
    said: [['error', 'certificate_of_another_organisation', 'software_statement']],
  },
  'an organisation that was withdrawn': {
    facts: { statement: { ...statement, organisationStatus: 'Withdrawn' } },
    said: [['error', 'organisation_not_active', 'software_statement']],
  },
  'a statement for the sandbox at a bank in production': {
    facts: { statement: { ...statement, environment: 'sandbox' }, environment: 'production' },
    said: [['error', 'environment_mismatch', 'software_statement']],
  },
  'a statement of a time to come': {
    facts: { statement: { ...statement, issuedAt: seconds + 100 } },
    said: [['error', 'ssa_in_the_future', 'software_statement']],
  },
  'a statement that is older than the bank takes': {
    facts: { statement: { ...statement, issuedAt: seconds - 601 }, ssaMaxAge: 600 },
    said: [['error', 'ssa_too_old', 'software_statement']],
  },
  'a statement that some bank may find old': {
    facts: { statement: { ...statement, issuedAt: seconds - 1801 } },
    said: [['information', 'statement_not_fresh', 'software_statement']],
  },
  'a header of ES256 by an RSA key': {
    header: { alg: 'ES256' },
    said: [['error', 'alg_of_other_key', '/header/alg']],
  },
  'ES256 assertions of an RSA key': algorithm('token_endpoint_auth_signing_alg', 'ES256', [
    'error',
    'alg_of_other_key',
    'token_endpoint_auth_signing_alg',
  ]),
  'no alg': { header: { alg: undefined }, said: [['error', 'alg_missing', '/header/alg']] },
  'a header of RS256': { header: { alg: 'RS256' }, said: [['strict', 'rs256', '/header/alg']] },
  'a header of None': { header: { alg: 'None' }, said: [['error', 'alg_none', '/header/alg']] },
  'a header of HS256': { header: { alg: 'HS256' }, said: [['error', 'alg_unknown', '/header/alg']] },
  'no algorithm for id_tokens': algorithm('id_token_signed_response_alg', undefined, [
    'error',
    'id_token_signed_response_alg_missing',
    'id_token_signed_response_alg',
  ]),
  'unsigned id_tokens': algorithm('id_token_signed_response_alg', 'none', [
    'error',
    'alg_none',
    'id_token_signed_response_alg',
  ]),
  'HS256 for id_tokens': algorithm('id_token_signed_response_alg', 'HS256', [
    'error',
    'alg_unknown',
    'id_token_signed_response_alg',
  ]),
  'RS256 for request objects': algorithm('request_object_signing_alg', 'RS256', [
    'strict',
    'rs256',
    'request_object_signing_alg',
  ]),
  'HS256 for request objects': algorithm('request_object_signing_alg', 'HS256', [
    'error',
    'alg_unknown',
    'request_object_signing_alg',
  ]),
  'unsigned request objects in production': {
    ...algorithm('request_object_signing_alg', 'none', ['error', 'alg_none', 'request_object_signing_alg']),
    facts: { environment: 'production', statement: { ...statement, environment: 'production' } },
  },
  'RS256 for assertions': algorithm('token_endpoint_auth_signing_alg', 'RS256', [
    'strict',
    'rs256',
    'token_endpoint_auth_signing_alg',
  ]),
  'unsigned assertions': algorithm('token_endpoint_auth_signing_alg', 'none', [
    'error',
    'alg_none',
    'token_endpoint_auth_signing_alg',
  ]),
  'a redirect that is no address': {
    facts: withRedirects('here'),
    claims: { redirect_uris: ['here'] },
    said: [['error', 'redirect_invalid', 'redirect_uris']],
  },
  'a redirect of 256 characters': {
    facts: withRedirects(longRedirect),
    claims: { redirect_uris: [longRedirect] },
    said: [],
  },
  'a redirect of 257 characters': {
    facts: withRedirects(webRedirect, `${longRedirect}x`),
    claims: { redirect_uris: [webRedirect, `${longRedirect}x`] },
    said: [['error', 'redirect_too_long', 'redirect_uris']],
  },
  'a mobile client on this machine': {
    facts: withRedirects(webRedirect, 'http://127.0.0.1/cb'),
    claims: { redirect_uris: [webRedirect, 'http://127.0.0.1/cb'], application_type: 'mobile' },
    said: [
      ['sandbox', 'redirect_localhost', 'redirect_uris'],
      ['warning', 'application_type_mobile', 'application_type'],
    ],
  },
  'a native client with a scheme of its own': {
    facts: withRedirects('us.app:/cb'),
    claims: { redirect_uris: ['us.app:/cb'], application_type: 'native' },
    said: [['sandbox', 'redirect_not_https', 'redirect_uris']],
  },
  'a native client with a scheme that browsers run': {
    facts: withRedirects(webRedirect, 'javascript:alert(1)'),
    claims: { redirect_uris: [webRedirect, 'javascript:alert(1)'], application_type: 'native' },
    said: [['error', 'redirect_not_https', 'redirect_uris']],
  },
  'a redirect with a user name': {
    facts: withRedirects(webRedirect, 'https://us@us.example/cb'),
    claims: { redirect_uris: [webRedirect, 'https://us@us.example/cb'] },
    said: [['error', 'redirect_user_name', 'redirect_uris']],
  },
  'a response type that the bank offers beside the standard': {
    facts: { responseTypesOffered: ['code id_token', 'id_token'] },
    claims: { response_types: ['code id_token', 'id_token'] },
    said: [['warning', 'response_type_not_fapi', 'response_types']],
  },
  'an authentication that only the bank knows': {
    facts: { authMethodsOffered: ['attest_jwt'] },
    claims: { token_endpoint_auth_method: 'attest_jwt', token_endpoint_auth_signing_alg: undefined },
    said: [['warning', 'auth_method_unknown', 'token_endpoint_auth_method']],
  },
  'subject_type pairwise, where nobody knows what the bank offers': {
    facts: { subjectTypesOffered: undefined },
    claims: { subject_type: 'pairwise' },
    said: [['warning', 'subject_type_unsupported', 'subject_type']],
  },
  'subject_type public, where the bank offers pairwise alone': {
    facts: { subjectTypesOffered: ['pairwise'] },
    claims: { subject_type: 'public' },
    said: [['error', 'subject_type_unsupported', 'subject_type']],
  },
  'subject_type pairwise, where the bank offers it alone': {
    facts: { subjectTypesOffered: ['pairwise'] },
    claims: { subject_type: 'pairwise' },
    said: [],
  },
  'a time of the answer': {
    claims: { client_id_issued_at: seconds },
    said: [['warning', 'claim_of_the_answer', 'client_id_issued_at']],
  },
  'no exp': { claims: { exp: undefined }, said: [['error', 'exp_missing', 'exp']] },
  'exp in milliseconds': { claims: { exp: now }, said: [['error', 'exp_in_milliseconds', 'exp']] },
  'exp as a text': { claims: { exp: 'soon' }, said: [['error', 'exp_not_seconds', 'exp']] },
};

export const requestCases: Rarer<RequestFacts> = {
  'another algorithm than was registered': {
    facts: { algorithm: 'ES256' },
    said: [['error', 'alg_not_registered', '/header/alg']],
  },
  'nbf as a text': { claims: { nbf: 'now' }, said: [['error', 'nbf_not_seconds', 'nbf']] },
  'nbf a minute ahead': { claims: { nbf: seconds + 60 }, said: [] },
  'nbf more than a minute ahead': { claims: { nbf: seconds + 61 }, said: [['error', 'nbf_in_the_future', 'nbf']] },
  'no exp': { claims: { exp: undefined }, said: [['strict', 'exp_missing', 'exp']] },
  'exp in milliseconds': { claims: { exp: now }, said: [['error', 'exp_in_milliseconds', 'exp']] },
  'a response type of its own': {
    claims: { response_type: 'token' },
    said: [['error', 'response_type_unknown', 'response_type']],
  },
  'a response type that was not registered': {
    facts: { responseTypes: ['code'] },
    said: [['error', 'response_type_not_registered', 'response_type']],
  },
  'no redirect_uri': {
    claims: { redirect_uri: undefined },
    said: [['error', 'redirect_uri_missing', 'redirect_uri']],
  },
  'a redirect to this machine, where nobody knows what is registered': {
    facts: { redirectUris: undefined },
    claims: { redirect_uri: 'http://127.0.0.1/cb' },
    said: [['strict', 'redirect_not_https', 'redirect_uri']],
  },
  'no nonce, and no id_token from the browser': {
    claims: { nonce: undefined, response_type: 'code', response_mode: 'jwt' },
    said: [['warning', 'nonce_missing', 'nonce']],
  },
  'no challenge': {
    facts: { codeChallenge: 'x' },
    said: [['error', 'code_challenge_missing', 'code_challenge']],
  },
  'another challenge': {
    facts: { codeChallenge: 'x' },
    claims: { code_challenge: 'y', code_challenge_method: 'S256' },
    said: [['error', 'code_challenge_changed', 'code_challenge']],
  },
  'a list for scope': { claims: { scope: ['openid', 'accounts'] }, said: [['error', 'scope_not_a_text', 'scope']] },
  'a text for claims': {
    claims: { claims: '{}' },
    said: [
      ['warning', 'claims_not_an_object', 'claims'],
      ['error', 'intent_missing', 'claims'],
    ],
  },
  'an object in the object': { claims: { request: 'x' }, said: [['error', 'request_in_request', 'request']] },
};
