/** Writes the customers, their accounts and their books into a store that has none, and lets them live on, a day at a time. */
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { BankOptions } from '../options.ts';
import type { Store } from '../store/store.ts';
import { day, midnightOf } from './calendar.ts';
import { type AccountPlan, type AccountPurpose, type CustomerPlan, customerPlans } from './customers.ts';
import { openingOf, stretched } from './entries.ts';
import { type FurtherAccount, furtherAccounts, postingsOf } from './further-accounts.ts';
import { furtherHistoryOf, historyOf } from './history.ts';
import { putAccount } from './holders.ts';
import { dayOf, type OfEach, type Standing } from './life.ts';
import { seedOf } from './random.ts';
import type { Account, Customer } from './records.ts';

const dataSet = z.object({
  seed: z.number(),
  /** Midnight, UTC, of the day on which the data set was made: what it was made of ends before it. */
  anchor: z.number(),
  /** Entries asked for in the first account of rora; 0 for the usual two years. */
  transactions: z.number(),
  /** Whether its day was asked for, so that nothing happens after it. Absent in a store of layout 1. */
  ended: z.boolean().optional(),
});
/** From what the data in a store was made. */
export type DataSet = z.infer<typeof dataSet>;

/** What is due at the end of a civil day: all that the customers did on it. */
export const civilDay = 'CivilDay';

/**
 * Makes the data set from `options.seed`, `options.transactions` and `options.dataDay`, or the day it is, in one unit of work: killed in the
 * middle, there is nothing, and the next start begins again. A store that has its data keeps it, whatever the options, and gets the accounts
 * that it lacks.
 * @returns From what the store's data was made, be it now or earlier
 */
export async function ensureData(
  store: Store,
  options: Pick<BankOptions, 'seed' | 'transactions' | 'dataDay'>,
  clock: Clock,
): Promise<DataSet> {
  const made = await store.get('DataSet', 'current');
  if (made !== undefined) {
    const kept = await keptData(store, dataSet.parse(made), options.dataDay);
    await addAccounts(store, kept);
    return kept;
  }
  return store.unit(async () => {
    const another = await store.get('DataSet', 'current');
    if (another !== undefined) return dataSet.parse(another);
    const { seed, transactions, dataDay } = options;
    const anchor = midnightOf(dataDay === undefined ? clock.now() : Date.parse(dataDay));
    const set: DataSet = { seed, anchor, transactions, ended: dataDay !== undefined };
    for (const plan of customerPlans) await writeCustomer(store, plan);
    for (const { account } of furtherAccounts) await putAccount(store, account);
    await writeBooks(store, set);
    return set;
  });
}

/** Of layout 1 nobody knows whether its day was asked for: it was if it is again. */
async function keptData(store: Store, set: DataSet, dataDay: string | undefined): Promise<DataSet> {
  if (set.ended !== undefined) return set;
  const known = { ...set, ended: dataDay !== undefined };
  await store.unit(async () => {
    await store.put('DataSet', 'current', known);
    if (!known.ended) await store.setDue(civilDay, 'customers', set.anchor + day);
  });
  return known;
}

/** The accounts that came with a later version of the bank, with their books up to where the others are. */
async function addAccounts(store: Store, { seed, anchor }: DataSet): Promise<void> {
  const isThere = async (accountId: string) => (await store.get('Account', accountId)) !== undefined;
  const there = await Promise.all(furtherAccounts.map(({ account }) => isThere(account.accountId)));
  if (!there.includes(false)) return;
  await store.unit(async () => {
    const next = await store.dueAt(civilDay, 'customers');
    for (const further of furtherAccounts) {
      if (await isThere(further.account.accountId)) continue;
      await putAccount(store, further.account);
      await writeFurtherBooks(store, further, seed, next === undefined ? anchor : next - day);
    }
  });
}

/** As of when the customers' lives are told: business time, or the end of data whose day was asked for. */
export async function dataTime(store: Store, now: number): Promise<number> {
  const set = await dataSetIn(store);
  return set.ended === true ? set.anchor : now;
}

/** From what the data in a store was made, which every bank has before it answers. */
export async function dataSetIn(store: Store): Promise<DataSet> {
  return dataSet.parse(await store.get('DataSet', 'current'));
}

/** Makes the books anew, up to today, where they have days that have not come yet. To be called in the unit of work that sets time back. */
export async function remakeBooks(store: Store, now: number): Promise<void> {
  const set = await dataSetIn(store);
  if (set.ended) return;
  const next = await store.dueAt(civilDay, 'customers');
  if (next === undefined || next <= midnightOf(now) + day) return;
  await writeBooks(store, { ...set, anchor: midnightOf(now) });
}

async function writeBooks(store: Store, set: DataSet): Promise<void> {
  const { seed, anchor, transactions, ended } = set;
  for (const plan of customerPlans) {
    const { opening, postings, holds } = historyOf(plan, seed, anchor);
    for (const { accountId, purpose, currency } of Object.values(plan.accounts)) {
      const all = postings[purpose];
      const asked = plan.login === 'rora' && purpose === 'current' && transactions > 0 ? transactions : undefined;
      const held = asked === undefined ? holds[purpose] : holds[purpose].slice(-asked);
      const total = asked === undefined ? all.length : asked - held.length;
      await store.openBooks(accountId, { currency, balance: openingOf(all, total, opening[purpose]) });
      await store.book(accountId, stretched(all, total, seedOf(seed, accountId)));
      await store.hold(accountId, held);
    }
  }
  for (const further of furtherAccounts) await writeFurtherBooks(store, further, seed, anchor);
  await store.put('DataSet', 'current', set);
  if (!ended) await store.setDue(civilDay, 'customers', anchor + day);
}

async function writeFurtherBooks(store: Store, further: FurtherAccount, seed: number, anchor: number): Promise<void> {
  const { accountId, currency } = further.account;
  const { opening, postings } = furtherHistoryOf(further, seed, anchor);
  await store.openBooks(accountId, { currency, balance: opening });
  await store.book(accountId, postings);
  await store.hold(accountId, []);
}

/**
 * Books what all customers did on the civil day that ends at that time, and says when the next one does.
 * @param end A midnight
 */
export async function liveOn(store: Store, end: number): Promise<void> {
  const { seed } = await dataSetIn(store);
  for (const plan of customerPlans) {
    const before = await customersStanding(store, plan);
    const { postings, holds } = dayOf(plan, seed, end - day, before);
    for (const { accountId, purpose } of Object.values(plan.accounts)) {
      await store.book(accountId, postings[purpose]);
      await store.hold(accountId, holds[purpose]);
    }
  }
  for (const further of furtherAccounts) {
    const { accountId } = further.account;
    const postings = postingsOf(further, seed, end - day, (await store.standing(accountId))?.booked ?? 0);
    if (postings.length > 0) await store.book(accountId, postings);
  }
  await store.setDue(civilDay, 'customers', end + day);
}

/** How a customer stands by the books. */
export async function customersStanding(store: Store, { accounts }: CustomerPlan): Promise<Standing> {
  const each = async <T>(ask: (accountId: string) => Promise<T>): Promise<OfEach<T>> => ({
    current: await ask(accounts.current.accountId),
    savings: await ask(accounts.savings.accountId),
    card: await ask(accounts.card.accountId),
    currency: await ask(accounts.currency.accountId),
  });
  return {
    booked: await each(async (accountId) => (await store.standing(accountId))?.booked ?? 0),
    holds: await each((accountId) => store.holds(accountId)),
  };
}

async function writeCustomer(store: Store, plan: CustomerPlan): Promise<void> {
  const { customerId, login, password, name } = plan;
  const customer: Customer = { customerId, login, password, name };
  await store.put('Customer', customerId, customer, { index: { login } });
  for (const account of Object.values(plan.accounts)) await writeAccount(store, plan, account);
}

const subTypes: Record<AccountPurpose, Account['accountSubType']> = {
  current: 'CurrentAccount',
  savings: 'Savings',
  card: 'CreditCard',
  currency: 'CurrentAccount',
};

async function writeAccount(store: Store, { customerId, accountType }: CustomerPlan, plan: AccountPlan): Promise<void> {
  const { accountId, currency, nickname, openingDate, identification, servicer, creditLimit, purpose } = plan;
  const account: Account = {
    accountId,
    customerId,
    accountType,
    accountSubType: subTypes[purpose],
    currency,
    nickname,
    openingDate,
    identification,
    servicer,
    creditLimit,
  };
  await putAccount(store, account);
}
