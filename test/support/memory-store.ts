/** The bank's store in memory, for tests that need no file. It keeps the same contract (test/unit/bank-store/contract.test.ts). */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../src/bank/clock.ts';
import {
  type Kind,
  type LedgerEntry,
  type LedgerQuery,
  livesByProtocolTime,
  type PutOptions,
  type Store,
} from '../../src/bank/store/store.ts';

interface Row extends PutOptions {
  text: string;
}

/** All that there is, as it was committed or as a unit has it so far. */
interface Held {
  kinds: Map<Kind, Map<string, Row>>;
  accounts: Map<string, LedgerEntry[]>;
}

interface Unit {
  held: Held;
  open: boolean;
  failed?: { because: unknown };
}

const copyOf = ({ kinds, accounts }: Held): Held => ({
  kinds: new Map([...kinds].map(([kind, rows]) => [kind, new Map(rows)])),
  accounts: new Map(accounts),
});

/** A {@link Store} whose units of work are seen when they are whole, and undone when they fail. */
export function memoryStore(clock: Clock = { now: () => Date.now() }, protocol: Clock = clock): Store {
  let committed: Held = { kinds: new Map(), accounts: new Map() };
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;
  const running = new AsyncLocalStorage<Unit>();

  const seen = (): Held => {
    const unit = running.getStore();
    return unit?.open ? unit.held : committed;
  };
  const rows = (kind: Kind): Map<string, Row> => {
    const { kinds } = seen();
    const found = kinds.get(kind) ?? new Map<string, Row>();
    kinds.set(kind, found);
    return found;
  };
  const alive = (kind: Kind, row: Row | undefined): row is Row => {
    const now = (livesByProtocolTime(kind) ? protocol : clock).now();
    return row !== undefined && (row.expiresAt === undefined || row.expiresAt > now);
  };
  const live = (kind: Kind) => [...rows(kind).values()].filter((row) => alive(kind, row));
  const matching = ({ accountId, from = -Infinity, to = Infinity, credits, debits }: LedgerQuery) =>
    (seen().accounts.get(accountId) ?? [])
      .filter((entry) => entry.bookedAt >= from && entry.bookedAt <= to && (entry.credit ? credits : debits))
      .reverse();
  const write = (kind: Kind, id: string, document: unknown, options: PutOptions): void => {
    rows(kind).set(id, { ...options, text: JSON.stringify(document) });
  };

  async function unit<T>(work: () => Promise<T>): Promise<T> {
    const outer = running.getStore();
    if (outer?.open) {
      return work().catch((because: unknown) => {
        outer.failed ??= { because };
        throw because;
      });
    }
    if (closed) throw new Error('The store is closed');
    const run = turn.then(async () => {
      const own: Unit = { held: copyOf(committed), open: true };
      const result = await running.run(own, work).finally(() => {
        own.open = false;
      });
      if (own.failed !== undefined) throw own.failed.because;
      committed = own.held;
      return result;
    });
    turn = run.catch(() => undefined);
    return run;
  }

  return {
    unit,
    async get<T>(kind: Kind, id: string) {
      const row = rows(kind).get(id);
      return alive(kind, row) ? read<T>(row) : undefined;
    },
    async find<T>(kind: Kind, index: string, value: string) {
      return live(kind)
        .filter((row) => row.index?.[index] === value)
        .map((row) => read<T>(row));
    },
    list: async <T>(kind: Kind) => live(kind).map((row) => read<T>(row)),
    put: (kind, id, document, options = {}) => unit(async () => write(kind, id, document, options)),
    insert: (kind, id, document, options = {}) =>
      unit(async () => {
        if (alive(kind, rows(kind).get(id))) return false;
        write(kind, id, document, options);
        return true;
      }),
    delete: (kind, id) => unit(async () => void rows(kind).delete(id)),
    deleteBy: (kind, index, value) =>
      unit(async () => {
        for (const [id, row] of rows(kind)) if (row.index?.[index] === value) rows(kind).delete(id);
      }),
    clear: (kept) =>
      unit(async () => {
        const cleared = [...seen().kinds.keys()].filter((kind) => !kept.includes(kind));
        const counts = new Map(
          cleared.map((kind) => [kind, live(kind).length] as const).filter(([, count]) => count > 0),
        );
        for (const kind of cleared) seen().kinds.delete(kind);
        return counts;
      }),
    append: (accountId, entries) =>
      unit(async () => {
        const all = [...(seen().accounts.get(accountId) ?? [])];
        for (const entry of entries) {
          const last = all.at(-1);
          const inOrder =
            entry.sequence === all.length &&
            (last === undefined || (entry.bookedAt >= last.bookedAt && entry.currency === last.currency));
          if (!inOrder) throw new Error(`Entry ${entry.sequence} of account ${accountId} is out of order`);
          all.push(entry);
        }
        if (all.length > 0) seen().accounts.set(accountId, all);
      }),
    count: async (query) => matching(query).length,
    page: async (query, offset, limit) => matching(query).slice(offset, offset + limit),
    async extent(accountId) {
      const times = (seen().accounts.get(accountId) ?? []).map((entry) => entry.bookedAt);
      return times.length === 0 ? undefined : { first: Math.min(...times), last: Math.max(...times) };
    },
    async close() {
      closed = true;
      await turn;
    },
  };
}

function read<T>(row: Row): T {
  return JSON.parse(row.text);
}
