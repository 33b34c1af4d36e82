/** The bank's store in memory, for tests that need no file. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../src/bank/clock.ts';
import type { LedgerEntry, LedgerQuery, PutOptions, Store } from '../../src/bank/store/store.ts';

interface Row extends PutOptions {
  text: string;
}

/** A {@link Store} whose units of work are undone when they fail. */
export function memoryStore(clock: Clock = { now: () => Date.now() }): Store {
  let kinds = new Map<string, Map<string, Row>>();
  let accounts = new Map<string, LedgerEntry[]>();
  let queue: Promise<unknown> = Promise.resolve();
  const inUnit = new AsyncLocalStorage<true>();

  const rows = (kind: string) => {
    const found = kinds.get(kind) ?? new Map<string, Row>();
    kinds.set(kind, found);
    return found;
  };
  const alive = (row: Row | undefined): row is Row =>
    row !== undefined && (row.expiresAt === undefined || row.expiresAt > clock.now());
  const live = (kind: string) => [...rows(kind).values()].filter(alive);
  const matching = ({ accountId, from = -Infinity, to = Infinity, credits, debits }: LedgerQuery) =>
    (accounts.get(accountId) ?? [])
      .filter((entry) => entry.bookedAt >= from && entry.bookedAt <= to && (entry.credit ? credits : debits))
      .reverse();

  return {
    async get<T>(kind: string, id: string) {
      const row = rows(kind).get(id);
      return alive(row) ? read<T>(row) : undefined;
    },
    async find<T>(kind: string, index: string, value: string) {
      return live(kind)
        .filter((row) => row.index?.[index] === value)
        .map((row) => read<T>(row));
    },
    async list<T>(kind: string) {
      return live(kind).map((row) => read<T>(row));
    },
    async put(kind, id, document, options = {}) {
      rows(kind).set(id, { ...options, text: JSON.stringify(document) });
    },
    async insert(kind, id, document, options = {}) {
      if (alive(rows(kind).get(id))) return false;
      rows(kind).set(id, { ...options, text: JSON.stringify(document) });
      return true;
    },
    async delete(kind, id) {
      rows(kind).delete(id);
    },
    async deleteBy(kind, index, value) {
      for (const [id, row] of rows(kind)) if (row.index?.[index] === value) rows(kind).delete(id);
    },
    async clear(kept) {
      const cleared = [...kinds.keys()].filter((kind) => !kept.includes(kind));
      const count = cleared.flatMap(live).length;
      for (const kind of cleared) kinds.delete(kind);
      return count;
    },
    async append(accountId, entries) {
      accounts.set(accountId, [...(accounts.get(accountId) ?? []), ...entries]);
    },
    async count(query) {
      return matching(query).length;
    },
    async page(query, offset, limit) {
      return matching(query).slice(offset, offset + limit);
    },
    async extent(accountId) {
      const times = (accounts.get(accountId) ?? []).map((entry) => entry.bookedAt);
      return times.length === 0 ? undefined : { first: Math.min(...times), last: Math.max(...times) };
    },
    unit(work) {
      if (inUnit.getStore()) return work();
      const run = queue.then(async () => {
        const before = [new Map([...kinds].map(([kind, held]) => [kind, new Map(held)])), new Map(accounts)] as const;
        try {
          return await inUnit.run(true, work);
        } catch (error) {
          [kinds, accounts] = before;
          throw error;
        }
      });
      queue = run.catch(() => undefined);
      return run;
    },
    async close() {},
  };
}

function read<T>(row: Row): T {
  return JSON.parse(row.text);
}
