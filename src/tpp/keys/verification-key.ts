/** A public key that a signature is held against: what it is called, where it came from, and what is said of it. */

import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { OpenBankingError } from '../errors.ts';
import { optionalId, optionalText, optionalTexts, textsOf } from '../strangers.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { kidOf } from './kid.ts';
import type { SigningKey } from './private-key.ts';

/** Where a key came from: whoever shows a good signature has to say so, since it decides what the signature proves. */
export type KeySource = 'workspace' | 'bank' | 'given' | 'url' | 'token';
type KeyForm = 'public key' | 'certificate' | 'private key' | 'JWK';

export interface VerificationKey {
  /** For people: the file and, in a key set, the `kid` or place. */
  label: string;
  source: KeySource;
  form: KeyForm;
  /** As its key set or workspace states it; a PEM file states none. */
  kid?: string;
  /** The `kid` that the Directory gives to this key. */
  directoryKid?: string;
  /** A key of a set (RFC 7517 §5), in which readers look keys up by their `kid`. */
  inSet: boolean;
  /** That set in words, where it has a name. */
  set?: string;
  use?: string;
  operations?: string[];
  /** The JWK's `alg`. */
  algorithm?: string;
  /** The certificate made for the key, where one came with it. */
  certificate?: Certificate;
  /** When it was revoked, milliseconds since the epoch, or true where its place says only that it was. */
  revoked?: number | true;
  /** There unless it cannot be read or is no public key. */
  publicKey?: KeyObject;
  /** Why there is no `publicKey`. */
  unreadable?: string;
}

/** The members of RFC 7517 that are looked at, and `revoked` of OpenID Federation 1.0 §8.7. */
const jwkSchema = z.object({
  kty: z.string(),
  kid: optionalId,
  use: optionalText,
  alg: optionalText,
  key_ops: z
    .unknown()
    .optional()
    .transform((list) => (Array.isArray(list) ? textsOf(list) : undefined)),
  x5c: optionalTexts,
  n: optionalText,
  e: optionalText,
  crv: optionalText,
  x: optionalText,
  y: optionalText,
  d: z.unknown().optional(),
  revoked: z.object({ revoked_at: z.number() }).optional().catch(undefined),
});

/** The workspace's signing key, with its certificate where it has one. */
export function keyOfWorkspace({ publicKey, kid, certificate }: SigningKey, label: string): VerificationKey {
  return {
    ...readable({ label, source: 'workspace', form: certificate ? 'certificate' : 'private key' }, publicKey),
    kid,
    ...(certificate ? { certificate } : {}),
  };
}

/** The key of a certificate. */
export function keyOfCertificate(
  certificate: Certificate,
  label: string,
  source: KeySource = 'given',
): VerificationKey {
  return { ...readable({ label, source, form: 'certificate' }, certificate.publicKey), certificate };
}

/** A public key, or the public half of a private one. */
export function keyOfObject(key: KeyObject, label: string, source: KeySource = 'given'): VerificationKey {
  return key.type === 'private'
    ? readable({ label, source, form: 'private key' }, createPublicKey(key))
    : readable({ label, source, form: 'public key' }, key);
}

/**
 * The keys of a set (RFC 7517 §5), each with its `kid` as label, or its place where it has none. A key that cannot be read is
 * kept with the reason, since one odd key does not spoil a set.
 *
 * @param where the set in words, put in front of each label.
 */
export function keysOfSet(
  keys: readonly unknown[],
  { where = '', source }: { where?: string; source: KeySource },
): VerificationKey[] {
  return keys.map((jwk, index) => {
    const kid = jwkSchema.safeParse(jwk).data?.kid;
    const name = kid ?? (keys.length === 1 ? t('without a kid') : t('without a kid (number {0})', index + 1));
    return {
      ...keyOfJwk(jwk, where === '' ? t('the key {0}', name) : t('{0}, key {1}', where, name), source),
      inSet: true,
      ...(where === '' ? {} : { set: where }),
    };
  });
}

/** One JWK; of a private one, its public half. */
export function keyOfJwk(jwk: unknown, label: string, source: KeySource): VerificationKey {
  const read = jwkSchema.safeParse(jwk);
  const base = { label, source, form: 'JWK' as const };
  if (!read.success) return { ...base, inSet: false, unreadable: t('it is not a JWK: it has no kty') };
  const { kid, use, alg, key_ops: operations, x5c, d, revoked, kty, n, e, crv, x, y } = read.data;
  const certificate = certificateIn(x5c, label);
  const stated = {
    ...(kid === undefined ? {} : { kid }),
    ...(use === undefined ? {} : { use }),
    ...(alg === undefined ? {} : { algorithm: alg }),
    ...(operations === undefined ? {} : { operations }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(revoked === undefined ? {} : { revoked: revoked.revoked_at * 1000 }),
  };
  if (kty === 'oct') {
    return { ...base, ...stated, inSet: false, unreadable: t('it is a shared secret (kty oct), not a public key') };
  }
  try {
    const publicKey = createPublicKey({ key: membersOf({ kty, n, e, crv, x, y }), format: 'jwk' });
    return { ...readable({ ...base, form: d === undefined ? 'JWK' : 'private key' }, publicKey), ...stated };
  } catch {
    return { ...base, ...stated, inSet: false, unreadable: t('a member of this {0} key is missing or wrong', kty) };
  }
}

/** RSA, EC, Ed25519 …, as people call the kind of a key. */
export function keyKindOf(key: KeyObject): string {
  const { asymmetricKeyType: type = 'unknown', asymmetricKeyDetails: details } = key;
  if (type.startsWith('rsa')) return `RSA ${details?.modulusLength ?? ''}`.trim();
  if (type === 'ec') return `EC ${curves[details?.namedCurve ?? ''] ?? details?.namedCurve ?? ''}`.trim();
  return type.replace(/^e/, 'E').replace(/^x/, 'X');
}

const curves: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

function readable(
  base: { label: string; source: KeySource; form: KeyForm },
  publicKey: KeyObject,
): VerificationKey & { publicKey: KeyObject } {
  return { ...base, inSet: false, publicKey, ...directoryKidOf(publicKey) };
}

/** Nothing for a kind of key that has no JWK (DSA, odd curves), which can verify no JWT either. */
function directoryKidOf(publicKey: KeyObject): { directoryKid?: string } {
  try {
    return { directoryKid: kidOf(publicKey) };
  } catch {
    return {};
  }
}

function membersOf(members: Record<string, string | undefined>): JsonWebKey {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function certificateIn(x5c: readonly string[] | undefined, label: string): Certificate | undefined {
  const [leaf] = x5c ?? [];
  if (leaf === undefined) return undefined;
  try {
    return readCertificate(leaf, label);
  } catch (thrown) {
    if (thrown instanceof OpenBankingError) return undefined;
    throw thrown;
  }
}
