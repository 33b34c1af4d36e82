/** The one redactor: whatever goes to a log, a record or an error passes here. */
import { visit } from 'jsonc-parser';
import { findTokens } from '../jwt/find.ts';

/** Members and parameters whose value never stays. */
const secretNames = [
  'access_token',
  'refresh_token',
  'registration_access_token',
  'client_secret',
  'code',
  'code_verifier',
  'device_code',
  'password',
  'passphrase',
  'pass',
  'token',
  'authorization',
  'cookie',
  'set-cookie',
  'proxy-authorization',
  'bearer',
  'basictoken',
  'private_key',
  'privatekey',
  'authorizationcode',
  'clientsecret',
  'accesstoken',
  'refreshtoken',
];
/** Members and parameters that hold a JWT: its signature goes, its header and payload stay readable. Anything else there goes whole. */
const jwtNames = [
  'id_token',
  'id_token_hint',
  'request',
  'assertion',
  'client_assertion',
  'software_statement',
  'logout_token',
  'response',
  'x-jws-signature',
];
/** Of the names above, those that no sentence uses by itself, so that `name: value` in plain text gives a secret away. */
const unmistakable = /^(\w+_(token|secret|verifier|key|code)|password|passphrase)$/;

const secrets = new Set(secretNames);
const jwts = new Set(jwtNames);
const either = [...secretNames, ...jwtNames].map((name) => name.replaceAll('-', '\\-')).join('|');

/** `name=value` of a query, a fragment or a form, percent-encoded inside another parameter too. */
const parameter = new RegExp(
  `(^|[?&#;\\s"'(]|%3[Ff]|%26|%23)(${either})(=|%3[Dd])((?:(?!%26|%23)[^&#\\s"'<>])*)`,
  'gi',
);
/** `"name":"value"` inside other text or inside a string of JSON, with however many backslashes. */
const member = new RegExp(`(\\\\*["'])(${either})\\1(\\s*:\\s*)\\1((?:(?!\\1)(?:\\\\+.|[^\\\\]))*)`, 'gis');
/** `name: value` in plain text. */
const sentence = new RegExp(
  `\\b(${secretNames.filter((name) => unmistakable.test(name)).join('|')})(\\s*:\\s*)([^\\s"'\\\\,;&<>{}[\\]]+)`,
  'gi',
);
const scheme = /\b(Bearer|Basic|DPoP)(\s+|%20|\+)(?![a-z_]+=)([A-Za-z0-9+/=._~-]{8,})/gi;
const headerLine = /^((?:proxy-)?authorization|cookie|set-cookie)(\s*:\s*)(.+)$/gim;

/** What is left of a secret: enough to tell two long ones apart, never enough to use. */
export function mask(secret: string): string {
  if (secret === '' || /^.{0,4}…$/.test(secret)) return secret;
  return secret.length >= 24 ? `${secret.slice(0, 4)}…` : '…';
}

/**
 * A text without its secrets: JSON (whole or cut off), a form, a URL, an HTTP message or a sentence. Tokens, codes, passwords and
 * PEM private keys go; of a JWT the signature goes, so that it stays readable and cannot be used again. The rest stays as it was.
 */
export function redactText(text: string): string {
  let result = redactPem(text);
  if (/^\s*[[{]/.test(result)) result = redactJson(result) ?? result;
  result = result
    .replace(member, (all, quote: string, name: string, colon: string, value: string) =>
      isSecretMember(name) ? [quote, name, quote, colon, quote, redactValue(name, value)].join('') : all,
    )
    .replace(parameter, (_, before: string, name: string, equals: string, value: string) =>
      [before, name, equals, redactValue(name, value)].join(''),
    )
    .replace(sentence, (_, name: string, between: string, value: string) => `${name}${between}${mask(value)}`)
    .replace(
      headerLine,
      (_, name: string, colon: string, value: string) => `${name}${colon}${redactCredentials(value)}`,
    )
    .replace(scheme, (_, name: string, space: string, value: string) => `${name}${space}${mask(value)}`);
  return redactJwts(result);
}

/** Headers without their secrets. Names stay as they are. */
export function redactHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const lower = name.toLowerCase();
      if (secrets.has(lower) || /(^|-)(key|secret|token)$/.test(lower)) {
        return [name, lower === 'x-idempotency-key' ? value : redactCredentials(value)];
      }
      return [name, jwts.has(lower) ? redactValue(lower, value) : redactText(value)];
    }),
  );
}

/** `Bearer …` keeps its scheme; cookies and the like go whole. */
function redactCredentials(value: string): string {
  const [, name, rest] = /^(Bearer|Basic|DPoP|Digest)\s+(.*)$/is.exec(value) ?? [];
  return name === undefined || rest === undefined ? mask(value) : `${name} ${mask(rest)}`;
}

function redactValue(name: string, value: string): string {
  if (secrets.has(name.toLowerCase())) return mask(value);
  const redacted = redactJwts(value);
  const isJwt = findTokens(value)[0]?.start === 0;
  return isJwt ? redacted : mask(value);
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

/**
 * Splices values in place, so that the rest of the body stays as the bank sent it, duplicates and errors included. Nothing for
 * JSON that is nested too deeply to walk; the patterns still see it.
 */
function redactJson(text: string): string | undefined {
  try {
    return spliceJson(text);
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

function spliceJson(text: string): string {
  const edits: { offset: number; length: number; value: string }[] = [];
  const properties: (string | undefined)[] = [];
  let property: string | undefined;
  /** Postman's `{ "key": "basicToken", "value": "…" }`, in either order: what is known of each open object. */
  const pairs: { key?: string; value?: { offset: number; length: number; text: string } }[] = [];
  visit(text, {
    onObjectBegin: () => {
      properties.push(property);
      pairs.push({});
      property = undefined;
    },
    onObjectEnd: () => {
      property = properties.pop();
      const { key, value } = pairs.pop() ?? {};
      if (key !== undefined && value && isSecretVariable(key)) edits.push({ ...value, value: mask(value.text) });
    },
    onObjectProperty: (name) => {
      property = name;
    },
    onLiteralValue: (value, offset, length) => {
      if (property === undefined) return;
      const name = property.toLowerCase();
      const pair = pairs.at(-1);
      if (pair && name === 'key' && typeof value === 'string') pair.key = value;
      if (pair && name === 'value' && typeof value === 'string') pair.value = { offset, length, text: value };
      if (!isSecretMember(property) || value === null || typeof value === 'boolean') return;
      edits.push({ offset, length, value: redactValue(name, String(value)) });
    },
  });
  let result = '';
  let position = 0;
  for (const { offset, length, value } of edits.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < position) continue;
    result += text.slice(position, offset) + JSON.stringify(value);
    position = offset + length;
  }
  return result + text.slice(position);
}

/** Whether a member or parameter of this name holds a secret or a token. */
export function isSecretMember(name: string): boolean {
  const lower = name.toLowerCase();
  // OBIE errors have a `Code` of their own, which is no secret.
  return name !== 'Code' && (secrets.has(lower) || jwts.has(lower));
}

function isSecretVariable(name: string): boolean {
  const lower = name.toLowerCase();
  return secrets.has(lower) || /token-from-|secret|password|passphrase|^(pem|key|cs)$|private/.test(lower);
}

/** Takes the signatures out of the JWTs of a text, and out of those that stand in their payloads. */
function redactJwts(text: string): string {
  let result = '';
  let position = 0;
  for (const { start, end } of findTokens(text)) {
    result += text.slice(position, start) + redactJwt(text.slice(start, end));
    position = end;
  }
  return result + text.slice(position);
}

function redactJwt(compact: string): string {
  const [header = '', payload = '', signature = ''] = compact.split('.');
  return `${header}.${redactPayload(payload)}.${signature === '' ? '' : '…'}`;
}

/** A registration request carries the software statement in its payload, where its signature must not stay either. */
function redactPayload(payload: string): string {
  const text = Buffer.from(payload, 'base64url').toString('utf8');
  if (!text.startsWith('{')) return payload;
  const redacted = redactText(text);
  return redacted === text ? payload : Buffer.from(redacted).toString('base64url');
}
