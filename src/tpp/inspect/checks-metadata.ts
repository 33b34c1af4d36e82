/** What a registration request asks the client to be: scope, grants, authentication, algorithms. */
import { t } from '../../standard/language.ts';
import { usesSecret } from '../rules/auth-methods.ts';
import { type Check, type Draft, isText, scopesIn, show, textsIn } from './check.ts';
import { dcr, fapi, rfc } from './standards.ts';

const model = dcr('OBClientRegistrationRequest1');

const grantTypes = [
  'client_credentials',
  'authorization_code',
  'refresh_token',
  'urn:openid:params:grant-type:ciba',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
];
const authMethods = [
  'private_key_jwt',
  'tls_client_auth',
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
];

type Details = Omit<Draft, 'pointer' | 'rule'> & { rule?: Draft['rule'] };
const about = (claim: string, details: Details): Draft => ({ rule: model, ...details, pointer: `/payload/${claim}` });

/** An algorithm that the client or the bank will sign with. */
function algorithmOf(claim: string): Check {
  return ({ payload }) => {
    const alg = payload[claim];
    if (alg === undefined || alg === 'PS256' || alg === 'ES256') return undefined;
    const fix = t('Set {0} to PS256.', claim);
    if (alg === 'RS256') {
      const message = t('{0} is RS256, which FAPI forbids.', claim);
      return about(claim, { level: 'strict', code: `${claim}_rs256`, message, try: fix, rule: fapi('8.6') });
    }
    if (alg === 'none') {
      const message = t('{0} is none: nothing would be signed.', claim);
      return about(claim, { level: 'strict', code: `${claim}_none`, message, try: fix, rule: fapi('8.6') });
    }
    const message = t('{0} is {1}, which the standard does not have.', claim, show(alg));
    return about(claim, { level: 'strict', code: `${claim}_unknown`, message, try: fix });
  };
}

/** Of a registration request or a request object: scopes with spaces between, under the right name. */
export const scopeChecks: readonly Check[] = [
  function scopeIsSpelled({ payload: { scopes, scope } }) {
    if (scopes === undefined) return undefined;
    const level = scope === undefined ? 'must' : 'should';
    const message = t('The claim is called scope, not scopes.');
    const fix = t('Rename it to scope, a text with spaces between.');
    return about('scopes', { level, code: 'scopes_for_scope', message, try: fix, rule: rfc(6749, '3.3') });
  },
  function scopeHasSpaces({ payload: { scope } }) {
    if (scope === undefined) return undefined;
    const rule = rfc(6749, '3.3');
    if (!isText(scope)) {
      const message = t('scope is {0}, not a text.', show(scope));
      const fix = t('Give one text, with spaces between the scopes.');
      return about('scope', { level: 'must', code: 'scope_not_a_text', message, try: fix, rule });
    }
    if (!scope.includes(',')) return undefined;
    const message = t('scope is separated by commas; the standard separates by spaces.');
    const fix = t('Put spaces between, and no commas.');
    return about('scope', { level: 'must', code: 'scope_with_commas', message, try: fix, rule });
  },
];

export const registrationMetadataChecks: readonly Check[] = [
  ...scopeChecks,
  function scopeIsThere({ payload: { scope, scopes } }) {
    if (scope !== undefined || scopes !== undefined) return undefined;
    const fix = t('Set scope to "openid" and what the software’s roles allow, separated by spaces.');
    return about('scope', { level: 'must', code: 'scope_missing', message: t('scope is missing.'), try: fix });
  },
  function scopeHasOpenid({ payload: { scope } }) {
    const scopes = scopesIn(scope);
    if (scopes.length === 0 || scopes.includes('openid')) return undefined;
    const message = t('scope has no openid, without which there is no id_token.');
    return about('scope', { level: 'should', code: 'scope_without_openid', message, try: t('Put openid first.') });
  },
  ...['id_token_signed_response_alg', 'request_object_signing_alg', 'token_endpoint_auth_signing_alg'].map(algorithmOf),
  function grantsAreKnown({ payload: { grant_types: given } }) {
    if (given === undefined) return undefined;
    const types = textsIn(given);
    const fix = t('A list of client_credentials, authorization_code and, where offered, refresh_token.');
    if (types === undefined || types.length === 0) {
      const message = t('grant_types is {0}, not a list of grants.', show(given));
      return about('grant_types', { level: 'must', code: 'grant_types_not_a_list', message, try: fix });
    }
    const insecure = types.filter((type) => type === 'implicit' || type === 'password');
    if (insecure.length > 0) {
      const message = t(
        'grant_types has {0}, which hands tokens or passwords about; FAPI has no such grant.',
        show(insecure),
      );
      return about('grant_types', {
        level: 'strict',
        code: 'grant_type_insecure',
        message,
        try: fix,
        rule: fapi('5.2.2-2'),
      });
    }
    const unknown = types.filter((type) => !grantTypes.includes(type));
    if (unknown.length === 0) return undefined;
    const message = t('grant_types has {0}, which the standard does not.', show(unknown));
    return about('grant_types', { level: 'strict', code: 'grant_type_unknown', message, try: fix });
  },
  function responseTypesAreFapi({ payload: { response_types: given } }) {
    if (given === undefined) return undefined;
    const types = textsIn(given);
    const fix = t('A list of "code id_token" and, for signed responses, code.');
    if (types === undefined) {
      const message = t('response_types is {0}, not a list.', show(given));
      return about('response_types', { level: 'must', code: 'response_types_not_a_list', message, try: fix });
    }
    const other = types.filter((type) => type !== 'code' && type !== 'code id_token');
    if (other.length === 0) return undefined;
    const message = t('response_types has {0}; FAPI has "code id_token" and code.', show(other));
    return about('response_types', {
      level: 'strict',
      code: 'response_type_not_fapi',
      message,
      try: fix,
      rule: fapi('5.2.2-2'),
    });
  },
  function authMethodIsFapi({ payload: { token_endpoint_auth_method: method } }) {
    if (method === undefined) return undefined;
    const claim = 'token_endpoint_auth_method';
    const fix = t('Use private_key_jwt or tls_client_auth, except in a sandbox.');
    if (typeof method !== 'string' || !authMethods.includes(method)) {
      const message = t('{0} is {1}, which the standard does not have.', claim, show(method));
      return about(claim, { level: 'strict', code: 'auth_method_unknown', message, try: fix });
    }
    if (!usesSecret(method)) return undefined;
    const message = t('{0} is allowed by the registration standard, but not by FAPI.', method);
    return about(claim, { level: 'strict', code: 'auth_method_not_fapi', message, try: fix, rule: fapi('5.2.2-14') });
  },
  function assertionAlgorithmIsNamed({ payload }) {
    const { token_endpoint_auth_method: method, token_endpoint_auth_signing_alg: alg } = payload;
    if (alg !== undefined || (method !== 'private_key_jwt' && method !== 'client_secret_jwt')) return undefined;
    const claim = 'token_endpoint_auth_signing_alg';
    const message = t('{0} needs {1}.', method, claim);
    return about(claim, { level: 'must', code: `${claim}_missing`, message, try: t('Set {0} to PS256.', claim) });
  },
  function subjectGoesWithTls({ payload }) {
    const claim = 'tls_client_auth_subject_dn';
    const { token_endpoint_auth_method: method, tls_client_auth_subject_dn: dn } = payload;
    if (method === 'tls_client_auth') {
      if (isText(dn)) return undefined;
      const message = t('tls_client_auth needs tls_client_auth_subject_dn.');
      const fix = t('Set it to the transport certificate’s subject.');
      return about(claim, { level: 'must', code: 'subject_dn_missing', message, try: fix, rule: rfc(8705, '2.1.2') });
    }
    if (dn === undefined) return undefined;
    const message = t('{0} goes with tls_client_auth only.', claim);
    return about(claim, { level: 'should', code: 'subject_dn_unused', message, try: t('Leave it out.') });
  },
  function applicationTypeIsKnown({ payload: { application_type: type } }) {
    const claim = 'application_type';
    if (type === undefined || type === 'web' || type === 'native') return undefined;
    const fix = t('Set application_type to web (or native).');
    if (type === 'mobile') {
      const message = t(
        'application_type mobile was replaced by native in version 3.4; banks take the one or the other.',
      );
      return about(claim, { level: 'note', code: 'application_type_mobile', message, try: fix });
    }
    const message = t('application_type is {0}.', show(type));
    return about(claim, { level: 'strict', code: 'application_type_unknown', message, try: fix });
  },
];
