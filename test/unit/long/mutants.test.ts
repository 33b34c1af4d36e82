/** The faults that mutation testing makes: each a change that somebody could have made, none of them a matter of wording. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { expect, test } from 'vitest';
import { mutantsOf } from '../../long/mutations/mutants.mts';
import { targets } from '../../long/mutations/targets.mts';

const changesOf = (source: string): string[] => mutantsOf(source).map(({ change }) => change);

test.each<[what: string, source: string, changes: string[]]>([
  ['a check', 'if (ready()) stop();', ['ready() → !(ready())', 'ready() → false', 'stop(); → ;']],
  ['a check with another way', 'if (a) b = c; else b = d;', ['a → !(a)']],
  ['a negation', 'if (!a) throw b;', ['!a → false', '!a → (a)']],
  ['a choice', 'b = a ? c : d;', ['a → !(a)']],
  ['a bound', 'b = a < c;', ['a < c → (a) <= (c)']],
  ['equality', 'b = a === c;', ['a === c → (a) !== (c)']],
  ['two conditions', 'b = a && c;', ['a && c → (a) || (c)']],
  ['a sum', 'b = a + c;', ['a + c → (a) - (c)']],
  ['texts put together', "b = a + 'c';", []],
  ['a default', 'b = a ?? c;', ['a ?? c → a']],
  ['a number', 'b = 30;', ['30 → 31']],
  ['a truth', 'b = true;', ['true → false']],
  ['a whole number of any size', 'b = 10n;', ['10n → 11n']],
  ['a call that is waited for', 'await a();', ['await a(); → ;']],
  ['a list of words', "b = ['c', 'd'];", ["a list without 'c'", "a list without 'd'"]],
  ['a list that makes a type', "b = ['c', 'd'] as const;", []],
  ['an anchored pattern', 'b = /^a$/i;', ['/^a$/i → /a$/i', '/^a$/i → /^a/i']],
  ['what is said', 'fail({ message: a ? c : d, try: f ?? g });', ['fail({ message: a ? c : d, try: f ?? g }); → ;']],
  ['types', 'type A = 1 | 2; let b: 3 | undefined; b = a as 4;', []],
])('%s', (_what, source, changes) => {
  expect(changesOf(source)).toEqual(changes);
});

test('each stands where it is to be put, in the line that is said', () => {
  const source = 'a = 1;\nb = a > 1;\n';
  const mutated = mutantsOf(source).map(({ line, start, end, text }) => [
    line,
    source.slice(0, start) + text + source.slice(end),
  ]);
  expect(mutated).toEqual([
    [1, 'a = 2;\nb = a > 1;\n'],
    [2, 'a = 1;\nb = (a) >= (1);\n'],
    [2, 'a = 1;\nb = a > 2;\n'],
  ]);
});

test.each(targets)(
  '$file is there with its tests, and so are the changes that change nothing',
  ({ file, tests, equivalent = {} }) => {
    const isThere = (path: string) =>
      existsSync(path) || readdirSync(dirname(path)).some((name) => name.startsWith(basename(path)));
    expect([file, ...tests].filter((path) => !isThere(path))).toEqual([]);
    const changes = changesOf(readFileSync(file, 'utf8'));
    expect(Object.keys(equivalent).filter((change) => !changes.includes(change))).toEqual([]);
  },
);
