/** What the bank relies on of its store, whichever it is: documents, their two clocks, units of work. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../../src/bank/store/open.ts';
import { protocolKinds, type Store } from '../../../src/bank/store/store.ts';
import { implementations, type Opened } from './implementations.ts';

const clock = { time: 0, now: () => clock.time };
const protocol = { time: 0, now: () => protocol.time };

/** A promise and what fulfils it. */
function signal() {
  return Promise.withResolvers<void>();
}

describe.each(implementations)('%s', (_name, open) => {
  let opened: Opened;
  let store: Store;
  beforeEach(async () => {
    clock.time = 1_000_000;
    protocol.time = 1_000_000;
    opened = await open({ business: clock, protocol });
    store = opened.store;
  });
  afterEach(() => opened.remove());

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
      await store.put('AccessToken', 'a', 1, { index: { grantId: 'g' } });
      await store.put('AccessToken', 'b', 2, { index: { grantId: 'g' } });
      await store.put('AccessToken', 'c', 3, { index: { grantId: 'h' } });
      await store.put('Grant', 'd', 4, { index: { grantId: 'g' } });
      await store.deleteBy('AccessToken', 'grantId', 'g');
      expect(await store.list('AccessToken')).toEqual([3]);
      await store.delete('AccessToken', 'c');
      expect(await store.list('AccessToken')).toEqual([]);
      expect(await store.find('Grant', 'grantId', 'g')).toEqual([4]);
    });

    test('is as good as gone at its expiry, before any purge', async () => {
      await store.put('AccessToken', 'a', 1, { expiresAt: clock.time + 10, index: { grantId: 'g' } });
      clock.time += 9;
      expect(await store.get('AccessToken', 'a')).toBe(1);
      clock.time += 1;
      expect(await store.get('AccessToken', 'a')).toBeUndefined();
      expect(await store.find('AccessToken', 'grantId', 'g')).toEqual([]);
      expect(await store.list('AccessToken')).toEqual([]);
    });

    test('takes an id only once, until it expires', async () => {
      expect(await store.insert('AccessToken', 'x', 1, { expiresAt: clock.time + 10 })).toBe(true);
      expect(await store.insert('AccessToken', 'x', 2, { expiresAt: clock.time + 10 })).toBe(false);
      expect(await store.get('AccessToken', 'x')).toBe(1);
      clock.time += 10;
      expect(await store.insert('AccessToken', 'x', 3)).toBe(true);
      expect(await store.get('AccessToken', 'x')).toBe(3);
    });

    test('inserted fifty times at once is inserted once', async () => {
      const took = await Promise.all(Array.from({ length: 50 }, () => store.insert('AccessToken', 'x', 1)));
      expect(took.filter(Boolean)).toHaveLength(1);
    });
  });

  describe('A unit of work', () => {
    test('is there whole when it ends, and seen by nobody else before', async () => {
      const written = signal();
      const go = signal();
      const unit = store.unit(async () => {
        await store.put('Account', '1', 1);
        written.resolve();
        await go.promise;
        await store.put('Account', '2', 2);
        return store.list('Account');
      });
      await written.promise;
      expect(await store.list('Account')).toEqual([]);
      go.resolve();
      expect(await unit).toEqual([1, 2]);
      expect(await store.list('Account')).toEqual([1, 2]);
    });

    test('that fails leaves nothing behind, and the next one runs', async () => {
      const failing = store.unit(async () => {
        await store.put('Account', '1', 1);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await store.put('Account', '2', 2);
      expect(await store.list('Account')).toEqual([2]);
    });

    test('takes another within it along, and falls with it', async () => {
      await store.unit(async () => {
        await store.put('Account', '1', 1);
        await store.unit(() => store.put('Account', '2', 2));
      });
      expect(await store.list('Account')).toEqual([1, 2]);
      const fallen = store.unit(async () => {
        await store.put('Account', '3', 3);
        await store.unit(() => Promise.reject(new Error('inner'))).catch(() => undefined);
      });
      await expect(fallen).rejects.toThrow('inner');
      expect(await store.list('Account')).toEqual([1, 2]);
    });

    test('waits its turn, and so does a write outside of any', async () => {
      const order: string[] = [];
      const step = (name: string) => async () => {
        order.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        order.push(`${name} ends`);
      };
      const [first, second] = [store.unit(step('first')), store.unit(step('second'))];
      const write = store.put('Account', '1', 1).then(() => order.push('write'));
      await Promise.all([first, second, write]);
      expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'write']);
    });

    test('that is over takes in no call that was left behind in it', async () => {
      const late = signal();
      let left: Promise<void> | undefined;
      await store.unit(async () => {
        left = late.promise.then(() => store.put('Account', 'late', 1));
      });
      const failing = store.unit(async () => {
        late.resolve();
        await new Promise((resolve) => setTimeout(resolve, 5));
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await left;
      expect(await store.get('Account', 'late')).toBe(1);
    });
  });

  describe('What lives by protocol time', () => {
    test.each(protocolKinds)('stays when business time is moved, and ends by the machine’s: %s', async (kind) => {
      const options = { expiresAt: clock.time + 60_000, index: { of: 'x' } };
      await store.put(kind, 'a', 1, options);
      await store.put('AccessToken', 'a', 1, options);
      clock.time += 3_600_000;
      // A unit of work may purge what has ended.
      await store.put('Account', '1', 1);
      expect(await store.get(kind, 'a')).toBe(1);
      expect(await store.find(kind, 'of', 'x')).toEqual([1]);
      expect(await store.insert(kind, 'a', 2)).toBe(false);
      expect(await store.get('AccessToken', 'a')).toBeUndefined();
      protocol.time += 60_000;
      expect(await store.get(kind, 'a')).toBeUndefined();
      expect(await store.list(kind)).toEqual([]);
      expect(await store.insert(kind, 'a', 3)).toBe(true);
    });
  });

  describe('Clearing', () => {
    test('leaves the kinds that are to be kept, and counts what had not ended', async () => {
      await store.put('Client', 'a', 1);
      await store.put('Consent', 'a', 1, { index: { clientId: 'a' } });
      await store.put('AccessToken', 'a', 1, { expiresAt: clock.time + 10 });
      await store.put('AccessToken', 'b', 1, { expiresAt: clock.time + 20 });
      clock.time += 10;
      expect(await store.clear(['Client', 'Setting'])).toEqual(
        new Map([
          ['Consent', 1],
          ['AccessToken', 1],
        ]),
      );
      expect(await store.list('Client')).toEqual([1]);
      expect([...(await store.list('Consent')), ...(await store.list('AccessToken'))]).toEqual([]);
      expect(await store.find('Consent', 'clientId', 'a')).toEqual([]);
      expect(await store.clear(['Client', 'Setting'])).toEqual(new Map());
    });

    test('is undone with the unit that it is in', async () => {
      await store.put('Consent', 'a', 1);
      const failing = store.unit(async () => {
        await store.clear([]);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(await store.list('Consent')).toEqual([1]);
    });
  });

  test('A store that is closed answers no more', async () => {
    await Promise.all([store.put('Account', '1', 1), store.close(), store.close()]);
    await expect(store.put('Account', '2', 2)).rejects.toThrow('closed');
  });
});

test.each([
  ['postgres://bank:geheim@db.example/bank', 'no store of the scheme postgres'],
  ['/var/lib/bank.sqlite', 'named by a URL'],
  ['sqlite:', 'named by a URL'],
  ['constructor:x', 'no store of the scheme constructor'],
  ['', 'named by a URL'],
])('the URL %j names no store of the bank’s, which is said without a password of it', async (url, says) => {
  const error = await openStore(url, { business: clock, protocol }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'usage',
    message: expect.stringContaining(says),
    try: expect.stringContaining('sqlite:'),
  });
  expect(String(error)).not.toContain('geheim');
});
