/** What is known of a bank for judging a token of it. */
import { expect, test, vi } from 'vitest';
import { contextOf } from '../../../src/extension/jwt/item-tokens.ts';
import type { BankOf } from '../../../src/extension/workbench/workbench.ts';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));
vi.mock('../../../src/extension/plain/messages.ts', () => ({}));
vi.mock('../../../src/extension/workbench/pick.ts', () => ({}));

test.each([
  ['without a profile', {}, false],
  ['that is permissive', { profile: 'permissive' }, true],
  ['in production, whatever its profile', { profile: 'permissive', environment: 'production' }, false],
])('a token of a bank %s is judged as such a bank does', (_name, entry, permissive) => {
  const of = { bank: { name: 'bank', entry } } as unknown as BankOf;
  expect(contextOf(of).permissive).toBe(permissive);
});

test.each([
  ['one for all', 'v3.1', 'v3.1'],
  ['one of account information among others', { aisp: 'v4.0', pisp: 'v3.1' }, 'v4.0'],
  ['none of account information', { pisp: 'v3.1' }, undefined],
  ['none', undefined, undefined],
])('the version is that of account information: %s', (_which, version, expected) => {
  const of = { bank: { name: 'bank', entry: { version } } } as unknown as BankOf;
  expect(contextOf(of).version).toBe(expected);
});

test('a token is held against the issuer and the environment of its bank', () => {
  const known = { issuer: 'https://as.bank.example', environment: 'sandbox' };
  const of = { bank: { name: 'bank', entry: known } } as unknown as BankOf;
  expect(contextOf(of, { clientId: 'c' }).expectations).toEqual({ clientId: 'c', ...known });
});
