/** Writes the customers, their accounts and all entries into a store that has none. */
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { BankOptions } from '../options.ts';
import type { Store } from '../store/store.ts';
import { midnightOf } from './calendar.ts';
import { type AccountPlan, type AccountPurpose, type CustomerPlan, customerPlans } from './customers.ts';
import { entriesOf, openingOf, stretched, type Totals } from './entries.ts';
import { seedOf } from './random.ts';
import type { Account, Customer } from './records.ts';
import { type Movement, simulate } from './simulation.ts';

const dataSet = z.object({
  seed: z.number(),
  /** Midnight, UTC, of the day of the data set: its entries end before it. */
  anchor: z.number(),
  /** Entries asked for in the first account of rora; 0 for the usual two years. */
  transactions: z.number(),
});
/** From what the data in a store was made. */
export type DataSet = z.infer<typeof dataSet>;

/**
 * Makes the data set from `options.seed`, `options.transactions` and `options.dataDay`, or the day it is, in one unit of work: killed in the
 * middle, there is nothing, and the next start begins again. A store that has its data keeps it, whatever the options.
 * @returns From what the store's data was made, be it now or earlier
 */
export async function ensureData(
  store: Store,
  options: Pick<BankOptions, 'seed' | 'transactions' | 'dataDay'>,
  clock: Clock,
): Promise<DataSet> {
  const made = await store.get('DataSet', 'current');
  if (made !== undefined) return dataSet.parse(made);
  return store.unit(async () => {
    const another = await store.get('DataSet', 'current');
    if (another !== undefined) return dataSet.parse(another);
    const { seed, transactions, dataDay } = options;
    const anchor = midnightOf(dataDay === undefined ? clock.now() : Date.parse(dataDay));
    const set: DataSet = { seed, anchor, transactions };
    for (const plan of customerPlans) await writeCustomer(store, plan, set);
    await store.put('DataSet', 'current', set);
    return set;
  });
}

async function writeCustomer(store: Store, plan: CustomerPlan, { seed, anchor, transactions }: DataSet): Promise<void> {
  const { customerId, login, password, name } = plan;
  const customer: Customer = { customerId, login, password, name };
  await store.put('Customer', customerId, customer, { index: { login } });
  const movements = simulate(plan, seed, anchor);
  for (const account of Object.values(plan.accounts)) {
    const all = movements[account.purpose];
    const first = login === 'rora' && account.purpose === 'current';
    await writeAccount(store, plan, account, all, first && transactions > 0 ? transactions : all.length, seed);
  }
}

const subTypes: Record<AccountPurpose, Account['accountSubType']> = {
  current: 'CurrentAccount',
  savings: 'Savings',
  card: 'CreditCard',
  currency: 'CurrentAccount',
};

async function writeAccount(
  store: Store,
  { customerId, accountType }: CustomerPlan,
  plan: AccountPlan,
  movements: readonly Movement[],
  total: number,
  seed: number,
): Promise<void> {
  const { accountId, currency, creditLimit } = plan;
  const openingBalance = openingOf(movements, total, plan.openingBalance);
  const totals: Totals = { booked: openingBalance, pendingDebits: 0, asOf: Date.parse(plan.openingDate) };
  const wanted = stretched(movements, total, seedOf(seed, accountId));
  await store.append(accountId, entriesOf(wanted, currency, totals));
  const account: Account = {
    accountId,
    customerId,
    accountType,
    accountSubType: subTypes[plan.purpose],
    currency,
    nickname: plan.nickname,
    openingDate: plan.openingDate,
    identification: plan.identification,
    servicer: plan.servicer,
    creditLimit,
    openingBalance,
    booked: totals.booked,
    available: totals.booked - totals.pendingDebits + creditLimit,
    asOf: totals.asOf,
  };
  await store.put('Account', accountId, account, { index: { customerId } });
}
