/** The accounts' books over one SQLite connection: booked entries in bulk, counted and paged by halving, and the holds before them. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { LedgerEntry, LedgerQuery, LedgerStanding, Posting } from './store.ts';

/** As {@link import('./store.ts').Ledger}, at once instead of promised. */
export interface LedgerStatements {
  openBooks(accountId: string, opening: { currency: string; balance: number }): void;
  /** Takes postings until `limit` were written; `done` when there were no more. Call again with the same iterator to go on. */
  book(accountId: string, postings: Iterator<Posting>, limit: number): { done: boolean };
  hold(accountId: string, holds: readonly Posting[]): void;
  holds(accountId: string): Posting[];
  count(query: LedgerQuery): number;
  page(query: LedgerQuery, offset: number, limit: number): LedgerEntry[];
  standing(accountId: string): LedgerStanding | undefined;
  dataVersion(accountId: string): number;
}

const accountRow = z.object({ account: z.number(), currency: z.string(), opening: z.number() });
/** Made once: a schema costs more than a row. */
const anAccountRow = accountRow.optional();
const openedRow = z.object({ account: z.number() });
const versionRow = z.object({ version: z.number() });
const aVersionRow = versionRow.optional();
const placeRow = z.object({
  rank: z.number(),
  booked_at: z.number(),
  credit: z.number(),
  balance_after: z.number(),
  credits_before: z.number(),
});
const aPlaceRow = placeRow.optional();
const postingRow = z.object({
  booked_at: z.number(),
  value_at: z.number(),
  amount: z.number(),
  credit: z.number(),
  counterparty: z.number(),
  detail: z.number(),
});
const entryRow = postingRow.extend({ rank: z.number(), balance_after: z.number() });

/** Where a query's booked entries lie: ranks from `low` up to and not including `high`. */
interface Range {
  account: number;
  currency: string;
  low: number;
  high: number;
}

/** Prepares the statements on a connection; those that write fail when run on a read-only one. */
export function ledgerStatements(db: DatabaseSync): LedgerStatements {
  const account = db.prepare('SELECT account, currency, opening FROM ledger_accounts WHERE account_id = ?');
  const version = db.prepare('SELECT version FROM ledger_accounts WHERE account_id = ?');
  const changed = db.prepare('UPDATE ledger_accounts SET version = version + 1 WHERE account = ?');
  const open = db.prepare(
    `INSERT INTO ledger_accounts (account_id, currency, opening) VALUES (?, ?, ?)
     ON CONFLICT (account_id) DO UPDATE SET currency = excluded.currency, opening = excluded.opening, version = version + 1
     RETURNING account`,
  );
  const removeEntries = db.prepare('DELETE FROM ledger WHERE account = ?');
  const places = 'rank, booked_at, credit, balance_after, credits_before';
  const place = db.prepare(`SELECT ${places} FROM ledger WHERE account = ? AND rank = ?`);
  const last = db.prepare(`SELECT ${places} FROM ledger WHERE account = ? ORDER BY rank DESC LIMIT 1`);
  const insert = db.prepare('INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const postings = 'booked_at, value_at, amount, credit, counterparty, detail';
  const columns = `rank, balance_after, ${postings}`;
  const both = db.prepare(
    `SELECT ${columns} FROM ledger WHERE account = ? AND rank BETWEEN ? AND ? ORDER BY rank DESC LIMIT ?`,
  );
  const one = db.prepare(
    `SELECT ${columns} FROM ledger WHERE account = ? AND rank BETWEEN ? AND ? AND credit = ? ORDER BY rank DESC LIMIT ?`,
  );
  const held = db.prepare(`SELECT ${postings} FROM holds WHERE account = ? ORDER BY number DESC`);
  const insertHold = db.prepare('INSERT INTO holds VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const removeHolds = db.prepare('DELETE FROM holds WHERE account = ?');

  const accountOf = (accountId: string) => anAccountRow.parse(account.get(accountId));
  const booksOf = (accountId: string) => {
    const found = accountOf(accountId);
    if (found === undefined) throw new Error(`Account ${accountId} has no books`);
    return found;
  };
  const lastOf = (of: number) => aPlaceRow.parse(last.get(of));
  const placeOf = (of: number, rank: number) => placeRow.parse(place.get(of, rank));
  /** Newest first. */
  const holdsOf = (of: number): Posting[] => held.all(of).map((row) => asPosting(postingRow.parse(row)));
  const size = (of: number): number => (lastOf(of)?.rank ?? -1) + 1;

  /** Booked entries of that side with a rank below `rank`. */
  function before(range: Range, credit: boolean, rank: number): number {
    if (rank === 0) return 0;
    const { credits_before, credit: itself } = placeOf(range.account, rank - 1);
    const credits = credits_before + itself;
    return credit ? credits : rank - credits;
  }

  /** The query's dates as ranks: `bookedAt` never falls as the rank rises. */
  function rangeOf(query: LedgerQuery): Range | undefined {
    const found = accountOf(query.accountId);
    if (found === undefined || (!query.credits && !query.debits)) return undefined;
    const end = size(found.account);
    const { from, to } = query;
    const bookedAt = (rank: number) => placeOf(found.account, rank).booked_at;
    const low = from === undefined ? 0 : firstWhere(0, end, (rank) => bookedAt(rank) >= from);
    const high = to === undefined ? end : firstWhere(low, end, (rank) => bookedAt(rank) > to);
    return { ...found, low, high };
  }

  function countIn(range: Range, query: LedgerQuery): number {
    if (query.credits && query.debits) return range.high - range.low;
    return before(range, query.credits, range.high) - before(range, query.credits, range.low);
  }

  function heldIn(range: Range, { from = -Infinity, to = Infinity, credits, debits }: LedgerQuery): LedgerEntry[] {
    return holdsOf(range.account)
      .filter(({ bookedAt, credit }) => bookedAt >= from && bookedAt <= to && (credit ? credits : debits))
      .map((hold) => ({ ...hold, currency: range.currency, rank: undefined, balanceAfter: undefined }));
  }

  function bookedIn(range: Range, query: LedgerQuery, offset: number, limit: number): LedgerEntry[] {
    const entryOf = (row: unknown): LedgerEntry => asEntry(entryRow.parse(row), range.currency);
    if (query.credits && query.debits) {
      const top = range.high - 1 - offset;
      return both.all(range.account, Math.max(range.low, top - limit + 1), top, limit).map(entryOf);
    }
    // The newest wanted entry has so many of its own side before it: the last rank of which that is true.
    const wanted = before(range, query.credits, range.high) - 1 - offset;
    const top = firstWhere(range.low, range.high, (rank) => before(range, query.credits, rank) > wanted) - 1;
    return one.all(range.account, range.low, top, query.credits ? 1 : 0, limit).map(entryOf);
  }

  return {
    openBooks(accountId, { currency, balance }) {
      const { account: of } = openedRow.parse(open.get(accountId, currency, balance));
      removeEntries.run(of);
      removeHolds.run(of);
    },
    book(accountId, list, limit) {
      const { account: of, opening } = booksOf(accountId);
      const previous = lastOf(of);
      let rank = (previous?.rank ?? -1) + 1;
      let bookedAt = previous?.booked_at ?? Number.NEGATIVE_INFINITY;
      let balance = previous?.balance_after ?? opening;
      let credits = previous === undefined ? 0 : previous.credits_before + previous.credit;
      let done = false;
      for (let taken = 0; taken < limit; taken++) {
        const next = list.next();
        if (next.done) {
          done = true;
          break;
        }
        const posting = next.value;
        const credit = posting.credit ? 1 : 0;
        if (posting.bookedAt < bookedAt) throw new Error(`A posting of account ${accountId} is before its last entry`);
        ({ bookedAt } = posting);
        balance += posting.credit ? posting.amount : -posting.amount;
        const { valueAt, amount, counterparty, detail } = posting;
        insert.run(of, rank, bookedAt, valueAt, amount, credit, balance, counterparty, detail, credits);
        rank += 1;
        credits += credit;
      }
      changed.run(of);
      return { done };
    },
    hold(accountId, list) {
      const { account: of } = booksOf(accountId);
      removeHolds.run(of);
      list
        .toSorted((first, second) => first.bookedAt - second.bookedAt)
        .forEach(({ bookedAt, valueAt, amount, credit, counterparty, detail }, number) => {
          insertHold.run(of, number, bookedAt, valueAt, amount, credit ? 1 : 0, counterparty, detail);
        });
      changed.run(of);
    },
    holds: (accountId) => holdsOf(booksOf(accountId).account).reverse(),
    count(query) {
      const range = rangeOf(query);
      return range === undefined ? 0 : heldIn(range, query).length + countIn(range, query);
    },
    page(query, offset, limit) {
      const range = rangeOf(query);
      if (range === undefined) return [];
      const all = heldIn(range, query);
      const first = all.slice(offset, offset + limit);
      const left = limit - first.length;
      return left === 0 ? first : [...first, ...bookedIn(range, query, Math.max(0, offset - all.length), left)];
    },
    standing(accountId) {
      const found = accountOf(accountId);
      if (found === undefined) return undefined;
      const newest = lastOf(found.account);
      const all = holdsOf(found.account);
      const oldest = newest === undefined ? undefined : placeOf(found.account, 0);
      return {
        currency: found.currency,
        opening: found.opening,
        booked: newest?.balance_after ?? found.opening,
        held: all.reduce((sum, { amount, credit }) => sum + (credit ? amount : -amount), 0),
        first: oldest?.booked_at ?? all.at(-1)?.bookedAt,
        last: all[0]?.bookedAt ?? newest?.booked_at,
      };
    },
    dataVersion: (accountId) => aVersionRow.parse(version.get(accountId))?.version ?? 0,
  };
}

function asPosting(row: z.infer<typeof postingRow>): Posting {
  return {
    bookedAt: row.booked_at,
    valueAt: row.value_at,
    amount: row.amount,
    credit: row.credit === 1,
    counterparty: row.counterparty,
    detail: row.detail,
  };
}

function asEntry(row: z.infer<typeof entryRow>, currency: string): LedgerEntry {
  return { ...asPosting(row), currency, rank: row.rank, balanceAfter: row.balance_after };
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
