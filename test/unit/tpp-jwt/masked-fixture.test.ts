import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OpenBankingError } from '../../../src/tpp/errors.ts';
import { decodeJwt } from '../../../src/tpp/jwt/decode.ts';
import { signDetached } from '../../../src/tpp/jwt/detached.ts';
import { maskedFixture } from '../../../src/tpp/jwt/masked-fixture.ts';
import { signJwt, unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { explainVerification } from '../../../src/tpp/jwt/verification.ts';
import { keyOfObject } from '../../../src/tpp/keys/verification-key.ts';
import { ps256, rsa } from './signing-keys.ts';

const masked = async (claims: Record<string, unknown>) =>
  decodeJwt(maskedFixture(await signJwt(claims, ps256))).payload;

describe('masked is', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['whom it speaks of', { sub: 'jo.bloggs', name: 'Jo Bloggs' }, { sub: 'masked-sub-1', name: 'masked-name-2' }],
    [
      'what was asked and answered once',
      { jti: 'a', openbanking_intent_id: 'aac-1' },
      { jti: 'masked-jti-1', openbanking_intent_id: 'masked-openbanking-intent-id-2' },
    ],
    [
      'a UUID, by a UUID',
      { jti: '3f0d4a4e-1ee4-4b1a-8b5e-0a1b2c3d4e5f' },
      { jti: '00000000-0000-4000-8000-000000000001' },
    ],
    [
      'a secret',
      { client_secret: 'hush', access_token: 'at' },
      { client_secret: 'masked-client-secret-1', access_token: 'masked-access-token-2' },
    ],
    [
      'an address in other text',
      { note: 'ask jo@bank.test or al@bank.test' },
      { note: 'ask masked-1@example.com or masked-2@example.com' },
    ],
    [
      'a person in an array',
      { org_contacts: [{ email: 'jo@x.test', phone: 44, type: 'Business' }] },
      { org_contacts: [{ email: 'masked-1@example.com', phone: 0, type: 'Business' }] },
    ],
    ['the same value alike', { sub: 'x', name: 'x' }, { sub: 'masked-sub-1', name: 'masked-sub-1' }],
    [
      'an address with its members',
      { address: { country: 'GB', street: 'x' } },
      { address: { country: 'masked-address-1', street: 'masked-address-2' } },
    ],
    [
      'what the claims parameter asks for',
      {
        claims: { id_token: { openbanking_intent_id: { value: 'aac-1', essential: true }, acr: { essential: true } } },
      },
      {
        claims: {
          id_token: {
            openbanking_intent_id: { value: 'masked-openbanking-intent-id-1', essential: true },
            acr: { essential: true },
          },
        },
      },
    ],
  ])('%s', async (_, claims, expected) => {
    expect(await masked(claims)).toEqual(expected);
  });

  it('a token inside the token, its signature too', async () => {
    const inside = await signJwt({ software_id: 's', org_contacts: [{ name: 'Jo' }] }, ps256);
    const { software_statement: statement } = await masked({ software_statement: inside });
    expect(decodeJwt(String(statement)).payload).toEqual({
      software_id: 's',
      org_contacts: [{ name: 'masked-name-1' }],
    });
    expect(String(statement)).not.toContain(decodeJwt(inside).signature);
  });

  it('a private key that somebody put in', async () => {
    expect(await masked({ note: `-----BEGIN ${'PRIVATE KEY'}-----\nMII` })).toEqual({ note: 'masked' });
  });
});

it('what makes the kind of the token stays', async () => {
  const claims = {
    iss: 'c1',
    sub: 'c1',
    aud: 'https://bank.test',
    exp: 2,
    iat: 1,
    scope: 'openid accounts',
    software_id: 's',
    cnf: { 'x5t#S256': 'abc' },
    software_redirect_uris: ['https://tpp.test/cb'],
  };
  expect(await masked(claims)).toEqual(claims);
});

it('the signature keeps its length and verifies with nothing', async () => {
  const compact = await signJwt({ iss: 'a' }, ps256);
  const fixture = maskedFixture(compact);
  expect(fixture.length).toBe(compact.length);
  expect(explainVerification(fixture, [keyOfObject(rsa.publicKey, 'k')])).toMatchObject({ verified: false });
  expect(maskedFixture(unsecuredJwt({ iss: 'a' }))).toBe(unsecuredJwt({ iss: 'a' }));
  expect(maskedFixture(await signDetached('{}', ps256, { iss: 'o/s' }))).toMatch(/^eyJ[\w-]+\.\.[\w-]{342}$/);
});

it('depends on nothing but the token, and is always a token of the same members', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.constantFrom('sub', 'iss', 'jti', 'nonce', 'email', 'x', 'address'), fc.jsonValue()),
      async (claims) => {
        const compact = unsecuredJwt(claims);
        const once = maskedFixture(compact);
        expect(maskedFixture(compact)).toBe(once);
        expect(Object.keys(decodeJwt(once).payload).sort()).toEqual(Object.keys(claims).sort());
      },
    ),
  );
});

it('throws nothing but jwt_malformed', () => {
  const text = fc.oneof(
    fc.string(),
    fc
      .array(fc.string().map((each) => Buffer.from(each).toString('base64url')))
      .map((parts) => [Buffer.from('{}').toString('base64url'), ...parts].join('.')),
  );
  fc.assert(
    fc.property(text, (compact) => {
      try {
        maskedFixture(compact);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(OpenBankingError);
      }
    }),
  );
});
