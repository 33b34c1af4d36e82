/** The hashes of an id_token held against what they are said to be of. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { compareHashes, type HashedValues } from '../../../src/tpp/jwt/hashes.ts';

const half = (text: string, size = 256) => {
  const digest = createHash(`sha${size}`).update(text).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
};
const code = 'SplxlOBeZQQYbYS6WxSbIA+/=';
const state = 'af0ifjsldkj';
const values = { code, state, accessToken: 'at-1' };
const payload = { c_hash: half(code), s_hash: half(state), at_hash: half('at-1') };
const outcomes = (given: HashedValues, claims: Record<string, unknown> = payload, alg: unknown = 'PS256') =>
  compareHashes({ header: { alg }, payload: claims }, given).map(({ claim, outcome }) => `${claim} ${outcome}`);

it.each<[string, HashedValues, Record<string, unknown>, unknown, string[]]>([
  ['all fit', values, payload, 'PS256', ['c_hash fits', 's_hash fits', 'at_hash fits']],
  ['what is not given is not compared', { state }, payload, 'PS256', ['s_hash fits']],
  ['an empty value is not given', { code: ' ', state: '' }, payload, 'PS256', []],
  ['white space around it is not of it', { code: `${code}\n` }, payload, 'ES256', ['c_hash fits']],
  ['as it stands in a URL', { code: encodeURIComponent(code) }, payload, 'PS256', ['c_hash fits']],
  ['half an escape', { code: '%' }, payload, 'PS256', ['c_hash differs']],
  ['another code', { code: 'x' }, payload, 'PS256', ['c_hash differs']],
  ['a code that was cut', { code: code.slice(1) }, payload, 'PS256', ['c_hash differs']],
  [
    'the whole hash',
    { code },
    { c_hash: createHash('sha256').update(code).digest('base64url') },
    'PS256',
    ['c_hash differs'],
  ],
  ['the hash of the algorithm’s size', { code }, { c_hash: half(code, 512) }, 'PS512', ['c_hash fits']],
  ['the hash of another size', { code }, { c_hash: half(code, 512) }, 'PS256', ['c_hash differs']],
  ['no hash', { code }, {}, 'PS256', ['c_hash absent']],
  ['a hash that is null', { code }, { c_hash: null }, 'PS256', ['c_hash absent']],
  ['a hash that is a number', { code }, { c_hash: 7 }, 'PS256', ['c_hash differs']],
  ['an algorithm without a hash', { code }, payload, 'none', ['c_hash unknown_algorithm']],
  ['an algorithm of nobody', { code }, payload, 'XX999', ['c_hash unknown_algorithm']],
  ['no algorithm', { code }, payload, null, ['c_hash unknown_algorithm']],
])('%s', (_, given, claims, alg, expected) => {
  expect(outcomes(given, claims, alg)).toEqual(expected);
});

it('no value stands in what is said', () => {
  for (const given of [values, { code: 'wrong-code-7', state: 'wrong-state-7', accessToken: 'wrong-token-7' }]) {
    const said = JSON.stringify(compareHashes({ header: { alg: 'PS256' }, payload }, given));
    for (const value of Object.values(given)) expect(said).not.toContain(value);
  }
});
