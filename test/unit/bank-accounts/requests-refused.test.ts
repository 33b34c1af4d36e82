/** Requests that the account information API refuses: one line a case, named after what is wrong. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Consent } from '../../../src/bank/data/records.ts';
import { permissive } from '../../../src/bank/profile/permissive.ts';
import { current, others, savings, startBank, type TestBank, unknownAccount } from './bank.ts';
import { expectRefusal } from './refusal.ts';

let bank: TestBank;
beforeAll(async () => {
  const without = ['GET /accounts/{AccountId}/beneficiaries', 'GET /standing-orders', 'GET /transactions'];
  bank = await startBank({ profile: { ...permissive, offers: { ...permissive.offers, without } } });
});
afterAll(() => bank.close());

describe('a request is refused', () => {
  const transactions = `/accounts/${current}/transactions`;
  // biome-ignore format: a table, one line a case
  test.each<[what: string, status: number, code: string, method: string, path: string, token: string]>([
    ['an unknown consent', 400, 'Resource.NotFound', 'GET', '/account-access-consents/aac-none', 'client'],
    ['an unknown consent to delete', 400, 'Resource.NotFound', 'DELETE', '/account-access-consents/aac-none', 'client'],
    ['a consent id that is no text', 400, 'Resource.NotFound', 'GET', '/account-access-consents/%E0%A4', 'client'],
    ['a client’s token for accounts', 403, 'Header.Invalid', 'GET', '/accounts', 'client'],
    ['a client’s token for an account', 403, 'Header.Invalid', 'GET', `/accounts/${current}`, 'client'],
    ['a client’s token for balances', 403, 'Header.Invalid', 'GET', '/balances', 'client'],
    ['a client’s token for transactions', 403, 'Header.Invalid', 'GET', transactions, 'client'],
    ['a client’s token for payments', 403, 'Header.Invalid', 'POST', '/account-access-consents', 'payments-client'],
    ['a bulk resource that this bank lacks', 404, 'Resource.NotFound', 'GET', '/transactions', 'client'],
    ['a resource that this bank lacks', 404, 'Resource.NotFound', 'GET', `/accounts/${current}/beneficiaries`, 'client'],
    ['no resource at all', 404, 'Resource.NotFound', 'GET', '/nothing', 'client'],
    ['the root', 404, 'Resource.NotFound', 'GET', '', 'client'],
    ['a method that is not there', 405, 'Resource.NotFound', 'PUT', '/account-access-consents', 'client'],
    ['an account to be deleted', 405, 'Resource.NotFound', 'DELETE', `/accounts/${current}`, 'client'],
  ])('for %s: %i %s', async (_what, status, code, method, path, token) => {
    await expectRefusal(await bank.ask(path, { method, token }), status, code);
  });

  test('for a customer’s token where a client’s is needed: 403', async () => {
    const token = await bank.share();
    const init = { method: 'POST', token, headers: { 'content-type': 'application/json' }, body: '{}' };
    await expectRefusal(await bank.ask('/account-access-consents', init), 403, 'Header.Invalid', 'Authorization');
  });

  test('for a method that is not there, with the methods that are', async () => {
    const response = await bank.ask('/account-access-consents/aac-1', { method: 'PATCH', token: 'client' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
  });

  // biome-ignore format: a table, one line a case
  test.each<[what: string, changes: Partial<Consent>]>([
    ['awaits its customer', { status: 'awaitingAuthorisation' }],
    ['was rejected', { status: 'rejected' }],
    ['has expired', { expirationDateTime: '2026-11-22T09:30:00Z', expiresAt: Date.UTC(2026, 10, 22, 9, 30) }],
    ['belongs to another client', { clientId: 'tpp-2' }],
    ['hangs on another grant', { grantId: 'elsewhere' }],
  ])('for a consent that %s: 403 Resource.InvalidConsentStatus', async (_what, changes) => {
    const token = await bank.share(changes);
    const found = bank.tokens.get(token);
    if (found !== undefined && 'clientId' in found) bank.tokens.set(token, { ...found, clientId: 'tpp-1' });
    for (const path of ['/accounts', `/accounts/${current}`, '/balances', transactions]) {
      await expectRefusal(await bank.ask(path, { token }), 403, 'Resource.InvalidConsentStatus');
    }
  });

  // biome-ignore format: a table, one line a case
  test.each<[what: string, code: string, path: string, changes: Partial<Consent>]>([
    ['accounts without their permission', 'Resource.ConsentMismatch', '/accounts', { permissions: ['ReadBalances'] }],
    ['balances without their permission', 'Resource.ConsentMismatch', '/balances', { permissions: ['ReadAccountsBasic'] }],
    ['an account’s balances without their permission', 'Resource.ConsentMismatch', `/accounts/${current}/balances`, { permissions: ['ReadAccountsBasic'] }],
    ['transactions without their permission', 'Resource.ConsentMismatch', transactions, { permissions: ['ReadAccountsDetail', 'ReadBalances'] }],
    ['transactions with neither credits nor debits', 'Resource.ConsentMismatch', transactions, { permissions: ['ReadAccountsBasic', 'ReadTransactionsDetail'] }],
    ['transactions with neither basic nor detail', 'Resource.ConsentMismatch', transactions, { permissions: ['ReadAccountsBasic', 'ReadTransactionsCredits'] }],
    ['an account that is not shared', 'Resource.NotFound', `/accounts/${savings}`, { accountIds: [current] }],
    ['balances of an account that is not shared', 'Resource.NotFound', `/accounts/${savings}/balances`, { accountIds: [current] }],
    ['transactions of an account that is not shared', 'Resource.NotFound', `/accounts/${savings}/transactions`, { accountIds: [current] }],
  ])('for %s: 403 %s', async (_what, code, path, changes) => {
    await expectRefusal(await bank.ask(path, { token: await bank.share(changes) }), 403, code);
  });

  // biome-ignore format: a table, one line a case
  test.each<[what: string, code: string, path: string, changes: Partial<Consent>]>([
    ['an account that nobody has', 'Resource.NotFound', `/accounts/${unknownAccount}`, {}],
    ['balances of an account that nobody has', 'Resource.NotFound', `/accounts/${unknownAccount}/balances`, {}],
    ['transactions of an account that nobody has', 'Resource.NotFound', `/accounts/${unknownAccount}/transactions`, {}],
    ['an account that is shared but gone', 'Resource.NotFound', `/accounts/${unknownAccount}`, { accountIds: [unknownAccount] }],
    ['another customer’s account', 'Resource.NotFound', `/accounts/${others}`, {}],
    ['transactions of another customer’s account', 'Resource.NotFound', `/accounts/${others}/transactions`, {}],
  ])('for %s: 400 %s', async (_what, code, path, changes) => {
    await expectRefusal(await bank.ask(path, { token: await bank.share(changes) }), 400, code, 'AccountId');
  });

  // biome-ignore format: a table, one line a case
  test.each<[what: string, code: string, path: string, query: string]>([
    ['a malformed date', 'Field.InvalidDate', 'fromBookingDateTime', 'fromBookingDateTime=yesterday'],
    ['an empty date', 'Field.InvalidDate', 'toBookingDateTime', 'toBookingDateTime='],
    ['a day without time', 'Field.InvalidDate', 'fromBookingDateTime', 'fromBookingDateTime=2026-01-01'],
    ['a month 13', 'Field.InvalidDate', 'fromBookingDateTime', 'fromBookingDateTime=2026-13-01T00:00:00'],
    ['a 29th of February in a common year', 'Field.InvalidDate', 'toBookingDateTime', 'toBookingDateTime=2026-02-29T00:00:00'],
    ['a date twice', 'Field.Unexpected', 'toBookingDateTime', 'toBookingDateTime=2026-02-01T00:00:00&toBookingDateTime=2026-02-02T00:00:00'],
    ['from after to', 'Field.InvalidDate', 'fromBookingDateTime', 'fromBookingDateTime=2026-02-01T00:00:01&toBookingDateTime=2026-02-01T00:00:00'],
    ['a page beyond the end', 'Field.Invalid', 'page', 'page=1000&pageSize=25'],
    ['a page 0', 'Field.Invalid', 'page', 'page=0'],
    ['a negative page', 'Field.Invalid', 'page', 'page=-1'],
    ['a page that is no number', 'Field.Invalid', 'page', 'page=two'],
    ['a page and a half', 'Field.Invalid', 'page', 'page=1.5'],
    ['a page in hexadecimal', 'Field.Invalid', 'page', 'page=0x1'],
    ['an empty page', 'Field.Invalid', 'page', 'page='],
    ['a page of a hundred digits', 'Field.Invalid', 'page', `page=${'9'.repeat(100)}`],
    ['a page twice', 'Field.Unexpected', 'page', 'page=1&page=2'],
    ['a page too small', 'Field.Invalid', 'pageSize', 'pageSize=24'],
    ['a page too large', 'Field.Invalid', 'pageSize', 'pageSize=1001'],
  ])('for transactions with %s: 400 %s', async (_what, code, path, query) => {
    const response = await bank.ask(`${transactions}?${query}`, { token: await bank.share() });
    await expectRefusal(response, 400, code, path);
  });
});

describe('without access', () => {
  test.each([
    ['no token', undefined, 'Bearer realm="accounts", error_description="No access token"'],
    ['a dead token', 'dead', 'Bearer realm="accounts", error="invalid_token", error_description="It\'s ?dead\'"'],
  ])('%s is a 401 without a body', async (_what, token, challenge) => {
    bank.tokens.set('dead', { reason: 'invalid_token', description: 'It\'s “dead"' });
    const interaction = crypto.randomUUID();
    const headers = { 'x-fapi-interaction-id': interaction };
    for (const path of ['/accounts', '/nothing', '/account-access-consents/aac-1']) {
      const response = await bank.ask(path, { headers, ...(token === undefined ? {} : { token }) });
      expect([response.status, await response.text()]).toEqual([401, '']);
      expect(response.headers.get('www-authenticate')).toBe(challenge);
      expect(response.headers.get('content-type')).toBeNull();
      expect(response.headers.get('x-fapi-interaction-id')).toBe(interaction);
    }
  });
});

test.each([
  ['v3.1', /^$/],
  ['v4.0', /^{"Id":"[^"]{36}","Errors":\[{"ErrorCode":"TKXP","Message":"It ended.","Path":"Authorization"}\]}$/],
])('A token that has expired is a 401, with a body at 4.0 alone: %s', async (version, body) => {
  bank.tokens.set('expired', { reason: 'expired_token', description: 'It ended.' });
  for (const path of ['/accounts', '/nothing', '/account-access-consents/aac-1']) {
    const response = await bank.ask(`${bank.base.replace('v3.1', version)}${path}`, { token: 'expired' });
    expect([response.status, await response.text()]).toEqual([401, expect.stringMatching(body)]);
    const challenge = 'Bearer realm="accounts", error="invalid_token", error_description="It ended."';
    expect(response.headers.get('www-authenticate')).toBe(challenge);
  }
});

test('A failure inside the bank is a 500 that says nothing of it', async () => {
  const token = await bank.share();
  const find = bank.store.find;
  bank.store.find = () => Promise.reject(new Error('SQLITE_CORRUPT in /home/someone/bank.db'));
  const response = await bank.ask('/accounts', { token });
  bank.store.find = find;
  expect(await response.clone().text()).not.toMatch(/SQLITE|home|at /);
  await expectRefusal(response, 500, 'UnexpectedError');
  expect(bank.failures).toHaveLength(1);
});
