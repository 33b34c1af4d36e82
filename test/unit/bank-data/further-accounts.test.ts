/** The accounts beside each customer's own four: one of two customers, one that lies dormant, one with nothing in it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { customerIds } from '../../../src/bank/data/customers.ts';
import { ensureData, liveOn } from '../../../src/bank/data/ensure.ts';
import { accountsOf } from '../../../src/bank/data/holders.ts';
import type { Account } from '../../../src/bank/data/records.ts';
import type { Store } from '../../../src/bank/store/store.ts';
import { memoryStore } from '../../support/memory-store.ts';
import { startBank, type TestBank } from '../bank-accounts/bank.ts';

const joint = '500004000000000000000041';
const dormant = '500004000000000000000035';
const empty = '500004000000000000000025';
const permissions = [
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadBeneficiariesDetail',
  'ReadDirectDebits',
  'ReadOffers',
  'ReadParty',
  'ReadPartyPSU',
  'ReadProducts',
  'ReadScheduledPaymentsDetail',
  'ReadStandingOrdersDetail',
  'ReadStatementsDetail',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
];
const listOf = z.looseObject({
  Data: z.record(z.string(), z.array(z.record(z.string(), z.unknown())).or(z.record(z.string(), z.unknown()))),
});

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank();
});
afterAll(() => bank.close());

/** What a customer sees of an account, by the words after its address. */
async function seen(customerId: string, accountId: string, what: string): Promise<unknown> {
  const token = await bank.share({ permissions, customerId, accountIds: [accountId] });
  const response = await bank.ask(`/accounts/${accountId}${what}`, { token });
  expect(response.status).toBe(200);
  const [data] = Object.values(listOf.parse(await response.json()).Data);
  return data;
}

describe('The joint account', () => {
  it('is among the accounts of both who hold it, and of nobody else', async () => {
    const ids = async (customerId: string) => (await accountsOf(bank.store, customerId)).map((one) => one.accountId);
    expect(await ids(customerIds.rora)).toContain(joint);
    expect(await ids(customerIds.ivsa)).toContain(joint);
    expect(await ids(customerIds.mits)).not.toContain(joint);
  });

  it.each(['', '/balances', '/transactions', '/direct-debits', '/standing-orders', '/statements', '/parties'])(
    'is the same to both: %s',
    async (what) => {
      const found = await seen(customerIds.rora, joint, what);
      expect(found).not.toEqual([]);
      expect(await seen(customerIds.ivsa, joint, what)).toEqual(found);
    },
  );

  it('that one of them does not share is refused as his own, and to others as one that is not there', async () => {
    for (const [customerId, status] of [
      [customerIds.ivsa, 403],
      [customerIds.mits, 400],
    ] as const) {
      const token = await bank.share({ permissions, customerId, accountIds: [] });
      expect((await bank.ask(`/accounts/${joint}`, { token })).status).toBe(status);
    }
  });

  it('has both as its parties, and tells each of himself', async () => {
    expect(await seen(customerIds.ivsa, joint, '/parties')).toMatchObject([
      { PartyId: customerIds.rora, PartyType: 'Joint', AccountRole: 'UK.OBIE.Principal' },
      { PartyId: customerIds.ivsa, PartyType: 'Joint', AccountRole: 'UK.OBIE.SecondaryOwner' },
    ]);
    for (const customerId of [customerIds.rora, customerIds.ivsa]) {
      expect(await seen(customerId, joint, '/party')).toMatchObject({ PartyId: customerId, PartyType: 'Joint' });
    }
  });
});

describe('The dormant account', () => {
  it('is disabled, has money and nothing that happened of late, nor is anything offered for it', async () => {
    expect(await seen(customerIds.ivsa, dormant, '')).toMatchObject([
      { Status: 'Disabled', StatusUpdateDateTime: '2020-01-01T00:00:00+00:00' },
    ]);
    const entries = (await seen(customerIds.ivsa, dormant, '/transactions')) as { BookingDateTime: string }[];
    expect(entries).toHaveLength(12);
    for (const { BookingDateTime } of entries) expect(BookingDateTime).toMatch(/^2018-/);
    expect(await seen(customerIds.ivsa, dormant, '/offers')).toEqual([]);
    expect((await bank.store.standing(dormant))?.booked).toBeGreaterThan(41_265);
  });
});

describe('The account with nothing in it', () => {
  it.each([
    '/beneficiaries',
    '/direct-debits',
    '/offers',
    '/scheduled-payments',
    '/standing-orders',
    '/statements',
    '/transactions',
  ])('has none of its %s', async (what) => {
    expect(await seen(customerIds.mits, empty, what)).toEqual([]);
  });

  it('has a balance of zero, a product and its parties', async () => {
    const balances = (await seen(customerIds.mits, empty, '/balances')) as { Amount: unknown }[];
    expect(balances.map(({ Amount }) => Amount)).toEqual([
      { Amount: '0.00', Currency: 'GBP' },
      { Amount: '0.00', Currency: 'GBP' },
    ]);
    expect(await seen(customerIds.mits, empty, '/product')).toHaveLength(1);
    expect(await seen(customerIds.mits, empty, '/parties')).toHaveLength(3);
  });
});

describe('A folder from before there were such accounts', () => {
  const day = 86_400_000;
  const clock = { time: Date.UTC(2026, 10, 22, 9), now: () => clock.time };
  const options = { seed: 1, transactions: 0 };
  const further = [joint, dormant, empty];
  /** All that a store has of an account. */
  const whole = async (store: Store, accountId: string) => [
    await store.get<Account>('Account', accountId),
    await store.page({ accountId, credits: true, debits: true, from: clock.time - 600 * day }, 0, 10_000),
    await store.standing(accountId).then((standing) => standing?.booked),
  ];
  const withoutRanks = (found: unknown) => JSON.stringify(found).replaceAll(/"rank":\d+/g, '');

  async function olderFolder(): Promise<Store> {
    const store = memoryStore(clock);
    await ensureData(store, options, clock);
    await store.unit(async () => {
      for (const accountId of further) {
        await store.delete('Account', accountId);
        await store.openBooks(accountId, { currency: 'GBP', balance: 0 });
      }
    });
    return store;
  }

  it('gets them when it is opened, as far as the others have come, and nothing else of it changes', async () => {
    const store = await olderFolder();
    for (let days = 1; days <= 40; days += 1) await liveOn(store, Date.UTC(2026, 10, 22) + days * day);
    for (const accountId of further) await store.openBooks(accountId, { currency: 'GBP', balance: 0 });
    clock.time += 40 * day;
    const before = await whole(store, '500004000000000000000011');
    await ensureData(store, options, clock);
    const later = memoryStore(clock);
    await ensureData(later, options, clock);
    for (const accountId of further) {
      expect(withoutRanks(await whole(store, accountId))).toEqual(withoutRanks(await whole(later, accountId)));
    }
    expect(await whole(store, '500004000000000000000011')).toEqual(before);
    await Promise.all([store, later].map((one) => one.close()));
  });
});
