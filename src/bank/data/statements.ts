/** The statements of an account: one for each calendar month that is over, made of the books, so that they add up. */
import type { LedgerQuery, Store } from '../store/store.ts';

export interface Statement {
  id: string;
  accountId: string;
  currency: string;
  /** First and last second of the month, milliseconds since the epoch. */
  from: number;
  to: number;
  createdAt: number;
  /** Booked balances before and after it, signed minor units. */
  opening: number;
  closing: number;
}

/** Statements that a bank gives: those of two years. */
const maxStatements = 24;

/**
 * The statements of an account, newest first.
 *
 * @param now Milliseconds since the epoch, business time
 */
export async function statementsOf(store: Store, accountId: string, now: number): Promise<Statement[]> {
  const standing = await store.standing(accountId);
  if (standing?.first === undefined) return [];
  const { currency, first } = standing;
  const statements: Statement[] = [];
  let end = monthOf(now);
  let closing = await balanceBefore(store, accountId, end);
  while (end > first && statements.length < maxStatements) {
    const from = monthOf(end - 1);
    const opening = await balanceBefore(store, accountId, from);
    const id = `${accountId.slice(-6)}-S${new Date(from).toISOString().slice(0, 7).replace('-', '')}`;
    statements.push({ id, accountId, currency, from, to: end - 1_000, createdAt: end, opening, closing });
    end = from;
    closing = opening;
  }
  return statements;
}

/** The first moment of a time's month. */
function monthOf(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}

/** The booked balance at a moment, before whatever is booked then. */
async function balanceBefore(store: Store, accountId: string, time: number): Promise<number> {
  const query: LedgerQuery = { accountId, credits: true, debits: true, to: time - 1 };
  // What is held comes first and has moved nothing yet.
  const held = (await store.holds(accountId)).filter(({ bookedAt }) => bookedAt < time).length;
  const [last] = await store.page(query, held, 1);
  return last?.balanceAfter ?? (await store.standing(accountId))?.opening ?? 0;
}
