/** Public keys as JWKs, named the way the Open Banking Directory names them. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { JWK } from 'jose';

export type KeyUse = 'sig' | 'tls';

/**
 * The Directory's `kid`: base64url of the SHA-1 of the RFC 7638 canonical JWK (not the certificate's thumbprint, whatever the Directory's own description says).
 *
 * @param key An RSA or EC key, private or public.
 */
export function kidOf(key: KeyObject): string {
  return createHash('sha1')
    .update(canonicalJwk(publicPart(key)))
    .digest('base64url');
}

/** The public JWK of a key with its {@link kidOf}; without `alg`, so that one key serves RS256 and PS256. */
export function publicJwk(key: KeyObject, use: KeyUse): JWK {
  return { kid: kidOf(key), ...publicPart(key), use };
}

/** A JWK with its `kid` and `use`, and without the certificate's members: what verifying and the authorization server want of it. */
export function bareJwk({ kid, kty, n, e, crv, x, y, use }: JWK): JWK {
  return kty === 'RSA' ? { kid, kty, n, e, use } : { kid, kty, crv, x, y, use };
}

/** Bare public members of an RSA (`kty`, `n`, `e`) or EC (`kty`, `crv`, `x`, `y`) key. */
function publicPart(key: KeyObject): JWK {
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  return jwk.kty === 'RSA'
    ? { kty: 'RSA', n: jwk.n, e: jwk.e }
    : { kty: jwk.kty, crv: jwk.crv, x: jwk.x, ...(jwk.y === undefined ? {} : { y: jwk.y }) };
}

/** RFC 7638 §3: the required members only, in lexicographic order, without white space. */
function canonicalJwk(jwk: JWK): string {
  const members = Object.entries(jwk).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(members));
}
