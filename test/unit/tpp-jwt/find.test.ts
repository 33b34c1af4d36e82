import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJwt, readJws } from '../../../src/tpp/jwt/decode.ts';
import { findJwts } from '../../../src/tpp/jwt/find.ts';
import { compactOfJson } from '../../../src/tpp/jwt/json-form.ts';
import { unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';
import { unbroken } from '../../../src/tpp/redaction/token-lines.ts';

const jwt = `${unsecuredJwt({ iss: 'me', sub: 'you' })}c2lnbmF0dXJl`;
/** base64 writes the same letters in three ways, by how many stand before them. */
const algAnywhere = ['', 'a', 'ab', 'abc'].map((before) => {
  const header = Buffer.from(`{"x${before}":1,"alg":"none"}`).toString('base64url');
  return `${header}.e30.`;
});
const base64url = (text: string) => Buffer.from(text).toString('base64url');
const encrypted = [base64url('{"alg":"RSA-OAEP-256","enc":"A256GCM"}'), 'a2V5', 'aXY', 'Y2lwaGVy', 'dGFn'].join('.');
const signature = (length: number) => base64url('\u00f8\u2603s!g'.repeat(length)).slice(0, length);
const long = [
  base64url('{"alg":"PS256","kid":"a key that is named at some length","typ":"JWT"}'),
  base64url(JSON.stringify({ iss: 'https://bank.example', sub: 'a customer', aud: 'client', scope: 'accounts' })),
  signature(342),
].join('.');
const lines = (width: number, indent = '', end = '\n') =>
  (long.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join(end + indent);
const found = (text: string) => findJwts(text).map(({ start, end }) => text.slice(start, end));

describe('a JWT is found', () => {
  it.each([
    ['alone', jwt, [jwt]],
    ['in a header', `Authorization: Bearer ${jwt}\r\n`, [jwt]],
    ['in JSON', JSON.stringify({ id_token: jwt, other: 1 }), [jwt]],
    ['in a form', `grant_type=x&assertion=${jwt}&scope=y`, [jwt]],
    ['percent-encoded into another URL', `cb%3Fid_token%3D${jwt}%26state%3D1`, [jwt]],
    ['at the end of a sentence', `Look at ${jwt}, please`, [jwt]],
    ['with alg at each place of its header', algAnywhere.join(' '), algAnywhere],
    ['twice in a row', `${jwt} ${jwt}`, [jwt, jwt]],
    ['without a signature', `request=${unsecuredJwt({ iss: 'me' })}&`, [unsecuredJwt({ iss: 'me' })]],
    ['after an eyJ that is none', `eyJust eyJ.x ${jwt}`, [jwt]],
    ['after characters that are not of one byte', `£é☃😀${jwt}☃`, [jwt]],
  ])('%s', (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });
});

describe('a JWT is found whose header', () => {
  it.each([
    ['has a blank after its brace', '{ "alg": "PS256" }'],
    ['has blanks after its brace', '{   "alg": "PS256" }'],
    ['begins a new line after its brace', '{\n  "alg": "PS256"\n}'],
    ['begins a new line of Windows after its brace', '{\r\n  "alg": "PS256"\r\n}'],
    ['has a tab after its brace', '{\t"alg":"PS256"}'],
    ['has a blank before its brace', ' {"alg":"PS256"}'],
    ['has a line end before its brace', '\n{"alg":"PS256"}'],
    ['has a line end of Windows before its brace', '\r\n{"alg":"PS256"}'],
    ['has more white space before its brace than a line', `\n\n${' '.repeat(200)}\t{"alg":"PS256"}`],
    ['names its alg last', '{ "typ": "JWT", "kid": "E2", "alg": "PS256" }'],
  ])('%s', (_, header) => {
    const token = `${base64url(header)}.eyJ4IjoxfQ.c2lnbmF0dXJl`;
    expect(found(`INFO token ${token} expired`)).toEqual([token]);
  });
});

it('a token broken over lines is found wherever its dots stand in them', () => {
  const widths = Array.from({ length: 100 }, (_, index) => 24 + index);
  expect(widths.filter((width) => found(`${lines(width)} x`)[0] !== lines(width))).toEqual([]);
});

describe('a token is found', () => {
  const padded = [
    Buffer.from('{"alg":"PS256","kid":"k1"}').toString('base64'),
    Buffer.from('{"x":1}').toString('base64'),
  ];
  const plain = Buffer.from('{"alg":"PS256","x":"???>>>~~~"}').toString('base64');
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => 255 - index));
  it.each([
    ['with padding', `${padded.join('.')}.${'A'.repeat(342)}==`],
    ['in base64 instead of base64url', `${plain}.eyJ4IjoxfQ.${bytes.toString('base64')}`],
    ['that is encrypted', encrypted],
    ['that is encrypted for a shared key', encrypted.replace('a2V5', '')],
  ])('%s', (_, token) => {
    expect(found(`INFO token ${token} end`)).toEqual([token]);
  });

  it('without what stands behind it in a path or a form', () => {
    expect(found(`/login/${jwt}/next`)).toEqual([jwt]);
    expect(found(`token=${jwt}+next`)).toEqual([jwt]);
  });

  it.each([
    ['at 76 characters', 'INFO token ', lines(76), ' expired'],
    ['at 64 characters, with lines of Windows', '', lines(64, '', '\r\n'), '\r\n'],
    ['at 40 characters, indented', 'token:\n    ', lines(40, '    '), '\n2026-11-28 INFO next'],
    ['inside a string of JSON', '{"log":"', lines(76, '  ', '\\n'), '\\nnext"}'],
    ['after its dots', '', long.replaceAll('.', '.\n'), '\n'],
    ['before its dots', '', long.replaceAll('.', '\n.'), '\nnext'],
  ])('broken over lines %s', (_, before, token, after) => {
    expect(found(before + token + after)).toEqual([token]);
    expect(unbroken(token)).toBe(long);
  });

  it.each([
    ['a line of a log', '2026-11-28T06:46:00Z GET /x'],
    ['a word', 'expired'],
    ['a hash', '2c26b46b68ffc68ff99b453c1d30413413422d70'],
    ['another token', long],
  ])('that ends with its line, without the next, which is %s', (_, next) => {
    expect(found(`${long}\n${next}`)[0]).toBe(long);
  });
});

describe('a token in JSON form', () => {
  const [header = '', payload = '', sign = ''] = jwt.split('.');
  it.each([
    ['flattened', { payload, protected: header, signature: sign }, jwt],
    ['general', { payload, signatures: [{ protected: header, signature: sign }] }, jwt],
    ['detached', { protected: header, signature: sign }, `${header}..${sign}`],
  ])('%s is made compact', (_, json, compact) => {
    expect(compactOfJson(` ${JSON.stringify(json, null, 1)}\n`)).toBe(compact);
    expect(readJws(JSON.stringify(json)).compact).toBe(compact);
  });

  it('is none where a member is missing or the text is another', () => {
    for (const text of ['', '{', '[]', '{}', jwt, JSON.stringify({ payload, signature: sign })]) {
      expect(compactOfJson(text)).toBeUndefined();
    }
  });
});

describe('nothing is found in', () => {
  it.each([
    ['an empty text', ''],
    ['the letters alone', 'eyJ'],
    ['prose', 'Every Journey, JSON and January.'],
    ['two parts', jwt.slice(0, jwt.lastIndexOf('.'))],
    ['a header without alg', `eyJ0eXAiOiJKV1QifQ.eyJ4IjoxfQ.c2ln`],
    ['an empty payload', `${jwt.split('.')[0]}..c2ln`],
    ['an encrypted token that lost its tag', encrypted.slice(0, encrypted.lastIndexOf('.'))],
    [
      'hosts, versions, hashes and paths',
      'api.bank.example v3.1.11 1.2.3-beta ey.Aa.bb /a.b/c.d 2c26b46b68ffc68ff99b453c1d3041.34.bb',
    ],
    ['base64 of other JSON with dots', `${Buffer.from('{ "name": "algebra" }').toString('base64url')}.eyJ4IjoxfQ.c2ln`],
    ['a header without its end', `${Buffer.from('{ "alg": "PS256", "kid": "').toString('base64url')}.eyJ4IjoxfQ.c2ln`],
    ['two parts and the line after them', `${jwt.slice(0, jwt.lastIndexOf('.'))}\napi.bank`],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('the finder', () => {
  it('finds each JWT that was put into any text, where it was put', () => {
    const noise = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\w.-]/g, ' '));
    const claims = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, claims)), (pieces) => {
        const expected = pieces.map(([, payload]) => `${unsecuredJwt(payload)}c2ln`);
        const text = pieces.map(([before], index) => `${before} ${expected[index]} `).join('');
        expect(found(text)).toEqual(expected);
        for (const one of found(text)) decodeJwt(one);
      }),
    );
  });

  it('never throws and gives ranges in order that do not overlap', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('eyJ', 'eyJhbGciOiJub25lIn0', '.', 'J', 'x', ' ') }), (text) => {
        let last = 0;
        for (const { start, end } of findJwts(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
      }),
    );
  });

  /** The bench holds the exact budget; here the best of a few runs, wide enough for a busy machine, so that only a wrong order of growth fails. */
  const best = (text: string) => {
    findJwts(text.slice(0, 1000));
    const times = [1, 2, 3].map(() => {
      const started = performance.now();
      findJwts(text);
      return performance.now() - started;
    });
    return Math.min(...times);
  };

  it.each([['eyJh'], ['eyJ.'], ['eyJ..'], ['eyJhbGciOiJub25lIn0.'], ['J'], ['.']])(
    'needs no more than linear time for 200 kB of %s',
    (piece) => {
      expect(best(piece.repeat(200_000 / piece.length))).toBeLessThan(1000);
    },
  );

  it('reads 50 MB in a moment', () => {
    const prose = 'Every Account Journey JSON object is easy to read: {"Json": "January", "yes": true}.\n';
    expect(best(`${prose.repeat(50_000_000 / prose.length)}${jwt}`)).toBeLessThan(10_000);
  });
});
