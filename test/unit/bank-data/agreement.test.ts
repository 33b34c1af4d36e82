/** What the bank says of an account besides its entries, held against the entries, over seeds and days by chance. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { beneficiariesOf } from '../../../src/bank/data/beneficiaries.ts';
import { counterpartyAt } from '../../../src/bank/data/counterparties.ts';
import { customerPlans } from '../../../src/bank/data/customers.ts';
import { ensureData, liveOn } from '../../../src/bank/data/ensure.ts';
import { offersOf } from '../../../src/bank/data/offers.ts';
import { productOf } from '../../../src/bank/data/products.ts';
import type { Account } from '../../../src/bank/data/records.ts';
import { type RegularPayment, regularPayments } from '../../../src/bank/data/regular-payments.ts';
import { scheduledPaymentsOf } from '../../../src/bank/data/scheduled-payments.ts';
import { statementsOf } from '../../../src/bank/data/statements.ts';
import { upcomingOf } from '../../../src/bank/data/upcoming.ts';
import { wordingOf } from '../../../src/bank/data/wording.ts';
import type { LedgerEntry, Store } from '../../../src/bank/store/store.ts';
import { often, seed as seedOfAll } from '../../support/chance.ts';
import { memoryStore } from '../../support/memory-store.ts';

const day = 86_400_000;
const clock = { time: 0, now: () => clock.time };
const dayOf = (time: number) => Math.floor(time / day);
const signed = ({ amount, credit }: LedgerEntry) => (credit ? amount : -amount);

/** A bank's store with the data of a seed, at a time of a day by chance, weekends and due days among them. */
const drawn = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  anchor: fc.integer({ min: dayOf(Date.UTC(2020, 0, 1)), max: dayOf(Date.UTC(2029, 0, 1)) }),
  ofDay: fc.integer({ min: 0, max: 86_398 }),
});

/** Asks something of such stores, of all their accounts. */
function always(times: number, holds: (store: Store, accounts: Account[], now: number) => Promise<void>) {
  return fc.assert(
    fc.asyncProperty(drawn, async ({ seed, anchor, ofDay }) => {
      clock.time = anchor * day + ofDay * 1_000;
      const store = memoryStore(clock);
      await ensureData(store, { seed, transactions: 0 }, clock);
      await holds(store, await store.list<Account>('Account'), clock.time);
      await store.close();
    }),
    { numRuns: often(times), seed: seedOfAll },
  );
}

/** Oldest first, booked and held. */
async function entriesOf(store: Store, accountId: string, from = 0): Promise<LedgerEntry[]> {
  return (await store.page({ accountId, credits: true, debits: true, from }, 0, 1_000_000)).reverse();
}

const ways = ['directDebit', 'standingOrder'] as const;
const arrangedOn = async (store: Store, accountId: string, now: number): Promise<RegularPayment[]> =>
  (await Promise.all(ways.map((way) => regularPayments(store, accountId, way, now)))).flat();
const payeeOf = ({ counterparty }: LedgerEntry) => counterpartyAt(counterparty);

it('direct debits and standing orders are those of the entries, to the payee, the last amount and the last day', async () => {
  let seen = 0;
  await always(3, async (store, accounts, now) => {
    for (const { accountId } of accounts) {
      const payments = await arrangedOn(store, accountId, now);
      const entries = await entriesOf(store, accountId, now - 70 * day);
      for (const { name, last, next = 0, account } of payments) {
        const made = entries.findLast((entry) => payeeOf(entry).name === name && entry.rank !== undefined);
        expect(last).toEqual(made && { bookedAt: made.bookedAt, amount: made.amount });
        expect(account?.identification).toBe(made && payeeOf(made).account);
        expect(next).toBeGreaterThan(now);
        seen += 1;
      }
      const arranged = new Set(payments.map(({ name }) => name));
      for (const entry of entries) {
        if (ways.some((way) => way === payeeOf(entry).way)) expect(arranged).toContain(payeeOf(entry).name);
      }
    }
  });
  expect(seen).toBeGreaterThan(20);
});

it('a mandate has a number that no other has, the biller’s on another account neither, and its entries say it', async () => {
  await always(1, async (store, accounts, now) => {
    const numbers: string[] = [];
    for (const { accountId } of accounts) {
      const entries = await entriesOf(store, accountId, now - 70 * day);
      for (const { name, reference } of await regularPayments(store, accountId, 'directDebit', now)) {
        numbers.push(reference);
        expect(reference).toMatch(/^\d{8}$/);
        const texts = entries.filter((entry) => payeeOf(entry).name === name).map((one) => wordingOf(accountId, one));
        for (const { information } of texts) expect(information.endsWith(` REF ${reference}`)).toBe(true);
      }
    }
    expect(numbers.length).toBeGreaterThan(10);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});

it('what is to be paid next is paid on that day and not before it, and so are scheduled payments', async () => {
  await always(2, async (store, accounts, now) => {
    const promised = await Promise.all(
      accounts.map(async ({ accountId }) => ({
        accountId,
        arranged: await arrangedOn(store, accountId, now),
        scheduled: scheduledPaymentsOf(accountId, now),
      })),
    );
    const start = dayOf(now) * day;
    for (let days = 1; days <= 100; days += 1) await liveOn(store, start + days * day);
    for (const { accountId, arranged, scheduled } of promised) {
      const entries = await entriesOf(store, accountId, start);
      for (const { name, next = 0, amount, frequency } of arranged) {
        const first = entries.find((entry) => payeeOf(entry).name === name);
        expect(dayOf(first?.bookedAt ?? 0)).toBe(dayOf(next));
        expect(frequency).toMatchObject({ every: 'months', count: 1 });
        if (first && payeeOf(first).way === 'standingOrder') expect(first.amount).toBe(amount);
      }
      for (const { at, amount, account } of scheduled) {
        expect(at).toBeGreaterThan(now);
        const first = entries.find((entry) => payeeOf(entry).account === account.identification);
        expect([dayOf(first?.bookedAt ?? 0), first?.amount]).toEqual([dayOf(at), amount]);
      }
    }
  });
});

it('what is to come is booked as it was told, and nothing arranged is booked that was not told', async () => {
  const seen = { future: 0, information: 0 };
  await always(3, async (store, accounts, now) => {
    const told = await Promise.all(
      accounts.map(async ({ accountId }) => ({ accountId, all: await upcomingOf(store, accountId, now) })),
    );
    const start = dayOf(now) * day;
    for (let days = 1; days <= 15; days += 1) await liveOn(store, start + days * day);
    for (const { accountId, all } of told) {
      const named = (await arrangedOn(store, accountId, now)).map(({ name }) => name);
      const ordered = scheduledPaymentsOf(accountId, now).map(({ account }) => account.identification);
      const booked = (await entriesOf(store, accountId, start)).filter((entry) => {
        const { name, account = '', way } = payeeOf(entry);
        const arranged = named.includes(name) || ordered.includes(account) || way === 'fee';
        return entry.rank !== undefined && arranged;
      });
      const alike = (list: LedgerEntry[]) =>
        list.map(({ bookedAt, amount, credit, counterparty, detail, currency }) => ({
          ...{ day: dayOf(bookedAt), amount, credit, counterparty, detail, currency },
        }));
      expect(alike([...all].reverse())).toEqual(alike(booked));
      for (const entry of all) {
        expect(entry.bookedAt).toBeGreaterThan(now);
        expect(entry.upcoming).toBe(payeeOf(entry).way === 'directDebit' ? 'information' : 'future');
        seen[entry.upcoming] += 1;
      }
    }
  });
  expect(Math.min(seen.future, seen.information)).toBeGreaterThan(0);
});

it('what is to come stands the last first at each hour, and is what a standing order says is next, to the end of the day', async () => {
  const store = memoryStore(clock);
  clock.time = Date.UTC(2026, 10, 22);
  await ensureData(store, { seed: 1, transactions: 0 }, clock);
  const accounts = await store.list<Account>('Account');
  let ordered = 0;
  for (const now of [
    // A quarterly payment and a monthly bill on one day, between their hours.
    Date.UTC(2028, 11, 11, 3, 10),
    Date.UTC(2026, 11, 1, 23, 59, 59),
  ]) {
    for (const { accountId } of accounts) {
      const times = (await upcomingOf(store, accountId, now)).map(({ bookedAt }) => bookedAt);
      expect(times).toEqual([...times].sort((one, other) => other - one));
      for (const { name, next = 0 } of await regularPayments(store, accountId, 'standingOrder', now)) {
        const told = (await upcomingOf(store, accountId, now)).filter((entry) => payeeOf(entry).name === name).at(-1);
        if (told === undefined) continue;
        expect(told.bookedAt).toBe(next);
        ordered += 1;
      }
    }
  }
  expect(ordered).toBeGreaterThan(0);
  await store.close();
});

it('what was paid last is found behind however many entries', async () => {
  clock.time = Date.UTC(2026, 10, 22, 9);
  const store = memoryStore(clock);
  await ensureData(store, { seed: 1, transactions: 0 }, clock);
  const busy = '500004000000000000000011';
  const before = await arrangedOn(store, busy, clock.time);
  expect(before.every(({ last }) => last !== undefined)).toBe(true);
  const at = (await store.standing(busy))?.last ?? 0;
  const purchase = { bookedAt: at, valueAt: at, amount: 1, credit: false, counterparty: 0, detail: 0 };
  await store.book(busy, Array(12_000).fill(purchase));
  expect(await arrangedOn(store, busy, clock.time)).toEqual(before);
  await store.close();
});

it('a statement made while its last evening is pending ends in what is booked', async () => {
  clock.time = Date.UTC(2026, 11, 1, 9);
  const store = memoryStore(clock);
  await ensureData(store, { seed: 1, transactions: 0 }, clock);
  let held = 0;
  for (const { accountId } of await store.list<Account>('Account')) {
    const [newest] = await statementsOf(store, accountId, clock.time);
    if (newest === undefined) continue;
    expect(newest.closing).toBe((await store.standing(accountId))?.booked);
    held += (await store.holds(accountId)).length;
  }
  expect(held).toBeGreaterThan(0);
  await store.close();
});

it('statements follow one another, add up, and end in what the account stands at', async () => {
  await always(3, async (store, accounts, now) => {
    for (const { accountId } of accounts) {
      const entries = (await entriesOf(store, accountId)).filter(({ rank }) => rank !== undefined);
      const within = (from: number, to: number) =>
        entries.filter(({ bookedAt }) => bookedAt >= from && bookedAt <= to).reduce((sum, one) => sum + signed(one), 0);
      const statements = await statementsOf(store, accountId, now);
      statements.forEach(({ opening, closing, from, to, createdAt }, index) => {
        expect(closing - opening).toBe(within(from, to));
        expect(createdAt).toBeLessThanOrEqual(now);
        const older = statements[index + 1];
        if (older !== undefined) expect([older.closing, older.to + 1_000]).toEqual([opening, from]);
      });
      const standing = await store.standing(accountId);
      const [newest] = statements;
      const since = newest ? newest.closing + within(newest.createdAt, now) : standing?.opening;
      if (newest || entries.length === 0) expect(standing?.booked).toBe(since);
      expect(new Set(statements.map(({ id }) => id)).size).toBe(statements.length);
    }
  });
});

it('beneficiaries were paid, products fit their accounts, and offers are on', async () => {
  await always(2, async (store, accounts, now) => {
    for (const account of accounts) {
      const roles = new Set((await entriesOf(store, account.accountId)).map((entry) => payeeOf(entry).name));
      const own = (name: string) => customerPlans.some((plan) => plan.name === name);
      for (const { account: payee } of beneficiariesOf(account.accountId)) {
        expect(own(payee.name) ? roles : [...roles]).toContain(own(payee.name) ? 'Credit card payment' : payee.name);
      }
      const { type, name } = productOf(account);
      expect(name.startsWith(account.accountType)).toBe(true);
      if (type !== 'Other') expect(type.startsWith('Personal')).toBe(account.accountType === 'Personal');
      for (const { from, to, currency } of offersOf(account, now)) {
        expect([from <= now && now <= to, currency]).toEqual([true, account.currency]);
      }
    }
  });
});
