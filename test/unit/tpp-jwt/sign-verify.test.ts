import type { JsonWebKey } from 'node:crypto';
import { compactVerify, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { signJwt, unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { verifyJwt } from '../../../src/tpp/jwt/verify.ts';
import { kidOf } from '../../../src/tpp/keys/kid.ts';
import type { SigningKey } from '../../../src/tpp/keys/private-key.ts';
import { keySigner } from '../../../src/tpp/keys/signer.ts';
import { makeKeys } from '../../support/certificates.ts';

const rsa = makeKeys('rsa');
const ec = makeKeys('ec');

function signingKey(pair: typeof rsa, algorithm: SigningKey['algorithm'], kid = kidOf(pair.privateKey)): SigningKey {
  const publicJwk: JsonWebKey = { ...pair.publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: algorithm };
  return { kid, algorithm, signer: keySigner(pair.privateKey), publicKey: pair.publicKey, publicJwk };
}

const ps256 = signingKey(rsa, 'PS256');
const claims = { iss: 'me', iat: 1 };

describe.each([
  ['PS256', ps256],
  ['RS256', signingKey(rsa, 'RS256')],
  ['ES256', signingKey(ec, 'ES256')],
] as const)('%s', (alg, key) => {
  it('is signed so that jose takes it', async () => {
    const { protectedHeader, payload } = await compactVerify(await signJwt(claims, key), key.publicKey);
    expect(protectedHeader).toEqual({ alg, kid: key.kid, typ: 'JWT' });
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual(claims);
  });

  it('verifies what jose signed, with kid and without', async () => {
    for (const header of [{ alg, kid: key.kid }, { alg }]) {
      const compact = await new SignJWT(claims)
        .setProtectedHeader(header)
        .sign(alg === 'ES256' ? ec.privateKey : rsa.privateKey);
      const decoded = await verifyJwt(compact, { keys: [ps256.publicJwk, key.publicJwk] });
      expect(decoded.payload).toEqual(claims);
    }
  });
});

it('adds to the header, replaces typ, and leaves alg and kid alone', async () => {
  const { header } = await verifyJwt(
    await signJwt(claims, ps256, { typ: 'JOSE', cty: 'json', alg: 'none', kid: 'x' }),
    {
      keys: [ps256.publicJwk],
    },
  );
  expect(header).toEqual({ typ: 'JOSE', cty: 'json', alg: 'PS256', kid: ps256.kid });
  const bare = await verifyJwt(await signJwt(claims, ps256, { typ: undefined }), { keys: [ps256.publicJwk] });
  expect(bare.header).toEqual({ alg: 'PS256', kid: ps256.kid });
});

it('an unsecured JWT has an empty signature', () => {
  expect(unsecuredJwt({ a: 1 })).toMatch(/^eyJ[\w-]+\.[\w-]+\.$/);
});

describe('jwt_signature_invalid', () => {
  const other = signingKey(makeKeys('rsa'), 'PS256');
  const wrongKey = { ...other.publicJwk, kid: ps256.kid };
  const edit = (compact: string, change: (parts: string[]) => string[]) => change(compact.split('.')).join('.');
  const payload = Buffer.from('{"iss":"you"}').toString('base64url');
  const jose = (header: { alg: string; kid?: string }) => new SignJWT(claims).setProtectedHeader(header);
  const good = () => signJwt(claims, ps256);
  const keys = [ps256.publicJwk];

  it.each<[string, () => string | Promise<string>, JsonWebKey[], string, string[]?]>([
    [
      'a payload that was changed',
      async () => edit(await good(), ([h = '', , s = '']) => [h, payload, s]),
      keys,
      `The key ${ps256.kid} made this signature, but over something else`,
    ],
    [
      'a signature changed by one character',
      async () =>
        edit(await good(), ([h = '', p = '', s = '']) => [h, p, (s.startsWith('A') ? 'B' : 'A') + s.slice(1)]),
      keys,
      'does not fit',
    ],
    ['another key under the same kid', good, [wrongKey], 'does not fit'],
    ['no key of that kid', good, [other.publicJwk], `has the kid "${ps256.kid}"; there is ${other.kid}`],
    ['an empty key set', good, [], 'holds no key'],
    ['no kid and no key', () => jose({ alg: 'PS256' }).sign(rsa.privateKey), [], 'holds no key'],
    [
      'no kid and no key that fits',
      () => jose({ alg: 'PS256' }).sign(rsa.privateKey),
      [other.publicJwk, wrongKey],
      'fits none of the 2 keys',
    ],
    [
      'a key of another type',
      () => jose({ alg: 'ES256', kid: ps256.kid }).sign(ec.privateKey),
      keys,
      'of type RSA 2048 and cannot verify ES256',
    ],
    ['a key for encryption', good, [{ ...ps256.publicJwk, use: 'enc' }], 'for encryption'],
    ['a key that cannot be read', good, [{ kty: 'RSA', kid: ps256.kid }], 'cannot be used'],
    ['alg none', () => unsecuredJwt(claims), keys, 'alg is none'],
    [
      'alg None, to slip by',
      () => edit(unsecuredJwt(claims), ([, p = '']) => [Buffer.from('{"alg":"None"}').toString('base64url'), p, '']),
      keys,
      'alg is none',
    ],
    [
      'no alg',
      () => edit(unsecuredJwt(claims), ([, p = '']) => [Buffer.from('{}').toString('base64url'), p, 'c2ln']),
      keys,
      'no algorithm',
    ],
    [
      'the public key used as an HMAC secret',
      () => jose({ alg: 'HS256', kid: ps256.kid }).sign(Buffer.from(String(ps256.publicJwk.n))),
      keys,
      'algorithm confusion attack',
    ],
    [
      'an algorithm that is not allowed here',
      () => jose({ alg: 'RS256', kid: ps256.kid }).sign(rsa.privateKey),
      keys,
      'only PS256, ES256 may be used',
      ['PS256', 'ES256'],
    ],
    ['a signature cut off', async () => edit(await good(), ([h = '', p = '']) => [h, p, '']), keys, 'has no signature'],
    ['critical parameters', () => signJwt(claims, ps256, { crit: ['exp'], exp: 1 }), keys, 'crit'],
  ])('%s', async (_, compact, jwks, message, algorithms) => {
    await expect(verifyJwt(await compact(), { keys: jwks }, algorithms ? { algorithms } : {})).rejects.toMatchObject({
      code: 'jwt_signature_invalid',
      message: expect.stringContaining(message),
    });
  });

  it('but what is no JWT at all is jwt_malformed', async () => {
    await expect(verifyJwt('a.b', { keys })).rejects.toMatchObject({ code: 'jwt_malformed' });
  });
});
