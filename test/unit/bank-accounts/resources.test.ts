/** What the account information API shows, to whom, and how it is written. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Permission } from '../../../src/bank/accounts/permissions.ts';
import { allPermissions, card, current, savings, startBank, type TestBank } from './bank.ts';

const links = z.strictObject({
  Self: z.url(),
  First: z.url().optional(),
  Prev: z.url().optional(),
  Next: z.url().optional(),
  Last: z.url().optional(),
});
const transaction = z.looseObject({
  TransactionId: z.string().optional(),
  CreditDebitIndicator: z.enum(['Credit', 'Debit']),
  Status: z.enum(['Booked', 'Pending']),
  BookingDateTime: z.iso.datetime({ offset: true }),
  Amount: z.strictObject({ Amount: z.string().regex(/^\d+\.\d\d$/), Currency: z.literal('GBP') }),
});
const transactionsBody = z.strictObject({
  Data: z.strictObject({ Transaction: z.array(transaction) }),
  Links: links,
  Meta: z.strictObject({
    TotalPages: z.number(),
    FirstAvailableDateTime: z.string().optional(),
    LastAvailableDateTime: z.string().optional(),
  }),
});
const accountsBody = z.looseObject({
  Data: z.object({
    Account: z.array(
      z.looseObject({ AccountId: z.string(), Account: z.array(z.object({ Identification: z.string() })).optional() }),
    ),
  }),
});
const consentBody = z.strictObject({
  Data: z.looseObject({ ConsentId: z.string(), Status: z.string() }),
  Risk: z.strictObject({}),
  Links: links,
  Meta: z.strictObject({ TotalPages: z.literal(1) }),
});

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank();
});
afterAll(() => bank.close());

async function transactionsOf(token: string, query = '', account = current) {
  const response = await bank.ask(`/accounts/${account}/transactions${query}`, { token });
  expect(response.status).toBe(200);
  return transactionsBody.parse(await response.json());
}

describe('A consent', () => {
  const asked = {
    Data: {
      Permissions: ['ReadAccountsBasic', 'ReadAccountsDetail', 'ReadBalances'],
      ExpirationDateTime: '2027-01-01T00:00:00+01:00',
      TransactionFromDateTime: '2026-01-01T00:00:00Z',
      TransactionToDateTime: '2026-12-31T00:00:00.5-05:00',
    },
    Risk: {},
  };
  const create = (body: object) =>
    bank.ask('/account-access-consents', {
      method: 'POST',
      token: 'client',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
    });

  test('is made with what was asked for, awaiting its customer, and read again in the same words', async () => {
    const made = await create(asked);
    const document = consentBody.parse(await made.json());
    expect(made.status).toBe(201);
    expect(document.Data).toMatchObject({
      ...asked.Data,
      ConsentId: expect.stringMatching(/^aac-/),
      Status: 'AwaitingAuthorisation',
      CreationDateTime: '2026-11-22T09:30:00+00:00',
    });
    const read = await bank.ask(document.Links.Self, { token: 'client' });
    expect([read.status, await read.json()]).toEqual([200, document]);
  });

  test('that is deleted is gone, and so is its grant', async () => {
    const token = await bank.share();
    const [consentId] = [`aac-${token.replace('customer-', '')}`];
    const gone = await bank.ask(`/account-access-consents/${consentId}`, { method: 'DELETE', token: 'client' });
    expect([gone.status, await gone.text(), gone.headers.get('content-type')]).toEqual([204, '', null]);
    expect(bank.revoked).toEqual([token.replace('customer', 'grant')]);
    expect((await bank.ask(`/account-access-consents/${consentId}`, { token: 'client' })).status).toBe(400);
    expect((await bank.ask('/accounts', { token })).status).toBe(403);
  });

  test.each(['GET', 'DELETE'])('of another client is not for this one to %s', async (method) => {
    const { Data } = consentBody.parse(await (await create(asked)).json());
    const path = `/account-access-consents/${Data.ConsentId}`;
    expect((await bank.ask(path, { method, token: 'other-client' })).status).toBe(403);
    expect((await bank.ask(path, { token: 'client' })).status).toBe(200);
  });
});

describe('The interaction id', () => {
  test('is replayed letter by letter', async () => {
    const id = '0F8FAD5B-d9cb-469f-a165-70867728950e';
    const response = await bank.ask('/accounts', {
      token: await bank.share(),
      headers: { 'x-fapi-interaction-id': id },
    });
    expect(response.headers.get('x-fapi-interaction-id')).toBe(id);
  });

  test('is made where there is none', async () => {
    const token = await bank.share();
    const ids = [await bank.ask('/accounts', { token }), await bank.ask('/accounts', { token })].map((response) =>
      response.headers.get('x-fapi-interaction-id'),
    );
    expect(new Set(ids).size).toBe(2);
  });
});

describe('Accounts', () => {
  async function shown(permissions: Permission[], path = '/accounts') {
    const response = await bank.ask(path, { token: await bank.share({ permissions }) });
    return accountsBody.parse(await response.json()).Data.Account;
  }

  test('are those shared, and no others', async () => {
    expect((await shown(['ReadAccountsBasic'])).map(({ AccountId }) => AccountId)).toEqual([current, savings, card]);
  });

  test('have no identification under Basic', async () => {
    for (const account of await shown(['ReadAccountsBasic', 'ReadPAN'])) {
      expect(Object.keys(account)).not.toContain('Account');
      expect(Object.keys(account)).not.toContain('Servicer');
    }
  });

  test('show all under Basic and Detail together', async () => {
    const [account] = await shown(['ReadAccountsBasic', 'ReadAccountsDetail'], `/accounts/${current}`);
    expect(account?.Account).toEqual([expect.objectContaining({ Identification: '10000109010101' })]);
  });

  test.each<[what: string, permissions: Permission[], pan: RegExp]>([
    ['all but four digits hidden', ['ReadAccountsDetail'], /^x{12}\d{4}$/],
    ['in full with ReadPAN', ['ReadAccountsDetail', 'ReadPAN'], /^\d{16}$/],
  ])('have a card’s number %s', async (_what, permissions, pan) => {
    const [account] = await shown(permissions, `/accounts/${card}`);
    expect(account?.Account?.[0]?.Identification).toMatch(pan);
  });

  test('are none where none is shared', async () => {
    const token = await bank.share({ accountIds: [] });
    for (const [path, name] of [
      ['/accounts', 'Account'],
      ['/balances', 'Balance'],
    ] as const) {
      const response = await bank.ask(path, {
        token,
        unlike: 'Its list of balances has at least one, and there is none',
      });
      expect([response.status, await response.json()]).toMatchObject([200, { Data: { [name]: [] } }]);
    }
  });
});

describe('Balances', () => {
  test('are the account’s, booked and available, with the credit line where there is one', async () => {
    const response = await bank.ask(`/accounts/${card}/balances`, { token: await bank.share() });
    const { booked = 0, held = 0 } = (await bank.store.standing(card)) ?? {};
    expect(held).toBeLessThan(0);
    const pounds = (minor = 0) => (Math.abs(minor) / 100).toFixed(2);
    expect(await response.json()).toMatchObject({
      Data: {
        Balance: [
          {
            AccountId: card,
            Type: 'InterimBooked',
            CreditDebitIndicator: 'Debit',
            Amount: { Amount: pounds(booked) },
          },
          {
            Type: 'InterimAvailable',
            CreditDebitIndicator: 'Credit',
            Amount: { Amount: pounds(booked + held + 450_000) },
            CreditLine: [{ Included: true, Type: 'Credit', Amount: { Amount: '4500.00', Currency: 'GBP' } }],
          },
        ],
      },
    });
  });

  test('of all shared accounts come in one list', async () => {
    const response = await bank.ask('/balances', { token: await bank.share() });
    const { Data } = z.object({ Data: z.object({ Balance: z.array(z.unknown()) }) }).parse(await response.json());
    expect(Data.Balance).toHaveLength(6);
  });
});

describe('Transactions', () => {
  const hidden = ['TransactionInformation', 'Balance', 'MerchantDetails', 'CreditorAccount', 'DebtorAccount'];

  test('come newest first, the pending ones on top', async () => {
    const { Data } = await transactionsOf(await bank.share());
    const times = Data.Transaction.map(({ BookingDateTime }) => BookingDateTime);
    expect(times).toEqual([...times].sort().reverse());
    expect(Data.Transaction[0]?.Status).toBe('Pending');
    expect(Data.Transaction[0]).not.toHaveProperty('Balance');
    expect(Data.Transaction[10]).toHaveProperty('Balance');
  });

  test('hide under Basic what Basic hides', async () => {
    const permissions = allPermissions.map((permission) =>
      permission === 'ReadTransactionsDetail' ? 'ReadTransactionsBasic' : permission,
    );
    const basic = await transactionsOf(await bank.share({ permissions }), '?pageSize=1000');
    const detail = await transactionsOf(await bank.share(), '?pageSize=1000');
    const names = (list: object[]) => new Set(list.flatMap((one) => Object.keys(one)));
    for (const name of hidden) {
      expect(names(basic.Data.Transaction)).not.toContain(name);
      expect(names(detail.Data.Transaction)).toContain(name);
    }
  });

  test.each<[Permission, string]>([
    ['ReadTransactionsCredits', 'Credit'],
    ['ReadTransactionsDebits', 'Debit'],
  ])('with %s alone are of that side only', async (side, indicator) => {
    const permissions: Permission[] = ['ReadAccountsBasic', 'ReadTransactionsBasic', side];
    const { Data } = await transactionsOf(await bank.share({ permissions }));
    expect(new Set(Data.Transaction.map((one) => one.CreditDebitIndicator))).toEqual(new Set([indicator]));
  });

  test.each([
    ['no zone', '2026-03-01T00:00:00'],
    ['a zone, which is ignored', '2026-03-01T00:00:00%2B05:00'],
    ['an unescaped zone, which is ignored', '2026-03-01T00:00:00+05:00'],
    ['Z, which is ignored', '2026-03-01T00:00:00Z'],
    ['milliseconds', '2026-03-01T00:00:00.000'],
  ])('are filtered by dates with %s', async (_what, from) => {
    const query = `?fromBookingDateTime=${from}&toBookingDateTime=2026-03-31T23:59:59`;
    const { Data, Links } = await transactionsOf(await bank.share(), query);
    expect(Data.Transaction.length).toBeGreaterThan(20);
    for (const { BookingDateTime } of Data.Transaction) expect(BookingDateTime).toMatch(/^2026-03-/);
    expect(Links.Self).toContain(
      'fromBookingDateTime=2026-03-01T00:00:00&toBookingDateTime=2026-03-31T23:59:59&page=1',
    );
  });

  test('lie within the consent’s own dates, whatever the query asks, and so do the dates that are available', async () => {
    const transactionFrom = Date.UTC(2026, 5, 10);
    const transactionTo = Date.UTC(2026, 5, 20);
    const token = await bank.share({ transactionFrom, transactionTo });
    const all = await transactionsOf(token, '?pageSize=1000&fromBookingDateTime=2020-01-01T00:00:00');
    const within = await transactionsOf(token, '?fromBookingDateTime=2026-06-15T00:00:00');
    const times = all.Data.Transaction.map(({ BookingDateTime }) => Date.parse(BookingDateTime));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(transactionFrom);
    expect(Math.max(...times)).toBeLessThanOrEqual(transactionTo);
    expect(within.Data.Transaction.length).toBeLessThan(times.length);
    expect(all.Meta).toMatchObject({
      FirstAvailableDateTime: '2026-06-10T00:00:00+00:00',
      LastAvailableDateTime: '2026-06-20T00:00:00+00:00',
    });
  });

  test.each([
    ['outside the consent’s dates', '?fromBookingDateTime=2026-09-01T00:00:00'],
    ['before the first', '?toBookingDateTime=2001-01-01T00:00:00'],
  ])('%s are an empty page, not an error', async (_what, query) => {
    const { Data, Meta, Links } = await transactionsOf(
      await bank.share({ transactionTo: Date.UTC(2026, 5, 20) }),
      query,
    );
    expect([Data.Transaction, Meta.TotalPages, Links.Next, Links.Prev]).toEqual([[], 1, undefined, undefined]);
  });

  test('show to one consent nothing that was kept for another', async () => {
    const narrow = await bank.share({
      permissions: ['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadTransactionsDebits'],
    });
    const wide = await bank.share();
    const before = await transactionsOf(narrow);
    await transactionsOf(wide);
    expect(await transactionsOf(narrow)).toEqual(before);
  });

  test('end with the consent, kept pages included', async () => {
    const token = await bank.share({ expiresAt: bank.clock.time + 1_000 });
    await transactionsOf(token);
    bank.clock.time += 1_000;
    expect((await bank.ask(`/accounts/${current}/transactions`, { token })).status).toBe(403);
    bank.clock.time -= 1_000;
  });
});
