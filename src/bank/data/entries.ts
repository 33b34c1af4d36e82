/** As many postings of an account as were asked for. */
import type { Posting } from '../store/store.ts';
import { day, midnightOf } from './calendar.ts';
import { counterpartyAt, inRole } from './counterparties.ts';
import { between, detailFrom, drawFrom, pick } from './random.ts';

const smallDebits = ['groceries', 'coffee', 'travel', 'eatingOut', 'shopping', 'health', 'leisure'];

/** Cards settle on the following night, everything else at once. */
export function settledAt(bookedAt: number, counterparty: number): number {
  return counterpartyAt(counterparty).way === 'card' ? midnightOf(bookedAt) + day : bookedAt;
}

/**
 * Exactly `total` postings: the latest of those there are, or all of them with small sales and purchases in between.
 * What is added is made as it is drawn, so that a million take no more memory than one.
 * @param seed Of what is added
 */
export function* stretched(postings: readonly Posting[], total: number, seed: number): Generator<Posting> {
  const first = postings[0];
  if (total <= postings.length || first === undefined) {
    yield* postings.slice(postings.length - total);
    return;
  }
  const draw = drawFrom(seed);
  const added = total - postings.length;
  const start = midnightOf(first.bookedAt);
  const end = (postings.at(-1) ?? first).bookedAt;
  const step = (end - start) / added;
  const roles = smallDebits.map(inRole);
  const payers = inRole('friendBack');
  let purse = 0;
  let next = 0;
  for (let made = 0; made < added; made++) {
    const at = Math.floor((start + step * (made + draw())) / 1_000) * 1_000;
    for (let other = postings[next]; other !== undefined && other.bookedAt <= at; other = postings[++next]) yield other;
    // Sales and purchases level out: what the account is used for otherwise stays what it was.
    const amount = between(draw, 99, 2_999);
    const credit = purse < amount;
    purse += credit ? amount : -amount;
    const counterparty = pick(draw, credit ? payers : pick(draw, roles));
    const valueAt = settledAt(at, counterparty);
    yield { bookedAt: at, valueAt, amount, credit, counterparty, detail: detailFrom(draw) };
  }
  yield* postings.slice(next);
}

/** The balance before the latest `total` postings, given that before all of them. */
export function openingOf(postings: readonly Posting[], total: number, opening: number): number {
  const left = postings.slice(0, Math.max(0, postings.length - total));
  return left.reduce((balance, { amount, credit }) => balance + (credit ? amount : -amount), opening);
}
