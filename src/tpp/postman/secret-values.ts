/** Which names and values are secrets. In doubt they are: a value in the secret store costs nothing, a secret in git does. */
import { findTokens } from '../jwt/find.ts';
import { redactText } from '../redaction/redact.ts';
import { isReadable, namesIdempotency, secretKindOfHeader } from '../redaction/secret-names.ts';
import { findPrivateKeys } from './private-keys.ts';

/** Names that mean a secret wherever they stand in a longer one. */
const telling =
  /token|secret|password|passphrase|passcode|passwd|\bpwd\b|private|credential|assertion|apikey|api-key|(?<!charges?-?)bearer|signature|cookie|authorization(?!-?endpoint|-?url)/;
/** Names that mean a secret by themselves; `cs` and `pem` are of Ozone's collections. */
const alone = new Set([
  'cs',
  'pem',
  'key',
  'code',
  'code-verifier',
  'pass',
  'basic',
  'signed-dcr-jwt',
  'request-object',
]);
/** What speaks about a secret and is none. */
const about =
  /(endpoint|url|uri|type|method|methods|audience|alg|algorithm|expires|expires-in|expiry|lifetime|scope|id|name|host|-(status|state|expired|required|enabled|supported|enc|format|version|count|length|at|date|time|datetime))$/;
/** Names under which any word and any number may be the secret. */
const whatever = /secret|passw|passphrase|passcode|\bpwd\b|\bpass\b|\bpin\b|\botp\b/;

/** Names of OAuth and of gateways, under which a value is the secret however short it is. */
const unmistakable =
  /(?:^|-)token$|authori[sz]ation-code$|(?:api|app|application|access|auth|client|consumer|encryption|hmac|master|secret|session|shared|signing|subscription)-?key$/;

/** Where a value stands, as far as that says what its name means. */
export type Whereabouts = 'header' | 'parameter' | 'elsewhere';

/** Of a longer one its end is looked at. */
const maxNameLength = 1000;

/** Whether a variable, header or parameter of this name holds a secret. */
export function isSecretVariable(name: string): boolean {
  // OBIE has a `Code` in many objects; no OAuth code is spelled so.
  if (name === 'Code') return false;
  const words = wordsOf(name);
  return (
    alone.has(words) ||
    (telling.test(words) && !about.test(words)) ||
    /authori[sz]ation-code$|(?:^|-)(?:otp|pin|session-?id)$/.test(words) ||
    isKey(name, words)
  );
}

/** `consumer_key`, `hmacKey`; neither a public key nor the name of a request. */
function isKey(name: string, words: string): boolean {
  return /key$/.test(words) && !/public-?key$/.test(words) && !namesIdempotency(name.slice(-maxNameLength));
}

/**
 * Whether a value under the name of a secret is one: truth values are none but as a password, short numbers and codes of ISO (GBP, GB, CDCB) none
 * where the name says no token or key. In a header the names count by which the exchange log masks.
 */
export function isSecretPair(name: string, value: string, where: Whereabouts = 'elsewhere'): boolean {
  const kind = where === 'header' ? secretKindOfHeader(name) : undefined;
  if (kind !== undefined) return !isNoValue(value) && !(kind === 'token' && isReadable(value));
  if (!isSecretVariable(name)) return false;
  const words = wordsOf(name);
  if (whatever.test(words)) return true;
  if (isNoValue(value)) return false;
  if (unmistakable.test(words)) return true;
  // That of an answer to the authorisation request, but for a status.
  if (words === 'code' && where === 'parameter') return !/^\d{3}$/.test(value);
  return isKey(name, words) ? !isPlainWord(value) : !isPlainValue(value);
}

/** Nothing, a truth value, or what stands for the value in a template. */
export function isNoValue(value: string): boolean {
  return /^(?:true|false|null|undefined|<[a-z _-]{1,40}>)?$/i.test(value.trim());
}

/** `sort_key=date`. */
function isPlainWord(value: string): boolean {
  return /^(?:[A-Z]?[a-z]{1,12}(?:[ _-][a-z]{1,12}){0,3}|-?\d{1,3})$/.test(value.trim());
}

/** A value that can hardly be a code. */
export function isPlainValue(value: string): boolean {
  const text = value.trim();
  return /^(?:none|yes|no)$/i.test(text) || /^(?:[A-Z]{2,4}|-?\d{1,4}(?:\.\d{1,5})?)$/.test(text);
}

function wordsOf(name: string): string {
  return name
    .slice(-maxNameLength)
    .trim()
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/[\s_.]+/g, '-')
    .toLowerCase();
}

/** Whether a value is a secret whatever its name: a private key, a JWT, credentials with their scheme, a URL with a password. */
export function isSecretValue(value: string): boolean {
  if (value.length < 8) return false;
  if (findTokens(value).length > 0 || hasPassword(value) || findPrivateKeys(value).length > 0) return true;
  // The first or last line of a key is none without the others.
  const text = value.replace(/-----(?:BEGIN|END) [A-Z0-9 ]{0,40}PRIVATE KEY-----/g, '');
  return redactText(text) !== text;
}

/** RFC 3986 §3.2.1: `https://user:password@host`. */
function hasPassword(value: string): boolean {
  const authority = /^[a-z][a-z\d+.-]{0,30}:\/\/([^/?#\s]*)/i.exec(value)?.[1] ?? '';
  const end = authority.lastIndexOf('@');
  return end >= 0 && authority.slice(0, end).includes(':');
}

const reference = /\{\{[^{}]*\}\}/g;

/** What a text says beside its `{{variables}}`. */
export function literalPart(text: string): string {
  return text.replace(reference, '');
}

/** Whether a value of a request is a secret and stands there itself, beside whatever variables: `Bearer {{token}}` is none. */
export function isLiteralSecret(name: string, value: string, where: Whereabouts = 'elsewhere'): boolean {
  const literal = literalPart(value);
  const bare = literal.replace(/^\s*(basic|bearer|dpop)\b/i, '').replace(/[\s:;,=]/g, '');
  return bare !== '' && (isSecretPair(name, bare, where) || isSecretValue(literal));
}
