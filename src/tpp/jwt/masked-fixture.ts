/** A token made fit to be committed as a test fixture: still a token of its kind, and nobody's. */

import { createHash } from 'node:crypto';
import { uuid } from '../../standard/uuid.ts';
import { OpenBankingError } from '../errors.ts';
import { isSecretMember } from '../redaction/redact.ts';
import { beginsLikeToken } from '../redaction/token-shape.ts';
import { type Jws, readJws } from './decode.ts';

/** Claims of OIDC Core §5.1 and of the Directory that speak of a person, and those that tie a token to one session. */
const personal = new Set([
  'sub',
  'name',
  'given_name',
  'family_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'profile',
  'picture',
  'website',
  'email',
  'gender',
  'birthdate',
  'phone_number',
  'phone',
  'address',
  'sid',
  'jti',
  'nonce',
  'state',
  'txn',
  'openbanking_intent_id',
  'consentid',
  'consent_id',
  'c_hash',
  's_hash',
  'at_hash',
  'identification',
  'secondaryidentification',
  'pan',
  'mobilenumber',
  'customer_id',
  'user_id',
  'ip_address',
]);

/**
 * A token with everything masked that must not be in a repository, structure and kind unchanged. Masked are:
 *
 * - the signature, by bytes of the same length made from a fixed seed, so that it verifies with no key;
 * - secrets, by the names that the redactor knows (tokens, codes, passwords, client secrets), and PEM private keys;
 * - what speaks of a person or ties the token to one session: `sub` (unless it is the `iss` too, a client's id), names, e-mail
 *   and telephone, account identifications, the intent id, `jti`, `nonce`, `state` and the hashes;
 * - e-mail addresses in any other text;
 * - the same inside tokens in the token.
 *
 * Organisations, software ids, certificates, algorithms, `kid`, scopes and times stay, since they make the kind of the token.
 * The same value is always masked alike within one token, and the result depends on nothing but the token.
 *
 * @throws OpenBankingError `jwt_malformed`
 */
export function maskedFixture(compact: string): string {
  return maskedToken(readJws(compact), { names: new Map() }, 3);
}

interface Masks {
  /** The mask of each value seen. */
  names: Map<string, string>;
}

function maskedToken({ parts }: Jws, masks: Masks, depth: number): string {
  const signature = filler(Buffer.from(parts.signature, 'base64url').length);
  return `${maskedPart(parts.header, masks, depth)}.${maskedPart(parts.payload, masks, depth)}.${signature}`;
}

function maskedPart(part: string, masks: Masks, depth: number): string {
  if (part === '') return '';
  const value = parsed(Buffer.from(part, 'base64url').toString('utf8'));
  // A payload that is no JSON cannot be looked through, so all of it goes.
  const masked = value === undefined ? 'masked' : JSON.stringify(maskedValue(value, masks, depth, 0));
  return Buffer.from(masked).toString('base64url');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const maxDepth = 200;

function maskedValue(value: unknown, masks: Masks, depth: number, level: number): unknown {
  if (level > maxDepth) return 'masked';
  if (typeof value === 'string') return maskedText(value, masks, depth);
  if (Array.isArray(value)) return value.map((each) => maskedValue(each, masks, depth, level + 1));
  if (typeof value !== 'object' || value === null) return value;
  const { iss } = Object.fromEntries(Object.entries(value));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      isMasked(name, member) && !(name === 'sub' && member === iss)
        ? masked(name, member, masks, depth, level + 1)
        : maskedValue(member, masks, depth, level + 1),
    ]),
  );
}

/** An `id_token` may also be the object of the claims parameter (OIDC Core §5.5), which holds no secret. */
function isMasked(name: string, value: unknown): boolean {
  return personal.has(name.toLowerCase()) || (isSecretMember(name) && typeof value !== 'object');
}

/** Every text and number below a member that is masked; its shape stays. */
function masked(name: string, value: unknown, masks: Masks, depth: number, level: number): unknown {
  if (level > maxDepth) return 'masked';
  if (typeof value === 'string') return inner(value, masks, depth) ?? mask(name, value, masks);
  if (typeof value === 'number') return 0;
  if (Array.isArray(value)) return value.map((each) => masked(name, each, masks, depth, level + 1));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]: [string, unknown]) => [
      key,
      // The claims parameter asks for members under these names and says how (OIDC Core §5.5.1).
      key === 'essential' ? each : masked(name, each, masks, depth, level + 1),
    ]),
  );
}

function mask(name: string, value: string, { names }: Masks): string {
  const known = names.get(value);
  if (known !== undefined) return known;
  const number = names.size + 1;
  const made = uuid.test(value)
    ? `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
    : value.includes('@')
      ? `masked-${number}@example.com`
      : /^(.{1,3}_hash|nonce|state)$/.test(name)
        ? filler(16)
        : `masked-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-${number}`;
  names.set(value, made);
  return made;
}

const email = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;

function maskedText(value: string, masks: Masks, depth: number): string {
  if (/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/.test(value)) return 'masked';
  const token = inner(value, masks, depth);
  if (token !== undefined || !value.includes('@')) return token ?? value;
  return value.replace(email, (found) => mask('email', found, masks));
}

/** A token inside the token. */
function inner(value: string, masks: Masks, depth: number): string | undefined {
  if (depth === 0 || !beginsLikeToken(value) || !/^[\w-]*\.[\w-]*\.[\w-]*$/.test(value)) return undefined;
  try {
    return maskedToken(readJws(value), masks, depth - 1);
  } catch (thrown) {
    if (thrown instanceof OpenBankingError) return undefined;
    throw thrown;
  }
}

/** So many bytes in base64url that are the same every time. */
function filler(length: number): string {
  const blocks: Buffer[] = [];
  for (let index = 0; index * 32 < length; index += 1) {
    blocks.push(createHash('sha256').update(`masked ${index}`).digest());
  }
  return Buffer.concat(blocks).subarray(0, length).toString('base64url');
}
