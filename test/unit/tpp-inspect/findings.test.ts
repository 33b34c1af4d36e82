import { describe, expect, it } from 'vitest';
import { type Changes, changed, now, second, token, tokenOf } from '../tpp-jwt/tokens.ts';
import { type Case, type Context, findingsOf, header, severityOf, table } from './findings-table.ts';

const ob = (name: string) => `http://openbanking.org.uk/${name}`;
const obPointer = (name: string) => `/header/http:~1~1openbanking.org.uk~1${name}`;

table('detached-signature', [
  ['b64 as a text', header({ b64: 'false' }), 'error', 'b64_not_boolean'],
  ['b64 as a number', header({ b64: 0 }), 'error', 'b64_not_boolean'],
  ['b64 that is null', header({ b64: null }), 'error', 'b64_not_boolean'],
  ['b64 false that crit does not name', header({ b64: false }), 'error', 'b64_not_critical'],
  ...['me', 'https://tpp.example', '0015800001041RHAAY/', '0015800001041RHAA', '0015800001041RHAAY/a/b', ' '].map(
    (iss): Case => [
      `an issuer that is no organisation, ${iss}`,
      header({ 'http://openbanking.org.uk/iss': iss }),
      'warning',
      'iss_no_organisation /header/http:~1~1openbanking.org.uk~1iss',
    ],
  ),

  ['no time', header({ [ob('iat')]: undefined }), 'strict', `iat_missing ${obPointer('iat')}`],
  ['no signer', header({ [ob('iss')]: undefined }), 'strict', `iss_missing ${obPointer('iss')}`],
  ['no trust anchor', header({ [ob('tan')]: undefined }), 'strict', `tan_missing ${obPointer('tan')}`],
  ['an anchor of its own', header({ [ob('tan')]: 'x' }), 'warning', `tan_unusual ${obPointer('tan')}`],
  ['a time in milliseconds', header({ [ob('iat')]: now }), 'strict', `iat_in_milliseconds ${obPointer('iat')}`],
  [
    'a time in a fraction, as Ozone has it',
    header({ [ob('iat')]: second - 0.5 }),
    'info',
    `iat_fractional ${obPointer('iat')}`,
  ],
  ['no crit', header({ crit: undefined }), 'strict', 'crit_missing /header/crit'],
  ['less in crit', header({ crit: [ob('iat'), ob('iss')] }), 'strict', 'crit_incomplete /header/crit'],
  ['more in crit', header({ crit: [ob('iat'), ob('iss'), ob('tan'), 'x'] }), 'strict', 'crit_unknown /header/crit'],
  ['RS256', header({ alg: 'RS256' }), 'strict', 'alg_not_ps256 /header/alg'],
  ['the typ of a JWT', header({ typ: 'JWT' }), 'strict', 'typ_wrong /header/typ'],
  ['no kid', header({ kid: undefined }), 'strict', 'kid_missing /header/kid'],
]);

describe('b64 of a message signature', () => {
  const members = ['iat', 'iss', 'tan'].map(ob);
  const raw = changed('detached-signature', header({ b64: false, crit: ['b64', ...members] }));
  const encoded = changed('detached-signature');
  it.each<[string, string, string | undefined, string | undefined]>([
    ['false up to 3.1.3 is right', raw, 'v3.1.3', undefined],
    ['false in 3.0 is right', raw, 'v3.0', undefined],
    ['false from 3.1.4 on is wrong', raw, 'v3.1.4', 'b64_present'],
    ['false in 3.1.11 is wrong', raw, 'v3.1.11', 'b64_present'],
    ['false in 4.0 is wrong', raw, 'v4.0', 'b64_present'],
    ['false in a version that settles nothing says nothing', raw, 'v3.1', undefined],
    ['false in an unknown version says nothing', raw, undefined, undefined],
    ['absent up to 3.1.3 is wrong', encoded, '3.1.2', 'b64_missing'],
    ['absent from 3.1.4 on is right', encoded, 'v3.1.10', undefined],
    ['absent in an unknown version says nothing', encoded, undefined, undefined],
  ])('%s', (_, text, version, code) => {
    const found = findingsOf(text, { version }).filter(({ pointer }) => pointer === '/header/b64');
    expect(found.map((finding) => [finding.code, finding.severity, finding.rule.version])).toEqual(
      code === undefined ? [] : [[code, 'error', version]],
    );
  });
});

describe('how a token is written', () => {
  it.each<[string, string, string, string]>([
    ['a claim twice', tokenOf('{"alg":"PS256"}', '{"a":{"b":1,"b":2},"c":1}'), 'duplicate_member', '/payload/a/b'],
    ['a header member twice', tokenOf('{"alg":"PS256","al\\u0067":"none"}', '{}'), 'duplicate_member', '/header/alg'],
    ['padding', `${changed('id-token')}==`, 'not_base64url', '/signature'],
    ['a signature that was cut off', changed('id-token').replace(/[^.]*$/, ''), 'signature_missing', '/signature'],
    [
      'a signature under alg none',
      `${changed('id-token', { header: { alg: 'none' } })}c2ln`,
      'signature_of_none',
      '/signature',
    ],
  ])('%s is an error', (_, text, code, pointer) => {
    expect(severityOf(findingsOf(text), code, pointer)).toBe('error');
  });

  it('the same name in two objects is none', () => {
    expect(findingsOf(tokenOf('{"alg":"PS256","kid":"k"}', '{"a":[{"b":1},{"b":2}],"b":"a","c":{"a":"b"}}'))).toEqual(
      [],
    );
  });

  it('characters that rearrange what is read are named, and stay out of the messages', () => {
    const found = findingsOf(changed('request-object', { iss: 'a\u202eb\u0000' }));
    expect(severityOf(found, 'hidden_characters', '/payload/iss')).toBe('warning');
    expect(found.map(({ message }) => message).join()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('a number with more digits than a double holds is mentioned', () => {
    const found = findingsOf(
      tokenOf('{"alg":"PS256"}', '{"a":[1,12345678901234567890],"b":1e999999,"c":9007199254740992}'),
    );
    expect(found.filter(({ code }) => code === 'number_not_exact').map(({ pointer }) => pointer)).toEqual([
      '/payload/a/1',
    ]);
  });
});

it.each<[string, Changes, string, string]>([
  ['RSA1_5, at a strict bank', { alg: 'RSA1_5', enc: 'A256GCM' }, 'alg_rsa1_5', '/header/alg'],
  ['no enc', { alg: 'RSA-OAEP' }, 'enc_missing', '/header/enc'],
])('an encrypted token with %s', (_, inHeader, code, pointer) => {
  const text = `${token(inHeader).split('.')[0]}.a.b.c.d`;
  expect(severityOf(findingsOf(text, { permissive: false }), code, pointer)).toBe('error');
});

it('what is right by the standard shows nothing', () => {
  const codes = (text: string, context: Context = {}) =>
    findingsOf(text, { permissive: false, ...context }).map(({ code }) => code);
  expect(codes(changed('software-statement'))).not.toContain('exp_missing');
  expect(codes(changed('id-token-token-endpoint'))).toEqual([]);
  expect(codes(changed('id-token'))).toEqual([]);
  expect(codes(changed('id-token-front-channel', { s_hash: undefined }))).toEqual([]);
});

it('what FAPI alone demands says so', () => {
  const [finding] = findingsOf(changed('request-object', { nbf: undefined }), { permissive: false });
  expect(finding).toMatchObject({ code: 'nbf_missing', severity: 'error', profile: 'strict' });
  expect(finding?.rule).toEqual({
    document: 'FAPI 1.0 Advanced',
    section: '§5.2.2-17',
    url: 'https://openid.net/specs/openid-financial-api-part-2-1_0.html',
  });
});

it('the worst comes first', () => {
  const found = findingsOf(changed('registration-request', { redirect_uris: undefined, scope: 'accounts', jti: 'x' }));
  expect(found.map(({ severity }) => severity)).toEqual(['error', 'warning', 'info']);
});

it.each([
  '0015800001041RHAAY',
  '0015800001041RHAAY/AbcDefGhiJklMnoPqrStu1',
  'CN=tpp,2.5.4.97=PSDGB-FCA-123456,O=TPP,C=GB',
  'PSDGB-FCA-123456',
])('%s names a signer', (iss) => {
  const text = changed('detached-signature', header({ 'http://openbanking.org.uk/iss': iss }));
  expect(findingsOf(text, { permissive: false })).toEqual([]);
});
