/** What an account will be debited with in the days to come, as far as the bank knows of it: orders, charges, announced collections. */
import type { LedgerEntry, Posting, Store } from '../store/store.ts';
import { day, midnightOf, toComeAt } from './calendar.ts';
import { counterpartyAt, inRole, type Way } from './counterparties.ts';
import { customerPlans } from './customers.ts';
import { customersStanding, dataSetIn } from './ensure.ts';
import { furtherAccounts, postingsOf } from './further-accounts.ts';
import { dayOf } from './life.ts';
import { outgoingsOf } from './outgoings.ts';

/** An entry that the books do not have. */
export interface UpcomingEntry extends LedgerEntry {
  rank: undefined;
  balanceAfter: undefined;
  /** `future` is what the bank itself will book, an order or a charge, `information` what somebody else has told that he will collect. */
  upcoming: 'future' | 'information';
}

/** How far ahead it is told: collections are announced ten working days before they come (Direct Debit scheme). */
const daysAhead = 14;

/** Ways to pay a bill of which the bank knows before it is paid. */
const knownAhead: ReadonlySet<Way> = new Set(['directDebit', 'standingOrder', 'fee']);

/** What is told stays the same for so long, in milliseconds, as long as the books do: all that falls due does so at such times. */
export const toldAgainAfter = 1_800_000;

/**
 * What is to come of an account, the last first: the same that the entries show when it has come.
 *
 * @param now Milliseconds since the epoch, as of when the customers' lives are told
 */
export async function upcomingOf(store: Store, accountId: string, now: number): Promise<UpcomingEntry[]> {
  const outgoings = outgoingsOf(accountId);
  if (outgoings === undefined) return [];
  const { seed } = await dataSetIn(store);
  const { currency, bills, scheduled } = outgoings;
  const arranged = new Set([
    ...bills.flatMap(({ role }) => inRole(role)).filter((position) => knownAhead.has(counterpartyAt(position).way)),
    ...scheduled.flatMap(({ role }) => inRole(role)),
  ]);
  const live = await lifeOf(store, accountId, seed);
  const found: UpcomingEntry[] = [];
  const today = midnightOf(now);
  for (let midnight = today + daysAhead * day; midnight >= today; midnight -= day) {
    for (const posting of live(midnight).reverse()) {
      if (!arranged.has(posting.counterparty)) continue;
      const collected = counterpartyAt(posting.counterparty).way === 'directDebit';
      const at = toComeAt(now, posting.bookedAt);
      found.push({
        ...posting,
        bookedAt: at,
        valueAt: at,
        currency,
        rank: undefined,
        balanceAfter: undefined,
        upcoming: collected ? 'information' : 'future',
      });
    }
  }
  // What is due today may come at the end of the day, after what is booked later by its hour.
  return found.sort((one, other) => other.bookedAt - one.bookedAt);
}

/** What is booked on an account on a day: of a day to come, what does not depend on how the customer stands by then. */
async function lifeOf(store: Store, accountId: string, seed: number): Promise<(midnight: number) => Posting[]> {
  const plan = customerPlans.find(({ accounts }) => accounts.current.accountId === accountId);
  if (plan !== undefined) {
    const standing = await customersStanding(store, plan);
    return (midnight) => dayOf(plan, seed, midnight, standing).postings.current;
  }
  const further = furtherAccounts.find(({ account }) => account.accountId === accountId);
  return (midnight) => (further === undefined ? [] : postingsOf(further, seed, midnight, 0));
}
