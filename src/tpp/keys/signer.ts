/** Who makes signatures: a private key in hand, or whoever holds one elsewhere. Everything that is signed goes through this. */
import { constants, type KeyObject, type SignKeyObjectInput, sign } from 'node:crypto';

export type SigningAlgorithm = 'PS256' | 'RS256' | 'ES256';

export interface SignatureRequest {
  /** The signing input of the JWS (RFC 7515 §5.1), all of it. */
  input: Uint8Array;
  algorithm: SigningAlgorithm;
  kid: string;
}

export interface Signer {
  /** The signature as a JWS has it (RFC 7518 §3): for ES256 r and s side by side. */
  sign(request: SignatureRequest): Promise<Buffer>;
}

/** Signs with a key in hand, by node:crypto itself: one hop less than Web Crypto, which costs a fifth of the rate. */
export function keySigner(key: KeyObject): Signer {
  return { sign: async ({ input, algorithm }) => sign('sha256', input, { key, ...signatureParameters(algorithm) }) };
}

/** The parameters of RFC 7518 §3: PS256 has a salt as long as the hash, ES256 writes r and s side by side. */
export function signatureParameters(algorithm: SigningAlgorithm): Omit<SignKeyObjectInput, 'key'> {
  switch (algorithm) {
    case 'PS256':
      return { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    case 'RS256':
      return { padding: constants.RSA_PKCS1_PADDING };
    case 'ES256':
      return { dsaEncoding: 'ieee-p1363' };
  }
}
