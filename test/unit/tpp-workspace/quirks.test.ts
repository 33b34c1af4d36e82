/** Quirks of a bank's entry: a slip in one is told, as it would forgive nothing. */
import { expect, test } from 'vitest';
import { bankEntry } from '../../../src/tpp/workspace/schema.ts';

const entryWith = (quirk: unknown) =>
  bankEntry.safeParse({ discovery: 'https://bank.example/.well-known/openid-configuration', quirks: [quirk] });

test.each([
  [
    {
      operation: 'GET /accounts',
      path: '/Data/Account/*/Currency',
      rule: 'pattern',
      in: 'answer',
      note: 'since March',
    },
  ],
  [{ operation: '*', rule: 'header', path: 'x-jws-signature' }],
  [{ operation: 'POST /domestic-payments', path: '' }],
  ['A note.'],
])('%j is a quirk', (quirk) => expect(entryWith(quirk).success).toBe(true));

test.each([
  ['an operation without its verb', { operation: '/accounts' }],
  ['an operation without its slash', { operation: 'GET accounts' }],
  ['a path without its slash', { operation: '*', path: 'Data/Account' }],
  ['a rule that is none', { operation: '*', rule: 'pattrn' }],
  ['a member that is none', { operation: '*', rules: 'pattern' }],
])('%s is no quirk', (_name, quirk) => expect(entryWith(quirk).success).toBe(false));
