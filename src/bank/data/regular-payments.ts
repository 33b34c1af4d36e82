/** What leaves an account on a day of each month: its direct debits, standing orders and scheduled payments, as its entries show them. */
import type { FrequencyRule } from '../../standard/frequency.ts';
import type { LedgerEntry, Store } from '../store/store.ts';
import { day, hours, isDue, midnightOf, nextPaidAt } from './calendar.ts';
import { counterpartyAt, inRole, type Way } from './counterparties.ts';
import type { Monthly } from './customers.ts';
import { dataTime } from './ensure.ts';
import { outgoingsOf } from './outgoings.ts';
import { bySortCode, type OtherAccount } from './own-accounts.ts';
import { mandateOf } from './wording.ts';

export interface RegularPayment {
  id: string;
  accountId: string;
  name: string;
  reference: string;
  /** Of the payee, where he is paid by account number. */
  account?: OtherAccount;
  /** How often, as a rule that no version's text loses. */
  frequency: FrequencyRule;
  /** What the bank's 4.0 face has a code for each of; 3.1 has one word for all that is not active. */
  status: 'active' | 'cancelled';
  /** Minor units of the account's currency; the bill varies where it is metered. */
  amount: number;
  currency: string;
  /** The latest of the entries that it made; undefined where there is none in the books. */
  last?: Pick<LedgerEntry, 'bookedAt' | 'amount'>;
  /** Milliseconds since the epoch; undefined for one that was cancelled. */
  next?: number;
}

/** Two months hold an entry of whatever is paid monthly; they end with the books, which may lie back. */
const lookedBack = 70 * day;

/**
 * The regular payments of an account that go a certain way.
 *
 * @param now Milliseconds since the epoch, business time
 */
export async function regularPayments(
  store: Store,
  accountId: string,
  way: Extract<Way, 'directDebit' | 'standingOrder'>,
  now: number,
): Promise<RegularPayment[]> {
  const outgoings = outgoingsOf(accountId);
  if (outgoings === undefined) return [];
  const { currency, bills } = outgoings;
  const told = await dataTime(store, now);
  const end = (await store.standing(accountId))?.last ?? told;
  const payments = billsOf(bills, way).map(
    async ({ role, dueDay, amount, position }, number): Promise<RegularPayment> => {
      const payee = counterpartyAt(position);
      const last = await lastPaid(store, accountId, { dueDay, position }, end);
      return {
        id: `${accountId.slice(-6)}-${way === 'directDebit' ? 'DD' : 'SO'}${String(number + 1).padStart(2, '0')}`,
        accountId,
        name: payee.name,
        reference: way === 'directDebit' ? mandateOf(accountId, payee) : role.toUpperCase(),
        ...(payee.account === undefined ? {} : { account: bySortCode(payee.account, payee.name) }),
        frequency: { every: 'months', count: 1, day: dueDay },
        status: 'active',
        amount,
        currency,
        ...(last === undefined ? {} : { last: { bookedAt: last.bookedAt, amount: last.amount } }),
        next: nextPaidAt(told, (midnight) => isDue(midnight, dueDay), hours.bills),
      };
    },
  );
  return Promise.all(payments);
}

/** The latest entry of a bill: sought where bills are booked, however many entries lie between. */
async function lastPaid(
  store: Store,
  accountId: string,
  { dueDay, position }: { dueDay: number; position: number },
  end: number,
): Promise<LedgerEntry | undefined> {
  for (let midnight = midnightOf(end); midnight > end - lookedBack; midnight -= day) {
    if (!isDue(midnight, dueDay)) continue;
    const at = midnight + hours.bills;
    const entries = await store.page({ accountId, credits: false, debits: true, from: at, to: at }, 0, 100);
    const found = entries.find(({ counterparty }) => counterparty === position);
    if (found !== undefined) return found;
  }
  return undefined;
}

function billsOf(
  bills: readonly Monthly[],
  way: Way,
): { role: string; dueDay: number; amount: number; position: number }[] {
  return bills.flatMap(({ role, day: dueDay, amount }) => {
    const [position = -1] = inRole(role);
    return counterpartyAt(position).way === way ? [{ role, dueDay, amount, position }] : [];
  });
}
