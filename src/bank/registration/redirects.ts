/** Which redirect URIs a client may register. */
import { isLoopback } from '../../standard/loopback.ts';
import type { Profile } from '../profile/profile.ts';
import { quoted, RegistrationRefused } from './refusal.ts';
import type { Submission } from './submission.ts';

/** DCR 3.4 says `native` for what 3.3 calls `mobile`. */
export function isNative(applicationType: string): boolean {
  return applicationType === 'native' || applicationType === 'mobile';
}

/**
 * The redirect URIs to register: those asked for, all of which the software statement must have; or, when the claim is absent, those of the software statement that the application type allows.
 *
 * @throws RegistrationRefused `invalid_redirect_uri`
 */
export function redirectUrisOf(submission: Submission): string[] {
  const { claims, statement, profile } = submission;
  const rules = { applicationType: claims.application_type, profile };
  const allowed = statement.software_redirect_uris;
  if (claims.redirect_uris === undefined) {
    const usable = allowed.filter((uri) => objectionTo(uri, rules) === undefined);
    if (usable.length > 0) return usable;
    throw refused(`is missing, and none of software_redirect_uris suits application_type ${claims.application_type}`);
  }
  for (const uri of claims.redirect_uris) {
    if (!allowed.includes(uri)) {
      throw refused(`has ${quoted(uri)}, which is not among the software statement's: ${allowed.join(' ')}`);
    }
    const objection = objectionTo(uri, rules);
    if (objection !== undefined) throw refused(`has ${quoted(uri)}: ${objection}`);
  }
  return [...new Set(claims.redirect_uris)];
}

/** Why a client that registered a redirect URI may not use it at a bank of this profile; undefined when it may. */
export function objectionToRedirect(
  uri: unknown,
  client: { redirectUris?: unknown; applicationType?: unknown },
  profile: Profile,
): string | undefined {
  const { redirectUris, applicationType } = client;
  if (typeof uri !== 'string' || !Array.isArray(redirectUris) || !redirectUris.includes(uri)) return undefined;
  const objection = objectionTo(uri, { applicationType: String(applicationType), profile });
  return objection && `the client is registered with redirect_uri ${quoted(uri)}, but ${objection}`;
}

const refused = (why: string) => new RegistrationRefused('invalid_redirect_uri', `redirect_uris ${why}`);

/** Schemes that a browser runs or opens itself. */
const dangerous = ['javascript:', 'data:', 'file:', 'blob:', 'about:', 'vbscript:', 'ftp:', 'ws:', 'wss:'];

/** Why a client of this application type may not be sent back to a URI; undefined when it may. */
export function objectionTo(
  uri: string,
  { applicationType, profile }: { applicationType: string; profile: Profile },
): string | undefined {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  if (url === undefined) return 'it is not an absolute URI';
  if (uri.includes('#')) return 'a redirect URI has no fragment';
  if (url.username !== '' || url.password !== '') return 'a redirect URI has no user name';
  const { protocol } = url;
  const here = isLoopback(url.hostname);
  if (!profile.takes.nativeRedirects) {
    if (protocol !== 'https:') return `a ${profile.name} bank takes https only`;
    return here ? `a ${profile.name} bank takes no localhost or loopback address` : undefined;
  }
  if (!isNative(applicationType)) {
    if (protocol === 'http:' && here) {
      return 'application_type web takes https only; register loopback http with application_type native';
    }
    if (protocol !== 'https:') {
      return 'application_type web takes https only; custom schemes need application_type native';
    }
    // The authorization server takes https://localhost now and would refuse every later call of a hybrid client.
    return url.hostname === 'localhost' ? 'application_type web takes no localhost' : undefined;
  }
  if (protocol === 'https:') return here ? 'application_type native takes loopback over http, not https' : undefined;
  if (protocol === 'http:') return here ? undefined : 'http is for loopback addresses only';
  return dangerous.includes(protocol) ? `the scheme ${protocol} is not for redirects` : undefined;
}
