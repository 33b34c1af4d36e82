/** Private keys where they should not be: found in every spelling that collections have, and taken out of what is shown. */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { kidOf } from '../../../src/tpp/keys/kid.ts';
import { findPrivateKeys, withoutPrivateKeys } from '../../../src/tpp/postman/private-keys.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { privateKey: curve } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim();
const lines = pem.split('\n');
const der = (type: 'pkcs8' | 'pkcs1') => privateKey.export({ type, format: 'der' }).toString('base64');
const jwk = JSON.stringify(privateKey.export({ format: 'jwk' }));
/** A run of the key's own characters, as a search in an output would look for it. */
const body = lines.slice(5, 8).join('').slice(10, 50);

describe('a private key', () => {
  it.each<[spelling: string, text: string]>([
    ['as PEM', pem],
    ['as PEM with CRLF', lines.join('\r\n')],
    ['as PKCS#1', privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['with no line breaks', lines.join('')],
    ['with blanks for line breaks', lines.join(' ')],
    ['with \\n spelled out', lines.join('\\n')],
    ['with \\\\n spelled out, in JSON in a script', lines.join('\\\\n')],
    ['in a script, in one string', `const key = "${lines.join('\\n')}";\npm.sign(key);`],
    ['in a script, put together of lines', `const key = ${lines.map((line) => `'${line}\\n'`).join(' +\n  ')};`],
    ['in a script, put together without line breaks', `let k = ${lines.map((line) => `"${line}"`).join('+')};`],
    ['in a script, as a list', `const key = [${lines.map((line) => `'${line}',`).join('\n')}].join('\\n');`],
    ['in a script, as a template', `const key = \`${pem}\`;`],
    ['in a script, with continued lines', `var key = '${lines.join('\\n\\\n')}';`],
    ['as base64 of its PEM', `key=${Buffer.from(pem).toString('base64')}`],
    ['as base64 of its DER', der('pkcs8')],
    ['as base64 of its PKCS#1 DER, in a script', `sign("${der('pkcs1')}")`],
    ['as a JWK', jwk],
    ['as a JWK in a string of a script', `const key = ${JSON.stringify(jwk)};`],
    ['as a JWK without quotes', `const key = ${jwk.replaceAll(/"(\w+)":/g, '$1: ')};`],
  ])('is found %s', (_, text) => {
    const [found, ...others] = findPrivateKeys(text);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ kind: 'RSA 2048', id: kidOf(privateKey) });
    expect(kidOf(createPrivateKey(found?.key.reveal() ?? ''))).toBe(kidOf(privateKey));
    expect(JSON.stringify(found)).not.toContain(body);
    const shown = withoutPrivateKeys(text);
    expect(shown.length).toBeLessThan(200);
    expect(findPrivateKeys(shown)).toEqual([]);
  });

  it('of an elliptic curve is found too, in both its forms', () => {
    const sec1 = curve.export({ type: 'sec1', format: 'der' }).toString('base64');
    const pkcs8 = curve.export({ type: 'pkcs8', format: 'pem' }).toString();
    for (const text of [sec1, pkcs8]) expect(findPrivateKeys(text)).toMatchObject([{ kind: 'EC P-256' }]);
  });

  it('that is encrypted is told apart', () => {
    const text = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' }).toString();
    expect(findPrivateKeys(text)).toMatchObject([{ kind: 'encrypted' }]);
  });

  it.each([
    ['is broken off', pem.slice(0, 900)],
    [
      'is broken off, in a list of short pieces',
      `-----BEGIN PRIVATE KEY-----', ${(
        lines
          .slice(1)
          .join('')
          .match(/.{1,24}/g) ?? []
      )
        .map((piece) => `'${piece}'`)
        .join(', ')}`,
    ],
    [
      'is put together from a variable',
      '-----BEGIN PRIVATE KEY-----\\n" + pm.variables.get("k") + "\\n-----END PRIVATE KEY-----',
    ],
  ])('that %s is reported as unreadable and still taken out', (_, text) => {
    expect(findPrivateKeys(text)).toMatchObject([{ kind: 'unreadable' }]);
    expect(withoutPrivateKeys(`a ${text}`)).toMatch(/^a …private key…/);
  });

  it('that stands there twice is found once, and both are taken out', () => {
    expect(findPrivateKeys(`${pem}\n${lines.join('')}`)).toHaveLength(1);
    expect(withoutPrivateKeys(`${pem}|${lines.join('')}`)).toBe('…private key…|…private key…');
  });

  it.each([
    ['a public key', privateKey.export({ format: 'jwk' }).n ?? ''],
    ['a certificate', `-----BEGIN CERTIFICATE-----\n${'MIIB'.repeat(50)}\n-----END CERTIFICATE-----`],
    ['base64 of something else', Buffer.from('M'.repeat(400)).toString('base64')],
    ['a long word', `M${'a'.repeat(5000)}`],
    ['a script without one', 'const d = "x"; pm.test("d", () => {});'],
    ['a first line by itself', '-----BEGIN PRIVATE KEY-----'],
    [
      'a script that looks for a first line',
      "if (!key.startsWith('-----BEGIN PRIVATE KEY-----')) { throw new Error('Paste the whole key'); } const n = 4711;",
    ],
    ['a place where a variable stands for a key', '-----BEGIN PRIVATE KEY-----\n{{key}}\n-----END PRIVATE KEY-----'],
    ['nothing', ''],
  ])('is not seen in %s', (_, text) => {
    expect(findPrivateKeys(text)).toEqual([]);
    expect(withoutPrivateKeys(text)).toBe(text);
  });
});
