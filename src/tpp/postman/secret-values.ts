/** Which names and values are secrets. In doubt they are: a value in the secret store costs nothing, a secret in git does. */
import { findTokens } from '../jwt/find.ts';
import { redactText } from '../transport/redact.ts';
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

/** Of a longer one its end is looked at. */
const longestName = 1000;

/** Whether a variable, header or parameter of this name holds a secret. */
export function isSecretName(name: string): boolean {
  // OBIE has a `Code` in many objects; no OAuth code is spelled so.
  if (name === 'Code') return false;
  const words = wordsOf(name);
  return (
    alone.has(words) ||
    (telling.test(words) && !about.test(words)) ||
    /authori[sz]ation-code$|(?:^|-)(?:otp|pin)$/.test(words)
  );
}

/** Whether a value under the name of a secret is one: truth values, short numbers and codes of ISO (GBP, GB, CDCB) are none but as a password. */
export function isSecretPair(name: string, value: string): boolean {
  return isSecretName(name) && (whatever.test(wordsOf(name)) || !isPlainValue(value));
}

/** A value that can hardly be a token, a code or a key. */
export function isPlainValue(value: string): boolean {
  const text = value.trim();
  return (
    /^(?:true|false|null|none|undefined|yes|no)$/i.test(text) || /^(?:[A-Z]{2,4}|-?\d{1,4}(?:\.\d{1,5})?)$/.test(text)
  );
}

function wordsOf(name: string): string {
  return name
    .slice(-longestName)
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
export function isLiteralSecret(name: string, value: string): boolean {
  const literal = literalPart(value);
  const bare = literal.replace(/^\s*(basic|bearer|dpop)\b/i, '').replace(/[\s:;,=]/g, '');
  return bare !== '' && (isSecretPair(name, bare) || isSecretValue(literal));
}
