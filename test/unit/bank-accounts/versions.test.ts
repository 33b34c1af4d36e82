/** The account information API in both versions: one stored form, each version's own words, and consents that go one way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { current, savings, startBank, type TestBank } from './bank.ts';

let bank: TestBank;
let four: string;
beforeAll(async () => {
  bank = await startBank({ bulkTransactions: true });
  four = bank.base.replace('v3.1', 'v4.0');
});
afterAll(() => bank.close());

const consentBody = z.looseObject({ Data: z.looseObject({ ConsentId: z.string(), Status: z.string() }) });
const errorBody = z.looseObject({ Id: z.uuid(), Errors: z.array(z.looseObject({ ErrorCode: z.string() })) });

const paths = [
  '/accounts',
  `/accounts/${current}`,
  `/accounts/${current}/balances`,
  '/balances',
  `/accounts/${current}/transactions?pageSize=1000`,
  '/transactions?pageSize=25',
  `/accounts/${savings}/party`,
  '/party',
  '/direct-debits',
  `/accounts/${current}/direct-debits`,
  '/standing-orders',
  '/scheduled-payments',
  `/accounts/${current}/scheduled-payments`,
  '/statements',
  `/accounts/${current}/statements`,
  `/accounts/${current}/statements?fromStatementDateTime=2026-01-01T00:00:00&toStatementDateTime=2026-06-30T23:59:59`,
  `/accounts/${current}/statements/000011-S202610`,
  `/accounts/${current}/statements/000011-S202610/transactions?pageSize=25`,
  `/accounts/${current}/parties`,
  '/beneficiaries',
  `/accounts/${current}/beneficiaries`,
  '/products',
  `/accounts/${savings}/product`,
  '/offers',
  `/accounts/${savings}/offers`,
  `/accounts/${current}/standing-orders`,
];
const permissions = [
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
  'ReadParty',
  'ReadPartyPSU',
  'ReadDirectDebits',
  'ReadScheduledPaymentsDetail',
  'ReadStatementsDetail',
  'ReadBeneficiariesDetail',
  'ReadProducts',
  'ReadOffers',
  'ReadStandingOrdersDetail',
];

describe('A consent made at v3.1', () => {
  it.each(paths)('reads %s in both versions, as each has it', async (path) => {
    const token = await bank.share({ permissions });
    for (const base of [bank.base, four]) {
      const response = await bank.ask(`${base}${path}`, { token });
      expect([response.status, await response.json()]).toMatchObject([200, { Data: {} }]);
    }
  });
});

describe('A consent made at v4.0', () => {
  it('reads at v4.0 and is refused at v3.1', async () => {
    const token = await bank.share({ permissions, version: '4.0' });
    expect((await bank.ask(`${four}/accounts`, { token })).status).toBe(200);
    const refused = await bank.ask('/accounts', { token });
    expect([refused.status, await refused.json()]).toMatchObject([
      403,
      { Errors: [{ ErrorCode: 'UK.OBIE.Resource.ConsentMismatch' }] },
    ]);
  });

  it('is told in the words of 4.0, and not at all at v3.1', async () => {
    const body = JSON.stringify({ Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} });
    const headers = { 'content-type': 'application/json' };
    const made = await bank.ask(`${four}/account-access-consents`, { method: 'POST', token: 'client', headers, body });
    const { Data } = consentBody.parse(await made.json());
    expect([made.status, Data]).toMatchObject([201, { Status: 'AWAU' }]);
    const path = `/account-access-consents/${Data.ConsentId}`;
    expect((await bank.ask(`${four}${path}`, { token: 'client' })).status).toBe(200);
    expect((await bank.ask(path, { token: 'client' })).status).toBe(403);
    expect((await bank.ask(path, { token: 'client', method: 'DELETE' })).status).toBe(403);
    expect((await bank.ask(`${four}${path}`, { token: 'client', method: 'DELETE' })).status).toBe(204);
  });
});

it('a consent made at v3.1 is read at v4.0 in its words, and deleted there', async () => {
  const body = JSON.stringify({ Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} });
  const headers = { 'content-type': 'application/json' };
  const made = await bank.ask('/account-access-consents', { method: 'POST', token: 'client', headers, body });
  const { Data } = consentBody.parse(await made.json());
  expect(Data.Status).toBe('AwaitingAuthorisation');
  const path = `${four}/account-access-consents/${Data.ConsentId}`;
  const read = await bank.ask(path, { token: 'client' });
  expect(consentBody.parse(await read.json()).Data.Status).toBe('AWAU');
  expect((await bank.ask(path, { token: 'client', method: 'DELETE' })).status).toBe(204);
});

it.each([
  ['/accounts/500004000000000000000099', 400, 'U011'],
  ['/nowhere', 404, 'U011'],
  [`/accounts/${current}/transactions?fromBookingDateTime=yesterday`, 400, 'U003'],
])('v4.0 refuses %s in its own codes, and says nothing of the whole', async (path, status, code) => {
  const response = await bank.ask(`${four}${path}`, { token: await bank.share({ permissions }) });
  const { Id: _, Errors, ...rest } = errorBody.parse(await response.json());
  expect([response.status, Errors[0]?.ErrorCode, rest]).toEqual([status, code, {}]);
});
