/** What is told of a body, and how it is put together. */
import { describe, expect, test } from 'vitest';
import { checkBody } from '../../../src/standard/check.ts';
import type { Definitions } from '../../../src/standard/check-compile.ts';
import type { Schema } from '../../../src/standard/schema.ts';

const money: Schema = {
  type: 'object',
  additionalProperties: false,
  required: ['Amount', 'Currency'],
  properties: {
    Amount: { type: 'string', pattern: '^\\d{1,13}$|^\\d{1,13}\\.\\d{1,5}$' },
    Currency: { type: 'string', pattern: '^[A-Z]{3,3}$' },
  },
};

const tables: Definitions = {
  $defs: {
    Money: money,
    Row: {
      type: 'object',
      required: ['Amount', 'Status'],
      properties: {
        Amount: { $ref: '#/$defs/Money' },
        Status: { type: 'string', enum: ['Booked', 'Pending', 'Rejected'] },
        Text: { type: 'string', minLength: 1, maxLength: 5 },
        Scheme: { type: 'string', 'x-values': ['UK.OBIE.IBAN', 'UK.OBIE.PAN'] },
        At: { type: 'string', format: 'date-time' },
        Pages: { type: 'integer', minimum: 0, maximum: 9 },
        When: {
          oneOf: [
            { type: 'string', enum: ['ADHO'] },
            { type: 'string', pattern: '^Evry' },
          ],
        },
        Free: { type: 'object', additionalProperties: true },
      },
    },
    Page: {
      type: 'object',
      required: ['Rows'],
      properties: { Rows: { type: 'array', minItems: 1, maxItems: 3000, items: { $ref: '#/$defs/Row' } } },
    },
    Both: {
      allOf: [{ $ref: '#/$defs/Row' }, { type: 'object', required: ['Id'], properties: { Id: { type: 'string' } } }],
    },
    Circle: { type: 'object', properties: { Inside: { $ref: '#/$defs/Circle' } } },
    Map: { type: 'object', properties: { Row: { type: 'integer' } }, additionalProperties: { $ref: '#/$defs/Money' } },
    Nothing: { type: 'object', additionalProperties: false, properties: {} },
  },
};

const row = { Amount: { Amount: '5.10', Currency: 'GBP' }, Status: 'Booked' };
const check = (body: unknown, definition = 'Row') => checkBody(body, definition, tables);

test('A body as the definition has it has no finding', () => {
  const full = { ...row, Text: '12345', Scheme: 'UK.OBIE.PAN', At: '2026-01-31T10:30:00Z', Pages: 0, When: 'EvryDay' };
  expect(check({ ...full, Free: { any: { thing: [1] } } })).toEqual([]);
});

describe('Is told with its place, grade and what was meant:', () => {
  test.each<[what: string, body: unknown, expected: object]>([
    ['a missing member', { Amount: row.Amount }, { grade: 'breach', rule: 'required', path: '/Status' }],
    [
      'null',
      { ...row, Amount: null },
      { grade: 'breach', rule: 'type', path: '/Amount', found: 'null', wanted: 'an object' },
    ],
    ['a list for an object', [], { grade: 'breach', rule: 'type', path: '', found: '[]' }],
    ['no body', undefined, { grade: 'breach', rule: 'type', path: '' }],
    [
      'a value of no list',
      { ...row, Status: 'Booket' },
      { grade: 'breach', rule: 'enum', path: '/Status', meant: 'Booked' },
    ],
    [
      'a value beside an open list',
      { ...row, Scheme: 'UK.OBIE.IBN' },
      { grade: 'hint', rule: 'value', meant: 'UK.OBIE.IBAN' },
    ],
    [
      'an unknown member of an open object',
      { ...row, Txet: 1 },
      { grade: 'hint', rule: 'unknown', path: '/Txet', meant: 'Text' },
    ],
    [
      'an unknown member of a closed object',
      { ...row, Amount: { ...row.Amount, currency: 1 } },
      // It is there, and cannot have been meant.
      { grade: 'hint', rule: 'unknown', path: '/Amount/currency', found: '1' },
    ],
    ['a date without its zone', { ...row, At: '2026-01-31T10:30:00' }, { grade: 'loose', rule: 'format', path: '/At' }],
    ['a day that is none', { ...row, At: '2026-02-30T10:30:00Z' }, { grade: 'breach', rule: 'format', path: '/At' }],
    ['a long text', { ...row, Text: '123456' }, { rule: 'length', wanted: '1 to 5 characters; it has 6' }],
    ['an empty text', { ...row, Text: '' }, { rule: 'length', found: '""' }],
    ['a number too large', { ...row, Pages: 10 }, { rule: 'range', found: '10', wanted: 'from 0 to 9' }],
    ['half a page', { ...row, Pages: 1.5 }, { rule: 'type', found: '1.5', wanted: 'a whole number' }],
    ['none of a choice', { ...row, When: 'Never' }, { grade: 'breach', rule: 'choice', path: '/When' }],
  ])('%s', (_, body, expected) => {
    expect(check(body)).toEqual([expect.objectContaining(expected)]);
    expect(check(body)).toHaveLength(1);
  });

  test('a list with too few rows', () => {
    expect(check({ Rows: [] }, 'Page')).toMatchObject([
      { rule: 'items', path: '/Rows', wanted: 'a list of 1 to 3000; it has 0' },
    ]);
  });

  test('any member of an object that has none', () => {
    expect(check({ a: 1 }, 'Nothing')).toMatchObject([{ rule: 'unknown', path: '/a', wanted: 'nothing' }]);
  });

  test('what stands under names that are free', () => {
    expect(check({ Row: 1, any: row.Amount }, 'Map')).toEqual([]);
    expect(check({ Row: 'x', any: 1 }, 'Map')).toMatchObject([{ path: '/Row' }, { rule: 'type', path: '/any' }]);
  });

  test('what no part of an object knows, once', () => {
    expect(check({ ...row, Id: 'x', Idd: 1 }, 'Both')).toMatchObject([{ rule: 'unknown', path: '/Idd' }]);
    expect(check({ ...row }, 'Both')).toMatchObject([{ rule: 'required', path: '/Id' }]);
  });
});

test('Characters outside the first plane count once', () => {
  expect(check({ ...row, Text: '😀😀😀😀😀' })).toEqual([]);
  expect(check({ ...row, Text: '😀😀😀😀😀😀' })).toHaveLength(1);
});

test('What many rows have is one finding, at the first of them', () => {
  const rows = Array.from({ length: 500 }, (_, at) => (at < 3 ? row : { ...row, Text: '', Oops: at }));
  expect(check({ Rows: rows }, 'Page')).toMatchObject([
    { rule: 'length', path: '/Rows/3/Text', times: 497 },
    { rule: 'unknown', path: '/Rows/3/Oops', times: 497, found: '3' },
  ]);
});

test('Words that are no words of a list are told apart, and no more than five of them', () => {
  const rows = Array.from({ length: 40 }, (_, at) => ({ ...row, Status: at < 20 ? 'BOOK' : `X${at}` }));
  expect(check({ Rows: rows }, 'Page').map(({ found, times }) => [found, times])).toEqual([
    ['"BOOK"', 20],
    ['"X20"', 1],
    ['"X21"', 1],
    ['"X22"', 1],
    ['"X23"', 1],
    ['"X24"', 16],
  ]);
});

test('Beyond its limit a list of findings ends with how many places are left', () => {
  const body = { ...row, ...Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`n${at}`, at])) };
  const found = checkBody(body, 'Row', tables, { limit: 10 });
  expect(found).toHaveLength(11);
  expect(found[9]).toMatchObject({ path: '/n9' });
  expect(found.at(-1)).toMatchObject({ grade: 'hint', rule: 'more', times: 50, path: '' });
});

test('What is left out counts with all its places, and weighs what the weightiest of it does', () => {
  const odd = { ...row, Oops: 1 };
  const wrong = { ...row, Text: '', Status: 1 };
  const rows = (...all: object[]) => checkBody({ Rows: all }, 'Page', tables, { limit: 1 });
  expect(rows(odd, odd, odd, { ...row, Text: '' })).toMatchObject([
    { grade: 'breach', path: '/Rows/3/Text' },
    { grade: 'hint', rule: 'more', times: 3 },
  ]);
  expect(rows(odd, wrong)).toMatchObject([{ path: '/Rows/1/Status' }, { grade: 'breach', rule: 'more', times: 2 }]);
});

test('Hints of a kind that is told are one finding however many they are', () => {
  const rows = Array.from({ length: 5 }, () => ({ ...row, Oops: 1 }));
  expect(checkBody({ Rows: rows }, 'Page', tables, { places: 3, hints: 3 })).toMatchObject([
    { rule: 'unknown', times: 5 },
  ]);
});

test('After so many hints that are not told the others are only counted', () => {
  const rows = Array.from({ length: 5 }, (_, at) => ({ ...row, Oops: 1, [`n${at}`]: 1 }));
  const found = (hints: number) => checkBody({ Rows: rows }, 'Page', tables, { limit: 2, hints });
  const more = { grade: 'hint', rule: 'more', path: '' };
  expect(found(4)).toMatchObject([{ times: 5 }, { path: '/Rows/0/n0' }, { ...more, times: 4 }]);
  expect(found(2)).toMatchObject([{ times: 3 }, { path: '/Rows/0/n0' }, { ...more, times: 6 }]);
});

test.each([60, 60_000])('A breach behind %i hints is named, and takes the place of the last of them', (hints) => {
  const odd = Object.fromEntries(Array.from({ length: hints }, (_, at) => [`n${at}`, at]));
  const found = check({ ...odd, Amount: { Amount: 1, Currency: 'GBP' }, Status: 'Booked' });
  expect(found).toHaveLength(51);
  expect(found[48]).toMatchObject({ grade: 'hint', path: '/n48' });
  expect(found[49]).toMatchObject({ grade: 'breach', rule: 'type', path: '/Amount/Amount' });
  expect(found[50]).toMatchObject({ grade: 'hint', rule: 'more', times: hints - 49, path: '' });
});

test('A walk that meets too much stops, and says where', () => {
  const body = { Rows: Array.from({ length: 1000 }, () => ({})) };
  const found = checkBody(body, 'Page', tables, { places: 100 });
  expect(found.map(({ rule, times, path }) => [rule, times, path])).toEqual([
    ['required', 50, '/Rows/0/Amount'],
    ['required', 50, '/Rows/0/Status'],
    ['more', 0, '/Rows/49/Status'],
  ]);
});

test('A definition that the tables do not have is an error', () => {
  expect(() => check({}, 'toString')).toThrow('The tables of the standard have no definition toString.');
});

test('What stands at a place is redacted before it is cut', () => {
  const seen: [string, string][] = [];
  const redact = (json: string, member: string): string => {
    seen.push([member, json]);
    return '"…"';
  };
  const found = checkBody({ ...row, token: 'x'.repeat(100) }, 'Row', tables, { redact });
  expect(seen).toEqual([['token', JSON.stringify('x'.repeat(100))]]);
  expect(found).toMatchObject([{ path: '/token', found: '"…"' }]);
});

describe('Takes no harm from', () => {
  const words = (body: unknown, definition?: string) =>
    check(body, definition).map(({ rule, path }) => `${rule} ${path}`);

  test('members that every object has by inheritance', () => {
    const body: unknown = JSON.parse(
      '{"__proto__": {"Amount": 1}, "constructor": 1, "toString": 2, "Status": "Booked"}',
    );
    expect(words(body)).toEqual([
      'unknown /__proto__',
      'unknown /constructor',
      'unknown /toString',
      'required /Amount',
    ]);
    expect(
      words({ Amount: JSON.parse('{"__proto__": {"Amount": "1", "Currency": "GBP"}}'), Status: 'Booked' }),
    ).toEqual(['unknown /Amount/__proto__', 'required /Amount/Amount', 'required /Amount/Currency']);
    expect(Object.hasOwn(Object.prototype, 'Amount')).toBe(false);
  });

  test('a body that is inside itself, where the definition is so too', () => {
    const body: { Inside?: unknown } = {};
    body.Inside = body;
    expect(check(body, 'Circle')).toMatchObject([{ rule: 'more', times: 0 }]);
    expect(words({ ...row, Free: body, Odd: body })).toEqual(['unknown /Odd']);
  });

  test('100,000 lists in each other', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(words({ ...row, Amount: deep, Deep: deep, Free: { deep } })).toEqual(['type /Amount', 'unknown /Deep']);
    expect(check({ ...row, Deep: deep })[0]?.found).toBe('[[[[[…]]]]]');
  });

  test('100,000 empty rows, and as many members that nobody knows', () => {
    const rows = check({ Rows: Array.from({ length: 100_000 }, () => ({})) }, 'Page');
    expect(rows.map(({ rule, times }) => [rule, times])).toEqual([
      ['items', 1],
      ['required', 25_000],
      ['required', 24_999],
      ['more', 0],
    ]);
    const wide = check(Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`n${at}`, at])));
    expect(wide).toHaveLength(51);
    expect(wide.at(-1)).toMatchObject({ rule: 'more', times: 99_952, path: '' });
    expect(words(Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`n${at}`, at])))).toContain(
      'required /Amount',
    );
  });

  test('a text and a name of 5 MB, of which the beginning is shown', () => {
    const long = '😀'.repeat(1_250_000);
    const found = check({ ...row, Text: long, [long]: 1, At: long });
    for (const { path, found: shown = '' } of found) expect(path.length + shown.length).toBeLessThan(200);
    expect(found).toMatchObject([
      { wanted: '1 to 5 characters; it has 1250000' },
      { rule: 'unknown' },
      { rule: 'format' },
    ]);
    expect(found[0]?.found?.isWellFormed()).toBe(true);
    expect(found[1]?.path.isWellFormed()).toBe(true);
  });
});
