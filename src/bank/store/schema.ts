/** Lays out the bank's database file, and refuses one that a newer version of the bank laid out. */
import { DatabaseSync } from 'node:sqlite';
import { makePrivateFile } from '../private-files.ts';

/** Layout of the file that this version writes; kept in `user_version`. */
export const storeVersion = 1;

/** The file was laid out by a newer version of the bank: nothing in it was touched. */
export class StoreIsNewer extends Error {
  override readonly name = 'StoreIsNewer';
  readonly file: string;
  readonly found: number;
  constructor(file: string, found: number) {
    super(
      `${file} was written by a newer version of the bank (layout ${found}, this one knows ${storeVersion}). Update, or give the bank another folder.`,
    );
    this.file = file;
    this.found = found;
  }
}

/** The file is there but is no database that the bank can open. */
export class StoreIsUnreadable extends Error {
  override readonly name = 'StoreIsUnreadable';
  readonly file: string;
  constructor(file: string, cause: unknown) {
    super(
      `${file} cannot be opened as the bank's database: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
    this.file = file;
  }
}

/*
 * An entry's row holds how many credits went before it, so that the n-th credit or debit of any range of dates is found
 * by halving over the primary key: no further index, and a count costs as much as a page.
 */
const layout = `
  CREATE TABLE documents (
    key INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    json TEXT NOT NULL,
    expires_at INTEGER,
    UNIQUE (kind, id)
  );
  CREATE INDEX documents_expiring ON documents (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE document_index (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    key INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    PRIMARY KEY (kind, name, value, key)
  ) WITHOUT ROWID;
  CREATE INDEX document_index_of ON document_index (key);
  CREATE TABLE ledger_accounts (
    account INTEGER PRIMARY KEY,
    account_id TEXT NOT NULL UNIQUE,
    currency TEXT NOT NULL
  );
  CREATE TABLE ledger (
    account INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    booked_at INTEGER NOT NULL,
    value_at INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    pending INTEGER NOT NULL,
    balance_after INTEGER NOT NULL,
    counterparty INTEGER NOT NULL,
    detail INTEGER NOT NULL,
    credits_before INTEGER NOT NULL,
    PRIMARY KEY (account, sequence)
  ) WITHOUT ROWID;
  PRAGMA user_version = ${storeVersion};
`;

/**
 * Opens the file for writing, made with mode 0600 and laid out when absent.
 * @throws StoreIsNewer, StoreIsUnreadable
 */
export function openForWriting(file: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    makePrivateFile(file);
    db = new DatabaseSync(file, { timeout: 10_000 });
    if (versionOf(db) > storeVersion) throw new StoreIsNewer(file, versionOf(db));
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 16777216');
    // Only a new file waits for its turn, not one that another process is writing its data into.
    if (versionOf(db) === 0) {
      db.exec('BEGIN IMMEDIATE');
      // Another process may be at the same: whoever takes the lock second finds the layout there.
      if (versionOf(db) === 0) db.exec(layout);
      db.exec('COMMIT');
    }
    // From here on a unit of work tries again by itself: a wait in SQLite would hold up the thread that has to let go.
    db.exec('PRAGMA busy_timeout = 0');
    return db;
  } catch (error) {
    db?.close();
    throw error instanceof StoreIsNewer ? error : new StoreIsUnreadable(file, error);
  }
}

/** A second connection to a file that {@link openForWriting} opened: it sees what was committed and nothing else. */
export function openForReading(file: string): DatabaseSync {
  return new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}
