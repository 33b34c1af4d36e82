/** The customers' lives after the data set was made: a day at a time as business time goes on, each day once, the same whenever it is made. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { customerPlans } from '../../../src/bank/data/customers.ts';
import { civilDay, ensureData, liveOn, remakeBooks } from '../../../src/bank/data/ensure.ts';
import { furtherAccounts } from '../../../src/bank/data/further-accounts.ts';
import { dueWork } from '../../../src/bank/due.ts';
import type { LedgerEntry, Store } from '../../../src/bank/store/store.ts';
import { memoryStore } from '../../support/memory-store.ts';

const day = 86_400_000;
const anchor = Date.UTC(2026, 10, 22);
const clock = { time: 0, now: () => clock.time };
let store: Store;
beforeEach(() => {
  clock.time = anchor + day / 3;
  store = memoryStore(clock);
});
afterEach(() => store.close());

const options = { seed: 1, transactions: 0 };
const catchUpOf = (on: Store) => dueWork({ store: on, clock, works: { [civilDay]: ({ at }) => liveOn(on, at) } });
const accounts = [
  ...customerPlans.flatMap((plan) => Object.values(plan.accounts)),
  ...furtherAccounts.filter(({ bills }) => bills.length > 0).map(({ account }) => account),
];
const rora = '500004000000000000000011';

/** What an account's books hold from a time on, newest first, but for the ranks, which count from where a data set begins. */
async function since(on: Store, accountId: string, from: number): Promise<Omit<LedgerEntry, 'rank'>[]> {
  const entries = await on.page({ accountId, credits: true, debits: true, from }, 0, 100_000);
  return entries.map(({ rank, ...entry }) => ({ ...entry, isBooked: rank !== undefined }));
}

describe('The customers', () => {
  it('live on to what a data set made later has, in one go or day by day', async () => {
    await ensureData(store, options, clock);
    const daily = memoryStore(clock);
    await ensureData(daily, options, clock);
    for (let days = 1; days <= 40; days += 1) {
      clock.time += day;
      await catchUpOf(daily)();
    }
    await catchUpOf(store)();
    const later = memoryStore(clock);
    await ensureData(later, options, clock);
    for (const { accountId } of accounts) {
      const made = await since(later, accountId, clock.time - 729 * day);
      expect(made.length).toBeGreaterThan(10);
      expect(await since(store, accountId, clock.time - 729 * day)).toEqual(made);
      expect(await since(daily, accountId, clock.time - 729 * day)).toEqual(made);
      const { first: _, opening: __, ...standing } = (await later.standing(accountId)) ?? {};
      expect(await store.standing(accountId)).toMatchObject(standing);
    }
  });

  it('do nothing on a day that is not over', async () => {
    await ensureData(store, options, clock);
    const before = await store.dataVersion(rora);
    clock.time = anchor + day - 1;
    await catchUpOf(store)();
    expect(await store.dataVersion(rora)).toBe(before);
    clock.time += 1;
    await catchUpOf(store)();
    expect(await store.dataVersion(rora)).toBeGreaterThan(before);
  });

  it('live a day once, however many ask at once', async () => {
    await ensureData(store, options, clock);
    clock.time += 5 * day;
    const catchUp = catchUpOf(store);
    await Promise.all([catchUp(), catchUp(), catchUpOf(store)(), catchUp()]);
    const entries = await since(store, rora, anchor);
    expect(new Set(entries.map((entry) => JSON.stringify(entry))).size).toBe(entries.length);
    const later = memoryStore(clock);
    await ensureData(later, options, clock);
    expect(entries).toEqual(await since(later, rora, anchor));
  });

  it('of a data set with a day of its own live no further', async () => {
    await ensureData(store, { ...options, dataDay: '2026-01-31' }, clock);
    const before = await store.dataVersion(rora);
    clock.time += 400 * day;
    await catchUpOf(store)();
    expect(await store.dataVersion(rora)).toBe(before);
    expect(await store.firstDue()).toBeUndefined();
  });

  it('book on the next day what was pending, with the text that it had', async () => {
    await ensureData(store, options, clock);
    const holds = await store.holds(rora);
    expect(holds.length).toBeGreaterThan(0);
    clock.time += day;
    await catchUpOf(store)();
    const booked = await since(store, rora, anchor);
    for (const { bookedAt: _, ...hold } of holds) expect(booked).toContainEqual(expect.objectContaining(hold));
    expect(await store.holds(rora)).not.toEqual(holds);
  });
});

it('Others have their turn while days are made up for', async () => {
  await ensureData(store, options, clock);
  clock.time += 150 * day;
  let turns = 0;
  let isOver = false;
  const takeTurns = (): void => {
    turns += 1;
    if (!isOver) setImmediate(takeTurns);
  };
  setImmediate(takeTurns);
  await catchUpOf(store)();
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(3);
});

describe('Books with days that have not come yet', () => {
  it('are made anew up to today when time goes back', async () => {
    await ensureData(store, options, clock);
    const before = await since(store, rora, anchor - 729 * day);
    const version = await store.dataVersion(rora);
    const now = clock.time;
    clock.time += 91 * day;
    await catchUpOf(store)();
    clock.time = now;
    await store.unit(() => remakeBooks(store, now));
    expect(await since(store, rora, anchor - 729 * day)).toEqual(before);
    expect(await store.dataVersion(rora)).toBeGreaterThan(version);
    clock.time += day;
    await catchUpOf(store)();
    expect((await since(store, rora, anchor)).length).toBeGreaterThan(0);
  });

  it('are no others: what is of today stays as it is', async () => {
    await ensureData(store, options, clock);
    const version = await store.dataVersion(rora);
    await store.unit(() => remakeBooks(store, clock.time));
    expect(await store.dataVersion(rora)).toBe(version);
  });
});
