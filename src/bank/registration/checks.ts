/** The claim checks of a registration request, one function each, in the order in which they are made. */
import { roleOfScope, scopeOfRole } from '../../standard/roles.ts';
import { uuid4 } from '../../standard/uuid.ts';
import {
  organisationIdentifierExamples,
  organisationIdentifierSpelling,
  sameDistinguishedName,
} from '../directory/distinguished-name.ts';
import { bankOrganisationId } from '../options.ts';
import type { Profile } from '../profile/profile.ts';
import { redirectUrisOf } from './redirects.ts';
import { quoted, RegistrationRefused } from './refusal.ts';
import type { SubmissionCheck } from './submission.ts';
import { wordsOf } from './versions.ts';

/** Seconds by which the sender's clock may be ahead. */
export const skew = 60;

const ciba = 'urn:openid:params:grant-type:ciba';
const scopes = ['openid', ...Object.values(scopeOfRole)];

const issuerIsSoftware: SubmissionCheck = ({ claims, statement }) => {
  if (claims.iss !== statement.software_id) {
    throw refused('iss', `is ${quoted(claims.iss)}: expected the software_id, ${statement.software_id}`);
  }
};

const softwareIdIsStatements: SubmissionCheck = ({ claims, statement }) => {
  if (claims.software_id !== undefined && claims.software_id !== statement.software_id) {
    throw refused('software_id', `is ${quoted(claims.software_id)}: expected ${statement.software_id}, as in the SSA`);
  }
};

const audienceIsBank: SubmissionCheck = ({ claims, profile, issuer }) => {
  const taken = profile.takes.issuerAsAudience ? [bankOrganisationId, issuer] : [bankOrganisationId];
  const given = typeof claims.aud === 'string' ? [claims.aud] : claims.aud;
  if (!given.some((audience) => taken.includes(audience))) {
    throw refused('aud', `is ${quoted(claims.aud)}: expected the bank's organisation id, ${bankOrganisationId}`);
  }
};

const issuedInThePast: SubmissionCheck = ({ claims, now }) => {
  const seconds = Math.floor(now / 1000);
  if (claims.iat > seconds + skew) {
    const hint = claims.iat > 1e11 ? ' (it looks like milliseconds)' : '';
    throw refused('iat', `is ${claims.iat}, in the future${hint}: the bank's clock says ${seconds}`);
  }
};

const notExpired: SubmissionCheck = ({ claims, now }) => {
  const seconds = Math.floor(now / 1000);
  if (claims.exp <= seconds) throw refused('exp', `is ${claims.exp}, in the past: the bank's clock says ${seconds}`);
  if (claims.exp > 1e11) throw refused('exp', `is ${claims.exp}, which looks like milliseconds: expected seconds`);
  if (claims.exp <= claims.iat) throw refused('exp', `is ${claims.exp}, not after iat ${claims.iat}`);
};

const jtiIsUuid: SubmissionCheck = ({ claims }) => {
  if (!uuid4.test(claims.jti)) throw refused('jti', `is ${quoted(claims.jti)}: expected a UUID version 4`);
};

const applicationTypeKnown: SubmissionCheck = ({ claims, version }) =>
  oneOf('application_type', claims.application_type, wordsOf[version].applicationTypes);

const redirectsAllowed: SubmissionCheck = (submission) => {
  redirectUrisOf(submission);
};

const scopeCovered: SubmissionCheck = ({ claims, statement }) => {
  const words = claims.scope.split(' ');
  const authority = statement.organisation_competent_authority_claims.authorisations.flatMap(({ roles }) => roles);
  for (const word of words) {
    if (!scopes.includes(word)) {
      const hint = word.includes(',') ? ' (separate scopes with spaces, not commas)' : '';
      throw refused('scope', `has ${quoted(word)}${hint}: expected of ${scopes.join(' ')}`);
    }
    const role = roleOfScope(word);
    if (role === undefined) continue;
    if (!statement.software_roles.includes(role)) {
      throw refused(
        'scope',
        `has ${word}, which needs the role ${role}: software_roles has ${list(statement.software_roles)}`,
      );
    }
    if (!authority.includes(role)) {
      const claim = 'organisation_competent_authority_claims';
      throw refused('scope', `has ${word}, which needs the role ${role}: ${claim} authorise ${list(authority)}`);
    }
  }
};

const grantTypesKnown: SubmissionCheck = ({ claims, version }) => {
  const taken = wordsOf[version].grantTypes;
  if (claims.grant_types.includes(ciba)) {
    const instead = `leave it out; this bank authenticates customers by redirect and takes ${list(taken)}`;
    throw refused('grant_types', `has ${ciba}, and this bank has no CIBA: ${instead}`);
  }
  for (const type of claims.grant_types) oneOf('grant_types', type, taken);
};

const responseTypesKnown: SubmissionCheck = ({ claims, profile }) => {
  for (const type of claims.response_types ?? []) oneOf('response_types', type, profile.responseTypes);
  if ((claims.response_types ?? []).length > 0 && !claims.grant_types.includes('authorization_code')) {
    throw refused(
      'response_types',
      `is ${list(claims.response_types ?? [])}, which needs authorization_code in grant_types`,
    );
  }
  if (claims.response_types?.length === 0 && claims.grant_types.includes('authorization_code')) {
    throw refused('response_types', 'is empty: authorization_code in grant_types needs code or code id_token');
  }
};

const subjectTypePublic: SubmissionCheck = ({ claims }) => {
  if (claims.subject_type !== undefined) oneOf('subject_type', claims.subject_type, ['public']);
};

const idTokenAlgorithm: SubmissionCheck = ({ claims, profile }) =>
  oneOf('id_token_signed_response_alg', claims.id_token_signed_response_alg, profile.algorithms, profile);

const requestObjectAlgorithm: SubmissionCheck = ({ claims, profile }) => {
  const taken = profile.requestObjectAlgorithms;
  oneOf('request_object_signing_alg', claims.request_object_signing_alg, taken, profile);
};

const authMethod: SubmissionCheck = ({ claims, profile }) =>
  oneOf('token_endpoint_auth_method', claims.token_endpoint_auth_method, profile.authMethods, profile);

const authAlgorithm: SubmissionCheck = ({ claims, profile }) => {
  const alg = claims.token_endpoint_auth_signing_alg;
  if (alg !== undefined) oneOf('token_endpoint_auth_signing_alg', alg, profile.algorithms, profile);
  else if (claims.token_endpoint_auth_method === 'private_key_jwt') {
    throw refused('token_endpoint_auth_signing_alg', 'is missing: private_key_jwt needs it');
  }
};

const subjectName: SubmissionCheck = ({ claims, subjectNames, profile, version }) => {
  const claim = 'tls_client_auth_subject_dn';
  const given = claims.tls_client_auth_subject_dn;
  if (claims.token_endpoint_auth_method !== 'tls_client_auth') {
    if (given !== undefined) throw refused(claim, 'is given, but token_endpoint_auth_method is not tls_client_auth');
    return;
  }
  const expected = subjectNames[0] ?? '';
  if (given === undefined) throw refused(claim, `is missing: tls_client_auth needs it, e.g. ${expected}`);
  if (!subjectNames.some((name) => sameDistinguishedName(given, name))) {
    throw refused(claim, `is ${quoted(given)}: expected the transport certificate's subject, ${expected}`);
  }
  const objection = wordsOf[version].objectionToName(given);
  if (objection !== undefined) throw refused(claim, `is ${quoted(given)}: ${objection}, e.g. ${expected}`);
  const spelling = organisationIdentifierSpelling(given);
  if (spelling !== undefined && !profile.subjectNameSpellings.includes(spelling)) {
    const spellings = profile.subjectNameSpellings.map((each) => organisationIdentifierExamples[each]);
    throw refused(claim, `is ${quoted(given)}: this bank takes the organisation identifier as ${list(spellings)} only`);
  }
};

/** Form has been checked before; the assertion, the connection and the signature too. */
export const claimChecks: readonly SubmissionCheck[] = [
  issuerIsSoftware,
  softwareIdIsStatements,
  audienceIsBank,
  issuedInThePast,
  notExpired,
  jtiIsUuid,
  applicationTypeKnown,
  redirectsAllowed,
  scopeCovered,
  grantTypesKnown,
  responseTypesKnown,
  subjectTypePublic,
  idTokenAlgorithm,
  requestObjectAlgorithm,
  authMethod,
  authAlgorithm,
  subjectName,
];

function oneOf(claim: string, value: string, taken: readonly string[], profile?: Profile): void {
  if (taken.includes(value)) return;
  const who = profile === undefined ? 'expected' : `a ${profile.name} bank takes`;
  throw refused(claim, `${claim.endsWith('s') ? 'has' : 'is'} ${quoted(value)}: ${who} ${list(taken)}`);
}

function refused(claim: string, why: string): RegistrationRefused {
  return new RegistrationRefused('invalid_client_metadata', `${claim} ${why}`);
}

const list = (values: readonly string[]) => (values.length === 0 ? 'none' : values.join(', '));
