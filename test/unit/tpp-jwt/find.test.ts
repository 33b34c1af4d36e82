import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJwt } from '../../../src/tpp/jwt/decode.ts';
import { findJwts } from '../../../src/tpp/jwt/find.ts';
import { unsecuredJwt } from '../../../src/tpp/jwt/sign.ts';

const jwt = `${unsecuredJwt({ iss: 'me', sub: 'you' })}c2lnbmF0dXJl`;
/** base64 writes the same letters in three ways, by how many stand before them. */
const algAnywhere = ['', 'a', 'ab', 'abc'].map((before) => {
  const header = Buffer.from(`{"x${before}":1,"alg":"none"}`).toString('base64url');
  return `${header}.e30.`;
});
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

describe('nothing is found in', () => {
  it.each([
    ['an empty text', ''],
    ['the letters alone', 'eyJ'],
    ['prose', 'Every Journey, JSON and January.'],
    ['two parts', jwt.slice(0, jwt.lastIndexOf('.'))],
    ['a header without alg', `eyJ0eXAiOiJKV1QifQ.eyJ4IjoxfQ.c2ln`],
    ['an empty payload', `${jwt.split('.')[0]}..c2ln`],
    ['an encrypted token', `${Buffer.from('{"alg":"RSA-OAEP","enc":"A256GCM"}').toString('base64url')}.a.b.c.d`],
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
