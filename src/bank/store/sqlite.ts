/** The store on one SQLite file: one writer at a time, and readers who see what was committed. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Clocks } from '../clock.ts';
import { type DocumentStatements, documentStatements } from './documents.ts';
import { type DueStatements, dueStatements } from './due.ts';
import { type KeptDocuments, keepDocuments } from './kept-documents.ts';
import { type LedgerStatements, ledgerStatements } from './ledger.ts';
import { openForReading, openForWriting } from './schema.ts';
import {
  type Due,
  type Kind,
  type LedgerEntry,
  type LedgerQuery,
  type LedgerStanding,
  livesByProtocolTime,
  type Posting,
  type PutOptions,
  type Store,
} from './store.ts';

/** Milliseconds for which a unit of work tries to get the file from another process. */
const timeout = 30_000;
/** Milliseconds between two purges of expired documents. */
const purgeInterval = 60_000;
/** Entries written before the process attends to something else. */
const batch = 20_000;

/**
 * Opens the bank's database, which is made when absent. The file may be open in another process too.
 * @param file Path of the database; its folder must exist
 * @param business Decides what has expired
 * @param protocol The same, of what lives by protocol time
 * @throws StoreIsNewer, StoreIsUnreadable
 */
export function openSqliteStore(file: string, business: Clock, protocol: Clock = business): Store {
  return new SqliteStore(file, { business, protocol });
}

interface Connection {
  db: DatabaseSync;
  documents: DocumentStatements;
  ledger: LedgerStatements;
  due: DueStatements;
}

/** A unit of work that runs: `open` until its transaction ends, so that a call left behind in it does not join the next. */
interface Unit {
  open: boolean;
  failed?: { because: unknown };
}

class SqliteStore implements Store {
  readonly #clocks: Clocks;
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #kept: KeptDocuments;
  readonly #transaction: { begin: StatementSync; commit: StatementSync; rollback: StatementSync };
  readonly #running = new AsyncLocalStorage<Unit>();
  #turn: Promise<void> = Promise.resolve();
  #purgedAt = Number.NEGATIVE_INFINITY;
  #closed: Promise<void> | undefined;

  constructor(file: string, clocks: Clocks) {
    this.#clocks = clocks;
    this.#writer = connect(openForWriting(file));
    const reader = connect(openForReading(file));
    this.#kept = keepDocuments(reader.db, reader.documents);
    this.#reader = { ...reader, documents: this.#kept };
    const { db } = this.#writer;
    this.#transaction = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      rollback: db.prepare('ROLLBACK'),
    };
  }

  async get<T>(kind: Kind, id: string): Promise<T | undefined> {
    return this.#seen.documents.get(kind, id, this.#now(kind))?.document as T | undefined;
  }

  async find<T>(kind: Kind, index: string, value: string): Promise<T[]> {
    const found = this.#seen.documents.find(kind, index, value, this.#now(kind));
    return found.map(({ document }) => document as T);
  }

  async list<T>(kind: Kind): Promise<T[]> {
    return this.#seen.documents.list(kind, this.#now(kind)) as T[];
  }

  put(kind: Kind, id: string, document: unknown, options: PutOptions = {}): Promise<void> {
    return this.unit(async () => this.#writer.documents.put(kind, id, document, options));
  }

  insert(kind: Kind, id: string, document: unknown, options: PutOptions = {}): Promise<boolean> {
    return this.unit(async () => this.#writer.documents.insert(kind, id, document, options, this.#now(kind)));
  }

  delete(kind: Kind, id: string): Promise<void> {
    return this.unit(async () => this.#writer.documents.delete(kind, id));
  }

  deleteBy(kind: Kind, index: string, value: string): Promise<void> {
    return this.unit(async () => this.#writer.documents.deleteBy(kind, index, value));
  }

  clear(kept: readonly Kind[]): Promise<ReadonlyMap<string, number>> {
    return this.unit(async () => this.#writer.documents.clear(kept, this.#clocks.business.now()));
  }

  openBooks(accountId: string, opening: { currency: string; balance: number }): Promise<void> {
    return this.unit(async () => this.#writer.ledger.openBooks(accountId, opening));
  }

  book(accountId: string, postings: Iterable<Posting>): Promise<void> {
    return this.unit(async () => {
      const iterator = postings[Symbol.iterator]();
      while (!this.#writer.ledger.book(accountId, iterator, batch).done) await breathe();
    });
  }

  hold(accountId: string, holds: readonly Posting[]): Promise<void> {
    return this.unit(async () => this.#writer.ledger.hold(accountId, holds));
  }

  async holds(accountId: string): Promise<Posting[]> {
    return this.#seen.ledger.holds(accountId);
  }

  async count(query: LedgerQuery): Promise<number> {
    return this.#seen.ledger.count(query);
  }

  async page(query: LedgerQuery, offset: number, limit: number): Promise<LedgerEntry[]> {
    return this.#seen.ledger.page(query, offset, limit);
  }

  async standing(accountId: string): Promise<LedgerStanding | undefined> {
    return this.#seen.ledger.standing(accountId);
  }

  async dataVersion(accountId: string): Promise<number> {
    const ask = () => this.#seen.ledger.dataVersion(accountId);
    return this.#inUnit ? ask() : this.#kept.keep(`data version\n${accountId}`, ask);
  }

  setDue(kind: string, id: string, at: number | undefined): Promise<void> {
    return this.unit(async () => this.#writer.due.setDue(kind, id, at));
  }

  async dueAt(kind: string, id: string): Promise<number | undefined> {
    return this.#seen.due.dueAt(kind, id);
  }

  async firstDue(): Promise<Due | undefined> {
    const ask = () => this.#seen.due.firstDue();
    return this.#inUnit ? ask() : this.#kept.keep('first due', ask);
  }

  async unit<T>(work: () => Promise<T>): Promise<T> {
    const outer = this.#running.getStore();
    if (outer?.open) {
      // One transaction for both: what the inner one takes back, the outer one cannot keep.
      return work().catch((because: unknown) => {
        outer.failed ??= { because };
        throw because;
      });
    }
    // Those that were there before the closing have their turn before it.
    if (this.#closed !== undefined) throw new Error('The store is closed');
    const release = await this.#takeTurn();
    try {
      await this.#begin();
      return await this.#transacted(work);
    } finally {
      release();
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#takeTurn().then((release) => {
      this.#reader.db.close();
      this.#writer.db.close();
      release();
    });
    return this.#closed;
  }

  #now(kind: Kind): number {
    return (livesByProtocolTime(kind) ? this.#clocks.protocol : this.#clocks.business).now();
  }

  /** The connection whose eyes a read uses: the writer's within a unit of work, else one that sees no half-done work. */
  get #seen(): Connection {
    return this.#inUnit ? this.#writer : this.#reader;
  }

  get #inUnit(): boolean {
    return this.#running.getStore()?.open ?? false;
  }

  async #takeTurn(): Promise<() => void> {
    const before = this.#turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turn = promise;
    await before;
    return resolve;
  }

  /** Waits for another process without holding up this one. */
  async #begin(): Promise<void> {
    const start = performance.now();
    for (;;) {
      try {
        this.#transaction.begin.run();
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() - start > timeout) throw error;
        await sleep(10);
      }
    }
  }

  async #transacted<T>(work: () => Promise<T>): Promise<T> {
    const unit: Unit = { open: true };
    try {
      const result = await this.#running.run(unit, work);
      unit.open = false;
      if (unit.failed !== undefined) throw unit.failed.because;
      this.#purgeWhenDue();
      this.#transaction.commit.run();
      this.#kept.forget();
      return result;
    } catch (error) {
      unit.open = false;
      // SQLite has rolled back by itself after some failures, a full disk for one.
      if (this.#writer.db.isTransaction) this.#transaction.rollback.run();
      throw error;
    }
  }

  #purgeWhenDue(): void {
    const [business, protocol] = [this.#clocks.business.now(), this.#clocks.protocol.now()];
    // Business time may have been set back.
    if (Math.abs(business - this.#purgedAt) < purgeInterval) return;
    this.#purgedAt = business;
    this.#writer.documents.purge({ business, protocol });
  }
}

function connect(db: DatabaseSync): Connection {
  return { db, documents: documentStatements(db), ledger: ledgerStatements(db), due: dueStatements(db) };
}

/** SQLITE_BUSY, its extended codes included. */
function isBusy(error: unknown): boolean {
  return (
    error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' && (error.errcode & 0xff) === 5
  );
}
