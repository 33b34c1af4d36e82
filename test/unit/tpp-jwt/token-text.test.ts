import fc from 'fast-check';
import { expect, it } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { signDetached } from '../../../src/tpp/jwt/detached.ts';
import { signJwt, unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { claimsText, textOfToken } from '../../../src/tpp/jwt/token-text.ts';
import { ps256 } from './signing-keys.ts';

const part = (text: string) => Buffer.from(text).toString('base64url');
const header = part('{"typ":"JWT","alg":"none"}');

it('a token as text: sorted, with dates, tokens opened, numbers as they stand', () => {
  const inside = `${part('{"alg":"PS256"}')}.${part('{"iat":1700000000}')}.c2ln`;
  const payload = part(`{"exp":1700000000,"amount":1.00,"empty":[],"software_statement":"${inside}","aud":["b","a"]}`);
  expect(textOfToken(`${header}.${payload}.`)).toBe(`// header
{
  "alg": "none",
  "typ": "JWT"
}

// payload
{
  "amount": 1.00,
  "aud": [
    "b",
    "a"
  ],
  "empty": [],
  "exp": 1700000000, // 2023-11-14T22:13:20Z
  "software_statement": { // a JWT
    "header": {
      "alg": "PS256"
    },
    "payload": {
      "iat": 1700000000 // 2023-11-14T22:13:20Z
    },
    "signature": "SHA-256 pUOZfYTxJ5g1DAm97yzbFxv0HtPkpfgIry_rDFYmMAk"
  }
}

// not signed
`);
});

it('two tokens that say the same differ in their signature only', async () => {
  const [one, other] = await Promise.all([signJwt({ a: 1, b: 2 }, ps256), signJwt({ b: 2, a: 1 }, ps256)]);
  const lines = (compact: string) => textOfToken(compact).trimEnd().split('\n').slice(0, -1);
  expect(lines(one)).toEqual(lines(other));
  expect(textOfToken(one)).not.toBe(textOfToken(other));
});

it('a detached signature and a payload that is no JSON have their text', async () => {
  expect(textOfToken(await signDetached('{}', ps256, { iss: 'x' }))).toContain('// detached');
  expect(textOfToken(`${header}.${part('hello')}.`)).toContain('"hello"');
});

it('claims come in their order, spelled as they were', () => {
  expect(claimsText(`${header}.${part('{"z":1.0,"a":{"b":12345678901234567890}}')}.`)).toBe(
    '{\n  "z": 1.0,\n  "a": {\n    "b": 12345678901234567890\n  }\n}',
  );
});

it('claims as text are the claims', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (claims) => {
      expect(JSON.parse(claimsText(unsecuredJwt(claims)))).toEqual(JSON.parse(JSON.stringify(claims)));
    }),
  );
});

it('throws nothing but an OpenBankingError, however deep the payload', () => {
  const deep = `${header}.${part(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`)}.`;
  expect(() => textOfToken(deep)).toThrow(expect.objectContaining({ code: 'json_invalid' }));
  expect(() => claimsText(deep)).toThrow(expect.objectContaining({ code: 'jwt_malformed' }));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      for (const compact of [text, `${header}.${part(text)}.`, `${part(text)}.${header}.`]) {
        try {
          textOfToken(compact);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(OpenBankingError);
        }
      }
    }),
  );
});
