import { createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisePem, pemBlocks } from '../../../src/tpp/keys/pem.ts';
import { makeKeys } from '../../support/certificates.ts';

const { key, privateKey } = makeKeys('rsa');
const [first = '', ...rest] = key.trim().split('\n');
const last = rest.pop() ?? '';
const body = rest.join('');

describe('PEM in any state becomes a clean block', () => {
  it.each([
    ['as it should be', key],
    ['no line breaks at all', first + body + last],
    ['blanks instead of line breaks', key.replaceAll('\n', ' ')],
    ['CRLF', key.replaceAll('\n', '\r\n')],
    ['literal \\n, as in a script', key.replaceAll('\n', '\\n')],
    ['literal \\n twice escaped, as in JSON in JSON', key.replaceAll('\n', '\\\\n')],
    ['literal \\r\\n', key.replaceAll('\n', '\\r\\n')],
    ['indented', key.replace(/^/gm, '    ')],
    ['quoted in a line of code', `const pem = "${key.replaceAll('\n', '\\n')}";`],
    ['attributes before it, as openssl pkcs12 writes them', `Bag Attributes\n  friendlyName: me\n${key}`],
    ['a byte order mark', `\ufeff${key}`],
  ])('%s', (_, text) => {
    expect(normalisePem(text)).toBe(key);
  });

  it('keeps the headers of an RFC 1421 encrypted key, with or without its line breaks', () => {
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString();
    for (const text of [pem, pem.replaceAll('\n', ' '), pem.replaceAll('\n', '\\n')]) {
      expect(createPrivateKey({ key: normalisePem(text), passphrase: 'x' }).equals(privateKey)).toBe(true);
    }
  });

  it.each([
    ['no PEM', 'hello'],
    ['no END line', first + body],
    ['another label at the END line', `${first}\n${body}\n-----END CERTIFICATE-----`],
    ['an empty text', ''],
  ])('%s: no block', (_, text) => {
    expect(normalisePem(text)).toBe('');
  });

  it('leaves out a block that was cut off and keeps the whole one after it', () => {
    expect(normalisePem(`${first}\n${body}\n${key}`)).toBe(key);
  });

  it('never throws and is linear', () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(pemBlocks(text))));
    const started = performance.now();
    pemBlocks('-----BEGIN '.repeat(20_000));
    pemBlocks('-----BEGIN A-----'.repeat(2_000));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
