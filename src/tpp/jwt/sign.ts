/** JWTs signed by the TPP's signing key: registration requests, request objects, client assertions. */
import { constants, type SignKeyObjectInput, sign } from 'node:crypto';
import type { SigningKey } from '../keys/private-key.ts';

/**
 * Signs a payload in the compact form (RFC 7515 §7.1). The header is `alg` and `kid` of the key and `typ` JWT; `header` adds to
 * it or replaces `typ` (a member that is `undefined` is left out).
 *
 * Signed by node:crypto itself: one hop less than Web Crypto, which costs a fifth of the rate.
 *
 * @example await signJwt({ iss: softwareId, aud: organisationId, jti: uuid() }, await workspace.signingKey())
 */
export async function signJwt(
  payload: Record<string, unknown>,
  key: SigningKey,
  header: Record<string, unknown> = {},
): Promise<string> {
  const input = `${encode({ typ: 'JWT', ...header, alg: key.algorithm, kid: key.kid })}.${encode(payload)}`;
  return `${input}.${signBytes(Buffer.from(input), key).toString('base64url')}`;
}

/** The signature of a signing input (RFC 7515 §5.1). */
export function signBytes(input: Buffer, key: SigningKey): Buffer {
  return sign('sha256', input, signingInput(key));
}

/** A JWT with `alg` none and an empty signature (RFC 7519 §6), which some permissive sandboxes take as a request object. */
export function unsecuredJwt(payload: Record<string, unknown>): string {
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(payload)}.`;
}

/** The parameters of RFC 7518 §3: PS256 has a salt as long as the hash, ES256 writes r and s side by side. */
function signingInput({ key, algorithm }: SigningKey): SignKeyObjectInput {
  switch (algorithm) {
    case 'PS256':
      return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    case 'RS256':
      return { key, padding: constants.RSA_PKCS1_PADDING };
    case 'ES256':
      return { key, dsaEncoding: 'ieee-p1363' };
  }
}

function encode(value: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
