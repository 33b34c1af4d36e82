/** The file system as the library of locks takes it, with locks that bear this machine's time, and of which only the one looked at is taken over. */
import fs from 'node:fs';

/** Milliseconds after which a lock that looks left behind is looked at again: who has just made it sets its time then. */
const secondLook = 1000;

type Done<T> = (error: NodeJS.ErrnoException | null, value?: T) => void;

/**
 * The age of a lock is told by the time of its folder against this machine's clock, and a disk may go by another: a server's, or that of the
 * system where a test moved the clock. By that one a lock just made would be years old, and nobody would wait for it.
 *
 * Nor is a lock that was left behind taken over twice: whoever finds another in its place waits for that one.
 *
 * @param stale milliseconds after which a lock counts as left behind
 */
export function lockFiles(stale: number): typeof fs {
  const looksLeft = (mtime: Date): boolean => mtime.getTime() < Date.now() - stale;
  /** The time of a lock that was found left behind, by its path, until it is removed. */
  const left = new Map<string, number>();
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
      fs.stat(path, (error, first) => {
        if (error || !looksLeft(first.mtime)) return done(error, first);
        setTimeout(() => {
          fs.stat(path, (gone, second) => {
            if (gone) return done(gone);
            if (second.mtimeMs === first.mtimeMs) left.set(path, second.mtimeMs);
            else second.mtime = new Date();
            done(null, second);
          });
        }, secondLook);
      });
    },
    /** Of one that was found left behind, and of none that somebody made since. */
    rmdir(path: string, done: Done<void>) {
      const time = left.get(path);
      left.delete(path);
      if (time === undefined) return fs.rmdir(path, done);
      fs.stat(path, (gone, stats) => {
        if (gone || stats.mtimeMs === time) fs.rmdir(path, done);
        else done(null);
      });
    },
    utimes(path: string, atime: Date, mtime: Date, done: Done<void>) {
      left.delete(path);
      fs.utimes(path, atime, mtime, done);
    },
  });
}
