import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJwt, readJws } from '../../../src/tpp/jwt/decode.ts';
import { signDetached } from '../../../src/tpp/jwt/detached.ts';
import { resign } from '../../../src/tpp/jwt/resign.ts';
import { signJwt, unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { explainVerification } from '../../../src/tpp/jwt/verification.ts';
import { keyOfObject } from '../../../src/tpp/keys/verification-key.ts';
import { often } from '../../support/chance.ts';
import { es256, ps256, rsa, stranger } from './signing-keys.ts';

const key = keyOfObject(rsa.publicKey, 'signing.pem');
const foreign = await signJwt({ iss: 'them', n: 1 }, stranger, {
  typ: 'JOSE',
  cty: 'json',
  jku: 'https://them.test',
  x5c: ['MII'],
});
const payloadText = (compact: string) => Buffer.from(readJws(compact).parts.payload, 'base64url').toString();

it('signs with our key what somebody else had signed, and keeps the rest of the header', async () => {
  const again = await resign(foreign, {}, ps256);
  expect(decodeJwt(again)).toMatchObject({
    header: { typ: 'JOSE', cty: 'json', alg: 'PS256', kid: ps256.kid },
    payload: { iss: 'them', n: 1 },
  });
  expect(Object.keys(decodeJwt(again).header)).toEqual(['typ', 'cty', 'alg', 'kid']);
  expect(explainVerification(again, [key])).toMatchObject({ verified: true });
});

it('signs what was edited, with the algorithm of the key whatever the header says', async () => {
  const again = await resign(
    foreign,
    { header: '{ "alg": "none", "x": [1, {"y": null}] }', payload: '{\n  "sub": "you"\n}' },
    es256,
  );
  expect(decodeJwt(again)).toMatchObject({
    header: { alg: 'ES256', x: [1, { y: null }], kid: es256.kid },
    payload: { sub: 'you' },
  });
});

it('makes a signed one of an unsecured one', async () => {
  expect(explainVerification(await resign(unsecuredJwt({ a: 1 }), {}, ps256), [key])).toMatchObject({ verified: true });
});

it('keeps numbers and escapes as they were written', async () => {
  const payload = '{ "amount" : 1.00, "big": 12345678901234567890, "text": "\\u00a3 a  b", "empty": {} }';
  expect(payloadText(await resign(foreign, { payload }, ps256))).toBe(
    '{"amount":1.00,"big":12345678901234567890,"text":"\\u00a3 a  b","empty":{}}',
  );
});

it.each([undefined, false] as const)('signs a body again whose signature is detached (b64 %s)', async (b64) => {
  const body = Buffer.from('{"a":1}');
  const compact = await signDetached(body, stranger, { iss: 'x', ...(b64 === false ? { b64 } : {}) });
  const again = await resign(compact, { detachedBody: body }, ps256);
  expect(explainVerification(again, [key], { detachedBody: body })).toMatchObject({ verified: true });
});

describe('refused with line and column', () => {
  it.each([
    [
      'a trailing comma',
      { payload: '{\n "a": 1,\n}' },
      'payload is not valid JSON: line 3, column 1: property name expected',
    ],
    ['a comment', { payload: '{ // here\n}' }, 'line 1, column 3: invalid comment token'],
    ['a text without its end', { payload: '{"a": "x' }, 'line 1, column 7: unexpected end of string'],
    ['an array', { payload: ' []' }, 'line 1, column 2: it is not an object but an array'],
    ['nothing', { payload: '' }, 'line 1, column 1'],
    ['a member twice', { payload: '{"a":{"b":1,\r\n"b":2}}' }, 'line 2, column 1: "b" stands twice'],
    [
      'a member of the header twice',
      { header: '{"typ":"a","typ":"b"}' },
      'header is not valid JSON: line 1, column 12: "typ" stands twice',
    ],
    ['half a character', { payload: '{"a":"\ud800"}' }, 'cut in half'],
    ['an abyss', { payload: `${'{"a":'.repeat(100_000)}1` }, 'nested too deeply'],
    ['brackets', { payload: '['.repeat(100_000) }, 'nested too deeply'],
  ])('%s', async (_, edited, message) => {
    await expect(resign(foreign, edited, ps256)).rejects.toThrow(
      expect.objectContaining({ code: 'json_invalid', message: expect.stringContaining(message) }),
    );
  });

  it('but no token, and a detached signature without its body, are jwt_malformed', async () => {
    const detached = await signDetached('{}', stranger, { iss: 'x' });
    await expect(resign(detached, {}, ps256)).rejects.toThrow(expect.objectContaining({ code: 'jwt_malformed' }));
    await expect(resign('a.b', {}, ps256)).rejects.toThrow(expect.objectContaining({ code: 'jwt_malformed' }));
  });
});

it('gives every payload back, and verifies', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), async (claims, indent) => {
      const again = await resign(foreign, { payload: JSON.stringify(claims, undefined, indent) }, ps256);
      expect(decodeJwt(again).payload).toEqual(JSON.parse(JSON.stringify(claims)));
      expect(explainVerification(again, [key]).verified).toBe(true);
    }),
    { numRuns: often(50) },
  );
});
