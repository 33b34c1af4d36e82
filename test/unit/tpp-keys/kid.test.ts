import { createHash, createPublicKey } from 'node:crypto';
import { expect, it } from 'vitest';
import { kidOf } from '../../../src/tpp/keys/kid.ts';
import { makeKeys } from '../../support/certificates.ts';

const sha1 = (text: string) => createHash('sha1').update(text).digest('base64url');

it('is the SHA-1 of the canonical RSA JWK, from the private key as from the public one', () => {
  const { privateKey, publicKey } = makeKeys('rsa');
  const { n, e } = publicKey.export({ format: 'jwk' });
  expect(kidOf(privateKey)).toBe(sha1(`{"e":"${e}","kty":"RSA","n":"${n}"}`));
  expect(kidOf(publicKey)).toBe(kidOf(privateKey));
});

it('is the SHA-1 of the canonical EC JWK', () => {
  const { privateKey, publicKey } = makeKeys('ec');
  const { x, y } = publicKey.export({ format: 'jwk' });
  expect(kidOf(privateKey)).toBe(sha1(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`));
});

it('matches the value worked out by hand for the key of RFC 7638 §3.1', () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
  const key = createPublicKey({ key: { kty: 'RSA', e: 'AQAB', n }, format: 'jwk' });
  expect(kidOf(key)).toBe(sha1(`{"e":"AQAB","kty":"RSA","n":"${n}"}`));
});
