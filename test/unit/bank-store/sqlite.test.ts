/** The store on its SQLite file: documents, units of work, a second process, and files that it refuses. */
import { spawn } from 'node:child_process';
import { pbkdf2 } from 'node:crypto';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreIsNewer, StoreIsUnreadable, storeVersion } from '../../../src/bank/store/schema.ts';
import { openSqliteStore } from '../../../src/bank/store/sqlite.ts';
import type { Store } from '../../../src/bank/store/store.ts';

let dir: string;
let file: string;
let store: Store;
const clock = { time: 0, now: () => clock.time };

beforeEach(async () => {
  clock.time = 1_000_000;
  dir = await mkdtemp(join(tmpdir(), 'bank-store-'));
  file = join(dir, 'bank.db');
  store = openSqliteStore(file, clock);
});
afterEach(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

/** A promise and what fulfils it. */
function signal() {
  return Promise.withResolvers<void>();
}

describe('A document', () => {
  test('is read as it was put, by its kind and id', async () => {
    await store.put('Consent', 'a', { text: 'é', list: [1, null], gone: undefined });
    expect(await store.get('Consent', 'a')).toEqual({ text: 'é', list: [1, null] });
    expect(await store.get('Certificate', 'a')).toBeUndefined();
    expect(await store.get('Consent', 'b')).toBeUndefined();
  });

  test('is found by the names of its last put, and by no earlier ones', async () => {
    await store.put('Consent', 'a', 1, { index: { grantId: 'g', clientId: 'c' } });
    await store.put('Consent', 'b', 2, { index: { clientId: 'c' } });
    expect(await store.find('Consent', 'clientId', 'c')).toEqual([1, 2]);
    await store.put('Consent', 'a', 3, { index: { grantId: 'h' } });
    expect(await store.find('Consent', 'grantId', 'g')).toEqual([]);
    expect(await store.find('Consent', 'grantId', 'h')).toEqual([3]);
    expect(await store.find('Consent', 'clientId', 'c')).toEqual([2]);
    expect(await store.list('Consent')).toEqual([3, 2]);
  });

  test('is gone when it is deleted, by id or by name', async () => {
    await store.put('Token', 'a', 1, { index: { grantId: 'g' } });
    await store.put('Token', 'b', 2, { index: { grantId: 'g' } });
    await store.put('Token', 'c', 3, { index: { grantId: 'h' } });
    await store.put('Other', 'd', 4, { index: { grantId: 'g' } });
    await store.deleteBy('Token', 'grantId', 'g');
    expect(await store.list('Token')).toEqual([3]);
    await store.delete('Token', 'c');
    expect(await store.list('Token')).toEqual([]);
    expect(await store.find('Other', 'grantId', 'g')).toEqual([4]);
  });

  test('is as good as gone at its expiry, before any purge', async () => {
    await store.put('Token', 'a', 1, { expiresAt: clock.time + 10, index: { grantId: 'g' } });
    clock.time += 9;
    expect(await store.get('Token', 'a')).toBe(1);
    clock.time += 1;
    expect(await store.get('Token', 'a')).toBeUndefined();
    expect(await store.find('Token', 'grantId', 'g')).toEqual([]);
    expect(await store.list('Token')).toEqual([]);
  });

  test('that expired is purged by a later write', async () => {
    await store.put('Token', 'a', 1, { expiresAt: clock.time + 10 });
    clock.time += 3_600_000;
    await store.put('Token', 'b', 2);
    const { kept } =
      new DatabaseSync(file, { readOnly: true }).prepare('SELECT count(*) AS kept FROM documents').get() ?? {};
    expect(kept).toBe(1);
  });

  test('takes an id only once, until it expires', async () => {
    expect(await store.insert('Jti', 'x', 1, { expiresAt: clock.time + 10 })).toBe(true);
    expect(await store.insert('Jti', 'x', 2, { expiresAt: clock.time + 10 })).toBe(false);
    expect(await store.get('Jti', 'x')).toBe(1);
    clock.time += 10;
    expect(await store.insert('Jti', 'x', 3)).toBe(true);
    expect(await store.get('Jti', 'x')).toBe(3);
  });

  test('inserted fifty times at once is inserted once', async () => {
    const took = await Promise.all(Array.from({ length: 50 }, () => store.insert('Jti', 'x', 1)));
    expect(took.filter(Boolean)).toHaveLength(1);
  });
});

describe('A unit of work', () => {
  test('is there whole when it ends, and seen by nobody else before', async () => {
    const written = signal();
    const go = signal();
    const unit = store.unit(async () => {
      await store.put('A', '1', 1);
      written.resolve();
      await go.promise;
      await store.put('A', '2', 2);
      return store.list('A');
    });
    await written.promise;
    expect(await store.list('A')).toEqual([]);
    go.resolve();
    expect(await unit).toEqual([1, 2]);
    expect(await store.list('A')).toEqual([1, 2]);
  });

  test('that fails leaves nothing behind, and the next one runs', async () => {
    const failing = store.unit(async () => {
      await store.put('A', '1', 1);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await store.put('A', '2', 2);
    expect(await store.list('A')).toEqual([2]);
  });

  test('takes another within it along, and falls with it', async () => {
    await store.unit(async () => {
      await store.put('A', '1', 1);
      await store.unit(() => store.put('A', '2', 2));
    });
    expect(await store.list('A')).toEqual([1, 2]);
    const fallen = store.unit(async () => {
      await store.put('A', '3', 3);
      await store.unit(() => Promise.reject(new Error('inner'))).catch(() => undefined);
    });
    await expect(fallen).rejects.toThrow('inner');
    expect(await store.list('A')).toEqual([1, 2]);
  });

  test('waits its turn, and so does a write outside of any', async () => {
    const order: string[] = [];
    const step = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(`${name} ends`);
    };
    const [first, second] = [store.unit(step('first')), store.unit(step('second'))];
    const write = store.put('A', '1', 1).then(() => order.push('write'));
    await Promise.all([first, second, write]);
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'write']);
  });

  test('that is over takes in no call that was left behind in it', async () => {
    const late = signal();
    let left: Promise<void> | undefined;
    await store.unit(async () => {
      left = late.promise.then(() => store.put('A', 'late', 1));
    });
    const failing = store.unit(async () => {
      late.resolve();
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await left;
    expect(await store.get('A', 'late')).toBe(1);
  });

  test('waits for another process without holding up reads', async () => {
    await store.put('A', '1', 1);
    const other = openSqliteStore(file, clock);
    const go = signal();
    const held = signal();
    const unit = other.unit(async () => {
      await other.put('A', '2', 2);
      held.resolve();
      await go.promise;
    });
    await held.promise;
    const write = store.put('A', '3', 3);
    expect(await store.list('A')).toEqual([1]);
    setTimeout(go.resolve, 120);
    await Promise.all([unit, write]);
    expect(await store.list('A')).toEqual([1, 2, 3]);
    await other.close();
  });
});

test('Two stores of one process wait for each other without holding up the thread that both need', async () => {
  const other = openSqliteStore(file, clock);
  const [held, go] = [signal(), signal()];
  const unit = other.unit(async () => {
    held.resolve();
    await go.promise;
  });
  await held.promise;
  // Of a thread that is held up until the other is done, the end of the other's work is the first that it sees.
  let working = true;
  const work = promisify(pbkdf2)('a', 'b', 200_000, 32, 'sha512').finally(() => {
    working = false;
  });
  const write = store.put('A', '1', 1);
  let turns = 0;
  for (; working; turns += 1) await turn();
  go.resolve();
  await Promise.all([work, unit, write]);
  await other.close();
  expect(turns).toBeGreaterThan(20);
});

describe('The file', () => {
  test('is for its owner only', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('keeps what was written when it is opened again', async () => {
    await store.put('A', '1', 1, { index: { by: 'x' } });
    await store.close();
    store = openSqliteStore(file, clock);
    expect(await store.find('A', 'by', 'x')).toEqual([1]);
  });

  test('of a newer version is refused and left as it is', async () => {
    const newer = join(dir, 'newer.db');
    const db = new DatabaseSync(newer);
    db.exec(`CREATE TABLE theirs (x); PRAGMA user_version = ${storeVersion + 1}`);
    db.close();
    expect(() => openSqliteStore(newer, clock)).toThrow(StoreIsNewer);
    const again = new DatabaseSync(newer);
    expect(again.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'theirs' }]);
    again.close();
  });

  test.each([
    ['no database', 'this is a text, and a long one, so that it cannot be taken for an empty database file'],
    ['binary rubbish', Buffer.alloc(8_192, 0xa5)],
  ])('that is %s is refused', (_what, content) => {
    const bad = join(dir, 'bad.db');
    writeFileSync(bad, content);
    expect(() => openSqliteStore(bad, clock)).toThrow(StoreIsUnreadable);
  });

  test('in a folder that is not there is refused', () => {
    expect(() => openSqliteStore(join(dir, 'none', 'bank.db'), clock)).toThrow(StoreIsUnreadable);
  });

  test('that is closed answers no more', async () => {
    const other = openSqliteStore(join(dir, 'other.db'), clock);
    await Promise.all([other.put('A', '1', 1), other.close(), other.close()]);
    await expect(other.put('A', '2', 2)).rejects.toThrow('closed');
  });

  test('opened by ten processes at once is laid out once', async () => {
    const script = `
      const { openSqliteStore } = await import(process.argv[1]);
      const store = openSqliteStore(process.argv[2], { now: Date.now });
      for (let n = 0; n < 20; n++) await store.put('A', process.pid + '-' + n, n);
      await store.close();`;
    const fresh = join(dir, 'fresh.db');
    const codes = await Promise.all(
      Array.from({ length: 10 }, async () => (await once(childOf(script, fresh), 'exit'))[0]),
    );
    expect(codes).toEqual(Array(10).fill(0));
    const opened = openSqliteStore(fresh, clock);
    expect(await opened.list('A')).toHaveLength(200);
    await opened.close();
  }, 60_000);

  test('of a process that was killed within a unit holds what was answered, and nothing of the unit', async () => {
    const script = `
      const { openSqliteStore } = await import(process.argv[1]);
      const store = openSqliteStore(process.argv[2], { now: Date.now });
      await store.put('A', 'before', 1);
      await store.unit(async () => {
        for (let n = 0; n < 20_000; n++) await store.put('A', 'within-' + n, { n, text: 'x'.repeat(200) });
        process.stdout.write('written');
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      });`;
    const child = childOf(script, file);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await store.list('A')).toEqual([1]);
    await store.put('A', 'after', 2);
    expect(await store.list('A')).toEqual([1, 2]);
  }, 60_000);
});

function childOf(script: string, database: string) {
  const module = pathToFileURL(join(import.meta.dirname, '../../../src/bank/store/sqlite.ts')).href;
  const args = ['--no-warnings', '--input-type=module', '--eval', script, module, database];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}
