/** The file system as the library of locks takes it, with locks that bear this machine's time, and of which only the one looked at is taken over. */
import fs from 'node:fs';

/** Milliseconds after which a lock that looks left behind is looked at again: who has just made it sets its time then. */
const secondLook = 1000;

/** Milliseconds to which a disk may keep times. */
const coarse = 2000;

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
  /** The time that this process gave its lock last, by its path. */
  const ours = new Map<string, number>();
  const guards = new Map<string, { time: number; since: number }>();
  /** A guard that is the same one for as long as a lock may be was left by a process that was killed while it had it, for a few microseconds. */
  const freeGuard = (guard: string, done: () => void): void => {
    fs.stat(guard, (gone, stats) => {
      if (gone) return done();
      const known = guards.get(guard);
      if (known?.time !== stats.mtimeMs) guards.set(guard, { time: stats.mtimeMs, since: performance.now() });
      else if (performance.now() - known.since > stale) return fs.rmdir(guard, done);
      done();
    });
  };
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
    /**
     * Of one that was found left behind, and of none that somebody made since: who looks and removes has the guard, so that nobody else removes
     * it, and the next is not made, in between.
     */
    rmdir(path: string, done: Done<void>) {
      const time = left.get(path);
      left.delete(path);
      if (time === undefined) {
        const own = ours.get(path);
        ours.delete(path);
        // A process that stood still for long finds the lock of whoever took its own over.
        return fs.stat(path, (gone, stats) => {
          if (gone || own === undefined || Math.abs(stats.mtimeMs - own) <= coarse) fs.rmdir(path, done);
          else done(null);
        });
      }
      const guard = `${path}.left`;
      fs.mkdir(guard, (refused) => {
        // Another is at it, and the library waits for whoever has the lock then.
        if (refused) return freeGuard(guard, () => done(null));
        fs.stat(path, (gone, stats) => {
          const end = () => fs.rmdir(guard, () => done(null));
          if (gone || stats.mtimeMs !== time) end();
          else fs.rmdir(path, end);
        });
      });
    },
    utimes(path: string, atime: Date, mtime: Date, done: Done<void>) {
      left.delete(path);
      ours.set(path, mtime.getTime());
      fs.utimes(path, atime, mtime, done);
    },
  });
}
