/** Which locks count as left behind, and that such a lock is taken over by one alone. */

import type { Stats } from 'node:fs';
import { mkdirSync, readdirSync, rmdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { lockFiles } from '../../../src/tpp/files/lock-times.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

const stale = 5000;
const longAgo = new Date(Date.now() - 365 * 86_400_000);
const longerAgo = new Date(longAgo.getTime() - 1000);

function lockedFolder(
  made: Date,
  after = stale,
): { lock: string; stat: () => Promise<Stats>; rmdir: () => Promise<void> } {
  const files = lockFiles(after);
  const lock = join(emptyFolder(), 'state.json.lock');
  mkdirSync(lock);
  utimesSync(lock, made, made);
  return { lock, stat: () => promisify(files.stat)(lock), rmdir: () => promisify(files.rmdir)(lock) };
}

function takenBy(lock: string, made: Date): void {
  rmdirSync(lock);
  mkdirSync(lock);
  utimesSync(lock, made, made);
}

const isOld = ({ mtime }: Stats): boolean => mtime.getTime() < Date.now() - stale;

describe('a lock', () => {
  it('that stays as it was was left behind', async () => {
    const { lock, stat, rmdir } = lockedFolder(longAgo);
    expect(isOld(await stat())).toBe(true);
    await rmdir();
    expect(() => statSync(lock)).toThrow('ENOENT');
  });

  it.each([
    ['whose maker has not set its time yet', longerAgo],
    ['that has its time', new Date()],
  ])('in whose place stands another %s is waited for', async (_, made) => {
    const { lock, stat, rmdir } = lockedFolder(longAgo);
    const looked = stat();
    // It is looked at twice, a second apart.
    await wait(200);
    takenBy(lock, made);
    expect(isOld(await looked)).toBe(false);
    await rmdir();
  });

  it('that was left behind is not removed once another stands there', async () => {
    const { lock, stat, rmdir } = lockedFolder(longAgo);
    expect(isOld(await stat())).toBe(true);
    takenBy(lock, new Date());
    await rmdir();
    expect(readdirSync(join(lock, '..'))).toEqual(['state.json.lock']);
    // It is told once: whoever made the lock removes it.
    await rmdir();
    expect(() => statSync(lock)).toThrow('ENOENT');
  });

  it('is removed by whoever made it, and not by one who stood still until another took it over', async () => {
    const files = lockFiles(stale);
    const lock = join(emptyFolder(), 'state.json.lock');
    const make = async () => {
      mkdirSync(lock);
      const now = new Date();
      await promisify(files.utimes)(lock, now, now);
    };
    await make();
    await promisify(files.rmdir)(lock);
    expect(() => statSync(lock)).toThrow('ENOENT');
    await make();
    const later = new Date(Date.now() + stale);
    takenBy(lock, later);
    await promisify(files.rmdir)(lock);
    expect(statSync(lock).mtimeMs).toBe(later.getTime());
  });

  it('of one’s own is so however late one looks at it', async () => {
    const files = lockFiles(2000);
    const lock = join(emptyFolder(), 'state.json.lock');
    await promisify(files.mkdir)(lock);
    const stat = () => promisify(files.stat)(lock);
    const { mtimeMs } = await stat();
    await wait(2500);
    expect((await stat()).mtime.getTime()).toBe(mtimeMs);
  });

  it('of one’s own that was lost and not removed is left behind like any', async () => {
    const files = lockFiles(2000);
    const lock = join(emptyFolder(), 'state.json.lock');
    await promisify(files.mkdir)(lock);
    await expect(promisify(files.mkdir)(lock)).rejects.toThrow('EEXIST');
    const stat = () => promisify(files.stat)(lock);
    await stat();
    await wait(2500);
    expect(isOld(await stat())).toBe(true);
  });

  it('of the future was left behind once its time has stood still for long, and not while somebody sets it', async () => {
    const future = (years: number) => new Date(Date.now() + years * 365 * 86_400_000);
    const { lock, stat } = lockedFolder(future(1), 2000);
    expect(isOld(await stat())).toBe(false);
    await wait(1200);
    utimesSync(lock, future(2), future(2));
    await stat();
    await wait(1200);
    expect(isOld(await stat()), 'set 1.2 s ago').toBe(false);
    await wait(1200);
    expect(isOld(await stat()), 'set 2.4 s ago').toBe(true);
  });

  it('that was left behind is removed once, however many found it', async () => {
    const rounds = Array.from({ length: 40 }, async () => {
      const lock = join(emptyFolder(), 'state.json.lock');
      mkdirSync(lock);
      utimesSync(lock, longAgo, longAgo);
      const finders = Array.from({ length: 3 }, () => lockFiles(stale));
      await Promise.all(finders.map((files) => promisify(files.stat)(lock)));
      // Whoever is told that it is gone makes his own at once, as the library does.
      const made = await Promise.all(
        finders.map(async (files) => {
          await promisify(files.rmdir)(lock);
          try {
            mkdirSync(lock);
            return 1;
          } catch {
            return 0;
          }
        }),
      );
      return made.reduce<number>((sum, each) => sum + each, 0);
    });
    expect(await Promise.all(rounds)).toEqual(rounds.map(() => 1));
  });

  it('that was left behind is removed though a process was killed that was about to', async () => {
    const { lock, stat, rmdir } = lockedFolder(longAgo, 2000);
    mkdirSync(`${lock}.left`);
    for (const began = performance.now(); performance.now() - began < 10_000; ) {
      await stat();
      await rmdir();
      if (readdirSync(join(lock, '..')).length === 0) break;
      await wait(500);
    }
    expect(readdirSync(join(lock, '..'))).toEqual([]);
  }, 20_000);
});
