/** Public keys from whatever file a developer has: a JWKS, a JWK, a certificate or a PEM key. */
import { createPublicKey, type JsonWebKey, X509Certificate } from 'node:crypto';
import { fail } from '../tpp/errors.ts';

/**
 * The keys in a text as JWKs. A private key gives its public half.
 * @param path stands in the error's message
 * @param pem the clean PEM in the text, or an empty one
 * @throws OpenBankingError `key_invalid`
 */
export function readPublicKeys(text: string, path: string, pem: string): JsonWebKey[] {
  try {
    if (text.trimStart().startsWith('{')) return keysIn(JSON.parse(text));
    const key = pem.includes('-----BEGIN CERTIFICATE-----') ? new X509Certificate(pem).publicKey : createPublicKey(pem);
    return [key.export({ format: 'jwk' })];
  } catch (cause) {
    return fail(
      {
        code: 'key_invalid',
        message: `There is no public key in ${path}.`,
        try: 'Name a JWKS, a JWK, a certificate (PEM) or a public key (PEM).',
      },
      cause,
    );
  }
}

/** Members that are read by others as they are; what makes a key private stays behind. */
function keysIn(value: unknown): JsonWebKey[] {
  const keys: unknown = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : [value];
  if (!Array.isArray(keys) || keys.length === 0) throw new Error('no keys');
  return keys.map((jwk: JsonWebKey) => ({
    ...createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'jwk' }),
    ...(jwk.kid === undefined ? {} : { kid: jwk.kid }),
    ...(jwk.use === undefined ? {} : { use: jwk.use }),
  }));
}
