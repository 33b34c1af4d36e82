/** Turns an account's movements into ledger entries: numbered, with balances that add up, and as many as were asked for. */
import type { LedgerEntry } from '../store/store.ts';
import { day, midnightOf } from './calendar.ts';
import { counterpartyAt, inRole } from './counterparties.ts';
import { between, detailFrom, drawFrom, pick } from './random.ts';
import type { Movement } from './simulation.ts';

/** What an account comes to; filled in while its entries are drawn from {@link entriesOf}. */
export interface Totals {
  /** Booked balance, signed minor units. */
  booked: number;
  /** Sum of what is pending and will be taken. */
  pendingDebits: number;
  /** Time of the last entry; the opening's when there is none. */
  asOf: number;
}

/**
 * Entries of an account, oldest first, each with the balance it leaves: the opening balance and all that went before.
 * @param totals Starts with the opening balance; what it says at the end is the account's
 */
export function* entriesOf(movements: Iterable<Movement>, currency: string, totals: Totals): Generator<LedgerEntry> {
  let sequence = 0;
  let balance = totals.booked;
  for (const { at, amount, credit, pending, counterparty, detail } of movements) {
    balance += credit ? amount : -amount;
    if (!pending) totals.booked = balance;
    else if (!credit) totals.pendingDebits += amount;
    totals.asOf = at;
    // Cards settle on the following night, everything else at once.
    const valueAt = counterpartyAt(counterparty).way === 'card' ? midnightOf(at) + day : at;
    yield {
      sequence,
      bookedAt: at,
      valueAt,
      amount,
      currency,
      credit,
      pending,
      balanceAfter: balance,
      counterparty,
      detail,
    };
    sequence += 1;
  }
}

const smallDebits = ['groceries', 'coffee', 'travel', 'eatingOut', 'shopping', 'health', 'leisure'];

/**
 * Exactly `total` movements: the latest of those there are, or all of them with small sales and purchases in between.
 * What is added is made as it is drawn, so that a million take no more memory than one.
 * @param seed Of what is added
 */
export function* stretched(movements: readonly Movement[], total: number, seed: number): Generator<Movement> {
  const first = movements[0];
  if (total <= movements.length || first === undefined) {
    yield* movements.slice(movements.length - total);
    return;
  }
  const draw = drawFrom(seed);
  const added = total - movements.length;
  const start = midnightOf(first.at);
  const end = (movements.find(({ pending }) => pending) ?? movements[movements.length - 1] ?? first).at;
  const step = (end - start) / added;
  const roles = smallDebits.map(inRole);
  const payers = inRole('friendBack');
  let purse = 0;
  let next = 0;
  for (let made = 0; made < added; made++) {
    const at = Math.floor((start + step * (made + draw())) / 1_000) * 1_000;
    for (let other = movements[next]; other !== undefined && other.at <= at; other = movements[++next]) yield other;
    // Sales and purchases level out: what the account is used for otherwise stays what it was.
    const amount = between(draw, 99, 2_999);
    const credit = purse < amount;
    purse += credit ? amount : -amount;
    const counterparty = pick(draw, credit ? payers : pick(draw, roles));
    yield { at, amount, credit, pending: false, counterparty, detail: detailFrom(draw) };
  }
  yield* movements.slice(next);
}

/** The balance before the latest `total` movements, given that before all of them. */
export function openingOf(movements: readonly Movement[], total: number, opening: number): number {
  const left = movements.slice(0, Math.max(0, movements.length - total));
  return left.reduce((balance, { amount, credit }) => balance + (credit ? amount : -amount), opening);
}
