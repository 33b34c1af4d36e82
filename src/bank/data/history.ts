/** Two years in the life of a customer, as they stand on the day that a data set is made. */
import type { Posting } from '../store/store.ts';
import { day } from './calendar.ts';
import type { CustomerPlan } from './customers.ts';
import { type FurtherAccount, postingsOf } from './further-accounts.ts';
import { after, dayOf, type OfEach, ofEach, type Standing } from './life.ts';

/** Days that a data set reaches back from its anchor. */
const daysOfHistory = 730;

/** The first day that any customer lived: the balances of a plan are those of that morning, whatever day a data set begins with. */
const origin = Date.UTC(2018, 0, 1);

export interface History {
  /** Balances on the morning of its first day, signed minor units. */
  opening: OfEach<number>;
  /** Oldest first. */
  postings: OfEach<Posting[]>;
  holds: OfEach<readonly Posting[]>;
}

/** The same of an account beside those of a customer's own life. */
export function furtherHistoryOf(
  further: FurtherAccount,
  seed: number,
  anchor: number,
): { opening: number; postings: Posting[] } {
  const start = further.interestUntil === undefined ? anchor - daysOfHistory * day : origin;
  let booked = further.openingBalance;
  let opening = booked;
  const postings: Posting[] = [];
  for (let midnight = origin; midnight < anchor; midnight += day) {
    const made = postingsOf(further, seed, midnight, booked);
    if (midnight === start) opening = booked;
    if (midnight >= start) postings.push(...made);
    booked = made.reduce((sum, { amount, credit }) => sum + (credit ? amount : -amount), booked);
  }
  return { opening, postings };
}

/** @param anchor Midnight of the day after the last one, 2020 or later */
export function historyOf(plan: CustomerPlan, seed: number, anchor: number): History {
  const { accounts } = plan;
  const start = anchor - daysOfHistory * day;
  let standing: Standing = { booked: ofEach((purpose) => accounts[purpose].openingBalance), holds: ofEach(() => []) };
  let opening = standing.booked;
  const postings: OfEach<Posting[]> = ofEach(() => []);
  for (let midnight = origin; midnight < anchor; midnight += day) {
    const lived = dayOf(plan, seed, midnight, standing);
    if (midnight === start) opening = standing.booked;
    if (midnight >= start) {
      for (const [purpose, list] of Object.entries(lived.postings))
        postings[purpose as keyof typeof postings].push(...list);
    }
    standing = after(standing, lived);
  }
  return { opening, postings, holds: standing.holds };
}
