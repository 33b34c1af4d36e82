/** The documents of the authorization server, over a store whose clock is not the machine's. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { StoreAdapter } from '../../../src/bank/authorization/adapter.ts';
import { openSqliteStore } from '../../../src/bank/store/sqlite.ts';
import type { Store } from '../../../src/bank/store/store.ts';

const clock = { at: Date.UTC(2040, 1, 29), now: () => clock.at };
let dir: string;
let store: Store;
let adapter: StoreAdapter;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'obw-adapter-'));
  store = openSqliteStore(join(dir, 'bank.sqlite'), clock);
  adapter = new StoreAdapter('Session', store, { business: clock, protocol: clock }, async (client) => client);
});
afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

it('what lives for some seconds lives for them by the clock of the store', async () => {
  await adapter.upsert('short', { uid: 'u' }, 60);
  expect(await adapter.find('short')).toMatchObject({ uid: 'u' });
  clock.at += 59_000;
  expect(await adapter.findByUid('u')).toMatchObject({ uid: 'u' });
  clock.at += 1_000;
  expect(await adapter.find('short')).toBeUndefined();
});

it('a token that has ended is still known for a time, a client’s for an hour and a customer’s for a day', async () => {
  const kinds = [
    ['ClientCredentials', 3_600_000],
    ['AccessToken', 86_400_000],
  ] as const;
  for (const [kind, known] of kinds) {
    const tokens = new StoreAdapter(kind, store, { business: clock, protocol: clock }, async (client) => client);
    const exp = clock.at / 1000 + 60;
    await tokens.upsert(kind, { exp }, 60);
    clock.at = exp * 1000 + known - 1;
    expect(await tokens.find(kind)).toMatchObject({ exp });
    clock.at += 1;
    expect(await tokens.find(kind)).toBeUndefined();
  }
});

it('what was used is marked with the time of that clock', async () => {
  await adapter.upsert('used', { uid: 'v' }, 60);
  await adapter.consume('used');
  expect(await adapter.find('used')).toMatchObject({ consumed: clock.at / 1000 });
});
