/** Preflight: what the client wants to be: scope, redirects, grants, authentication. */

import { t } from '../../standard/language.ts';
import { roleOfScope } from '../directory/software-statement.ts';
import { sameDistinguishedName } from '../keys/certificate.ts';
import { agree } from '../number-words.ts';
import { isAuthMethod, methodsToChoose, usesSecret } from '../rules/auth-methods.ts';
import { isLoopback } from '../transport/hosts.ts';
import { isWebRedirect } from './choices.ts';
import { doubtful, refusedByStrict, refusedEverywhere, show, textsIn } from './finding.ts';
import type { Check } from './preflight.ts';

const grantTypes = [
  'client_credentials',
  'authorization_code',
  'refresh_token',
  'urn:openid:params:grant-type:ciba',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
];

const scopesOf = (scope: unknown): string[] => (typeof scope === 'string' ? scope.split(/[\s,]+/).filter(Boolean) : []);

export const metadataChecks: readonly Check[] = [
  function scopeIsSpelled({ scopes }) {
    if (scopes === undefined) return undefined;
    const list = Array.isArray(scopes) ? scopes.join(' ') : String(scopes);
    return refusedEverywhere({
      code: 'scopes_for_scope',
      pointer: '/claims/scopes',
      message: t('The claim is called scope, not scopes.'),
      fix: t('Rename scopes to scope.'),
      replacement: { pointer: '/claims/scope', value: scopesOf(list).join(' ') },
    });
  },
  function scopeIsAText({ scope, scopes }) {
    const pointer = '/claims/scope';
    if (typeof scope === 'string' && scope.trim() !== '') {
      if (!scope.includes(',')) return undefined;
      const message = t('scope is separated by commas; the standard separates by spaces.');
      const replacement = { pointer, value: scopesOf(scope).join(' ') };
      return refusedEverywhere({
        code: 'scope_with_commas',
        pointer,
        message,
        fix: t('Put spaces between.'),
        replacement,
      });
    }
    if (scopes !== undefined && scope === undefined) return undefined;
    const message = scope === undefined ? t('scope is missing.') : t('scope is {0}.', show(scope));
    const fix = t('Set scope to "openid" and what the software’s roles allow, separated by spaces.');
    return refusedEverywhere({ code: 'scope_missing', pointer, message, fix });
  },
  function scopeHasOpenid({ scope }) {
    if (typeof scope !== 'string' || scopesOf(scope).length === 0 || scopesOf(scope).includes('openid'))
      return undefined;
    const replacement = { pointer: '/claims/scope', value: `openid ${scope}` };
    const message = t('scope has no openid, without which there is no id_token.');
    return doubtful({
      code: 'scope_without_openid',
      pointer: '/claims/scope',
      message,
      fix: t('Put openid first.'),
      replacement,
    });
  },
  function scopeIsKnown({ scope }, _header, { scopesOffered }) {
    const unknown = scopesOf(scope).filter((each) => scopesOffered !== undefined && !scopesOffered.includes(each));
    if (unknown.length === 0) return undefined;
    const message = t('The bank does not offer the scope {0}.', unknown.join(', '));
    return refusedEverywhere({
      code: 'scope_unknown',
      pointer: '/claims/scope',
      message,
      fix: t('It offers {0}.', scopesOffered?.join(', ')),
    });
  },
  function rolesCoverScope({ scope }, _header, { statement }) {
    const { roles, authorityRoles } = statement;
    const uncovered = scopesOf(scope).filter((each) => {
      const role = roleOfScope[each];
      return role !== undefined && !(roles.includes(role) && (authorityRoles ?? [role]).includes(role));
    });
    if (uncovered.length === 0) return undefined;
    const covered = scopesOf(scope).filter((each) => !uncovered.includes(each));
    return refusedEverywhere({
      code: 'role_does_not_cover_scope',
      pointer: '/claims/scope',
      message: t(
        'The scope {0} needs the role {1}, which the software statement lacks.',
        uncovered.join(', '),
        uncovered.map((each) => roleOfScope[each]).join(', '),
      ),
      fix: t('Leave the scope out, or get the role at the Directory and a new assertion.'),
      replacement: { pointer: '/claims/scope', value: covered.join(' ') },
    });
  },
  function redirectsAreThere({ redirect_uris }, _header, { statement }) {
    if ((textsIn(redirect_uris)?.length ?? 0) > 0) return undefined;
    const message =
      redirect_uris === undefined ? t('redirect_uris is missing.') : t('redirect_uris is not a list of redirect URIs.');
    const fix = t(
      'Choose from those of the software statement: {0}.',
      statement.redirectUris.join(', ') || t('it has none'),
    );
    return refusedEverywhere({ code: 'redirect_uris_missing', pointer: '/claims/redirect_uris', message, fix });
  },
  function redirectsAreInTheStatement({ redirect_uris }, _header, { statement }) {
    const uris = textsIn(redirect_uris) ?? [];
    const foreign = uris.filter((uri) => !statement.redirectUris.includes(uri));
    if (foreign.length === 0) return undefined;
    return refusedEverywhere({
      code: 'redirect_not_in_ssa',
      pointer: '/claims/redirect_uris',
      message: t('The software statement has no redirect URI {0}.', foreign.join(', ')),
      fix: t(
        'Add it to the software statement at the Directory and get a new assertion, or leave it out. Every letter counts.',
      ),
      replacement: { pointer: '/claims/redirect_uris', value: uris.filter((uri) => !foreign.includes(uri)) },
    });
  },
  function redirectsAreNotLocal({ redirect_uris, application_type }, _header, context) {
    const uris = textsIn(redirect_uris) ?? [];
    const local = uris.filter((uri) => URL.canParse(uri) && isLoopback(new URL(uri).hostname));
    if (local.length === 0) return undefined;
    const sandbox = context.permissive && application_type !== 'web';
    return {
      severity: sandbox ? 'information' : 'error',
      code: 'redirect_localhost',
      pointer: '/claims/redirect_uris',
      message: onThisMachine(local, sandbox),
      fix: sandbox
        ? t('Nothing to do in a sandbox; for a real bank use an https URL of yours.')
        : t('Use an https URL of yours, and paste the redirect here.'),
      ...(sandbox
        ? {}
        : { replacement: { pointer: '/claims/redirect_uris', value: uris.filter((uri) => !local.includes(uri)) } }),
    };
  },
  function redirectsAreHttps({ redirect_uris, application_type }, _header, context) {
    const odd = (textsIn(redirect_uris) ?? []).filter(
      (uri) => !isWebRedirect(uri) && !(URL.canParse(uri) && isLoopback(new URL(uri).hostname)),
    );
    if (odd.length === 0 || (context.permissive && application_type !== 'web')) return undefined;
    const list = odd.join(', ');
    const message = agree(
      odd,
      t('The redirect URI {0} is not https.', list),
      t('The redirect URIs {0} are not https.', list),
    );
    const fix = t('Use https; custom schemes are for native clients of sandboxes.');
    return refusedEverywhere({ code: 'redirect_not_https', pointer: '/claims/redirect_uris', message, fix });
  },
  function redirectsAreShort({ redirect_uris }) {
    const long = (textsIn(redirect_uris) ?? []).filter((uri) => uri.length > 256);
    if (long.length === 0) return undefined;
    const message = t('A redirect URI is longer than the 256 characters of the standard.');
    return refusedEverywhere({
      code: 'redirect_too_long',
      pointer: '/claims/redirect_uris',
      message,
      fix: t('Shorten it.'),
    });
  },
  function grantsAreKnown({ grant_types }) {
    const types = textsIn(grant_types);
    const unknown = types?.filter((type) => !grantTypes.includes(type)) ?? [];
    if (types !== undefined && types.length > 0 && unknown.length === 0) return undefined;
    return refusedEverywhere({
      code: 'grant_types_invalid',
      pointer: '/claims/grant_types',
      message:
        unknown.length > 0
          ? t('grant_types has {0}, which the standard does not.', unknown.join(', '))
          : t('grant_types is not a list of grants.'),
      fix: t('A list of client_credentials, authorization_code and, where the bank offers it, refresh_token.'),
      replacement: { pointer: '/claims/grant_types', value: ['authorization_code', 'client_credentials'] },
    });
  },
  function responseTypesAreOffered({ response_types }, _header, { responseTypesOffered }) {
    if (response_types === undefined) return undefined;
    const types = textsIn(response_types);
    const refused =
      types?.filter((type) => responseTypesOffered !== undefined && !responseTypesOffered.includes(type)) ?? [];
    if (types !== undefined && refused.length === 0) return undefined;
    const message =
      types === undefined
        ? t('response_types is not a list.')
        : t('The bank does not offer the response type {0}.', refused.join(', '));
    const fix = t('It offers {0}.', responseTypesOffered?.join(', ') ?? 'code id_token');
    return refusedEverywhere({ code: 'response_type_unsupported', pointer: '/claims/response_types', message, fix });
  },
  function authMethodIsOffered({ token_endpoint_auth_method: method }, _header, { authMethodsOffered: offered }) {
    const pointer = '/claims/token_endpoint_auth_method';
    const fix =
      offered === undefined
        ? t('Choose one of {0}.', methodsToChoose(offered).join(', '))
        : t('It offers {0}.', offered.join(', ') || 'none');
    if (typeof method !== 'string') {
      return refusedEverywhere({
        code: 'auth_method_missing',
        pointer,
        message: t('token_endpoint_auth_method is missing.'),
        fix,
      });
    }
    if (offered !== undefined && !offered.includes(method)) {
      const message = t('The bank does not offer {0} as authentication at its token endpoint.', method);
      return refusedEverywhere({ code: 'auth_method_unsupported', pointer, message, fix });
    }
    if (isAuthMethod(method)) return undefined;
    const message = t('{0} is no authentication at a token endpoint that is known here.', show(method));
    // The bank may know it; tokens could not be asked for afterwards.
    const details = { code: 'auth_method_unknown', pointer, message, fix };
    return offered === undefined ? refusedEverywhere(details) : doubtful(details);
  },
  function authMethodIsFapi({ token_endpoint_auth_method: method }, _header, context) {
    if (typeof method !== 'string' || !usesSecret(method)) return undefined;
    const details = {
      code: 'auth_method_not_fapi',
      pointer: '/claims/token_endpoint_auth_method',
      message: t('{0} is allowed by the registration standard, but not by FAPI 1.0 Advanced.', method),
      fix: t('Use private_key_jwt or tls_client_auth, except in a sandbox.'),
      replacement: { pointer: '/claims/token_endpoint_auth_method', value: 'private_key_jwt' },
    };
    return context.authMethodsOffered?.includes(method) ? doubtful(details) : refusedByStrict(details, context);
  },
  function subjectDnGoesWithTls(
    { token_endpoint_auth_method: method, tls_client_auth_subject_dn: dn },
    _header,
    context,
  ) {
    const pointer = '/claims/tls_client_auth_subject_dn';
    const value = context.transportCertificate?.subjectDn;
    const fix = t('Set it to the transport certificate’s subject.');
    if (method !== 'tls_client_auth') {
      if (dn === undefined) return undefined;
      const message = t('tls_client_auth_subject_dn goes with tls_client_auth only.');
      const replacement = { pointer, value: undefined };
      return doubtful({ code: 'subject_dn_unused', pointer, message, fix: t('Leave it out.'), replacement });
    }
    if (typeof dn !== 'string') {
      const message = t('tls_client_auth needs tls_client_auth_subject_dn.');
      const replacement = { pointer, value };
      return refusedEverywhere({ code: 'subject_dn_missing', pointer, message, fix, ...(value && { replacement }) });
    }
    // A proxy that has the certificate shows nobody its subject.
    if (value === undefined || sameDistinguishedName(dn, value)) return undefined;
    const message = t(
      'tls_client_auth_subject_dn is {0}, but the transport certificate\'s subject is "{1}".',
      show(dn),
      value,
    );
    return refusedEverywhere({ code: 'subject_dn_mismatch', pointer, message, fix, replacement: { pointer, value } });
  },
  function applicationTypeIsKnown({ application_type: type }, _header, context) {
    const pointer = '/claims/application_type';
    if (type === 'web' || type === 'native') return undefined;
    const details = {
      pointer,
      fix: t('Set application_type to web (or native).'),
      replacement: { pointer, value: 'web' },
    };
    if (type === 'mobile') {
      const message = t('application_type mobile was replaced by native in DCR 3.4; banks take the one or the other.');
      return doubtful({
        ...details,
        code: 'application_type_mobile',
        message,
        replacement: { pointer, value: 'native' },
      });
    }
    const message = type === undefined ? t('application_type is missing.') : t('application_type is {0}.', show(type));
    return refusedByStrict({ ...details, code: 'application_type_unknown', message }, context);
  },
];

function onThisMachine(uris: readonly string[], sandbox: boolean): string {
  const list = uris.join(', ');
  return sandbox
    ? agree(
        uris,
        t('The redirect URI {0} is on this machine, which only sandboxes register.', list),
        t('The redirect URIs {0} are on this machine, which only sandboxes register.', list),
      )
    : agree(
        uris,
        t('The redirect URI {0} is on this machine.', list),
        t('The redirect URIs {0} are on this machine.', list),
      );
}
