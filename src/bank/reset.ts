/** A bank that begins anew: its customers' data, clients and consents go, its keys, ports and directory stay. */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { folderFailure, isDamaged } from './failures.ts';
import { makeFolder } from './folder.ts';
import { lockFolder } from './lock.ts';
import { openForWriting } from './store/schema.ts';
import type { Kind } from './store/store.ts';

/** What whoever registers again still needs: the ports that workspace files name, and the directory that knows the software statements. */
const keptKinds: readonly Kind[] = ['Setting', 'Organisation', 'SoftwareStatement', 'Certificate'];

export interface ResetResult {
  /** False when the database was damaged and had to go as a whole, with ports and software statements. */
  directoryKept: boolean;
}

/**
 * Empties the database of a bank that does not run; the next start makes the customers' data, from that day on backwards,
 * and business time is real time again.
 *
 * @throws BankError `bank_already_running`, `folder_not_writable`, `store_newer`, `store_busy`
 */
export async function resetBank(options: { dir: string }): Promise<ResetResult> {
  const dir = resolve(options.dir);
  await makeFolder(dir);
  const lock = await lockFolder(dir);
  try {
    const file = join(dir, 'bank.sqlite');
    try {
      empty(file);
      return { directoryKept: true };
    } catch (error) {
      if (!isDamaged(error)) throw error;
      for (const part of ['', '-wal', '-shm']) await rm(`${file}${part}`, { force: true });
      return { directoryKept: false };
    }
  } catch (error) {
    throw folderFailure(error, dir);
  } finally {
    await lock.release();
  }
}

function empty(file: string): void {
  const db = openForWriting(file);
  try {
    db.exec('PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; BEGIN IMMEDIATE');
    db.prepare(`DELETE FROM documents WHERE kind NOT IN (${keptKinds.map(() => '?').join()})`).run(...keptKinds);
    db.exec("DELETE FROM documents WHERE kind = 'Setting' AND id = 'clock'");
    db.exec('DELETE FROM ledger; DELETE FROM holds; DELETE FROM ledger_accounts; DELETE FROM due; COMMIT; VACUUM');
  } finally {
    db.close();
  }
}
