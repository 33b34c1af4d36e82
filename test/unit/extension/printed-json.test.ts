/** JSON as people read it, with the line of each member. */
import { expect, test } from 'vitest';
import { printed } from '../../../src/extension/accounts/printed-json.ts';

const value = { Data: { List: [{ a: 'x\n"y"', b: [], c: {} }, null, 'z'], n: 1 }, last: true };

test('the text is that of JSON.stringify', () => {
  expect(printed(value).text).toBe(`${JSON.stringify(value, undefined, 2)}\n`);
  expect(printed([]).text).toBe('[]\n');
});

test('each member and each item has the line on which it begins', () => {
  const { text, lines } = printed(value);
  const at = (pointer: string): string | undefined => text.split('\n')[lines.get(pointer) ?? -1]?.trim();
  expect(at('/Data/List/0/a')).toMatch(/^"a": /);
  expect(at('/Data/List/2')).toBe('"z"');
  expect(at('/Data/n')).toBe('"n": 1');
  expect(at('/last')).toBe('"last": true');
});
