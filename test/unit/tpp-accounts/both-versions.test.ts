/** One resource from both versions of a bank: where each is asked, what a bank without the other means, and a consent that opens one alone. */
import { expect, test } from 'vitest';
import { readBothVersions, resourcesOf } from '../../../src/tpp/accounts/both-versions.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { authorised } from '../tpp-journey/authorised.ts';
import { accountsBase, type Route } from '../tpp-journey/stub.ts';

const four = accountsBase.replace('v3.1', 'v4.0');
const path = '/accounts/1/balances';
const balances =
  (type: string, ...more: object[]): Route =>
  () => ({ body: { Data: { Balance: [{ AccountId: '1', Type: type, CreditDebitIndicator: 'Credit' }, ...more] } } });

const reading = (routes: Record<string, Route>) => {
  const { session, sent } = authorised({ routes });
  const both = readBothVersions(session, 'balances', { account: '1' }, { consentId: 'aac-1' });
  return { both, sent };
};

test('the bank’s own version is asked first, then the other at the same address', async () => {
  const { both, sent } = reading({
    [`GET ${accountsBase}${path}`]: balances('ClosingBooked'),
    [`GET ${four}${path}`]: balances('CLBD'),
  });
  expect((await both).changes).toMatchObject([
    { kind: 'code', three: 'Type', words: { three: 'ClosingBooked', four: 'CLBD' } },
  ]);
  expect(sent.map(({ url }) => url).filter((url) => url.includes('aisp'))).toEqual([
    `${accountsBase}${path}`,
    `${four}${path}`,
  ]);
  expect(sent.filter(({ method, url }) => method === 'POST' && url.includes('aisp'))).toEqual([]);
});

test('a bank without the other version is told so, with the address that was asked', async () => {
  const { both } = reading({
    [`GET ${accountsBase}${path}`]: balances('ClosingBooked'),
    [`GET ${four}${path}`]: () => ({ status: 404 }),
  });
  const problem = await both.then(() => undefined, problemOf);
  expect(problem).toMatchObject({ code: 'api_refused', try: expect.stringContaining('the sandbox has') });
  expect(problem?.message).toContain(`has no 4.0 of this at ${four}`);
});

test('a refusal in the other version is named with it', async () => {
  const { both } = reading({
    [`GET ${accountsBase}${path}`]: balances('ClosingBooked'),
    [`GET ${four}${path}`]: () => ({ status: 500 }),
  });
  await expect(both).rejects.toThrow(/^In 4\.0: The bank answered 500/);
});

test('a refusal in the bank’s own version ends it before the other is asked', async () => {
  const { both, sent } = reading({ [`GET ${accountsBase}${path}`]: () => ({ status: 403 }) });
  await expect(both).rejects.toMatchObject({ problem: { code: 'api_refused' } });
  expect(sent.map(({ url }) => url)).not.toContain(`${four}${path}`);
});

test('a consent opens the resources that its permissions are for', () => {
  const names = (permissions?: string[]) => resourcesOf(permissions ? { permissions } : {});
  expect(names()).toHaveLength(12);
  expect(names(['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadStatementsDetail'])).toEqual([
    'accounts',
    'statements',
  ]);
  expect(names(['ReadAccountsDetail', 'ReadTransactionsBasic', 'ReadTransactionsDebits'])).toEqual([
    'accounts',
    'transactions',
  ]);
});
