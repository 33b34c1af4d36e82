/** Where a finding stands in a text, and the text after its fix. */
import { expect, test } from 'vitest';
import { changeBetween } from '../../../src/extension/documents/text-change.ts';
import { spanOfPointer, withReplacement } from '../../../src/tpp/json-pointer.ts';

const long = 'e'.repeat(500);
const text = `{
  "header": { "alg": "RS256", "a/b": 1, "2024": { "x": true } },
  "claims": {
    "scopes": "openid accounts",
    "redirect_uris": ["https://a.example/cb", "https://b.example/cb"],
    "software_statement": "${long}"
  }
}
`;
const at = (pointer: string, of = text): string => {
  const { start, end } = spanOfPointer(of, pointer);
  return of.slice(start, end);
};

const places: Record<string, [pointer: string, marked: string]> = {
  'a member is marked with its name and value': ['/header/alg', '"alg": "RS256"'],
  'an escaped name is found': ['/header/a~1b', '"a/b": 1'],
  'a name of digits is found': ['/header/2024/x', '"x": true'],
  'an entry of a list is marked alone': ['/claims/redirect_uris/1', '"https://b.example/cb"'],
  'a member of several lines is marked at its name': ['/claims', '"claims"'],
  'a very long member is marked at its name': ['/claims/software_statement', '"software_statement"'],
  'an absent member is marked at the name of what it is missing in': ['/claims/iss', '"claims"'],
  'what is absent altogether is marked at the beginning': ['/nothing/at/all', '{'],
};
test.each(Object.entries(places))('%s', (_name, [pointer, marked]) => {
  expect(at(pointer)).toBe(marked);
});

test('a text that is no JSON has a place all the same', () => {
  expect(spanOfPointer('', '/claims/scope')).toEqual({ start: 0, end: 1 });
  expect(spanOfPointer('{ "claims": { "scope": ', '/claims/scope').start).toBeGreaterThan(0);
});

const fixes: Record<string, [pointer: string, replacement: { pointer: string; value: unknown }, claims: unknown]> = {
  'a value is set': ['/header/alg', { pointer: '/header/alg', value: 'PS256' }, undefined],
  'a misspelt name becomes the right one': [
    '/claims/scopes',
    { pointer: '/claims/scope', value: 'openid accounts' },
    {
      scope: 'openid accounts',
      redirect_uris: ['https://a.example/cb', 'https://b.example/cb'],
      software_statement: long,
    },
  ],
  'a member is removed': [
    '/claims/scopes',
    { pointer: '/claims/scopes', value: undefined },
    { redirect_uris: ['https://a.example/cb', 'https://b.example/cb'], software_statement: long },
  ],
  'an absent member is added': [
    '/claims/iss',
    { pointer: '/claims/iss', value: 'software' },
    {
      scopes: 'openid accounts',
      redirect_uris: ['https://a.example/cb', 'https://b.example/cb'],
      software_statement: long,
      iss: 'software',
    },
  ],
};
test.each(Object.entries(fixes))('%s', (_name, [pointer, replacement, claims]) => {
  const fixed = JSON.parse(withReplacement(text, pointer, replacement));
  if (claims === undefined) expect(fixed.header.alg).toBe('PS256');
  else expect(fixed.claims).toEqual(claims);
});

test('a renaming keeps the place, and takes the wrong name away where the right one is there too', () => {
  const both = '{ "claims": { "scopes": "openid", "aud": "x", "scope": "accounts" } }';
  const fixed = withReplacement(both, '/claims/scopes', { pointer: '/claims/scope', value: 'openid' });
  expect(JSON.parse(fixed)).toEqual({ claims: { aud: 'x', scope: 'openid' } });
  const renamed = withReplacement(text, '/claims/scopes', { pointer: '/claims/scope', value: 'openid' });
  expect(renamed.split('\n')[3]).toBe('    "scope": "openid",');
});

const changes: [string, string][] = [
  ['abc', 'abc'],
  ['', 'abc'],
  ['abc', ''],
  ['aaa', 'aaaa'],
  ['a "RS256" z', 'a "PS256" z'],
];
test.each(changes)('the change from %j to %j is whole and small', (before, after) => {
  const { start, end, text: put } = changeBetween(before, after);
  expect(before.slice(0, start) + put + before.slice(end)).toBe(after);
});
test('nothing that both texts share is touched', () => {
  expect(changeBetween('a "RS256" z', 'a "PS256" z')).toEqual({ start: 3, end: 4, text: 'P' });
});

test('a text that is nested too deeply is marked at its beginning, and stays as it is', () => {
  const deep = '['.repeat(100_000);
  expect(spanOfPointer(deep, '/0/0')).toEqual({ start: 0, end: 1 });
  expect(withReplacement(deep, '/0', { pointer: '/0', value: 1 })).toBe(deep);
});
