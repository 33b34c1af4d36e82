/** What may end otherwise when it is tried again. */
import { expect, test } from 'vitest';
import { mayHelpAgain } from '../../../src/extension/workbench/again.ts';
import type { Problem } from '../../../src/tpp/errors.ts';

const cases: readonly [string, Pick<Problem, 'code' | 'bank'>, boolean][] = [
  ['a bank that cannot be reached', { code: 'bank_unreachable' }, true],
  ['an answer that took too long', { code: 'timed_out' }, true],
  ['a passphrase that was not given', { code: 'key_encrypted' }, true],
  ['a bank that was asked too often', { code: 'api_refused', bank: { status: 429 } }, true],
  ['a trouble of the bank’s own', { code: 'token_refused', bank: { status: 503 } }, true],
  ['a refusal', { code: 'api_refused', bank: { status: 403 } }, false],
  ['a missing token', { code: 'token_missing' }, false],
  ['a certificate that is refused', { code: 'certificate_refused' }, false],
  ['an answer that is none', { code: 'answer_invalid', bank: { status: 200 } }, false],
];

test.each(cases)('%s', (_name, problem, helps) => {
  expect(mayHelpAgain(problem)).toBe(helps);
});
