/** A bank's file as the bank of 0.1.0 laid it out, with two accounts and a data set of its own. */
import { DatabaseSync } from 'node:sqlite';

const layout = `
  CREATE TABLE documents (
    key INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, expires_at INTEGER, UNIQUE (kind, id)
  );
  CREATE INDEX documents_expiring ON documents (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE document_index (
    kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    key INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    PRIMARY KEY (kind, name, value, key)
  ) WITHOUT ROWID;
  CREATE INDEX document_index_of ON document_index (key);
  CREATE TABLE ledger_accounts (account INTEGER PRIMARY KEY, account_id TEXT NOT NULL UNIQUE, currency TEXT NOT NULL);
  CREATE TABLE ledger (
    account INTEGER NOT NULL, sequence INTEGER NOT NULL, booked_at INTEGER NOT NULL, value_at INTEGER NOT NULL,
    amount INTEGER NOT NULL, credit INTEGER NOT NULL, pending INTEGER NOT NULL, balance_after INTEGER NOT NULL,
    counterparty INTEGER NOT NULL, detail INTEGER NOT NULL, credits_before INTEGER NOT NULL,
    PRIMARY KEY (account, sequence)
  ) WITHOUT ROWID;
  PRAGMA user_version = 1;
`;

export interface OldAccount {
  accountId: string;
  currency: string;
  openingBalance: number;
  /** Signed minor units, oldest first, an hour apart from `from` on; the pending ones are the last. */
  moved: number[];
  pending: number;
}

export function writeLayout1(
  file: string,
  accounts: readonly OldAccount[],
  from: number,
  documents: object = {},
): void {
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; BEGIN; ${layout}`);
  const document = db.prepare('INSERT INTO documents (kind, id, json) VALUES (?, ?, ?)');
  const open = db.prepare('INSERT INTO ledger_accounts VALUES (?, ?, ?)');
  const entry = db.prepare('INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  accounts.forEach(({ accountId, currency, openingBalance, moved, pending }, account) => {
    const booked = moved.slice(0, moved.length - pending).reduce((sum, each) => sum + each, openingBalance);
    const record = { accountId, currency, openingBalance, booked, available: booked, asOf: from };
    document.run('Account', accountId, JSON.stringify(record));
    open.run(account, accountId, currency);
    let [balance, credits] = [openingBalance, 0];
    moved.forEach((each, sequence) => {
      const at = from + sequence * 3_600_000;
      const [credit, isPending] = [each > 0 ? 1 : 0, sequence >= moved.length - pending ? 1 : 0];
      balance += each;
      entry.run(account, sequence, at, at + 1, Math.abs(each), credit, isPending, balance, 2, sequence, credits);
      credits += credit;
    });
  });
  for (const [kind, held] of Object.entries(documents)) {
    for (const [id, value] of Object.entries(held as object)) document.run(kind, id, JSON.stringify(value));
  }
  db.exec('COMMIT');
  db.close();
}
