/** Signing keys made when a test runs. */

import type { JsonWebKey } from 'node:crypto';
import { kidOf } from '../../../src/tpp/keys/kid.ts';
import type { SigningKey } from '../../../src/tpp/keys/private-key.ts';
import { keySigner } from '../../../src/tpp/keys/signer.ts';
import { makeKeys } from '../../support/certificates.ts';

export function signingKey(
  pair: ReturnType<typeof makeKeys>,
  algorithm: SigningKey['algorithm'],
  kid = kidOf(pair.privateKey),
): SigningKey {
  const publicJwk: JsonWebKey = { ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: algorithm };
  return { kid, algorithm, signer: keySigner(pair.privateKey), publicKey: pair.publicKey, publicJwk };
}

export const rsa = makeKeys('rsa');
export const ec = makeKeys('ec');
export const ps256 = signingKey(rsa, 'PS256');
export const rs256 = signingKey(rsa, 'RS256');
export const es256 = signingKey(ec, 'ES256');
export const stranger = signingKey(makeKeys('rsa'), 'PS256');
