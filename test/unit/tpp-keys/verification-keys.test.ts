import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { kidOf } from '../../../src/tpp/keys/kid.ts';
import type { VerificationKey } from '../../../src/tpp/keys/verification-key.ts';
import { maxKeyTextLength, needsPassphrase, readVerificationKeys } from '../../../src/tpp/keys/verification-keys.ts';
import { makeKeys, makeRoot } from '../../support/certificates.ts';

const { key: privatePem, privateKey, publicKey } = makeKeys('rsa');
const kid = kidOf(publicKey);
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'mine' };
const privateJwk = privateKey.export({ format: 'jwk' });
const second = makeKeys('ec').publicKey.export({ format: 'jwk' });
const root = await makeRoot();
const issuing = await root.issue([{ CN: ['Issuing'] }], { authority: true });
const leaf = await issuing.issue([{ CN: ['Leaf'] }]);
const encrypted = privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
  .toString();

const oneLine = (pem: string) => pem.replaceAll('\n', '');
const bare = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');
const shape = ({ label, form, kid: stated, inSet, publicKey: key }: VerificationKey) =>
  [label, form, stated, inSet, key && kidOf(key) === kid].filter((each) => each !== undefined).join(' | ');
const mine = (form: string) => [`f | ${form} | false | true`];

describe('keys are read from', () => {
  it.each<[string, string, string[]]>([
    ['a PEM public key', publicPem, mine('public key')],
    ['one without line breaks', oneLine(publicPem), mine('public key')],
    [
      'one with literal line breaks, in a string',
      JSON.stringify(publicPem.replaceAll('\n', '\\n')),
      mine('public key'),
    ],
    ['one with text and CRLF around it', `Key:\r\n${publicPem.replaceAll('\n', '\r\n')}\r\nthanks`, mine('public key')],
    ['PKCS#1', publicKey.export({ type: 'pkcs1', format: 'pem' }).toString(), mine('public key')],
    ['bare base64 of a key', bare(publicPem), mine('public key')],
    [
      'bare base64 of PKCS#1',
      publicKey.export({ type: 'pkcs1', format: 'der' }).toString('base64'),
      mine('public key'),
    ],
    ['a private key', privatePem, mine('private key')],
    ['bare base64 of a private key', bare(privatePem), mine('private key')],
    ['a key set of an editor', `\ufeff${JSON.stringify({ keys: [jwk] })}`, ['f, key mine | JWK | mine | true | true']],
    ['a JWK', JSON.stringify(jwk), ['f | JWK | mine | false | true']],
    ['a private JWK', JSON.stringify(privateJwk), mine('private key')],
    [
      'a JWKS',
      JSON.stringify({ keys: [jwk, second] }),
      ['f, key mine | JWK | mine | true | true', 'f, key without a kid (number 2) | JWK | true | false'],
    ],
    [
      'an array of JWK, PEM and JWKS',
      JSON.stringify([second, publicPem, { keys: [jwk] }]),
      [
        'f, number 1 | JWK | false | false',
        'f, number 2 | public key | false | true',
        'f, number 3, key mine | JWK | mine | true | true',
      ],
    ],
    ['a certificate', leaf.certificate, ['f | certificate | false | false']],
    ['bare base64 of a certificate', bare(leaf.certificate), ['f | certificate | false | false']],
    [
      'a key and its certificate: once',
      leaf.certificate + createPublicKey(leaf.key).export({ type: 'spki', format: 'pem' }),
      ['f | certificate | false | false'],
    ],
    ['two keys', publicPem + leaf.certificate, ['f | certificate | false | false', 'f | public key | false | true']],
    [
      'a set with a key that cannot be read',
      JSON.stringify({ keys: [{ kty: 'RSA', kid: 'odd' }, 7] }),
      ['f, key odd | JWK | odd | true', 'f, key without a kid (number 2) | JWK | true'],
    ],
  ])('%s', (_, text, expected) => {
    expect(readVerificationKeys(text, 'f').map(shape)).toEqual(expected);
  });

  it('a chain in any order: the leaf, with the rest behind it', () => {
    const [only, ...others] = readVerificationKeys(root.certificate + leaf.certificate + issuing.certificate, 'f');
    expect(others).toEqual([]);
    expect(only?.certificate).toMatchObject({ commonName: 'Leaf', chain: [issuing.certificate, root.certificate] });
  });

  it('an encrypted private key, once its passphrase is there', () => {
    expect(readVerificationKeys(encrypted, 'f', { passphrase: 'open sesame' }).map(shape)).toEqual(mine('private key'));
    for (const options of [{}, { passphrase: 'wrong' }]) {
      try {
        readVerificationKeys(encrypted, 'f', options);
        expect.unreachable();
      } catch (thrown) {
        expect(needsPassphrase(thrown)).toBe(true);
      }
    }
    expect(needsPassphrase(new Error('other'))).toBe(false);
  });
});

describe('what was found instead is said of', () => {
  it.each([
    ['nothing', ' \n', 'is empty'],
    ['a JWT', 'eyJhbGciOiJub25lIn0.e30.', 'holds a JWT'],
    ['a JWT with blanks in its header', `${btoa('{ "alg":"none" }')}.e30.`, 'holds a JWT'],
    ['prose', 'the key is in the post', 'holds other text'],
    ['an OpenSSH key', 'ssh-ed25519 AAAAC3Nza me@host', 'OpenSSH'],
    ['a page', '<!DOCTYPE html><html>', 'holds a page'],
    ['a binary file', '0\u0082\ufffd\u0000', 'binary file'],
    ['broken JSON', '{"keys": [', 'begins like JSON'],
    ['JSON of another kind', '{"issuer":"x","jwks_uri":"y"}', 'with "issuer", "jwks_uri" and neither a JWK'],
    ['an empty set', '{"keys":[]}', 'a key set without keys'],
    ['an empty array', '[]', 'an empty array'],
    ['a number', '[1]', 'the JSON value 1'],
    ['null', '[null]', 'the JSON value null'],
    ['arrays in arrays', '[[[[[]]]]]', 'nested too deeply'],
    ['a shared secret', '{"kty":"oct","k":"AA"}', 'shared secret'],
    ['a JWK that is cut', '{"kty":"EC","crv":"P-256"}', 'missing or wrong'],
    [
      'a certificate request',
      '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----',
      'certificate request (CSR)',
    ],
    ['other PEM', '-----BEGIN DH PARAMETERS-----\nMIIB\n-----END DH PARAMETERS-----', 'holds dh parameters'],
    ['PEM that is cut', publicPem.slice(0, -30), 'no END line'],
    ['a public key that is damaged', publicPem.replace(/\n.{20}/, '\n'), 'cannot be read'],
    [
      'base64 of something else',
      Buffer.from('0\u0082hello, this is no key at all').toString('base64').replace(/^../, 'MI'),
      'neither a certificate nor a key',
    ],
    ['a text without end', 'x'.repeat(maxKeyTextLength + 1), 'too large'],
    [
      'too many keys',
      JSON.stringify({ keys: Array.from({ length: 1001 }, (_, index) => ({ kty: 'x', kid: String(index) })) }),
      'more than 1000',
    ],
  ])('%s', (_, text, message) => {
    expect(() => readVerificationKeys(text, 'the file')).toThrow(
      expect.objectContaining({ code: 'key_invalid', message: expect.stringContaining(message) }),
    );
  });

  it('a damaged certificate', () => {
    const damaged = leaf.certificate.replace(/\n.{20}/, '\n');
    expect(() => readVerificationKeys(damaged, 'f')).toThrow(expect.objectContaining({ code: 'certificate_invalid' }));
  });
});

it('keys of kinds that no JWT has do not stop the others', () => {
  const odd = generateKeyPairSync('ec', { namedCurve: 'brainpoolP256r1' }).publicKey;
  const text = `${odd.export({ type: 'spki', format: 'pem' })}${publicPem}`;
  expect(readVerificationKeys(text, 'f')).toHaveLength(2);
});

it('nothing but an OpenBankingError is ever thrown, and no private part is kept', () => {
  const piece = fc.constantFrom(
    '-----BEGIN ',
    'PUBLIC KEY',
    '-----',
    '-----END ',
    'MIIB',
    '\n',
    '{"keys":[',
    '{"kty":"RSA",',
    '"n":"AQAB"',
    ']}',
    '[',
    '"',
    'eyJ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.array(piece).map((parts) => parts.join('')),
      ),
      (text) => {
        try {
          readVerificationKeys(text, 'f');
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(OpenBankingError);
        }
      },
    ),
  );
  const keys = [privatePem, JSON.stringify(privateJwk), JSON.stringify({ keys: [privateJwk] })].flatMap((text) =>
    readVerificationKeys(text, 'f'),
  );
  expect(keys.map((key) => key.publicKey?.type)).toEqual(['public', 'public', 'public']);
  expect(JSON.stringify(keys)).not.toContain(String(privateJwk.d));
});
