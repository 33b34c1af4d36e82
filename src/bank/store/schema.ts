/** Lays out the bank's database file, and refuses one that a newer version of the bank laid out. */
import { DatabaseSync } from 'node:sqlite';
import { makePrivateFile } from '../private-files.ts';

/** Layout of the file that this version writes; kept in `user_version`. */
export const storeVersion = 2;

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

/** What layout 2 has beside layout 1. */
const holdsAndDue = `
  CREATE TABLE holds (
    account INTEGER NOT NULL,
    number INTEGER NOT NULL,
    booked_at INTEGER NOT NULL,
    value_at INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    counterparty INTEGER NOT NULL,
    detail INTEGER NOT NULL,
    PRIMARY KEY (account, number)
  ) WITHOUT ROWID;
  CREATE TABLE due (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
  ) WITHOUT ROWID;
  CREATE INDEX due_at ON due (at, kind, id);
`;

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
    currency TEXT NOT NULL,
    opening INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
  );
  CREATE TABLE ledger (
    account INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    booked_at INTEGER NOT NULL,
    value_at INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    credit INTEGER NOT NULL,
    balance_after INTEGER NOT NULL,
    counterparty INTEGER NOT NULL,
    detail INTEGER NOT NULL,
    credits_before INTEGER NOT NULL,
    PRIMARY KEY (account, rank)
  ) WITHOUT ROWID;
${holdsAndDue}
  PRAGMA user_version = ${storeVersion};
`;

/**
 * From layout 1, where balances stood in the account, pending entries were the last of the ledger, and a consent had a status of 3.1.11: in
 * one transaction, so that a bank killed in the middle does it again.
 */
function migrate(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE');
  // Another process may have been at the same.
  if (versionOf(db) === 1) {
    db.exec(`
      ${holdsAndDue}
      INSERT INTO holds SELECT account, sequence, booked_at, value_at, amount, credit, counterparty, detail FROM ledger WHERE pending = 1;
      DELETE FROM ledger WHERE pending = 1;
      ALTER TABLE ledger DROP COLUMN pending;
      ALTER TABLE ledger RENAME COLUMN sequence TO rank;
      ALTER TABLE ledger_accounts ADD COLUMN opening INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE ledger_accounts ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
      UPDATE ledger_accounts SET opening = (
        SELECT json_extract(json, '$.openingBalance') FROM documents WHERE kind = 'Account' AND id = account_id
      );
      UPDATE documents SET json = json_remove(json, '$.openingBalance', '$.booked', '$.available', '$.asOf') WHERE kind = 'Account';
      UPDATE documents SET json = json_set(json, '$.version', '3.1', '$.status', CASE json_extract(json, '$.status')
        WHEN 'Authorised' THEN 'authorised' WHEN 'Rejected' THEN 'rejected' ELSE 'awaitingAuthorisation'
      END) WHERE kind = 'Consent';
      INSERT INTO due SELECT 'ConsentExpiry', id, json_extract(json, '$.expiresAt') FROM documents
        WHERE kind = 'Consent' AND json_extract(json, '$.expiresAt') IS NOT NULL;
      INSERT INTO document_index SELECT 'Consent', 'customerId', json_extract(json, '$.customerId'), key FROM documents
        WHERE kind = 'Consent' AND json_extract(json, '$.customerId') IS NOT NULL;
      PRAGMA user_version = ${storeVersion};
    `);
  }
  db.exec('COMMIT');
}

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
    if (versionOf(db) === 1) migrate(db);
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
