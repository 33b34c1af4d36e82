/** One bank per folder: a lock that dies with its process, and a note beside it that says who holds it. */
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Ports } from './addresses.ts';
import { BankError } from './errors.ts';
import { folderFailure, sqlite, sqliteCode } from './failures.ts';
import { makePrivateFile } from './private-files.ts';
import { isAlive } from './processes.ts';

/** What the bank that holds a folder notes in `running.json`, mode 0600. */
const runningSchema = z.object({
  pid: z.number().int(),
  /** What it listens on, and what gives control of it; absent until it listens. */
  open: z
    .object({
      ports: z.object({ front: z.number(), tls: z.number(), mtls: z.number() }),
      /** Whoever can read this file may control the bank. */
      controlToken: z.string(),
      /** What lets its holder ask at `/admin`; absent where nothing is answered there. */
      adminToken: z.string().optional(),
    })
    .optional(),
});
type Running = z.infer<typeof runningSchema>;

export interface Lock {
  /** What gives control of the bank that holds the folder. */
  controlToken: string;
  /** What `/admin` is asked with, where it is answered. */
  adminToken: string;
  /** Notes that the bank listens. */
  announce(ports: Ports, answers: { admin: boolean }): Promise<void>;
  release(): Promise<void>;
}

/** Milliseconds for which somebody who finds the folder taken waits for its holder's note. */
const timeout = 1000;

/** The bank that holds this folder, as it noted itself; undefined when nothing readable stands there. */
async function runningIn(dir: string): Promise<Running | undefined> {
  try {
    const running = runningSchema.parse(JSON.parse(await readFile(join(dir, 'running.json'), 'utf8')));
    return isAlive(running.pid) ? running : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the folder. The lock is an exclusive transaction on a database of its own: the system lets go of it when the process ends,
 * however it ends, so that a lock left by a kill needs no guess.
 *
 * @throws BankError `bank_already_running` with the pid of the holder, `folder_not_writable`
 */
export async function lockFolder(dir: string): Promise<Lock> {
  const database = await take(dir);
  const note = join(dir, 'running.json');
  const draft = `${note}.new`;
  const write = async (running: Running): Promise<void> => {
    await writeFile(draft, `${JSON.stringify(running)}\n`, { mode: 0o600 });
    await rename(draft, note);
  };
  try {
    await write({ pid: process.pid });
  } catch (error) {
    database.close();
    throw folderFailure(error, dir);
  }
  const [controlToken, adminToken] = [randomBytes(24).toString('base64url'), randomBytes(24).toString('base64url')];
  return {
    controlToken,
    adminToken,
    announce: (ports, { admin }) =>
      write({ pid: process.pid, open: { ports, controlToken, ...(admin && { adminToken }) } }),
    async release() {
      if (!database.isOpen) return;
      await rm(note, { force: true });
      database.close();
    },
  };
}

async function take(dir: string): Promise<DatabaseSync> {
  const start = performance.now();
  const file = join(dir, 'lock.sqlite');
  for (;;) {
    let database: DatabaseSync | undefined;
    try {
      makePrivateFile(file);
      database = new DatabaseSync(file, { timeout: 0 });
      database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
      return database;
    } catch (error) {
      database?.close();
      if (sqliteCode(error) !== sqlite.busy) throw folderFailure(error, dir);
      // Between taking the folder and noting it, the holder has no note; or the one before it left its own.
      const running = await runningIn(dir);
      if (running === undefined && performance.now() - start < timeout) {
        await sleep(20);
        continue;
      }
      throw new BankError(
        'bank_already_running',
        `A bank runs in ${dir} already${running ? `, as process ${running.pid}` : ''}.`,
        'Use that one, end it first, or give another folder.',
        { cause: error },
      );
    }
  }
}
