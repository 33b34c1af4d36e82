import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/tpp/keys/certificate.ts';
import { assertFits, readPrivateKey } from '../../../src/tpp/keys/private-key.ts';
import { clientName, makeKeys, makeRoot, selfSigned } from '../../support/certificates.ts';

const rsa = makeKeys('rsa');
const ec = makeKeys('ec');
const encryption = { cipher: 'aes-256-cbc', passphrase: 'open sesame' };
const path = 'keys/signing.key';

describe('a private key is read from', () => {
  it.each([
    ['PKCS#8', rsa, rsa.key],
    ['PKCS#8 without line breaks', rsa, rsa.key.replaceAll('\n', '')],
    ['PKCS#1', rsa, rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['SEC1', ec, ec.privateKey.export({ type: 'sec1', format: 'pem' }).toString()],
    ['an RSA JWK', rsa, JSON.stringify(rsa.privateKey.export({ format: 'jwk' }))],
    ['an EC JWK', ec, JSON.stringify(ec.privateKey.export({ format: 'jwk' }))],
    [
      'a JWK set',
      ec,
      JSON.stringify({ keys: [rsa.publicKey.export({ format: 'jwk' }), ec.privateKey.export({ format: 'jwk' })] }),
    ],
    ['a file with a public key before it', ec, ec.publicKey.export({ type: 'spki', format: 'pem' }) + ec.key],
  ])('%s', (_, pair, text) => {
    expect(readPrivateKey(text, { path }).equals(pair.privateKey)).toBe(true);
  });

  it.each([
    ['encrypted PKCS#8', rsa.privateKey.export({ type: 'pkcs8', format: 'pem', ...encryption }).toString()],
    ['encrypted PKCS#1', rsa.privateKey.export({ type: 'pkcs1', format: 'pem', ...encryption }).toString()],
  ])('%s, with its passphrase', (_, text) => {
    expect(readPrivateKey(text, { path, passphrase: 'open sesame' }).equals(rsa.privateKey)).toBe(true);
    expect(() => readPrivateKey(text, { path })).toThrow(expect.objectContaining({ code: 'key_encrypted' }));
    expect(() => readPrivateKey(text, { path })).toThrow('no passphrase');
    expect(() => readPrivateKey(text, { path, passphrase: '' })).toThrow('no passphrase');
    expect(() => readPrivateKey(text, { path, passphrase: 'wrong' })).toThrow('does not open it');
  });
});

describe('key_invalid', () => {
  const jwk = rsa.privateKey.export({ format: 'jwk' });
  it.each([
    ['empty', '', 'no private key'],
    ['a text', 'hello', 'no private key'],
    ['a public key', rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'a public key'],
    ['END line missing', rsa.key.slice(0, 600), 'no END line'],
    ['cut in the middle', rsa.key.replace(/\n.*\n.*\n/, '\n'), 'cannot be read'],
    ['RSA with 1024 bits', makeKeys('rsa', 1024).key, '1024 bits'],
    [
      'Ed25519',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'ed25519',
    ],
    ['a public JWK', JSON.stringify(rsa.publicKey.export({ format: 'jwk' })), 'no private JWK'],
    [
      'a JWK without its primes',
      JSON.stringify({ kty: jwk.kty, n: jwk.n, e: jwk.e, d: jwk.d }),
      'JWK that cannot be read',
    ],
    ['JSON that is cut short', '{"kty":"RSA","d":"x"', 'no private JWK'],
  ])('%s', (_, text, message) => {
    expect(() => readPrivateKey(text, { path })).toThrow(
      expect.objectContaining({ code: 'key_invalid', message: expect.stringContaining(message) }),
    );
    expect(() => readPrivateKey(text, { path })).toThrow(path);
  });

  it('a certificate in its place', async () => {
    const { certificate } = await makeRoot();
    expect(() => readPrivateKey(certificate, { path })).toThrow('holds a certificate, not a private key');
  });

  it('never shows the key', () => {
    try {
      readPrivateKey(makeKeys('rsa', 1024).key, { path });
    } catch (thrown) {
      expect(JSON.stringify(thrown)).not.toMatch(/MII/);
    }
  });
});

it('a key that is not the certificate’s is key_certificate_mismatch, naming both files', async () => {
  const own = await selfSigned(clientName);
  const certificate = readCertificate(own.certificate);
  const names = { certificate: 'transport.pem', key: 'transport.key' };
  expect(() => assertFits(certificate, own.privateKey, names)).not.toThrow();
  for (const { privateKey } of [rsa, ec]) {
    expect(() => assertFits(certificate, privateKey, names)).toThrow(
      expect.objectContaining({
        code: 'key_certificate_mismatch',
        message: 'transport.key is not the private key of transport.pem.',
      }),
    );
  }
});
