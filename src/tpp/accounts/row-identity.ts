/** What identifies a row from one export to the next: an id that holds, failing that its content and its place among equal ones. */
import { setImmediate } from 'node:timers/promises';
import { hash64 } from './id-index.ts';
import type { BankObject } from './pages.ts';
import type { StatementRows } from './statement-rows.ts';
import { textAt } from './text-at.ts';

/** After so many rows others have their turn. */
const stretch = 2000;

/**
 * Two equal coffees are two rows, the first and the second, whichever of them is asked for.
 * @returns gives a row's identity, which no other row of its account has
 */
export async function rowIdentities(rows: StatementRows, signal?: AbortSignal): Promise<(row: number) => string> {
  const made = new Map<number, string>();
  const seen = new Map<string, number>();
  for (let row = 0; row < rows.count; row += 1) {
    if (row % stretch === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    if (rows.hasUniqueId(row)) continue;
    const content = contentHash(rows.account(row), rows.raw.object(row) ?? {});
    const place = (seen.get(content) ?? 0) + 1;
    seen.set(content, place);
    made.set(row, `${content}-${place}`);
  }
  return (row) => made.get(row) ?? textAt(rows.raw.object(row), 'TransactionId');
}

/** 16 hexadecimal digits that stand for an account and all members of a transaction but its id, whatever their order. */
export function contentHash(account: string, transaction: BankObject): string {
  const { TransactionId: _, ...content } = transaction;
  return hash64(`${account}\n${inOrder(content)}`)
    .map((half) => half.toString(16).padStart(8, '0'))
    .join('');
}

/** JSON with the members of every object in the order of their names. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
