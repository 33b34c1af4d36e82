/** A bank's refusal as a finding: at the claim that its words name, for as long as that claim stays as it was. */
import type { Problem } from '../../tpp/errors.ts';
import type { ClaimFinding } from '../../tpp/registration/preflight.ts';
import { inEditorWords } from '../editor-words.ts';
import type { RequestText } from './request-text.ts';

export interface RefusalFinding {
  finding: ClaimFinding;
  /** What stood at its place when the bank refused it, as JSON. */
  refused: string | undefined;
}

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

export function refusalFinding(problem: Problem, request: RequestText): RefusalFinding {
  const pointer = pointerOf(problem, request);
  const finding: ClaimFinding = {
    severity: 'error',
    code: problem.code,
    message: problem.message,
    fix: inEditorWords(problem),
    pointer,
  };
  return { finding, refused: valueAt(request, pointer) };
}

/** Whether what the bank refused still stands there. */
export function stillRefused({ finding, refused }: RefusalFinding, request: RequestText): boolean {
  return valueAt(request, finding.pointer) === refused;
}

/** The claim that the description names, the longest name first, or the one that the error code is about. */
function pointerOf({ bank }: Problem, { header, claims }: RequestText): string {
  const words = bank?.description ?? '';
  const names = [...new Set([...Object.keys(claims), ...known])].sort((a, b) => b.length - a.length);
  const said = (name: string): boolean => new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`).test(words);
  const named = names.find(said);
  if (named !== undefined) return `/claims/${named}`;
  const inHeader = Object.keys(header).find(said);
  if (inHeader !== undefined) return `/header/${inHeader}`;
  return claimOfError[bank?.error ?? ''] ?? '/claims';
}

const escaped = (name: string): string => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function valueAt({ header, claims }: RequestText, pointer: string): string | undefined {
  const [, where, name] = pointer.split('/');
  const members = where === 'header' ? header : claims;
  return JSON.stringify(name === undefined ? members : members[name]);
}
