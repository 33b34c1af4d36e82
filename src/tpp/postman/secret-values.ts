/** Which names and values are secrets. In doubt they are: a value in the secret store costs nothing, a secret in git does. */
import { findTokens } from '../jwt/find.ts';
import { redactText } from '../transport/redact.ts';
import { findPrivateKeys } from './private-keys.ts';

/** Names that mean a secret wherever they stand in a longer one. */
const telling =
  /token|secret|password|passphrase|passwd|\bpwd\b|private|credential|assertion|apikey|api-key|bearer|signature|cookie|authorization(?!-?endpoint|-?url)/;
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
  /(endpoint|url|uri|type|method|methods|audience|alg|algorithm|expires|expires-in|expiry|lifetime|scope|id|name|host)$/;

/** Of a longer one its end is looked at. */
const longestName = 1000;

/** Whether a variable, header or parameter of this name holds a secret. */
export function isSecretName(name: string): boolean {
  const words = name
    .slice(-longestName)
    .trim()
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/[\s_.]+/g, '-')
    .toLowerCase();
  return alone.has(words) || (telling.test(words) && !about.test(words)) || /authori[sz]ation-code$/.test(words);
}

/** Whether a value is a secret whatever its name: a private key, a JWT, credentials with their scheme, a URL with a password. */
export function isSecretValue(value: string): boolean {
  if (value.length < 8) return false;
  return (
    findTokens(value).length > 0 ||
    redactText(value) !== value ||
    hasPassword(value) ||
    findPrivateKeys(value).length > 0
  );
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
  return bare !== '' && (isSecretName(name) || isSecretValue(literal));
}
