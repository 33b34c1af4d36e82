/** Rows that were pending in an earlier fetch and are booked in a later one under another id: the same money, once and not twice. */
import { setImmediate } from 'node:timers/promises';
import { readRow } from './row-reader.ts';
import type { StatementRows } from './statement-rows.ts';

const day = 86_400_000;
/** A card payment is booked within some days; one that is booked before it was pending, by a zone. */
const [latest, earliest] = [14 * day, -day];

interface Movement {
  row: number;
  at: number;
  /** Account, currency, amount and way. */
  money: string;
  description: string;
}

/**
 * Pairs what is booked with what was pending: the same account, currency, amount and way, within two weeks. Those with the same description
 * first; of several the oldest with the oldest.
 * @param gone rows of the earlier fetch that the later one has no more
 * @param fresh rows of the later fetch that the earlier one had not
 * @returns a row of the later fetch with its row of the earlier one
 */
export async function settledRows(
  earlier: StatementRows,
  gone: readonly number[],
  later: StatementRows,
  fresh: readonly number[],
  signal?: AbortSignal,
): Promise<[row: number, other: number][]> {
  if (gone.length === 0 || fresh.length === 0) return [];
  const pending = await movements(earlier, gone, 'pending', signal);
  const booked = await movements(later, fresh, 'booked', signal);
  const pairs: [number, number][] = [];
  const [settled, taken] = [new Set<Movement>(), new Set<Movement>()];
  for (const keyOf of [(each: Movement) => `${each.money}\n${each.description}`, (each: Movement) => each.money]) {
    const waiting = Map.groupBy(
      pending.filter((each) => !taken.has(each)),
      keyOf,
    );
    for (const [key, rows] of Map.groupBy(
      booked.filter((each) => !settled.has(each)),
      keyOf,
    )) {
      const others = waiting.get(key) ?? [];
      let next = 0;
      for (const each of rows) {
        // Both go by their time, so that what was too long ago for this one is so for the next.
        while (next < others.length && each.at - (others[next]?.at ?? 0) > latest) next += 1;
        const other = others[next];
        if (other === undefined || each.at - other.at < earliest) continue;
        next += 1;
        settled.add(each);
        taken.add(other);
        pairs.push([each.row, other.row]);
      }
    }
  }
  return pairs;
}

/** Those with this status whose money and day are certain, the oldest first. */
async function movements(
  rows: StatementRows,
  wanted: readonly number[],
  status: 'pending' | 'booked',
  signal: AbortSignal | undefined,
): Promise<Movement[]> {
  const found: Movement[] = [];
  for (const [index, row] of wanted.entries()) {
    if (index % 2000 === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    const read = readRow(rows.raw.object(row) ?? {});
    if (read.status !== status || read.amount === undefined || !read.direction || Number.isNaN(read.booked)) continue;
    const money = JSON.stringify([rows.account(row), read.currency, read.amount.toString()]);
    found.push({ row, at: read.booked, money, description: read.description });
  }
  return found.sort((a, b) => a.at - b.at);
}
