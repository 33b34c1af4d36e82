/** What the tables may come to say and today hardly do: one bound without the other, a definition without a type, parts by reference. */
import { describe, expect, test } from 'vitest';
import { checkBody } from '../../../src/standard/check.ts';
import type { Schema } from '../../../src/standard/schema.ts';

const found = (schema: Schema, body: unknown, others: Record<string, Schema> = {}) =>
  checkBody(body, 'It', { $defs: { ...others, It: schema } }).map(({ rule, path }) => `${rule} ${path}`);

const inner: Schema = { type: 'object', required: ['A'], properties: { A: { type: 'string' } } };

describe('A bound counts by itself, and what stands on it is within:', () => {
  test.each<[schema: Schema, within: unknown[], beyond: unknown[], rule: string]>([
    [{ type: 'string', minLength: 1 }, ['a'], [''], 'length'],
    [{ type: 'string', minLength: 4 }, ['abcd', '😀😀😀😀'], ['abc', '😀😀', '😀😀😀'], 'length'],
    [{ type: 'string', maxLength: 4 }, ['', 'abcd', '😀😀😀😀'], ['abcde', '😀😀😀😀😀'], 'length'],
    [{ type: 'number', minimum: 2 }, [2, 1e9], [1.9], 'range'],
    [{ type: 'number', maximum: 2 }, [2, -1e9], [2.1], 'range'],
    [{ type: 'array', minItems: 1 }, [[1], [1, 2]], [[]], 'items'],
    [{ type: 'array', maxItems: 1 }, [[], [1]], [[1, 2]], 'items'],
    [{ type: 'object', minProperties: 2 }, [{ a: 1, b: 2 }], [{ a: 1 }, {}], 'items'],
    [{ type: 'object', minProperties: 1 }, [{ a: 1 }], [{}], 'items'],
  ])('%o', (schema, within, beyond, rule) => {
    for (const value of within) expect(found(schema, value)).toEqual([]);
    for (const value of beyond) expect(found(schema, value)).toEqual([`${rule} `]);
  });
});

test.each<[Schema, unknown]>([
  [{ minLength: 2, maxLength: 3 }, 5],
  [{ minItems: 3, items: { type: 'integer' } }, 'text'],
  [{ required: ['A'], properties: { A: { type: 'string' } } }, 'text'],
])('A definition without a type, %o, has nothing against what it does not speak of', (schema, value) => {
  expect(found(schema, value)).toEqual([]);
});

test('Of two things that are asked of a value, each is told by itself, and of both the first', () => {
  const schema: Schema = { type: 'string', pattern: '^[a-z]*$', maxLength: 3 };
  expect(found(schema, 'abcd')).toEqual(['length ']);
  expect(found(schema, 'A')).toEqual(['pattern ']);
  expect(found(schema, 'ABCD')).toEqual(['pattern ']);
});

describe('A reference', () => {
  test('that has members beside it leaves what neither knows to both together', () => {
    const wider: Schema = { $ref: '#/$defs/Inner', type: 'object', properties: { B: { type: 'string' } } };
    expect(found(wider, { A: 'a', B: 'b' }, { Inner: inner })).toEqual([]);
    expect(found(wider, { A: 'a', B: 'b', C: 'c' }, { Inner: inner })).toEqual(['unknown /C']);
  });

  test('to a definition that the tables do not have is an error, whatever the body', () => {
    const schema: Schema = { type: 'object', properties: { B: { $ref: '#/$defs/Gone' } } };
    expect(() => found(schema, {})).toThrow('The tables of the standard have no definition Gone.');
  });

  test('to a definition of a name that is a part elsewhere is checked as a whole here', () => {
    const schema: Schema = {
      type: 'object',
      properties: { Part: { allOf: [{ $ref: '#/$defs/Inner' }] }, Whole: { $ref: '#/$defs/Inner' } },
    };
    const body = { Part: { A: 'a' }, Whole: { A: 'a', X: 1 } };
    expect(found(schema, body, { Inner: inner })).toEqual(['unknown /Whole/X']);
  });

  test('is followed to what is wanted, and in a circle no further than round', () => {
    const wanted = (name: string) =>
      checkBody({}, 'It', {
        $defs: {
          Inner: inner,
          Loop: { $ref: '#/$defs/Loop' },
          It: { type: 'object', required: ['A'], properties: { A: { $ref: `#/$defs/${name}` } } },
        },
      }).map((finding) => finding.wanted);
    expect(wanted('Inner')).toEqual(['an object']);
    expect(wanted('Loop')).toHaveLength(1);
  });

  test('to itself stops a walk that is inside itself, however many rows stood before', () => {
    const circle: Schema = { type: 'object', properties: { Inside: { $ref: '#/$defs/Circle' } } };
    const body: { Inside?: unknown } = {};
    body.Inside = body;
    const rows = Array.from({ length: 100_000 }, () => ({}));
    const walk = found({ type: 'array', items: { $ref: '#/$defs/Circle' } }, [...rows, body], { Circle: circle });
    expect(walk).toEqual([expect.stringMatching(/^more /)]);
  });
});

describe('Of a choice', () => {
  const choice: Schema = {
    type: 'object',
    oneOf: [inner, { type: 'object', required: ['B'], properties: { B: { type: 'string' }, C: { type: 'string' } } }],
  };

  test('what fits one is told what that says of it', () => {
    expect(found(choice, { A: 'a' })).toEqual([]);
    expect(found(choice, { A: 'a', X: 1 })).toEqual(['unknown /X']);
  });

  test('a branch leaves the members that stand beside it, and those that nobody knows, to the whole', () => {
    const wider: Schema = { ...choice, properties: { Z: { type: 'integer' } } };
    expect(found(wider, { A: 'a', Z: 1 })).toEqual([]);
    expect(found(wider, { A: 'a', Z: 1, X: 1 })).toEqual(['unknown /X']);
  });

  test('none and several are as bad', () => {
    expect(found(choice, {})).toEqual(['choice ']);
    expect(found({ oneOf: [{ type: 'string' }, { maxLength: 3 }] }, 'abc')).toEqual(['choice ']);
  });

  test('a branch is left at its first fault', () => {
    let asked = 0;
    const body = {
      A: 1,
      get C() {
        asked += 1;
        return 'c';
      },
    };
    expect(found({ oneOf: [inner, inner] }, body)).toEqual(['choice ']);
    expect(asked).toBe(0);
  });
});
