/** How often state.json is opened: once, however many ask, and once more after it was written. */
import { beforeEach, expect, test, vi } from 'vitest';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { emptyFolder } from './folder.ts';

const opened = vi.hoisted(() => ({ state: 0, gitignore: 0 }));
vi.mock('node:fs/promises', async (original) => {
  const files = await original<typeof import('node:fs/promises')>();
  const open: typeof files.open = (file, ...rest) => {
    const isRead = typeof rest[0] === 'number';
    if (isRead && String(file).endsWith('state.json')) opened.state += 1;
    if (isRead && String(file).endsWith('.gitignore')) opened.gitignore += 1;
    return files.open(file, ...rest);
  };
  return { ...files, open };
});

beforeEach(() => Object.assign(opened, { state: 0, gitignore: 0 }));

const client = (clientId: string) => ({
  bank: 'b',
  clientId,
  softwareId: 's',
  registeredAt: '2026-01-01T00:00:00Z',
  tokenEndpointAuthMethod: 'private_key_jwt',
  registration: {},
});

test('a verb, or a tree with a store for each of its places, reads the state once', async () => {
  const folder = emptyFolder();
  await fileStateStore(folder).update((state) => ({ ...state, clients: [client('c1')] }));
  Object.assign(opened, { state: 0, gitignore: 0 });
  const stores = [fileStateStore(folder), fileStateStore(folder), fileStateStore(folder)];
  const together = await Promise.all(stores.map((store) => store.read()));
  for (const store of stores) for (let row = 0; row < 9; row += 1) together.push(await store.read());
  expect(together).toHaveLength(30);
  expect(together.every(({ clients }) => clients[0]?.clientId === 'c1')).toBe(true);
  expect(opened).toEqual({ state: 1, gitignore: 3 });
});

test('after a change of its own it reads once more', async () => {
  const store = fileStateStore(emptyFolder());
  await store.read();
  for (const id of ['c1', 'c2']) {
    opened.state = 0;
    await store.update((state) => ({ ...state, clients: [...state.clients, client(id)] }));
    await store.read();
    await store.read();
    expect(opened.state).toBe(1);
  }
  expect((await store.read()).clients.map(({ clientId }) => clientId)).toEqual(['c1', 'c2']);
});
