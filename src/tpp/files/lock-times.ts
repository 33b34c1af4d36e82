/** The file system as the library of locks takes it, with locks that bear this machine's time, and of which only the one looked at is taken over. */
import fs from 'node:fs';

/** Milliseconds after which a lock that looks left behind is looked at again: who has just made it sets its time then. */
const secondLook = 1000;

/** Milliseconds to which a disk may keep times. */
const coarse = 2000;

type Done<T> = (error: NodeJS.ErrnoException | null, value?: T) => void;

/**
 * The age of a lock is told by the time of its folder against this machine's clock, and a disk may go by another: a server's, or that of the
 * system where a test moved the clock. By that one a lock just made would be years old, and nobody would wait for it. Or the machine's clock
 * is set back, and a lock that was left behind is of the future: one whose time does not change while it is watched is left, too.
 *
 * Nor is a lock that was left behind taken over twice: whoever finds another in its place waits for that one.
 *
 * @param stale milliseconds after which a lock counts as left behind; who has one sets its time twice in that
 */
export function lockFiles(stale: number): typeof fs {
  const looksLeft = (mtime: Date): boolean => mtime.getTime() < Date.now() - stale;
  /** The time of a lock that was found left behind, by its path, until it is removed. */
  const left = new Map<string, number>();
  /** The time that this process gave its lock last, by its path. */
  const ours = new Map<string, number>();
  const isOurs = (path: string, { mtimeMs }: fs.Stats): boolean => {
    const time = ours.get(path);
    return time !== undefined && Math.abs(mtimeMs - time) <= coarse;
  };
  const watched = new Map<string, { time: number; since: number }>();
  /** Whether a folder has had that time for as long as a lock may, by no clock that can be set. */
  const stoodStill = (path: string, time: number): boolean => {
    const known = watched.get(path);
    if (known?.time === time) return performance.now() - known.since > stale;
    watched.set(path, { time, since: performance.now() });
    return false;
  };
  const foundLeft = (path: string, stats: fs.Stats): fs.Stats => {
    left.set(path, stats.mtimeMs);
    return Object.assign(stats, { mtime: new Date(0) });
  };
  return Object.assign(Object.create(fs), {
    mkdir(path: string, done: Done<void>) {
      fs.mkdir(path, (refused) => {
        if (refused) {
          // Whoever asks for a lock has none: one that it lost and left there counts like any.
          ours.delete(path);
          return done(refused);
        }
        const now = new Date();
        left.delete(path);
        ours.set(path, now.getTime());
        fs.utimes(path, now, now, (failed) => {
          if (failed) fs.rmdir(path, () => done(failed));
          else done(null);
        });
      });
    },
    stat(path: string, done: Done<fs.Stats>) {
      fs.stat(path, (error, first) => {
        if (error) return done(error);
        // One's own is looked at by the library before it is set again, be it late.
        if (isOurs(path, first)) return done(null, first);
        if (stoodStill(path, first.mtimeMs)) return done(null, foundLeft(path, first));
        if (!looksLeft(first.mtime)) return done(null, first);
        setTimeout(() => {
          fs.stat(path, (gone, second) => {
            if (gone) return done(gone);
            const isSame = second.mtimeMs === first.mtimeMs;
            done(null, isSame ? foundLeft(path, second) : Object.assign(second, { mtime: new Date() }));
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
        // A process that stood still for long finds the lock of whoever took its own over.
        return fs.stat(path, (gone, stats) => {
          const mayBeOurs = gone || !ours.has(path) || isOurs(path, stats);
          ours.delete(path);
          if (mayBeOurs) fs.rmdir(path, done);
          else done(null);
        });
      }
      const guard = `${path}.left`;
      fs.mkdir(guard, (refused) => {
        if (refused) {
          // Another is at it, or was killed in the few microseconds of it. The library waits for whoever has the lock then.
          return fs.stat(guard, (gone, stats) => {
            if (!gone && stoodStill(guard, stats.mtimeMs)) fs.rmdir(guard, () => done(null));
            else done(null);
          });
        }
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
