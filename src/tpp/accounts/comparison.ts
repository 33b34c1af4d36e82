/** Two fetches of the same accounts compared: what is new, what is gone, what changed, and what was pending and is booked now. */
import { setImmediate } from 'node:timers/promises';
import { contentHash } from './row-identity.ts';
import { settledRows } from './settled-rows.ts';
import type { StatementRows } from './statement-rows.ts';
import { textAt } from './text-at.ts';

/** What became of a row; a row's state is a place in this list. `settled`: it was pending under another id, or none. */
export const rowStates = ['same', 'new', 'changed', 'gone', 'settled'] as const;
const [same, isNew, changed, settled] = [0, 1, 2, 4];

export interface Comparison {
  /** By row of the later fetch: a place in {@link rowStates}. */
  states: Uint8Array;
  /** Rows of the earlier fetch that the later one has no more. */
  gone: number[];
  /** Rows that are the same but for their TransactionId. */
  changedIds: number;
}

/**
 * Compares by identity. A TransactionId identifies while it holds: it is there, once in its fetch, and names the same from fetch to fetch;
 * where more rows kept their content under another id than kept content and id, ids do not hold at this bank. A row without such an id is
 * identified by its account, its content and its place among equal ones.
 * @param signal stops the comparison
 */
export async function compareStatements(
  earlier: StatementRows,
  later: StatementRows,
  signal?: AbortSignal,
): Promise<Comparison> {
  const [before, now] = [await describe(earlier, signal), await describe(later, signal)];
  const states = new Uint8Array(later.count).fill(isNew);
  const taken = new Uint8Array(earlier.present);
  const pair = (row: number, other: number, state: number): void => {
    states[row] = state;
    taken[other] = 1;
  };
  const byId = new Map<string, number>();
  before.ids.forEach((id, row) => {
    if (id !== '') byId.set(id, row);
  });

  let kept = 0;
  for (const [row, id] of now.ids.entries()) {
    const other = id === '' ? undefined : byId.get(id);
    if (other === undefined || before.contents[other] !== now.contents[row]) continue;
    pair(row, other, same);
    kept += 1;
  }

  // Equal rows of the earlier fetch, in their order; the first of them is the first of the later fetch.
  const equals = new Map<string, number[]>();
  before.contents.forEach((content, row) => {
    if (taken[row] === 1) return;
    const rows = equals.get(content);
    if (rows) rows.push(row);
    else equals.set(content, [row]);
  });
  for (const rows of equals.values()) rows.reverse();
  const renamed: [row: number, other: number][] = [];
  for (const [row, content] of now.contents.entries()) {
    if (states[row] !== isNew) continue;
    const other = equals.get(content)?.pop();
    if (other === undefined) continue;
    if (now.ids[row] !== '' && before.ids[other] !== '') renamed.push([row, other]);
    else pair(row, other, same);
  }
  const idsHold = renamed.length <= kept;
  if (!idsHold) for (const [row, other] of renamed) pair(row, other, same);

  if (idsHold) {
    for (const [row, id] of now.ids.entries()) {
      const other = id === '' ? undefined : byId.get(id);
      if (other !== undefined && states[row] === isNew && taken[other] === 0) pair(row, other, changed);
    }
  }
  const left = { earlier: rowsWhere(taken, 0), later: rowsWhere(states, isNew) };
  for (const [row, other] of await settledRows(earlier, left.earlier, later, left.later, signal)) {
    pair(row, other, settled);
  }
  return { states, gone: rowsWhere(taken, 0), changedIds: idsHold ? 0 : renamed.length };
}

function rowsWhere(values: Uint8Array, wanted: number): number[] {
  const rows: number[] = [];
  values.forEach((value, row) => {
    if (value === wanted) rows.push(row);
  });
  return rows;
}
interface Described {
  /** By row: account and id, where the id is there and once; otherwise empty. */
  ids: string[];
  /** By row: what stands for its account and its content without the id. */
  contents: string[];
}

async function describe(rows: StatementRows, signal?: AbortSignal): Promise<Described> {
  const ids: string[] = [];
  const contents: string[] = [];
  // Those that were gone then already are not gone again.
  for (let row = 0; row < rows.present; row += 1) {
    if (row % 2000 === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    const transaction = rows.raw.object(row) ?? {};
    const account = rows.account(row);
    ids.push(rows.hasUniqueId(row) ? `${account}\n${textAt(transaction, 'TransactionId')}` : '');
    contents.push(contentHash(account, transaction));
  }
  return { ids, contents };
}
