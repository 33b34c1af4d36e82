/** The bank's store in memory, for tests that need no file. It keeps the same contract (test/unit/bank-store/contract.test.ts). */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../src/bank/clock.ts';
import {
  type Due,
  type Kind,
  type LedgerEntry,
  type LedgerQuery,
  livesByProtocolTime,
  type Posting,
  type PutOptions,
  type Store,
} from '../../src/bank/store/store.ts';

interface Row extends PutOptions {
  text: string;
}

/** Replaced when it changes, never changed itself. */
interface Books {
  currency: string;
  opening: number;
  version: number;
  booked: readonly LedgerEntry[];
  holds: readonly Posting[];
}

const signed = ({ amount, credit }: Posting): number => (credit ? amount : -amount);

/** All that there is, as it was committed or as a unit has it so far. */
interface Held {
  kinds: Map<Kind, Map<string, Row>>;
  books: Map<string, Books>;
  due: Map<string, Due>;
}

interface Unit {
  held: Held;
  open: boolean;
  failed?: { because: unknown };
}

const copyOf = ({ kinds, books, due }: Held): Held => ({
  kinds: new Map([...kinds].map(([kind, rows]) => [kind, new Map(rows)])),
  books: new Map(books),
  due: new Map(due),
});

/** A {@link Store} whose units of work are seen when they are whole, and undone when they fail. */
export function memoryStore(clock: Clock = { now: () => Date.now() }, protocol: Clock = clock): Store {
  let committed: Held = { kinds: new Map(), books: new Map(), due: new Map() };
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
  const booksOf = (accountId: string): Books => {
    const found = seen().books.get(accountId);
    if (found === undefined) throw new Error(`Account ${accountId} has no books`);
    return found;
  };
  const change = (accountId: string, changed: Partial<Books>): void => {
    const before = booksOf(accountId);
    seen().books.set(accountId, { ...before, ...changed, version: before.version + 1 });
  };
  /** Newest first. */
  const entriesOf = (accountId: string): LedgerEntry[] => {
    const { currency, booked, holds } = seen().books.get(accountId) ?? { currency: '', booked: [], holds: [] };
    const held = holds.map((hold) => ({ ...hold, currency, rank: undefined, balanceAfter: undefined }));
    return [...booked, ...held].reverse();
  };
  const matching = ({ accountId, from = -Infinity, to = Infinity, credits, debits }: LedgerQuery) =>
    entriesOf(accountId).filter(
      (entry) => entry.bookedAt >= from && entry.bookedAt <= to && (entry.credit ? credits : debits),
    );
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
    openBooks: (accountId, { currency, balance }) =>
      unit(async () => {
        const version = (seen().books.get(accountId)?.version ?? 0) + 1;
        seen().books.set(accountId, { currency, opening: balance, version, booked: [], holds: [] });
      }),
    book: (accountId, postings) =>
      unit(async () => {
        const { currency, opening, booked } = booksOf(accountId);
        const all = [...booked];
        for (const posting of postings) {
          const last = all.at(-1);
          if (last !== undefined && posting.bookedAt < last.bookedAt) {
            throw new Error(`A posting of account ${accountId} is before its last entry`);
          }
          const balanceAfter = (last?.balanceAfter ?? opening) + signed(posting);
          all.push({ ...posting, currency, rank: all.length, balanceAfter });
        }
        change(accountId, { booked: all });
      }),
    hold: (accountId, holds) =>
      unit(async () => change(accountId, { holds: holds.toSorted((one, other) => one.bookedAt - other.bookedAt) })),
    holds: async (accountId) => [...booksOf(accountId).holds],
    count: async (query) => matching(query).length,
    page: async (query, offset, limit) => matching(query).slice(offset, offset + limit),
    async standing(accountId) {
      const found = seen().books.get(accountId);
      if (found === undefined) return undefined;
      const { currency, opening, booked, holds } = found;
      const all = entriesOf(accountId);
      return {
        currency,
        opening,
        booked: booked.at(-1)?.balanceAfter ?? opening,
        held: holds.reduce((sum, hold) => sum + signed(hold), 0),
        first: all.at(-1)?.bookedAt,
        last: all[0]?.bookedAt,
      };
    },
    dataVersion: async (accountId) => seen().books.get(accountId)?.version ?? 0,
    setDue: (kind, id, at) =>
      unit(async () => {
        const { due } = seen();
        if (at === undefined) due.delete(`${kind}\n${id}`);
        else due.set(`${kind}\n${id}`, { kind, id, at });
      }),
    dueAt: async (kind, id) => seen().due.get(`${kind}\n${id}`)?.at,
    async firstDue() {
      const order = ({ kind, id }: Due) => `${kind}\n${id}`;
      const [first] = [...seen().due.values()].sort(
        (one, other) => one.at - other.at || (order(one) < order(other) ? -1 : 1),
      );
      return first;
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
