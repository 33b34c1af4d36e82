/** Rules on a registration request: what the client is, and how it proves itself. */
import { t } from '../../standard/language.ts';
import { sameDistinguishedName } from '../keys/certificate.ts';
import { isAuthMethod, methodsToChoose, usesSecret } from './auth-methods.ts';
import { grantTypes } from './grant-types.ts';
import { chooseFrom, model, type RegistrationFacts, registrationRule } from './registration-facts.ts';
import type { Rule, Subject } from './rule.ts';
import { fapi, oidcRegistration, rfc } from './standards.ts';
import { isText, show, some, textsIn, when } from './values.ts';

const fapiResponseTypes = ['code', 'code id_token'];
const typesIn = (value: unknown): readonly string[] => textsIn(value) ?? [];

/** The subject_type to ask this bank for; undefined where it is to be left out, so that the bank decides. */
export function subjectTypeFor(offered: readonly string[] = ['public']): string | undefined {
  // Nothing here hangs on it: all that is asked of an id_token's sub is that it is the earlier one's.
  return ['public', 'pairwise'].find((type) => offered.includes(type));
}

const authMethod = {
  member: '/claims/token_endpoint_auth_method',
  section: model,
  fix(_: unknown, { facts: { authMethodsOffered: offered } }: Subject<RegistrationFacts>) {
    const known = methodsToChoose(offered).join(', ');
    if (offered === undefined) return t('Choose one of {0}.', known);
    if (known !== '') return t('Choose one that the bank offers: {0}.', known);
    return offered.length === 0
      ? t('Ask the bank for one that is known here, such as private_key_jwt: it lists none.')
      : t('Ask the bank for one that is known here, such as private_key_jwt: it lists only {0}.', show(offered));
  },
} as const;

const subjectDn = {
  member: '/claims/tls_client_auth_subject_dn',
  section: rfc(8705, '2.1.2'),
  fix: t('Set it to the transport certificate’s subject.'),
  replacement: (_: unknown, { facts: { transportCertificate } }: Subject<RegistrationFacts>) =>
    transportCertificate && { value: transportCertificate.subjectDn },
} as const;

const applicationType = { member: '/claims/application_type', section: model } as const;

export const registrationClient: readonly Rule<RegistrationFacts>[] = [
  registrationRule({
    code: 'grant_types_invalid',
    level: 'must',
    member: '/claims/grant_types',
    section: model,
    find({ claims: { grant_types: given } }) {
      const types = some(textsIn(given));
      const unknown = types?.filter((type) => !grantTypes.includes(type));
      return unknown?.length === 0 ? undefined : { given, unknown };
    },
    message({ given, unknown }) {
      if (unknown !== undefined) return t('grant_types has {0}, which the standard does not.', show(unknown));
      return given === undefined
        ? t('grant_types is missing.')
        : t('grant_types is {0}, not a list of grants.', show(given));
    },
    fix: t(
      'Set grant_types to a list of client_credentials, authorization_code and, where the bank offers it, refresh_token.',
    ),
    replacement(_, { claims }) {
      const known = some(typesIn(claims.grant_types).filter((type) => grantTypes.includes(type)));
      return { value: known ?? ['authorization_code', 'client_credentials'] };
    },
  }),
  registrationRule({
    code: 'response_type_unsupported',
    level: 'must',
    member: '/claims/response_types',
    section: model,
    find({ claims: { response_types: given }, facts: { responseTypesOffered = fapiResponseTypes } }) {
      if (given === undefined) return undefined;
      const refused = textsIn(given)?.filter((type) => !responseTypesOffered.includes(type));
      return refused?.length === 0 ? undefined : { given, refused };
    },
    message: ({ given, refused }, { facts: { responseTypesOffered: offered } }) => {
      if (refused === undefined) return t('response_types is {0}, not a list.', show(given));
      return offered === undefined
        ? t('response_types has {0}, which the standard does not.', show(refused))
        : t('The bank does not offer the response type {0}.', show(refused));
    },
    fix: (_, { facts: { responseTypesOffered: offered } }) =>
      offered === undefined
        ? t('Choose from those of the standard: {0}.', fapiResponseTypes.join(', '))
        : chooseFrom(offered),
  }),
  registrationRule({
    code: 'response_type_not_fapi',
    level: 'should',
    member: '/claims/response_types',
    section: fapi('5.2.2-2'),
    find: ({ claims, facts: { responseTypesOffered: offered = [] } }) =>
      some(
        typesIn(claims.response_types).filter((type) => offered.includes(type) && !fapiResponseTypes.includes(type)),
      ),
    message: (other) => t('response_types has {0}; FAPI has "code id_token" and code.', show(other)),
    fix: t('Keep "code id_token" and, for signed responses, code.'),
  }),
  registrationRule({
    code: 'response_types_empty',
    level: 'must',
    member: '/claims/response_types',
    section: rfc(7591, '2.1'),
    find: ({ claims: { response_types: types, grant_types: grants } }) =>
      when(textsIn(types)?.length === 0 && typesIn(grants).includes('authorization_code')),
    message: t('response_types is empty, but grant_types has authorization_code, which needs one.'),
    fix: t('Leave it out, or give "code id_token".'),
    replacement: () => ({ value: undefined }),
  }),
  registrationRule({
    code: 'response_types_without_grant',
    level: 'must',
    member: '/claims/response_types',
    section: rfc(7591, '2.1'),
    find({ claims: { response_types: types, grant_types: grants } }) {
      const others = typesIn(grants).every((grant) => grantTypes.includes(grant) && grant !== 'authorization_code');
      return when(typesIn(types).length > 0 && typesIn(grants).length > 0 && others);
    },
    message: t('response_types is not empty, which needs authorization_code in grant_types.'),
    fix: t('Add authorization_code to grant_types, or leave response_types empty.'),
    replacement: () => ({ value: [] }),
  }),
  registrationRule({
    ...authMethod,
    code: 'auth_method_missing',
    level: 'must',
    find: ({ claims }) => when(claims.token_endpoint_auth_method === undefined),
    message: t('token_endpoint_auth_method is missing.'),
  }),
  registrationRule({
    ...authMethod,
    code: 'auth_method_unsupported',
    level: 'must',
    find({ claims: { token_endpoint_auth_method: method }, facts: { authMethodsOffered: offered } }) {
      if (method === undefined) return undefined;
      const isOffered = isText(method) && (offered === undefined ? isAuthMethod(method) : offered.includes(method));
      return isOffered ? undefined : { method };
    },
    message: ({ method }, { facts }) =>
      facts.authMethodsOffered === undefined
        ? t('{0} is no authentication at a token endpoint that is known here.', show(method))
        : t('The bank does not offer {0} as authentication at its token endpoint.', show(method)),
  }),
  registrationRule({
    ...authMethod,
    code: 'auth_method_unknown',
    // The bank knows it; tokens could not be asked for afterwards.
    level: 'should',
    find: ({ claims: { token_endpoint_auth_method: method }, facts }) =>
      isText(method) && facts.authMethodsOffered?.includes(method) && !isAuthMethod(method) ? method : undefined,
    message: (method) => t('{0} is no authentication at a token endpoint that is known here.', show(method)),
  }),
  registrationRule({
    ...authMethod,
    code: 'auth_method_not_fapi',
    section: fapi('5.2.2-14'),
    find: ({ claims: { token_endpoint_auth_method: method } }) =>
      isText(method) && usesSecret(method) ? method : undefined,
    level: (method, { facts }) => (facts.authMethodsOffered?.includes(method) ? 'should' : 'strict'),
    message: (method) => t('{0} is allowed by the registration standard, but not by FAPI 1.0 Advanced.', show(method)),
    fix: t('Use private_key_jwt or tls_client_auth, except in a sandbox.'),
    replacement: (_, { facts: { authMethodsOffered: offered = ['private_key_jwt'] } }) =>
      offered.includes('private_key_jwt') ? { value: 'private_key_jwt' } : undefined,
  }),
  registrationRule({
    ...subjectDn,
    code: 'subject_dn_missing',
    level: 'must',
    find: ({ claims }) =>
      when(claims.token_endpoint_auth_method === 'tls_client_auth' && !isText(claims.tls_client_auth_subject_dn)),
    message: t('tls_client_auth needs tls_client_auth_subject_dn.'),
  }),
  registrationRule({
    ...subjectDn,
    code: 'subject_dn_unused',
    level: 'should',
    find: ({ claims }) =>
      when(claims.token_endpoint_auth_method !== 'tls_client_auth' && claims.tls_client_auth_subject_dn !== undefined),
    message: t('tls_client_auth_subject_dn goes with tls_client_auth only.'),
    fix: t('Leave it out.'),
    replacement: () => ({ value: undefined }),
  }),
  registrationRule({
    ...subjectDn,
    code: 'subject_dn_mismatch',
    level: 'must',
    find({ claims, facts: { transportCertificate } }) {
      const { token_endpoint_auth_method: method, tls_client_auth_subject_dn: given } = claims;
      // A proxy that has the certificate shows nobody its subject.
      const right = transportCertificate?.subjectDn;
      if (method !== 'tls_client_auth' || !isText(given) || right === undefined) return undefined;
      return sameDistinguishedName(given, right) ? undefined : { given, right };
    },
    message: ({ given, right }) =>
      t('tls_client_auth_subject_dn is {0}, but the transport certificate\'s subject is "{1}".', show(given), right),
  }),
  registrationRule({
    ...applicationType,
    code: 'application_type_mobile',
    level: 'should',
    find: ({ claims }) => when(claims.application_type === 'mobile'),
    message: t('application_type mobile was replaced by native in DCR 3.4; banks take the one or the other.'),
    fix: t('Set application_type to native.'),
    replacement: () => ({ value: 'native' }),
  }),
  registrationRule({
    ...applicationType,
    code: 'application_type_unknown',
    level: 'strict',
    find: ({ claims: { application_type: type } }) =>
      type === 'web' || type === 'native' || type === 'mobile' ? undefined : { type },
    message: ({ type }) =>
      type === undefined
        ? t('application_type is missing.')
        : t('application_type is {0}, which is neither web nor native.', show(type)),
    fix: t('Set application_type to web (or native).'),
    replacement: () => ({ value: 'web' }),
  }),
  registrationRule({
    code: 'subject_type_unsupported',
    member: '/claims/subject_type',
    section: oidcRegistration('2'),
    find: ({ claims: { subject_type: type }, facts: { subjectTypesOffered = ['public'] } }) =>
      type === undefined || subjectTypesOffered.some((each) => each === type) ? undefined : { type },
    level: (_, { facts }) => (facts.subjectTypesOffered === undefined ? 'should' : 'must'),
    message: ({ type }, { facts }) =>
      facts.subjectTypesOffered === undefined
        ? t('subject_type is {0}; banks name the consent as subject, which is public.', show(type))
        : t('The bank does not offer the subject_type {0}.', show(type)),
    fix(_, { facts: { subjectTypesOffered: offered } }) {
      if (offered === undefined) return t('Set subject_type to public, or leave it out.');
      return offered.length === 0
        ? t('Leave subject_type out.')
        : t('Set subject_type to one of those that the bank offers ({0}), or leave it out.', show(offered));
    },
    replacement: (_, { facts }) => ({ value: subjectTypeFor(facts.subjectTypesOffered) }),
  }),
  ...['client_secret', 'client_id_issued_at'].map((name) =>
    registrationRule({
      code: 'claim_of_the_answer',
      level: 'should',
      member: `/claims/${name}`,
      section: rfc(7591, '3.2.1'),
      find: ({ claims }) => when(Object.hasOwn(claims, name) && claims[name] !== undefined),
      message: t("{0} belongs to the bank's answer, not to a request.", name),
      fix: t('Leave it out.'),
      replacement: () => ({ value: undefined }),
    }),
  ),
];
