/** Dates that stand as numbers in a text. */
import { expect, test } from 'vitest';
import { datesIn } from '../../../src/extension/jwt/dates.ts';

const isos = (text: string): string[] => datesIn(text).map(({ iso }) => iso);

test.each([
  ['a claim', '{"exp": 1700000000}', ['2023-11-14T22:13:20Z']],
  ['each of the four', '{"iat":1700000000,"exp":1700000060,"nbf":1700000000,"auth_time":1700000001}', 4],
  ['in YAML', 'exp: 1700000000', 1],
  ['in single quotes', "{ 'iat': 1700000000 }", 1],
  ['milliseconds are another number', '{"exp": 1700000000000}', 0],
  ['a lifetime is no date', '{"exp": 3600}', 0],
  ['a fraction is another number', '{"exp": 1700000000.5}', 0],
  ['another name', '{"not_exp": 1700000000, "expires": 1700000000, "updated_at": 1700000000}', 0],
  ['a text', '{"exp": "1700000000"}', 0],
  ['a member of a member', 'claims.exp: 1700000000', 0],
] as const)('%s', (_name, text, expected) => {
  if (typeof expected === 'number') expect(isos(text)).toHaveLength(expected);
  else expect(isos(text)).toEqual(expected);
});

test('the date stands right behind its number', () => {
  expect(datesIn('{"exp": 1700000000}').map(({ end }) => end)).toEqual([18]);
});
