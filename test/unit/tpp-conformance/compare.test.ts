/** Which message of the standard a document is taken for. */
import { expect, it } from 'vitest';
import type { Version } from '../../../src/standard/operation.ts';
import { compareWith, likeliestMessages, messages } from '../../../src/tpp/conformance/compare.ts';

const accounts = {
  Data: { Account: [{ AccountId: '1', Currency: 'gbp', AcountSubType: 'CurrentAccount', AccountType: 'Persnal' }] },
  Links: { Self: 'https://bank.example/accounts' },
  Meta: {},
};

it('a list of accounts with several mistakes looks most like the accounts, and the mistakes are told', () => {
  const [first] = likeliestMessages(accounts);
  expect(first).toMatchObject({ operation: 'GET /accounts', of: 'answer' });
  expect(likeliestMessages(accounts, 4).map(({ name }) => name)).toEqual(Array(4).fill('OBReadAccount6'));
  const { findings } = compareWith(accounts, first ?? expect.fail());
  expect(findings.map(({ path }) => path)).toContain('/Data/Account/0/Currency');
});

it('a message of any form, as a file is, is none to compare with', () => {
  expect(messages().filter(({ operation, of }) => operation.endsWith('/file') && of === 'answer')).toEqual([]);
});

it('of messages that are as likely, those of the versions that are asked for come first', () => {
  const consent = { Data: { Permissions: ['ReadBalances'] }, Risk: {} };
  const version = (...spoken: Version[]) => likeliestMessages(consent, 1, spoken)[0]?.version;
  expect([version(), version('3.1.11'), version('4.0'), version('4.0.1')]).toEqual(['4.0.1', '3.1.11', '4.0', '4.0.1']);
});
