/** The accounts' entries over one SQLite connection: written in bulk, counted and paged by halving. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { LedgerEntry, LedgerQuery } from './store.ts';

/** As {@link import('./store.ts').Ledger}, at once instead of promised. */
export interface LedgerStatements {
  /** Takes entries until `limit` were written; `done` when there were no more. Call again with the same iterator to go on. */
  append(accountId: string, entries: Iterator<LedgerEntry>, limit: number): { done: boolean };
  count(query: LedgerQuery): number;
  page(query: LedgerQuery, offset: number, limit: number): LedgerEntry[];
  extent(accountId: string): { first: number; last: number } | undefined;
}

const accountRow = z.object({ account: z.number(), currency: z.string() });
const placeRow = z.object({
  sequence: z.number(),
  booked_at: z.number(),
  credit: z.number(),
  credits_before: z.number(),
});
const entryRow = z.object({
  sequence: z.number(),
  booked_at: z.number(),
  value_at: z.number(),
  amount: z.number(),
  credit: z.number(),
  pending: z.number(),
  balance_after: z.number(),
  counterparty: z.number(),
  detail: z.number(),
});

/** Where a query's entries lie: sequences from `low` up to and not including `high`. */
interface Range {
  account: number;
  currency: string;
  low: number;
  high: number;
}

/** Prepares the statements on a connection; `append` fails when run on a read-only one. */
export function ledgerStatements(db: DatabaseSync): LedgerStatements {
  const account = db.prepare('SELECT account, currency FROM ledger_accounts WHERE account_id = ?');
  const open = db.prepare(
    'INSERT INTO ledger_accounts (account_id, currency) VALUES (?, ?) RETURNING account, currency',
  );
  const place = db.prepare(
    'SELECT sequence, booked_at, credit, credits_before FROM ledger WHERE account = ? AND sequence = ?',
  );
  const last = db.prepare(
    'SELECT sequence, booked_at, credit, credits_before FROM ledger WHERE account = ? ORDER BY sequence DESC LIMIT 1',
  );
  const insert = db.prepare('INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const columns = 'sequence, booked_at, value_at, amount, credit, pending, balance_after, counterparty, detail';
  const both = db.prepare(
    `SELECT ${columns} FROM ledger WHERE account = ? AND sequence BETWEEN ? AND ? ORDER BY sequence DESC LIMIT ?`,
  );
  const one = db.prepare(
    `SELECT ${columns} FROM ledger WHERE account = ? AND sequence BETWEEN ? AND ? AND credit = ? ORDER BY sequence DESC LIMIT ?`,
  );

  const accountOf = (accountId: string) => accountRow.optional().parse(account.get(accountId));
  const lastOf = (of: number) => placeRow.optional().parse(last.get(of));
  const placeOf = (of: number, sequence: number) => placeRow.parse(place.get(of, sequence));
  const size = (of: number): number => (lastOf(of)?.sequence ?? -1) + 1;

  /** Entries of that side with a sequence below `sequence`. */
  function before(range: Range, credit: boolean, sequence: number): number {
    if (sequence === 0) return 0;
    const { credits_before, credit: itself } = placeOf(range.account, sequence - 1);
    const credits = credits_before + itself;
    return credit ? credits : sequence - credits;
  }

  /** The query's dates as sequences: `bookedAt` never falls as the sequence rises. */
  function rangeOf(query: LedgerQuery): Range | undefined {
    const found = accountOf(query.accountId);
    if (found === undefined || (!query.credits && !query.debits)) return undefined;
    const end = size(found.account);
    const { from, to } = query;
    const bookedAt = (sequence: number) => placeOf(found.account, sequence).booked_at;
    const low = from === undefined ? 0 : firstWhere(0, end, (sequence) => bookedAt(sequence) >= from);
    const high = to === undefined ? end : firstWhere(low, end, (sequence) => bookedAt(sequence) > to);
    return { ...found, low, high };
  }

  function countIn(range: Range, query: LedgerQuery): number {
    if (query.credits && query.debits) return range.high - range.low;
    return before(range, query.credits, range.high) - before(range, query.credits, range.low);
  }

  return {
    append(accountId, entries, limit) {
      let known = accountOf(accountId);
      let previous = known && lastOf(known.account);
      let sequence = (previous?.sequence ?? -1) + 1;
      let bookedAt = previous?.booked_at ?? Number.NEGATIVE_INFINITY;
      let credits = previous === undefined ? 0 : previous.credits_before + previous.credit;
      previous = undefined;
      for (let taken = 0; taken < limit; taken++) {
        const next = entries.next();
        if (next.done) return { done: true };
        const entry = next.value;
        known ??= accountRow.parse(open.get(accountId, entry.currency));
        if (entry.sequence !== sequence || entry.bookedAt < bookedAt || entry.currency !== known.currency) {
          throw new Error(`Entry ${entry.sequence} of account ${accountId} is out of order or in another currency`);
        }
        insert.run(
          known.account,
          sequence,
          entry.bookedAt,
          entry.valueAt,
          entry.amount,
          entry.credit ? 1 : 0,
          entry.pending ? 1 : 0,
          entry.balanceAfter,
          entry.counterparty,
          entry.detail,
          credits,
        );
        sequence += 1;
        bookedAt = entry.bookedAt;
        if (entry.credit) credits += 1;
      }
      return { done: false };
    },
    count(query) {
      const range = rangeOf(query);
      return range === undefined ? 0 : countIn(range, query);
    },
    page(query, offset, limit) {
      const range = rangeOf(query);
      if (range === undefined) return [];
      const entryOf = (row: unknown): LedgerEntry => asEntry(entryRow.parse(row), range.currency);
      if (query.credits && query.debits) {
        const top = range.high - 1 - offset;
        return both.all(range.account, Math.max(range.low, top - limit + 1), top, limit).map(entryOf);
      }
      // The newest wanted entry has so many of its own side before it: the last sequence of which that is true.
      const wanted = before(range, query.credits, range.high) - 1 - offset;
      const top = firstWhere(range.low, range.high, (sequence) => before(range, query.credits, sequence) > wanted) - 1;
      return one.all(range.account, range.low, top, query.credits ? 1 : 0, limit).map(entryOf);
    },
    extent(accountId) {
      const found = accountOf(accountId);
      const newest = found && lastOf(found.account);
      if (found === undefined || newest === undefined) return undefined;
      return { first: placeOf(found.account, 0).booked_at, last: newest.booked_at };
    },
  };
}

function asEntry(row: z.infer<typeof entryRow>, currency: string): LedgerEntry {
  return {
    sequence: row.sequence,
    bookedAt: row.booked_at,
    valueAt: row.value_at,
    amount: row.amount,
    currency,
    credit: row.credit === 1,
    pending: row.pending === 1,
    balanceAfter: row.balance_after,
    counterparty: row.counterparty,
    detail: row.detail,
  };
}

/** The first number of `low … high - 1` that passes, `high` when none does; a number that passes is followed by such only. */
function firstWhere(low: number, high: number, passes: (at: number) => boolean): number {
  let bottom = low;
  let top = high;
  while (bottom < top) {
    const middle = Math.floor((bottom + top) / 2);
    if (passes(middle)) top = middle;
    else bottom = middle + 1;
  }
  return bottom;
}
