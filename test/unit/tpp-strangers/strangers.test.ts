/** What strangers write: blank is absent, and an unreadable element costs itself. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  idOf,
  leftOut,
  numberOf,
  optionalId,
  optionalText,
  optionalTexts,
  readable,
  textOf,
  textsOf,
  withoutBlanks,
} from '../../../src/tpp/strangers.ts';

describe('a blank or null text is an absent text', () => {
  const cases: [string, unknown, string | undefined][] = [
    ['null', null, undefined],
    ['nothing', undefined, undefined],
    ['an empty text', '', undefined],
    ['blanks', ' \t\n\u00a0', undefined],
    ['a number', 5, undefined],
    ['a list', ['a'], undefined],
    ['a text with blanks around it, as it came', ' a ', ' a '],
  ];
  test.each(cases)('%s', (_, value, expected) => {
    expect(textOf(value)).toBe(expected);
  });

  test('and so are the members of an object that say nothing', () => {
    expect(withoutBlanks({ a: null, b: '', c: ' ', d: undefined, e: 0, f: false, g: 'x', h: [] })).toEqual({
      e: 0,
      f: false,
      g: 'x',
      h: [],
    });
  });
});

test('ids may be numbers, numbers texts, and one text may stand for a list', () => {
  expect([idOf(12), idOf('12'), idOf(Number.NaN), idOf('')]).toEqual(['12', '12', undefined, undefined]);
  expect([numberOf('12'), numberOf(12), numberOf('twelve'), numberOf(''), numberOf(null)]).toEqual([
    12,
    12,
    undefined,
    undefined,
    undefined,
  ]);
  expect([textsOf(['a', null, '', 'b', 3]), textsOf('a'), textsOf(null), textsOf({})]).toEqual([
    ['a', 'b'],
    ['a'],
    undefined,
    undefined,
  ]);
});

test('no member read so refuses the object that it stands in, absent or of whatever kind', () => {
  const schema = z.looseObject({ a: optionalText, b: optionalId, d: optionalTexts });
  expect(schema.safeParse({}).data).toEqual({});
  for (const odd of [null, [], {}, true, '']) {
    expect(schema.safeParse({ a: odd, b: odd, d: odd }).success).toBe(true);
  }
});

describe('an unreadable element costs itself and no more', () => {
  const named = z.object({ name: z.string() });
  const cases: [string, unknown, number[]][] = [
    ['null in front', [null, { name: 'a' }], [0]],
    ['a text among objects', [{ name: 'a' }, 'b'], [1]],
    ['one of another shape', [{ name: 'a' }, { name: 5 }, []], [1, 2]],
    ['one object in the place of a list', { name: 'a' }, []],
  ];
  test.each(cases)('%s', (_, list, unreadable) => {
    expect(readable(list, named)).toEqual({ items: [{ name: 'a' }], unreadable });
  });

  test('null is an empty list, and a text is none at all', () => {
    expect(readable(null, named)).toEqual({ items: [], unreadable: [] });
    expect(readable('a', named)).toBeUndefined();
  });

  test('it is said how many were left out and where the first of them stood', () => {
    expect(leftOut([], 'the list', 'key')).toBeUndefined();
    expect(leftOut([2], 'the list', 'key')?.message).toBe(
      'One key of the list (number 3) cannot be read and was left out.',
    );
    expect(leftOut([2, 4], 'the list', 'key')?.message).toBe(
      '2 elements of the list (the first is key number 3) cannot be read and were left out.',
    );
  });
});
