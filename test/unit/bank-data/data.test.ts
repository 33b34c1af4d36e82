/** The bank's data: the same from the same seed, adding up everywhere, and believable at a glance. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { counterpartyAt } from '../../../src/bank/data/counterparties.ts';
import { customerPlans } from '../../../src/bank/data/customers.ts';
import { ensureData } from '../../../src/bank/data/ensure.ts';
import { ibanOf, panOf } from '../../../src/bank/data/identification.ts';
import type { Account, Customer } from '../../../src/bank/data/records.ts';
import { wordingOf } from '../../../src/bank/data/wording.ts';
import { openSqliteStore } from '../../../src/bank/store/sqlite.ts';
import type { LedgerEntry, Store } from '../../../src/bank/store/store.ts';

const clock = { time: 0, now: () => clock.time };
const anchor = Date.UTC(2026, 10, 22);
let dir: string;
let stores: Store[];

beforeEach(async () => {
  clock.time = anchor + 34_200_000;
  dir = await mkdtemp(join(tmpdir(), 'bank-data-'));
  stores = [];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  await rm(dir, { recursive: true, force: true });
});

function emptyStore(): Store {
  const store = openSqliteStore(join(dir, `${stores.length}.db`), clock);
  stores.push(store);
  return store;
}

async function filled(seed = 1, transactions = 0): Promise<Store> {
  const store = emptyStore();
  await ensureData(store, { seed, transactions }, clock);
  return store;
}

async function entriesOf(store: Store, { accountId }: Pick<Account, 'accountId'>): Promise<LedgerEntry[]> {
  return (await store.page({ accountId, credits: true, debits: true }, 0, 2_000_000)).reverse();
}

async function whole(store: Store): Promise<unknown> {
  const accounts = await store.list<Account>('Account');
  return [accounts, await store.list('Customer'), await Promise.all(accounts.map((one) => entriesOf(store, one)))];
}

const signed = ({ amount, credit }: LedgerEntry) => (credit ? amount : -amount);
const first = '500004000000000000000011';

async function expectToAddUp(store: Store, { accountId, currency }: Account): Promise<void> {
  const entries = await entriesOf(store, { accountId });
  const booked = entries.filter(({ rank }) => rank !== undefined);
  const holds = entries.slice(booked.length);
  const opening = (booked[0]?.balanceAfter ?? 0) - (booked[0] ? signed(booked[0]) : 0);
  let balance = opening;
  booked.forEach((entry, position) => {
    balance += signed(entry);
    expect([entry.rank, entry.balanceAfter]).toEqual([position, balance]);
  });
  for (const { amount, currency: each } of entries) {
    expect(each).toBe(currency);
    expect(Number.isSafeInteger(amount) && amount > 0).toBe(true);
  }
  expect(holds.every(({ rank }) => rank === undefined)).toBe(true);
  expect(await store.standing(accountId)).toEqual({
    currency,
    opening: booked.length === 0 ? expect.any(Number) : opening,
    booked: booked.length === 0 ? expect.any(Number) : balance,
    held: holds.reduce((sum, hold) => sum + signed(hold), 0),
    first: entries[0]?.bookedAt,
    last: entries.at(-1)?.bookedAt,
  });
}

describe('The data', () => {
  test('are the guide’s three customers, each with a current, a savings, a card and a foreign account', async () => {
    const store = await filled();
    const customers = await store.list<Customer>('Customer');
    expect(customers.map(({ login, password }) => [login, password])).toEqual([
      ['rora', 'rora.'],
      ['mits', 'mits.'],
      ['ivsa', 'ivsa.'],
    ]);
    for (const { customerId } of customers) {
      const accounts = (await store.find<Account>('Account', 'customerId', customerId)).slice(0, 4);
      expect(accounts.map(({ accountSubType, currency }) => `${accountSubType} ${currency}`)).toEqual([
        'CurrentAccount GBP',
        'Savings GBP',
        'CreditCard GBP',
        expect.stringMatching(/^CurrentAccount (EUR|USD)$/),
      ]);
      for (const { accountId } of accounts) expect(accountId).toMatch(/^\d{24}$/);
    }
  });

  test.each([1, 2, 3, 42, -7])('add up in every account with seed %i', async (seed) => {
    const store = await filled(seed);
    for (const account of await store.list<Account>('Account')) await expectToAddUp(store, account);
  });

  test('are the same from the same seed and day, and others from another', async () => {
    const once = await whole(await filled(5));
    expect(await whole(await filled(5))).toEqual(once);
    expect(await whole(await filled(6))).not.toEqual(once);
  });

  test('reach from two years ago up to yesterday, with the last evening pending', async () => {
    const store = await filled();
    const entries = await entriesOf(store, { accountId: first });
    expect((anchor - (entries[0]?.bookedAt ?? 0)) / 86_400_000).toBeGreaterThan(725);
    for (const { bookedAt, valueAt, rank } of entries) {
      expect(bookedAt).toBeLessThan(anchor);
      expect(valueAt).toBeLessThanOrEqual(anchor);
      if (rank === undefined) expect(bookedAt).toBeGreaterThan(anchor - 86_400_000);
    }
    expect(entries.filter(({ rank }) => rank === undefined).length).toBeGreaterThan(0);
  });

  test('have both sides of every transfer, card payment and exchange between a customer’s accounts', async () => {
    const store = await filled();
    for (const { accounts } of customerPlans) {
      const moved = await Promise.all(
        Object.values(accounts).map(async (account) =>
          (await entriesOf(store, account)).filter(({ counterparty }) =>
            ['transfer', 'cardRepayment', 'exchange'].includes(counterpartyAt(counterparty).way),
          ),
        ),
      );
      const byTime = Map.groupBy(moved.flat(), ({ bookedAt }) => bookedAt);
      expect(byTime.size).toBeGreaterThan(20);
      for (const sides of byTime.values()) {
        expect(sides.map(({ credit }) => credit).sort()).toEqual([false, true]);
        const [one, other] = sides;
        if (one?.currency === other?.currency) expect(one?.amount).toBe(other?.amount);
      }
    }
  });

  test('never overdraw savings and foreign accounts, nor any limit', async () => {
    const store = await filled();
    for (const account of await store.list<Account>('Account')) {
      const lowest = Math.min(...(await entriesOf(store, account)).map(({ balanceAfter = 0 }) => balanceAfter));
      expect(lowest).toBeGreaterThanOrEqual(-account.creditLimit);
    }
  });

  test('read like a statement, within the lengths of the standard', async () => {
    const store = await filled();
    for (const account of await store.list<Account>('Account')) {
      for (const entry of await entriesOf(store, account)) {
        const { information, reference, merchant } = wordingOf(account.accountId, entry);
        expect(information).toMatch(/^[A-Z0-9 &',.]{3,500}$/);
        expect(reference).toMatch(/^[A-Z0-9]{5,35}$/);
        if (merchant !== undefined) expect(merchant.category).toMatch(/^\d{4}$/);
      }
    }
  });
});

describe('As many entries as are asked for', () => {
  test.each([1, 30, 1_000, 5_000, 20_000])(
    '%i: that many in the first account of rora, and they add up',
    async (transactions) => {
      const store = await filled(1, transactions);
      const account = await store.get<Account>('Account', first);
      expect(await entriesOf(store, { accountId: first })).toHaveLength(transactions);
      if (account !== undefined) await expectToAddUp(store, account);
    },
  );

  test('change no other account', async () => {
    const others = async (store: Store) =>
      (await store.list<Account>('Account')).filter(({ accountId }) => accountId !== first);
    expect(await others(await filled(1, 3_000))).toEqual(await others(await filled(1)));
  });
});

describe('A data set with a day of its own', () => {
  const options = { seed: 1, transactions: 0, dataDay: '2026-01-31' };

  test('is the one that was made on that day, whenever it is made', async () => {
    clock.time = Date.UTC(2026, 0, 31, 23, 59);
    const made = await whole(await filled());
    for (const time of [Date.UTC(2026, 0, 1), Date.UTC(2028, 1, 29, 11)]) {
      clock.time = time;
      const store = emptyStore();
      expect(await ensureData(store, options, clock)).toMatchObject({ anchor: Date.UTC(2026, 0, 31) });
      expect(await whole(store)).toEqual(made);
    }
  });

  test('is kept by the store, whatever day is asked for later', async () => {
    const store = emptyStore();
    const made = await ensureData(store, options, clock);
    expect(await ensureData(store, { ...options, dataDay: '2027-06-01' }, clock)).toEqual(made);
    expect(await ensureData(store, { seed: 1, transactions: 0 }, clock)).toEqual(made);
  });
});

describe('A store that has its data', () => {
  test('keeps them, whatever is asked for later', async () => {
    const store = await filled(5);
    const before = await whole(store);
    clock.time += 40 * 86_400_000;
    expect(await ensureData(store, { seed: 6, transactions: 10 }, clock)).toEqual({
      seed: 5,
      anchor,
      transactions: 0,
      ended: false,
    });
    expect(await whole(store)).toEqual(before);
  });

  test('has them from two that start at once, once', async () => {
    const store = emptyStore();
    const options = { seed: 1, transactions: 0 };
    await Promise.all([ensureData(store, options, clock), ensureData(store, options, clock)]);
    expect(await store.list('Account')).toHaveLength(15);
  });

  test('has all of them or none: what broke off in the middle begins again', async () => {
    const store = emptyStore();
    const { book } = store;
    let left = 5;
    store.book = (...postings) => (left-- > 0 ? book.apply(store, postings) : Promise.reject(new Error('killed')));
    const options = { seed: 1, transactions: 0 };
    await expect(ensureData(store, options, clock)).rejects.toThrow('killed');
    expect([await store.list('Customer'), await store.list('Account'), await store.standing(first)]).toEqual([
      [],
      [],
      undefined,
    ]);
    store.book = book;
    await ensureData(store, options, clock);
    expect(await whole(store)).toEqual(await whole(await filled()));
  });
});

/** ISO 7064, MOD 97-10: letters count from 10 on, and the whole leaves 1. */
function isIban(iban: string): boolean {
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => `${letter.charCodeAt(0) - 55}`);
  return [...digits].reduce((rest, digit) => (rest * 10 + Number(digit)) % 97, 0) === 1;
}

/** ISO/IEC 7812: every second digit from the right doubled, its digits added. */
function isPan(pan: string): boolean {
  const added = [...pan].reverse().map((digit, at) => (at % 2 === 0 ? Number(digit) : Number(digit) * 2));
  return added.reduce((sum, each) => sum + (each > 9 ? each - 9 : each), 0) % 10 === 0;
}

describe('Check digits', () => {
  test.each(['GB29NWBK60161331926819', 'GB82WEST12345698765432'])('of the published example %s hold', (iban) => {
    expect(isIban(iban)).toBe(true);
    expect(isIban(iban.replace('6', '7'))).toBe(false);
  });

  test('hold in whatever is made', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{14}$/), (digits) => isIban(ibanOf(digits)) && isPan(panOf(`4${digits}`))),
    );
  });
});
