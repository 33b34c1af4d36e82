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

describe('A unit of work', () => {
  test('waits for another process without holding up reads', async () => {
    await store.put('Account', '1', 1);
    const other = openSqliteStore(file, clock);
    const go = signal();
    const held = signal();
    const unit = other.unit(async () => {
      await other.put('Account', '2', 2);
      held.resolve();
      await go.promise;
    });
    await held.promise;
    const write = store.put('Account', '3', 3);
    expect(await store.list('Account')).toEqual([1]);
    setTimeout(go.resolve, 120);
    await Promise.all([unit, write]);
    expect(await store.list('Account')).toEqual([1, 2, 3]);
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
  const write = store.put('Account', '1', 1);
  let turns = 0;
  for (; working; turns += 1) await turn();
  go.resolve();
  await Promise.all([work, unit, write]);
  await other.close();
  expect(turns).toBeGreaterThan(20);
});

describe('The file', () => {
  test('holds no document for long that expired', async () => {
    await store.put('AccessToken', 'a', 1, { expiresAt: clock.time + 10 });
    clock.time += 3_600_000;
    await store.put('AccessToken', 'b', 2);
    const { kept } =
      new DatabaseSync(file, { readOnly: true }).prepare('SELECT count(*) AS kept FROM documents').get() ?? {};
    expect(kept).toBe(1);
  });

  test('is for its owner only', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('keeps what was written when it is opened again', async () => {
    await store.put('Account', '1', 1, { index: { by: 'x' } });
    await store.close();
    store = openSqliteStore(file, clock);
    expect(await store.find('Account', 'by', 'x')).toEqual([1]);
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
    await Promise.all([other.put('Account', '1', 1), other.close(), other.close()]);
    await expect(other.put('Account', '2', 2)).rejects.toThrow('closed');
  });

  test('opened by ten processes at once is laid out once', async () => {
    const script = `
      const { openSqliteStore } = await import(process.argv[1]);
      const store = openSqliteStore(process.argv[2], { now: Date.now });
      for (let n = 0; n < 20; n++) await store.put('Account', process.pid + '-' + n, n);
      await store.close();`;
    const fresh = join(dir, 'fresh.db');
    const codes = await Promise.all(
      Array.from({ length: 10 }, async () => (await once(childOf(script, fresh), 'exit'))[0]),
    );
    expect(codes).toEqual(Array(10).fill(0));
    const opened = openSqliteStore(fresh, clock);
    expect(await opened.list('Account')).toHaveLength(200);
    await opened.close();
  }, 60_000);

  test('of a process that was killed within a unit holds what was answered, and nothing of the unit', async () => {
    const script = `
      const { openSqliteStore } = await import(process.argv[1]);
      const store = openSqliteStore(process.argv[2], { now: Date.now });
      await store.put('Account', 'before', 1);
      await store.unit(async () => {
        for (let n = 0; n < 20_000; n++) await store.put('Account', 'within-' + n, { n, text: 'x'.repeat(200) });
        process.stdout.write('written');
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      });`;
    const child = childOf(script, file);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await store.list('Account')).toEqual([1]);
    await store.put('Account', 'after', 2);
    expect(await store.list('Account')).toEqual([1, 2]);
  }, 60_000);
});

function childOf(script: string, database: string) {
  const module = pathToFileURL(join(import.meta.dirname, '../../../src/bank/store/sqlite.ts')).href;
  const args = ['--no-warnings', '--input-type=module', '--eval', script, module, database];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('What has ended is purged by the first unit of work after business time was set back, not when it has come as far again', async () => {
  const rows = (): unknown => {
    const db = new DatabaseSync(file, { readOnly: true });
    const { count } = { ...db.prepare("SELECT count(*) AS count FROM documents WHERE kind = 'AccessToken'").get() };
    db.close();
    return count;
  };
  const day = 86_400_000;
  clock.time += 400 * day;
  await store.put('Client', '1', 1);
  clock.time -= 400 * day;
  await store.put('AccessToken', 'a', 1, { expiresAt: clock.time + 1000 });
  expect(rows()).toBe(1);
  clock.time += 61_000;
  await store.put('Client', '2', 2);
  expect(rows()).toBe(0);
});
