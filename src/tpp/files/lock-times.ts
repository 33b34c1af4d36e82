/** The file system as the library of locks takes it, with locks that bear this machine's time. */
import fs from 'node:fs';

/** Milliseconds after which a lock that looks left behind is looked at again: who has just made it sets its time then. */
const secondLook = 200;

type Done<T> = (error: NodeJS.ErrnoException | null, value?: T) => void;

/**
 * The age of a lock is told by the time of its folder against this machine's clock, and a disk may go by another: a server's, or that of the
 * system where a test moved the clock. By that one a lock just made would be years old, and nobody would wait for it.
 *
 * @param stale milliseconds after which a lock counts as left behind
 */
export function lockFiles(stale: number): typeof fs {
  const looksLeft = (mtime: Date): boolean => mtime.getTime() < Date.now() - stale;
  return Object.assign(Object.create(fs), {
    mkdir(path: string, done: Done<void>) {
      fs.mkdir(path, (refused) => {
        if (refused) return done(refused);
        const now = new Date();
        fs.utimes(path, now, now, (failed) => {
          if (failed) fs.rmdir(path, () => done(failed));
          else done(null);
        });
      });
    },
    stat(path: string, done: Done<fs.Stats>) {
      fs.stat(path, (error, stats) => {
        if (error || !looksLeft(stats.mtime)) done(error, stats);
        else setTimeout(() => fs.stat(path, done), secondLook);
      });
    },
  });
}
