/** The key id as the UK Directory computes it, so that nobody has to look it up. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/**
 * The `kid` of a public or private RSA or EC key: base64url(SHA-1(canonical JWK)), the JWK with its required members
 * only, in lexical order (RFC 7638 §3). The Directory uses SHA-1 there, not SHA-256; the certificate plays no part.
 */
export function kidOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const { crv, e, kty, n, x, y } = publicKey.export({ format: 'jwk' });
  const canonical = kty === 'RSA' ? { e, kty, n } : y === undefined ? { crv, kty, x } : { crv, kty, x, y };
  return createHash('sha1').update(JSON.stringify(canonical)).digest('base64url');
}
