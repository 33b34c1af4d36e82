/** Quirks of a bank's entry: a slip in one is told, as it would forgive nothing. */
import { expect, test } from 'vitest';
import { parseWorkspace } from '../../../src/tpp/workspace/parse.ts';
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
  ['an operation that the standard does not have', { operation: 'GET /acounts' }],
  ['a path without its slash', { operation: '*', path: 'Data/Account' }],
  ['a rule that is none', { operation: '*', rule: 'pattrn' }],
  ['a member that is none', { operation: '*', rules: 'pattern' }],
])('%s is no quirk', (_name, quirk) => expect(entryWith(quirk).success).toBe(false));

test.each([
  ['a rule', { operation: '*', rule: 'patern' }, 'banks.sandbox.quirks[1].rule is "patern"; did you mean "pattern"?'],
  ['a message', { operation: '*', in: 'anser' }, 'banks.sandbox.quirks[1].in is "anser"; did you mean "answer"?'],
  [
    'an operation',
    { operation: 'GET /acounts' },
    'banks.sandbox.quirks[1].operation is "GET /acounts"; did you mean "GET /accounts"?',
  ],
  [
    'what is near to no operation',
    { operation: 'accounts of all kinds' },
    'banks.sandbox.quirks[1].operation must be an operation of the standard',
  ],
  ['a member', { operation: '*', rules: 'pattern' }, 'unknown member "rules"; did you mean "rule"?'],
  ['a path', { operation: '*', path: 'Data/Account' }, 'banks.sandbox.quirks[1].path must be a JSON pointer'],
  ['no operation', { rule: 'pattern' }, 'banks.sandbox.quirks[1].operation is missing'],
])('a slip in %s is told by its member, and nothing else of the quirk', (_name, quirk, words) => {
  const told = faultOf([quirk]);
  expect(told).toContain(words);
  expect(told).not.toMatch(/type string|type, required/);
});

test('each of several slips is told by its member', () => {
  const told = faultOf([{ operation: '*', rule: 'patern', in: 'anser' }, { operation: 'accounts' }]);
  for (const member of ['quirks[1].rule is "patern"', 'quirks[1].in is "anser"', 'quirks[2].operation must be an'])
    expect(told).toContain(member);
});

test('a rule that is near to none is told with those that there are', () => {
  expect(faultOf([{ operation: '*', rule: 'zzz' }])).toContain('quirks[1].rule must be one of type, required');
});

test('what is neither a note nor an object is told as both', () => {
  expect(faultOf([7])).toContain('quirks[1] must be of type string, or of type object');
});

/** What is said of a file whose bank has a note and these quirks. */
function faultOf(quirks: unknown[]): string {
  const file = {
    softwareStatement: { assertion: 'a.jwt' },
    signing: { key: 'signing.key' },
    transport: { certificate: 'transport.pem', key: 'transport.key' },
    banks: { sandbox: { discovery: 'https://bank.example/.well-known', quirks: ['A note.', ...quirks] } },
  };
  try {
    parseWorkspace(JSON.stringify(file), '/work');
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return '';
}
