import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { decodeJwt } from '../../../src/tpp/jwt/decode.ts';
import { unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const header = part({ alg: 'PS256', kid: 'k' });
const payload = part({ iss: 'me' });
const jwt = `${header}.${payload}.c2ln`;

it('takes a JWT apart', () => {
  expect(decodeJwt(jwt)).toEqual({
    header: { alg: 'PS256', kid: 'k' },
    payload: { iss: 'me' },
    signature: 'c2ln',
    compact: jwt,
  });
});

it.each([
  ['white space around it', `  \n${jwt}\r\n`],
  ['the line breaks of a mail', jwt.replace(/.{20}/g, '$&\n')],
])('puts up with %s', (_, text) => {
  expect(decodeJwt(text).compact).toBe(jwt);
});

describe('jwt_malformed', () => {
  it.each([
    ['nothing', '', 'is empty'],
    ['blanks', ' \n', 'is empty'],
    ['one part', 'hello', 'one part'],
    ['two parts', `${header}.${payload}`, '2 parts'],
    ['four parts', `${jwt}.x`, '4 parts'],
    ['an encrypted JWT', `${header}....x`, 'encrypted'],
    ['a great many parts', '.'.repeat(100_000), 'more than five'],
    ['an empty header', `.${payload}.c2ln`, 'header of the JWT is empty'],
    ['an empty payload', `${header}..c2ln`, 'payload of the JWT is empty'],
    ['a foreign character in the header', `${header}+.${payload}.c2ln`, 'header of the JWT holds "+"'],
    ['padding in the payload', `${header}.${payload}=.c2ln`, 'payload of the JWT holds "="'],
    ['a foreign character in the signature', `${header}.${payload}.c2/n`, 'signature of the JWT holds "/"'],
    ['a signature that is cut short', `${header}.${payload}.c2lnc`, 'signature of the JWT is cut short'],
    ['a header that is no JSON', `${part('{alg}')}.${payload}.c2ln`, 'header of the JWT is not JSON'],
    ['a payload that is no JSON', `${header}.${part('hello')}.c2ln`, 'payload of the JWT is not JSON'],
    ['a payload that is an array', `${header}.${part([1])}.c2ln`, 'payload of the JWT is not a JSON object'],
    ['a header that is null', `${part('null')}.${payload}.c2ln`, 'header of the JWT is not a JSON object'],
    [
      'a payload that is no UTF-8',
      `${header}.${Buffer.from([0x7b, 0xff, 0x7d]).toString('base64url')}.c2ln`,
      'not UTF-8',
    ],
  ])('%s', (_, text, message) => {
    expect(() => decodeJwt(text)).toThrow(
      expect.objectContaining({ code: 'jwt_malformed', message: expect.stringContaining(message) }),
    );
  });

  it('is all that is ever thrown, whatever the text', () => {
    const base64url = fc.string({ unit: fc.constantFrom(...'eyJhbGciOi.-_=+/ \n"{}') });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          base64url,
          fc.array(fc.json().map(part)).map((parts) => parts.join('.')),
        ),
        (text) => {
          try {
            decodeJwt(text);
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(OpenBankingError);
          }
        },
      ),
    );
  });
});

it('gives back every payload that was put in', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (claims) => {
      const clean: unknown = JSON.parse(JSON.stringify(claims));
      expect(decodeJwt(unsecuredJwt(claims)).payload).toEqual(clean);
    }),
  );
});
