/** Preflight: what the client wants to be: scope, redirects, grants, authentication. */

import { roleOfScope } from '../directory/software-statement.ts';
import { sameDistinguishedName } from '../keys/certificate.ts';
import { agree } from '../number-words.ts';
import { isLoopback } from '../transport/hosts.ts';
import { isAuthMethod, methodsToChoose, usesSecret } from './auth-methods.ts';
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
      message: 'The claim is called scope, not scopes.',
      fix: 'Rename scopes to scope.',
      replacement: { pointer: '/claims/scope', value: scopesOf(list).join(' ') },
    });
  },
  function scopeIsAText({ scope, scopes }) {
    const pointer = '/claims/scope';
    if (typeof scope === 'string' && scope.trim() !== '') {
      if (!scope.includes(',')) return undefined;
      const message = 'scope is separated by commas; the standard separates by spaces.';
      const replacement = { pointer, value: scopesOf(scope).join(' ') };
      return refusedEverywhere({
        code: 'scope_with_commas',
        pointer,
        message,
        fix: 'Put spaces between.',
        replacement,
      });
    }
    if (scopes !== undefined && scope === undefined) return undefined;
    const message = scope === undefined ? 'scope is missing.' : `scope is ${show(scope)}.`;
    const fix = 'Set scope to "openid" and what the software’s roles allow, separated by spaces.';
    return refusedEverywhere({ code: 'scope_missing', pointer, message, fix });
  },
  function scopeHasOpenid({ scope }) {
    if (typeof scope !== 'string' || scopesOf(scope).length === 0 || scopesOf(scope).includes('openid'))
      return undefined;
    const replacement = { pointer: '/claims/scope', value: `openid ${scope}` };
    const message = 'scope has no openid, without which there is no id_token.';
    return doubtful({
      code: 'scope_without_openid',
      pointer: '/claims/scope',
      message,
      fix: 'Put openid first.',
      replacement,
    });
  },
  function scopeIsKnown({ scope }, _header, { scopesOffered }) {
    const unknown = scopesOf(scope).filter((each) => scopesOffered !== undefined && !scopesOffered.includes(each));
    if (unknown.length === 0) return undefined;
    const message = `The bank does not offer the scope ${unknown.join(', ')}.`;
    return refusedEverywhere({
      code: 'scope_unknown',
      pointer: '/claims/scope',
      message,
      fix: `It offers ${scopesOffered?.join(', ')}.`,
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
      message: `The scope ${uncovered.join(', ')} needs the role ${uncovered.map((each) => roleOfScope[each]).join(', ')}, which the software statement lacks.`,
      fix: 'Leave the scope out, or get the role at the Directory and a new assertion.',
      replacement: { pointer: '/claims/scope', value: covered.join(' ') },
    });
  },
  function redirectsAreThere({ redirect_uris }, _header, { statement }) {
    if ((textsIn(redirect_uris)?.length ?? 0) > 0) return undefined;
    const message =
      redirect_uris === undefined ? 'redirect_uris is missing.' : 'redirect_uris is not a list of redirect URIs.';
    const fix = `Choose from those of the software statement: ${statement.redirectUris.join(', ') || 'it has none'}.`;
    return refusedEverywhere({ code: 'redirect_uris_missing', pointer: '/claims/redirect_uris', message, fix });
  },
  function redirectsAreInTheStatement({ redirect_uris }, _header, { statement }) {
    const uris = textsIn(redirect_uris) ?? [];
    const foreign = uris.filter((uri) => !statement.redirectUris.includes(uri));
    if (foreign.length === 0) return undefined;
    return refusedEverywhere({
      code: 'redirect_not_in_ssa',
      pointer: '/claims/redirect_uris',
      message: `The software statement has no redirect URI ${foreign.join(', ')}.`,
      fix: 'Add it to the software statement at the Directory and get a new assertion, or leave it out. Every letter counts.',
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
      message: `The redirect ${agree(local, 'URI', 'URIs')} ${local.join(', ')} ${agree(local, 'is', 'are')} on this machine${sandbox ? ', which only sandboxes register' : ''}.`,
      fix: sandbox
        ? 'Nothing to do in a sandbox; for a real bank use an https URL of yours.'
        : 'Use an https URL of yours, and paste the redirect here.',
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
    const message = `The redirect ${agree(odd, 'URI', 'URIs')} ${odd.join(', ')} ${agree(odd, 'is', 'are')} not https.`;
    const fix = 'Use https; custom schemes are for native clients of sandboxes.';
    return refusedEverywhere({ code: 'redirect_not_https', pointer: '/claims/redirect_uris', message, fix });
  },
  function redirectsAreShort({ redirect_uris }) {
    const long = (textsIn(redirect_uris) ?? []).filter((uri) => uri.length > 256);
    if (long.length === 0) return undefined;
    const message = 'A redirect URI is longer than the 256 characters of the standard.';
    return refusedEverywhere({
      code: 'redirect_too_long',
      pointer: '/claims/redirect_uris',
      message,
      fix: 'Shorten it.',
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
          ? `grant_types has ${unknown.join(', ')}, which the standard does not.`
          : 'grant_types is not a list of grants.',
      fix: 'A list of client_credentials, authorization_code and, where the bank offers it, refresh_token.',
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
        ? 'response_types is not a list.'
        : `The bank does not offer the response type ${refused.join(', ')}.`;
    const fix = `It offers ${responseTypesOffered?.join(', ') ?? 'code id_token'}.`;
    return refusedEverywhere({ code: 'response_type_unsupported', pointer: '/claims/response_types', message, fix });
  },
  function authMethodIsOffered({ token_endpoint_auth_method: method }, _header, { authMethodsOffered: offered }) {
    const pointer = '/claims/token_endpoint_auth_method';
    const fix =
      offered === undefined
        ? `Choose one of ${methodsToChoose(offered).join(', ')}.`
        : `It offers ${offered.join(', ') || 'none'}.`;
    if (typeof method !== 'string') {
      return refusedEverywhere({
        code: 'auth_method_missing',
        pointer,
        message: 'token_endpoint_auth_method is missing.',
        fix,
      });
    }
    if (offered !== undefined && !offered.includes(method)) {
      const message = `The bank does not offer ${method} as authentication at its token endpoint.`;
      return refusedEverywhere({ code: 'auth_method_unsupported', pointer, message, fix });
    }
    if (isAuthMethod(method)) return undefined;
    const message = `${show(method)} is no authentication at a token endpoint that is known here.`;
    // The bank may know it; tokens could not be asked for afterwards.
    const details = { code: 'auth_method_unknown', pointer, message, fix };
    return offered === undefined ? refusedEverywhere(details) : doubtful(details);
  },
  function authMethodIsFapi({ token_endpoint_auth_method: method }, _header, context) {
    if (typeof method !== 'string' || !usesSecret(method)) return undefined;
    const details = {
      code: 'auth_method_not_fapi',
      pointer: '/claims/token_endpoint_auth_method',
      message: `${method} is allowed by the registration standard, but not by FAPI 1.0 Advanced.`,
      fix: 'Use private_key_jwt or tls_client_auth, except in a sandbox.',
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
    const fix = 'Set it to the transport certificate’s subject.';
    if (method !== 'tls_client_auth') {
      if (dn === undefined) return undefined;
      const message = 'tls_client_auth_subject_dn goes with tls_client_auth only.';
      const replacement = { pointer, value: undefined };
      return doubtful({ code: 'subject_dn_unused', pointer, message, fix: 'Leave it out.', replacement });
    }
    if (typeof dn !== 'string') {
      const message = 'tls_client_auth needs tls_client_auth_subject_dn.';
      const replacement = { pointer, value };
      return refusedEverywhere({ code: 'subject_dn_missing', pointer, message, fix, ...(value && { replacement }) });
    }
    // A proxy that has the certificate shows nobody its subject.
    if (value === undefined || sameDistinguishedName(dn, value)) return undefined;
    const message = `tls_client_auth_subject_dn is ${show(dn)}, but the transport certificate's subject is "${value}".`;
    return refusedEverywhere({ code: 'subject_dn_mismatch', pointer, message, fix, replacement: { pointer, value } });
  },
  function applicationTypeIsKnown({ application_type: type }, _header, context) {
    const pointer = '/claims/application_type';
    if (type === 'web' || type === 'native') return undefined;
    const details = {
      pointer,
      fix: 'Set application_type to web (or native).',
      replacement: { pointer, value: 'web' },
    };
    if (type === 'mobile') {
      const message = 'application_type mobile was replaced by native in DCR 3.4; banks take the one or the other.';
      return doubtful({
        ...details,
        code: 'application_type_mobile',
        message,
        replacement: { pointer, value: 'native' },
      });
    }
    const message = type === undefined ? 'application_type is missing.' : `application_type is ${show(type)}.`;
    return refusedByStrict({ ...details, code: 'application_type_unknown', message }, context);
  },
];
