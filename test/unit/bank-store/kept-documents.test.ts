/** What was read is kept only as long as it is true. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../../src/bank/store/sqlite.ts';
import type { Store } from '../../../src/bank/store/store.ts';

let dir: string;
let store: Store;
let now = 1_000;
const clock = { now: () => now };

beforeEach(() => {
  now = 1_000;
  dir = mkdtempSync(join(tmpdir(), 'obw-kept-'));
  store = openSqliteStore(join(dir, 'bank.sqlite'), clock);
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

test('a document that this process changed is read anew at once', async () => {
  await store.put('Consent', 'a', { value: 1 });
  expect(await store.get('Consent', 'a')).toEqual({ value: 1 });
  await store.put('Consent', 'a', { value: 2 });
  expect(await store.get('Consent', 'a')).toEqual({ value: 2 });
  await store.delete('Consent', 'a');
  expect(await store.get('Consent', 'a')).toBeUndefined();
});

test('a document that another process changed is read anew', async () => {
  const other = openSqliteStore(join(dir, 'bank.sqlite'), clock);
  await store.put('Consent', 'a', { value: 1 }, { index: { owner: 'x' } });
  expect(await store.find('Consent', 'owner', 'x')).toEqual([{ value: 1 }]);
  await other.put('Consent', 'b', { value: 2 }, { index: { owner: 'x' } });
  await turn();
  expect(await store.find('Consent', 'owner', 'x')).toEqual([{ value: 1 }, { value: 2 }]);
  await other.close();
});

test('a document that was absent is found once it is there', async () => {
  expect(await store.get('Consent', 'a')).toBeUndefined();
  await store.put('Consent', 'a', { value: 1 });
  expect(await store.get('Consent', 'a')).toEqual({ value: 1 });
});

test('a kept document ends when it says', async () => {
  await store.put('Consent', 'a', { value: 1 }, { expiresAt: 2_000 });
  expect(await store.get('Consent', 'a')).toEqual({ value: 1 });
  now = 2_000;
  expect(await store.get('Consent', 'a')).toBeUndefined();
});

test('nobody changes what the next one reads', async () => {
  await store.put('Consent', 'a', { inner: { value: 1 } });
  const read = await store.get<{ inner: { value: number } }>('Consent', 'a');
  expect(() => {
    if (read) read.inner.value = 2;
  }).toThrow(TypeError);
});
