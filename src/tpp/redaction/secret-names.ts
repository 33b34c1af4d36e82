/** Which names stand for secrets, however they are spelled, and which values look like one. */

/** `secret` never stays; a `token` keeps what is readable of it, and anything else under its name goes whole. */
export type SecretKind = 'secret' | 'token';

/** What a name ends with that holds a secret, written without case, hyphens and underscores. */
const endings =
  /(?:token|secret|password|passwd|pwd|passphrase|passcode|verifier|credentials?|cookie|authori[sz]ation|otp|(?:api|auth|private|secret|access|subscription)key|signature)s?(?:value|string)?\d{0,3}$/;
/** `invalid_token` is what a bank says of a token. */
const complaints = /^(?:invalid|expired|missing|unknown|unsupported|wrong|bad|no|insufficient)/;
const secrets = new Set([
  'code',
  'authorizationcode',
  'authorisationcode',
  'authcode',
  'devicecode',
  'usercode',
  'bearer',
  'pass',
  'pin',
  // of signed URLs
  'sig',
  'setcookie',
  'scaauthenticationdata',
]);
const tokens = new Set([
  'idtoken',
  'idtokenhint',
  'loginhinttoken',
  'logouttoken',
  'request',
  'response',
  'assertion',
  'clientassertion',
  'softwarestatement',
  'xjwssignature',
  // of tokens in JSON form (RFC 7515 §7.2, RFC 7516 §7.2)
  'signature',
  'encryptedkey',
  'ciphertext',
]);

/** A name, read once. */
export interface ReadName {
  name: string;
  /** As it is compared: without case, hyphens and underscores. */
  plain: string;
  /** What a member, parameter or header of this name holds, if it is a secret. */
  kind: SecretKind | undefined;
}

/** Most texts have few names, each of them often. */
const readNames = new Map<string, ReadName>();
const maxNames = 1000;
const maxNameLength = 100;

export function readName(name: string): ReadName {
  const known = readNames.get(name);
  if (known !== undefined) return known;
  const plain = name.replace(/[-_\s]/g, '').toLowerCase();
  const read = { name, plain, kind: kindOf(name, plain) };
  if (readNames.size >= maxNames) readNames.clear();
  if (name.length <= maxNameLength) readNames.set(name, read);
  return read;
}

/** A name as it is compared. */
export function plainName(name: string): string {
  return readName(name).plain;
}

/** What a member, parameter or header of this name holds, if it is a secret. */
export function secretKindOf(name: string): SecretKind | undefined {
  return readName(name).kind;
}

function kindOf(name: string, plain: string): SecretKind | undefined {
  // OBIE errors have a `Code` of their own, which is no secret.
  if (name === 'Code' || name.length > maxNameLength) return undefined;
  if (tokens.has(plain)) return 'token';
  return secrets.has(plain) || (endings.test(plain) && !complaints.test(plain)) ? 'secret' : undefined;
}

/** The same for a header, where every key is one but that of idempotency, and every session. */
export function secretKindOfHeader(name: string): SecretKind | undefined {
  const plain = plainName(name);
  const telling = /(?:key|session(?:id)?)$/.test(plain) && !namesIdempotency(name);
  return secretKindOf(name) ?? (telling ? 'secret' : undefined);
}

/** `Idempotency-Key`, `x-idempotency-key`: the name of a request, and no secret. */
export function namesIdempotency(name: string): boolean {
  return /idempoten(?:cy|t)key$/.test(plainName(name));
}

/** The same for a variable of Postman; `cs`, `pem` and the tokens' sources are of Ozone's collections. */
export function secretKindOfVariable(name: string): SecretKind | undefined {
  const plain = plainName(name);
  const telling = /tokenfrom|secret|password|passphrase|private|^(?:pem|key|cs)$/.test(plain);
  return secretKindOfHeader(name) ?? (telling ? 'secret' : undefined);
}

/** The members of a private JWK (RFC 7518 §6.2.2, §6.3.2, §6.4.1), and of an entry of its `oth`. */
export const privateJwkMembers: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'r', 't']);

/** Members that stand beside the `code` of an error, or around it. An OAuth code never has their company. */
export const faultNames: ReadonlySet<string> = new Set([
  'fault',
  'error',
  'errors',
  'errordescription',
  'message',
  'messages',
  'tppmessages',
  'detail',
  'details',
  'description',
  'reason',
  'title',
  'text',
  'category',
  'severity',
]);

/** Members that say something of the secret under whose name they stand: its kind, its dates, where it counts. */
const describing =
  /^(?:type|(?:access|refresh)?tokentype|scopes?|format|expir(?:y|es|ed|ation)\w*|(?:issued|created|updated|expires|notbefore)(?:at|on|in)?|iat|exp|nbf|iss|aud|status|state|active|enabled|alg|kid|in|path|domain|samesite|\w*(?:url|uri|endpoint))$/;

/** Whether a member of this name describes the secret around it. */
export function describesSecret(name: string): boolean {
  const plain = plainName(name);
  return describing.test(plain) || faultNames.has(plain) || plain === 'errorcode';
}

/** Whether a text is made of words and short numbers, as the codes of errors are and no token is. */
export function isReadable(text: string): boolean {
  if (text.length > 100) return false;
  // Most are one short word.
  if (/^[A-Z]{1,12}\d{0,9}$/.test(text)) return true;
  return text
    .split(/[-._:/\s]+/)
    .every((part) => /^[A-Za-z]{0,30}\d{0,9}$/.test(part) && humps(part) * 3 <= part.length + 3);
}

/** How often a capital follows a small letter. */
const humps = (word: string): number => word.match(/[a-z][A-Z]/g)?.length ?? 0;

/** Whether a word of a sentence, behind one that announces a secret, is it. */
export function isOpaque(word: string): boolean {
  if (/^\d{4}-\d\d-\d\d/.test(word)) return false;
  return (word.length >= 10 && /\d/.test(word) && /[A-Za-z]/.test(word)) || (word.length >= 12 && !isReadable(word));
}
