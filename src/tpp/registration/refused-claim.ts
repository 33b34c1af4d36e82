/** Which claim of a registration a bank's refusal is about: the one that its words name, or that its error code is about. */
import type { BankWords } from '../meanings/bank-words.ts';
import type { RegistrationRequest } from './register.ts';

/** Where a bank's error code points when its description names no claim (RFC 7591 §3.2.2). */
const claimOfError: Record<string, string> = {
  invalid_redirect_uri: '/claims/redirect_uris',
  invalid_software_statement: '/claims/software_statement',
  unapproved_software_statement: '/claims/software_statement',
};

/** Claims that may be absent and be just what the bank misses. */
const known = [
  'iss',
  'aud',
  'iat',
  'exp',
  'jti',
  'scope',
  'redirect_uris',
  'grant_types',
  'response_types',
  'application_type',
  'token_endpoint_auth_method',
  'token_endpoint_auth_signing_alg',
  'tls_client_auth_subject_dn',
  'id_token_signed_response_alg',
  'request_object_signing_alg',
  'software_id',
  'software_statement',
];

/**
 * JSON pointer into what was sent, `{header, claims}`: the longest name that the description has, or what the error code is about.
 *
 * @example
 * refusedClaim({ description: 'aud is not ours' }, request) // '/claims/aud'
 */
export function refusedClaim(
  { error = '', description = '' }: Pick<BankWords, 'error' | 'description'>,
  { header, claims }: Pick<RegistrationRequest, 'header' | 'claims'>,
): string {
  const names = [...new Set([...Object.keys(claims), ...known])].sort((a, b) => b.length - a.length);
  const said = (name: string): boolean => new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`).test(description);
  const named = names.find(said);
  if (named !== undefined) return `/claims/${named}`;
  const inHeader = Object.keys(header).find(said);
  if (inHeader !== undefined) return `/header/${inHeader}`;
  return (Object.hasOwn(claimOfError, error) ? claimOfError[error] : undefined) ?? '/claims';
}

const escaped = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
