import { constants, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { decodeJwt } from '../../../src/tpp/jwt/decode.ts';
import { signJwt, unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { explainVerification, type Verification } from '../../../src/tpp/jwt/verification.ts';
import { readCertificate } from '../../../src/tpp/keys/certificate.ts';
import {
  keyOfCertificate,
  keyOfJwk,
  keyOfObject,
  keyOfWorkspace,
  keysOfSet,
  type VerificationKey,
} from '../../../src/tpp/keys/verification-key.ts';
import { makeKeys, makeRoot, selfSigned } from '../../support/certificates.ts';
import { often } from '../../support/chance.ts';
import { ec, es256, ps256, rs256, rsa, signingKey, stranger } from './signing-keys.ts';

const claims = { iss: 'me', iat: 1 };
const good = await signJwt(claims, ps256);
const own = keyOfObject(rsa.publicKey, 'bank.pem');
const foreign = keyOfObject(stranger.publicKey, 'other.pem');
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs a header that no function of ours would make. */
function signed(header: object, make: (input: Buffer) => Buffer, payload: object = claims): string {
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${make(Buffer.from(input)).toString('base64url')}`;
}

const pss =
  (saltLength: number, hash = 'sha256') =>
  (input: Buffer) =>
    sign(hash, input, { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
const pkcs1 = (input: Buffer) => sign('sha256', input, rsa.privateKey);

const swapped = (compact: string, payload: object) => {
  const [header, , signature] = compact.split('.');
  return [header, part(payload), signature].join('.');
};

const set = (...keys: object[]) => keysOfSet(keys, { where: 'bank.jwks', source: 'bank' });

describe('a good signature names its key', () => {
  it.each<[string, VerificationKey[], string]>([
    ['alone', [own], 'bank.pem'],
    ['among others', [foreign, keyOfObject(ec.publicKey, 'ec.pem'), own], 'bank.pem'],
    ['by its private half', [keyOfObject(rsa.privateKey, 'signing.key')], 'signing.key'],
    ['the workspace’s', [keyOfWorkspace(ps256, 'the signing key')], 'the signing key'],
    ['in a key set', set(stranger.publicJwk, ps256.publicJwk), `bank.jwks, key ${ps256.kid}`],
  ])('%s', (_, keys, label) => {
    const outcome = explainVerification(good, keys);
    expect(outcome).toMatchObject({ verified: true, key: { label }, algorithm: 'PS256', remarks: [] });
    expect(outcome.message).toContain(label);
  });

  it.each(['PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])(
    'of %s',
    (alg) => {
      const hash = `sha${alg.slice(2)}`;
      const curve = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' }[alg];
      const { privateKey, publicKey } = curve
        ? generateKeyPairSync('ec', { namedCurve: curve })
        : alg === 'EdDSA'
          ? generateKeyPairSync('ed25519')
          : rsa;
      const compact = signed({ alg }, (input) =>
        alg.startsWith('PS')
          ? pss(constants.RSA_PSS_SALTLEN_DIGEST, hash)(input)
          : sign(alg === 'EdDSA' ? null : hash, input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
      );
      expect(explainVerification(compact, [keyOfObject(publicKey, 'k')])).toMatchObject({ verified: true });
    },
  );
});

describe('a refusal says why', () => {
  const short = makeKeys('rsa', 1024);
  const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const hmac = (secret: string) => (input: Buffer) => createHmac('sha256', secret).update(input).digest();
  type Case = [string, () => string | Promise<string>, VerificationKey[], string, string, string];
  it.each<Case>([
    ['alg none', () => unsecuredJwt(claims), [own], 'alg_none', '', 'alg is none'],
    ['alg nOnE', () => signed({ alg: 'nOnE' }, pkcs1), [own], 'alg_none', '', 'alg is none'],
    ['no alg', () => signed({}, pkcs1), [own], 'alg_missing', '', 'names no algorithm'],
    ['an alg that nobody knows', () => signed({ alg: 'XS1' }, pkcs1), [own], 'alg_unknown', '', '"XS1"'],
    ['no signature', () => good.replace(/[^.]+$/, ''), [own], 'signature_missing', '', 'has no signature'],
    ['no key', () => good, [], 'no_keys', '', 'no key'],
    ['another key', () => good, [foreign], 'signature', 'other_key', 'another key made it'],
    [
      'a changed payload',
      () => swapped(good, { iss: 'you' }),
      [own],
      'signature',
      'content_changed',
      'bank.pem made this signature, but over something else',
    ],
    [
      'a changed payload, the signer among others',
      () => swapped(good, { iss: 'you' }),
      [own, foreign],
      'signature',
      'content_changed',
      'bank.pem made this signature',
    ],
    [
      'a changed payload of RS256',
      async () => swapped(await signJwt(claims, rs256), { iss: 'you' }),
      [own],
      'signature',
      'content_changed',
      'made this signature, but over something else',
    ],
    [
      'a changed payload of ES256, which looks like another key',
      async () => swapped(await signJwt(claims, es256), { iss: 'you' }),
      [keyOfObject(ec.publicKey, 'ec.pem')],
      'signature',
      'other_key_or_content',
      'nobody can tell which',
    ],
    [
      'a signature of RS256 under PS256',
      () => signed({ alg: 'PS256' }, pkcs1),
      [own],
      'signature',
      'other_algorithm',
      'with RS256, while the header says PS256',
    ],
    [
      'a signature of PS512 under PS256',
      () => signed({ alg: 'PS256' }, pss(64, 'sha512')),
      [own],
      'signature',
      'other_algorithm',
      'with PS512, while the header says PS256',
    ],
    [
      'the salt that openssl takes',
      () => signed({ alg: 'PS256' }, pss(222)),
      [own],
      'signature',
      'salt_length',
      '222 bytes of salt',
    ],
    [
      'an ECDSA signature in DER',
      () => signed({ alg: 'ES256' }, (input) => sign('sha256', input, ec.privateKey)),
      [keyOfObject(ec.publicKey, 'ec.pem')],
      'signature',
      'signature_encoding',
      'in DER',
    ],
    [
      'a signature of another length',
      () => `${good.slice(0, -8)}`,
      [own],
      'signature',
      'signature_length',
      '250 bytes, and one of RSA 2048 has 256',
    ],
    [
      'a key of another type',
      () => good,
      [keyOfObject(ec.publicKey, 'ec.pem')],
      'no_suitable_key',
      'key_type',
      'EC P-256',
    ],
    [
      'a curve that is not the algorithm’s',
      () => signJwt(claims, es256),
      [keyOfObject(generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey, 'k')],
      'no_suitable_key',
      'key_type',
      'EC P-384 and cannot verify ES256',
    ],
    [
      'a key for encryption',
      () => good,
      set({ ...ps256.publicJwk, use: 'enc' }),
      'no_suitable_key',
      'key_use',
      'use is enc',
    ],
    [
      'a key whose operations are others',
      () => good,
      set({ ...ps256.publicJwk, key_ops: ['encrypt'] }),
      'no_suitable_key',
      'key_use',
      'key_ops',
    ],
    [
      'a key that is too short',
      () => signJwt(claims, signingKey(short, 'PS256')),
      [keyOfObject(short.publicKey, 'short.pem')],
      'no_suitable_key',
      'key_too_short',
      '1024 bits; RFC 7518 §3.3',
    ],
    [
      'a shared secret',
      () => good,
      set({ kty: 'oct', k: 'AA', kid: ps256.kid }),
      'no_suitable_key',
      'key_unreadable',
      'shared secret',
    ],
    [
      'a key without its members',
      () => good,
      set({ kty: 'RSA', kid: ps256.kid }),
      'no_suitable_key',
      'key_unreadable',
      'missing or wrong',
    ],
    [
      'a kid that the set has not',
      () => good,
      set(stranger.publicJwk),
      'kid_not_in_set',
      'other_kid',
      `No key of bank.jwks has the kid "${ps256.kid}"`,
    ],
    [
      'the right key under another kid in a set',
      () => good,
      set({ ...ps256.publicJwk, kid: 'renamed' }),
      'kid_not_in_set',
      'other_kid',
      'The signature fits bank.jwks, key renamed, but whoever looks the key up by its kid does not find it',
    ],
    [
      'HS256 where public keys are',
      () => signed({ alg: 'HS256' }, hmac('secret')),
      [own],
      'algorithm_confusion',
      'algorithm_confusion',
      'how the algorithm confusion attack',
    ],
    [
      'HS256 with the public key as secret',
      () => signed({ alg: 'HS256' }, hmac(publicPem)),
      [own],
      'algorithm_confusion',
      'algorithm_confusion',
      'This is an algorithm confusion attack (RFC 8725 §2.1)',
    ],
    ['HS256 without a key', () => signed({ alg: 'HS256' }, hmac('x')), [], 'alg_symmetric', '', 'shared secret'],
    [
      'an unknown crit',
      () => signed({ alg: 'PS256', crit: ['exp'], exp: 1 }, pss(32)),
      [own],
      'crit',
      '',
      '"exp". The signature itself fits bank.pem',
    ],
    [
      'a crit that is no array',
      () => signed({ alg: 'PS256', crit: 'b64' }, pss(32)),
      [own],
      'crit',
      '',
      'not an array',
    ],
    [
      'a crit that is empty',
      () => signed({ alg: 'PS256', crit: [] }, pss(32)),
      [own],
      'crit',
      '',
      'not an array of names',
    ],
    [
      'a crit of the standard’s own',
      () => signed({ alg: 'PS256', crit: ['alg'] }, pss(32)),
      [own],
      'crit',
      '',
      'names alg',
    ],
    ['b64 false outside crit', () => signed({ alg: 'PS256', b64: false }, pss(32)), [own], 'crit', '', 'RFC 7797 §6'],
  ])('%s', async (_, compact, keys, reason, ofKey, message) => {
    const outcome = explainVerification(await compact(), keys);
    expect(outcome).toMatchObject({ verified: false, reason, message: expect.stringContaining(message) });
    if (ofKey !== '') expect(outcome.attempts[0]).toMatchObject({ reason: ofKey });
    if (reason !== 'crit') expect(outcome.attempts.every((attempt) => attempt.reason !== undefined)).toBe(true);
  });

  it('for each key of several, the one that the token names first', () => {
    const outcome = explainVerification(swapped(good, {}), [foreign, keyOfObject(ec.publicKey, 'ec.pem'), own]);
    expect(outcome.attempts.map(({ key, reason }) => [key.label, reason])).toEqual([
      ['bank.pem', 'content_changed'],
      ['other.pem', 'other_key'],
      ['ec.pem', 'key_type'],
    ]);
  });

  it.each<[string, () => string, string]>([
    ['a changed payload', () => swapped(good, {}), 'over something else'],
    ['a signature of RS256 under PS256', () => signed({ alg: 'PS256' }, pkcs1), 'with RS256'],
    ['the salt that openssl takes', () => signed({ alg: 'PS256' }, pss(222)), '222 bytes of salt'],
    [
      'an ECDSA signature in DER',
      () => signed({ alg: 'ES256' }, (input) => sign('sha256', input, ec.privateKey)),
      'in DER',
    ],
  ])('speaks of the one key that certainly signed, whichever others were tried: %s', (_, compact, telling) => {
    const strangersCurve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    const others = [foreign, keyOfObject(strangersCurve, 'other-ec.pem')];
    const { message } = explainVerification(compact(), [...others, own, keyOfObject(ec.publicKey, 'ec.pem')]);
    expect(message).toContain(telling);
  });

  it('names ten keys of a large set at most', () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ ...stranger.publicJwk, kid: `k${index}` }));
    expect(explainVerification(good, set(...many)).message).toMatch(/k9 and 290 more\./);
  });
});

describe('a good signature is remarked on', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');
  const codes = (outcome: Verification) =>
    outcome.verified ? outcome.remarks.map(({ code }) => code) : outcome.message;

  it.each<[string, object, string[]]>([
    ['a JWK revoked', { revoked: { revoked_at: 1_700_000_000 } }, ['key_revoked']],
    ['a JWK to be revoked later', { revoked: { revoked_at: 4_000_000_000 } }, []],
    ['a JWK of another algorithm', { alg: 'RS256' }, ['algorithm_differs']],
    ['members of another type', { use: 1, alg: [], key_ops: 'x', x5c: {}, revoked: 'yes' }, []],
  ])('%s', (_, members, expected) => {
    expect(codes(explainVerification(good, set({ ...ps256.publicJwk, ...members }), { now }))).toEqual(expected);
  });

  it('where the key has another name, is out of the token, or has a certificate out of its dates', async () => {
    const compact = await signJwt(claims, ps256, { kid: 'x' });
    const named = await signJwt(claims, { ...ps256, kid: 'theirs' });
    expect(codes(explainVerification(compact, [own], { now }))).toEqual([]);
    expect(codes(explainVerification(named, [own], { now }))).toEqual(['kid_differs']);
    const alone = keyOfJwk({ ...ps256.publicJwk, kid: 'mine' }, 'x', 'given');
    expect(codes(explainVerification(named, [alone], { now }))).toEqual(['kid_differs']);
    expect(codes(explainVerification(good, [keyOfObject(rsa.publicKey, 'x', 'token')], { now }))).toEqual([
      'key_from_token',
    ]);
    const root = await makeRoot();
    const old = await root.issue([{ CN: ['x'] }], { from: new Date('2020-01-01'), days: 30 });
    const byOld = await signJwt(
      claims,
      signingKey({ ...ec, privateKey: old.privateKey, publicKey: readCertificate(old.certificate).publicKey }, 'ES256'),
    );
    const candidate = keyOfCertificate(readCertificate(old.certificate), 'old.pem');
    expect(explainVerification(byOld, [candidate], { now })).toMatchObject({
      verified: true,
      remarks: [{ code: 'certificate_expired', message: 'The certificate of old.pem expired on 2020-01-31.' }],
    });
    expect(codes(explainVerification(byOld, [candidate], { now: Date.parse('2019-01-01') }))).toEqual([
      'certificate_not_yet_valid',
    ]);
  });

  it('where the certificate beside a JWK is another key’s', async () => {
    const other = await selfSigned([{ CN: ['x'] }]);
    const x5c = [other.certificate.replace(/-----[^-]+-----|\s/g, '')];
    expect(codes(explainVerification(good, set({ ...ps256.publicJwk, x5c }), { now }))).toEqual([
      'certificate_of_other_key',
    ]);
  });
});

describe('whatever the token', () => {
  const odd = [
    generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
    generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }),
    generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' }),
    generateKeyPairSync('x25519'),
  ].map((pair, index) => keyOfObject(pair.publicKey, `odd ${index}`));
  const keys = [...odd, own, keyOfObject(ec.publicKey, 'ec.pem'), ...set(ps256.publicJwk, { kty: 'oct' })];

  it('keys of kinds that no JWT has are put up with', () => {
    expect(explainVerification(good, odd)).toMatchObject({ verified: false, reason: 'signature' });
    expect(explainVerification(signed({ alg: 'HS256' }, pkcs1), odd)).toMatchObject({ reason: 'algorithm_confusion' });
    expect(explainVerification(signed({ alg: 'EdDSA' }, pkcs1), odd)).toMatchObject({ reason: 'no_suitable_key' });
  });

  it('nothing is thrown but jwt_malformed, and nothing verifies', () => {
    const header = fc.record(
      {
        alg: fc.constantFrom('PS256', 'ES256', 'HS256', 'none', 'EdDSA', 1),
        kid: fc.jsonValue(),
        crit: fc.jsonValue(),
        b64: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const signature = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
    const token = fc
      .tuple(header, fc.string(), signature)
      .map(([h, p, s]) => `${part(h)}.${Buffer.from(p).toString('base64url')}.${s}`);
    fc.assert(
      fc.property(fc.oneof(token, fc.string()), fc.option(fc.uint8Array()), (compact, detachedBody) => {
        try {
          const outcome = explainVerification(compact, keys, detachedBody ? { detachedBody } : {});
          expect(outcome.verified).toBe(false);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(OpenBankingError);
        }
      }),
    );
  });

  it('what was signed verifies, and one changed byte of it never does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(ps256, rs256, es256),
        fc.nat(),
        async (payload, key, at) => {
          const compact = await signJwt(payload, key);
          expect(explainVerification(compact, keys).verified).toBe(true);
          const { signature } = decodeJwt(compact);
          const bytes = Buffer.from(signature, 'base64url');
          const place = at % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ 1;
          const changed = compact.slice(0, compact.lastIndexOf('.') + 1) + bytes.toString('base64url');
          expect(explainVerification(changed, keys).verified).toBe(false);
          expect(explainVerification(swapped(compact, { ...payload, more: at }), keys).verified).toBe(false);
        },
      ),
      { numRuns: often(30) },
    );
  });
});
