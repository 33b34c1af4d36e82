/** The linter keeps the bank from asking the machine for the time anywhere but in its clock. */
import { beforeAll, expect, it } from 'vitest';
import { refusedByOwnRules } from '../../support/lint.ts';

const ways = {
  called: 'export const a = Date.now();',
  'of the global object': 'export const a = globalThis.Date.now();',
  'handed on': 'export const a = { now: Date.now };',
  'in brackets': "export const a = Date['now']();",
  'taken apart': 'export const { now } = Date;',
  'by another name': 'export const D = Date;',
  'as a date': 'export const a = new Date();',
  'as a date without brackets': 'export const a = new Date;',
  'as a text': 'export const a = Date();',
  'within a given date': 'export const a = new Date(Date.now());',
};
const allowed = {
  given: 'export const a = (time: number): Date => new Date(time);',
  told: "export const a = Date.UTC(2020, 1) + Date.parse('2020-01-01');",
};
const pathOf = (way: string): string => `src/bank/${way.replaceAll(' ', '-')}.ts`;

let refused: ReadonlySet<string>;
beforeAll(async () => {
  const inBank = Object.entries({ ...ways, ...allowed }).map(([way, text]) => [pathOf(way), text]);
  refused = await refusedByOwnRules({
    ...Object.fromEntries(inBank),
    'src/bank/clock.ts': ways.called,
    'src/tpp/time.ts': ways.called,
  });
});

it.each(Object.keys(ways))('refuses the machine’s time %s', (way) => expect(refused).toContain(pathOf(way)));

it.each(Object.keys(allowed))('lets a time be a date that is %s', (way) => expect(refused).not.toContain(pathOf(way)));

it('lets the clock itself ask, and rooms that have one clock only', () => {
  expect(refused).not.toContain('src/bank/clock.ts');
  expect(refused).not.toContain('src/tpp/time.ts');
});
