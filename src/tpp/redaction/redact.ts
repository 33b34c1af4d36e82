/** The one redactor: whatever goes to a log, a record or an error passes here. */

import { truncate } from '../../standard/truncate.ts';
import { replaceCommandSecrets } from './command-secrets.ts';
import { replaceLaidOutSecrets } from './laid-out-secrets.ts';
import { replaceNamedSecrets } from './named-secrets.ts';
import { replaceSecretMembers } from './secret-members.ts';
import { isReadable, type SecretKind, secretKindOf, secretKindOfHeader } from './secret-names.ts';
import { nextLine, unbroken } from './token-lines.ts';
import { beginsLikeToken, tokensOf } from './token-shape.ts';

/** Credentials behind their scheme. */
const scheme = /\b(Bearer|Basic|DPoP)(\s{1,9}|%20|\+)(?![a-z_]+=)([A-Za-z0-9+/=._~-]{8,}…?)/gi;
const encodedSign = /%[\dA-Fa-f]{2}/;
/** Encoded in what was encoded before. */
const maxEncodingDepth = 2;
/** A member of a private JWK whose object was cut off, by its length: a scalar of P-256 has 43 characters. */
const privateMember = /(["'](?:dp|dq|qi|[dpqk])\\*["']\s{0,9}:\s{0,9}\\*["'])([\w-]{40,})/g;

/** `payload`, with a value in base64. */
const jsonPayload = /(\bpayload\\*["']?\s{0,9}[:=]\s{0,9}\\*["']?)((?:[\w+-]|\\*\/){16,}={0,2})/g;

/** The secret members of a token in JSON form, as far as their value's first character. */
const jsonSecret =
  /(?:\bsignature|\btag|\bciphertext|\bencrypted_key)\\*["']?\s{0,9}[:=]\s{0,9}\\*["'](?=[\w+/-]{16})/g;
const base64Line = /[\w+/-]+={0,2}/y;

/** What is left of a secret: enough to tell two long ones apart, never enough to use. */
export function mask(secret: string): string {
  if (secret === '' || /^.{0,4}…$/.test(secret)) return secret;
  return secret.length >= 24 ? `${secret.slice(0, 4)}…` : '…';
}

/**
 * A text without its secrets: JSON (whole or cut off), a form, a URL, an HTTP message, a command or a sentence. Tokens, codes, passwords and
 * private keys go; of a JWT the signature goes, so that it stays readable and cannot be used again. The rest stays as it was.
 *
 * Names are compared without case, hyphens and underscores ({@link secretKindOf}); a token counts whatever its name. Every
 * character is looked at a fixed number of times, whatever the text.
 */
export function redactText(text: string): string {
  return redacted(text, 0);
}

/** Characters of a text whose beginning is asked for: redacting more takes seconds. */
const maxStart = 1024 * 1024;

/** The beginning of a text without its secrets, redacted before it is cut: half a secret may have lost the shape that it is known by. */
export function redactedStart(text: string, maxLength = 4000): string {
  const start = redactText(text.slice(0, maxStart));
  // Where it shrank that much, its end may be half a secret.
  return truncate(text.length <= maxStart || start.length > maxLength ? start : redactText(text), maxLength);
}

function redacted(text: string, depth: number): string {
  // Before the names, since what stands behind a name or a scheme ends with its line, and a token may not.
  const whole = redactJsonPayloads(redactBrokenSecrets(redactTokens(redactEncoded(text, depth))));
  const open = replaceLaidOutSecrets(redactPemEnds(redactPem(whole)), redactValue);
  const plain = replaceSecretMembers(open, redactValue);
  const named = replaceCommandSecrets(replaceNamedSecrets(plain, redactValue), redactValue)
    .replace(scheme, (all, name: string, space: string, value: string) =>
      isReadable(value) && value.length < 24 ? all : `${name}${space}${mask(value)}`,
    )
    .replace(privateMember, (_, before: string, value: string) => before + mask(value));
  return redactUserInfo(named);
}

/** Headers without their secrets. Names stay as they are. */
export function redactHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const kind = secretKindOfHeader(name);
      return [name, kind === undefined ? redactText(value) : redactValue(value, kind)];
    }),
  );
}

/** Whether a member or parameter of this name holds a secret or a token. */
export function isSecretMember(name: string): boolean {
  return secretKindOf(name) !== undefined;
}

/** `Bearer …` keeps its scheme, a token what is readable of it, a `{{variable}}` and `env:VARIABLE` everything. */
function redactValue(value: string, kind: SecretKind): string {
  if (value.startsWith('{{') && /^\{\{[^{}]*\}\}$/.test(value)) return value;
  if (/^env:[A-Z_][A-Z0-9_]{0,40}$/.test(value)) return value;
  if (kind === 'token' && beginsLikeToken(value)) {
    const [token] = tokensOf(value);
    if (token?.start === 0) return redactTokens(value);
  }
  const [, name, rest] = (/^[BD]/i.test(value) && /^(Bearer|Basic|DPoP|Digest)\s+(.*)$/is.exec(value)) || [];
  if (name !== undefined && rest !== undefined) return `${name} ${mask(rest)}`;
  // Half an escape would break the text around it.
  return value.slice(0, 5).includes('\\') ? '…' : mask(value);
}

/** The base64 before the end of a private key that lost its beginning. */
function redactPemEnds(text: string): string {
  const closing = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/g;
  let result = '';
  let position = 0;
  for (let found = closing.exec(text); found; found = closing.exec(text)) {
    let start = found.index;
    while (start > position && /[\w+/=\s\\]/.test(text[start - 1] ?? '')) start -= 1;
    if (found.index - start >= 40) {
      result += `${text.slice(position, start)}…`;
      position = found.index;
    }
  }
  return result + text.slice(position);
}

function redactPem(text: string): string {
  let result = '';
  let position = 0;
  for (;;) {
    const start = text.indexOf('-----BEGIN ', position);
    if (start < 0) return result + text.slice(position);
    const label = /^-----BEGIN ([A-Z0-9 ]{0,40})-----/.exec(text.slice(start, start + 64))?.[1];
    const bodyStart = start + (label === undefined ? 11 : 16 + label.length);
    if (!label?.endsWith('PRIVATE KEY')) {
      result += text.slice(position, bodyStart);
      position = bodyStart;
      continue;
    }
    const closing = `-----END ${label}-----`;
    const end = text.indexOf(closing, bodyStart);
    result += `${text.slice(position, bodyStart)}…${end < 0 ? '' : closing}`;
    position = end < 0 ? text.length : end + closing.length;
  }
}

/** Percent-encoded text: JSON, a sentence or XML in a query or a form. */
function redactEncoded(text: string, depth: number): string {
  if (depth === maxEncodingDepth || !encodedSign.test(text)) return text;
  return text.replace(/[^&#\s"'<>=?]+/g, (part) => {
    if (!encodedSign.test(part)) return part;
    const plain = decoded(part);
    const clean = redacted(plain, depth + 1);
    return clean === plain ? part : encodeURIComponent(clean).replaceAll('%E2%80%A6', '…');
  });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part.replaceAll('%22', '"').replaceAll('%20', ' ');
  }
}

/** RFC 3986 §3.2.1: `user:password@host`, in a URL, or without its scheme as proxies are written. The user stays. */
function redactUserInfo(text: string): string {
  let result = '';
  let position = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (!/[\w[%]/.test(text[at + 1] ?? '')) continue;
    let start = at;
    while (start > position && at - start < 300 && /[^\s/@?#"'<>\\,;({[]/.test(text[start - 1] ?? '')) start -= 1;
    if (start === at) continue;
    const info = text.slice(start, at);
    const colon = info.search(/:|%3a/i);
    const inUrl = text.slice(start - 3, start) === '://';
    if (colon < 0 ? !inUrl : /^(?:mailto|acct|sips?|xmpp|to|from|cc|bcc|e-?mail)$/i.test(info.slice(0, colon)))
      continue;
    // A password may hold an @ that nobody escaped.
    const rest = /^[^\s/?#"'<>\\]*@/.exec(text.slice(at + 1, at + 300))?.[0].length ?? 0;
    result += `${text.slice(position, start)}${colon < 0 ? '' : `${info.slice(0, colon)}:`}…`;
    position = at + rest;
    at = position;
  }
  return result + text.slice(position);
}

/** Takes the signatures out of the tokens of a text, and out of those that stand in their payloads; of an encrypted one all but the header. */
function redactTokens(text: string): string {
  let result = '';
  let position = 0;
  for (const { start, end, parts } of tokensOf(text)) {
    const [header = '', payload = '', ...others] = parts.map((part) => unbroken(text.slice(part.start, part.end)));
    const redacted =
      others.length === 1
        ? [redactPayload(payload), others[0] === '' ? '' : '…']
        : [payload, ...others].map((part) => (part === '' ? '' : '…'));
    result += `${text.slice(position, start)}${[header, ...redacted].join('.')}`;
    position = end;
  }
  return result + text.slice(position);
}

/** The payload of a token in JSON form (RFC 7515 §7.2.1), whose signature is masked by its name: as that of a compact one. */
function redactJsonPayloads(text: string): string {
  if (!text.includes('payload')) return text;
  return text.replace(jsonPayload, (all, before: string, payload: string) => {
    if (!beginsLikeToken(payload)) return all;
    const bare = payload.replaceAll('\\', '');
    const clean = redactPayload(bare);
    return clean === bare ? all : before + clean;
  });
}

/** Members of a token in JSON form that somebody broke over lines, which is no JSON any more: what stands on one line is masked by its name. */
function redactBrokenSecrets(text: string): string {
  let result = '';
  let position = 0;
  jsonSecret.lastIndex = 0;
  for (let found = jsonSecret.exec(text); found; found = jsonSecret.exec(text)) {
    const start = jsonSecret.lastIndex;
    const first = lineEnd(text, start);
    let end = first;
    for (let next = nextLine(text, end); next !== undefined; next = nextLine(text, end)) {
      const below = lineEnd(text, next);
      if (below === next) break;
      end = below;
    }
    if (end === first) continue;
    result += text.slice(position, start) + mask(text.slice(start, first));
    position = end;
    jsonSecret.lastIndex = end;
  }
  return result + text.slice(position);
}

function lineEnd(text: string, from: number): number {
  base64Line.lastIndex = from;
  return base64Line.test(text) ? base64Line.lastIndex : from;
}

/** A registration request carries the software statement in its payload, where its signature must not stay either. */
function redactPayload(payload: string): string {
  const text = Buffer.from(payload, 'base64').toString('utf8');
  if (!/^\s*\{/.test(text)) return payload;
  const redacted = redactText(text);
  return redacted === text ? payload : Buffer.from(redacted).toString('base64url');
}
