/** Changes of a file one after the other, of every process: who reads, changes and writes loses nothing that another wrote meanwhile. */

import { lstat, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { t } from '../../standard/language.ts';
import { OpenBankingError } from '../errors.ts';
import { failFromFileSystem, fileSystemCode } from './files.ts';
import { lockFiles } from './lock-times.ts';
import { ownFolder } from './own-folder.ts';

/** A lock of a process that was killed counts as left after this many milliseconds; one that lives is waited for longer than that. */
const stale = 5000;
const files = lockFiles(stale);
const waits = { factor: 1.2, minTimeout: 10, maxTimeout: 150 };
/** For a change of a file, and for what takes a bank's time: a dozen seconds, and a minute and a half. */
const tries = { file: 80, bank: 600 };

/** Changes of this process queue here, by lock, so that they need not poll for each other's. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Does something while nobody else does the like to the same file. Its lock stands in `.openbanking`, wherever the file itself is.
 *
 * @param folder of the workspace
 * @param name the file's own
 * @param lasts whose time the work takes, and so how long it is waited for
 * @throws OpenBankingError `file_not_writable`, `disk_full`; what `work` throws
 */
export function asOnlyWriter<T>(
  folder: string,
  name: string,
  shown: string,
  work: () => Promise<T>,
  lasts: keyof typeof tries = 'file',
): Promise<T> {
  const place = join(resolve(folder), '.openbanking', name);
  const before = queues.get(place) ?? Promise.resolve();
  const done = before.then(async () => {
    await ownFolder(resolve(folder));
    const unlock = await lock(place, shown, lasts);
    try {
      return await work();
    } finally {
      await unlock();
    }
  });
  queues.set(
    place,
    done.catch(() => undefined),
  );
  return done;
}

/** Errors of a lock that another has, which no work was done under. */
const ofOthers = new WeakSet<Error>();

/** Whether {@link asOnlyWriter} failed as another was at it for all of the time that was waited. */
export const isTaken = (thrown: unknown): boolean => thrown instanceof Error && ofOthers.has(thrown);

async function lock(place: string, shown: string, lasts: keyof typeof tries): Promise<() => Promise<void>> {
  // A lock is an empty folder; anything else in its place would be waited for in vain.
  const stands = await lstat(`${place}.lock`).catch(() => undefined);
  if (stands && !stands.isDirectory()) return taken(place, shown);
  if ((await readdir(`${place}.lock`).catch(() => [])).length > 0) return taken(place, shown);
  const { default: lockfile } = await import('proper-lockfile');
  try {
    // Where a lock was lost meanwhile the file is whole all the same, as it is replaced; the default would end the process.
    const retries = { ...waits, retries: tries[lasts] };
    const options = { realpath: false, stale, retries, fs: files, onCompromised: () => undefined };
    const unlock = await lockfile.lock(place, options);
    return () => unlock().catch(() => undefined);
  } catch (thrown) {
    if (!/^(ELOCKED|ENOTEMPTY|EEXIST)$/.test(fileSystemCode(thrown) ?? '')) {
      return failFromFileSystem(thrown, shown, 'write');
    }
    return taken(place, shown, thrown);
  }
}

function taken(place: string, shown: string, cause?: unknown): never {
  const error = new OpenBankingError(
    {
      code: 'file_not_writable',
      message: t('{0} is locked by another process.', shown),
      try: t(
        'Wait for the other command or window to finish and try again. Where there is none, remove .openbanking/{0}.lock.',
        basename(place),
      ),
    },
    cause === undefined ? undefined : { cause },
  );
  ofOthers.add(error);
  throw error;
}
