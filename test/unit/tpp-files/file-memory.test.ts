/** A file is read once for as long as it is the same one, whoever asks. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileMemory } from '../../../src/tpp/files/file-memory.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

function counted() {
  const file = join(emptyFolder(), 'a.json');
  const memory = fileMemory<{ read: number; in: number[] }>();
  let reads = 0;
  const get = () =>
    memory.get(file, async () => {
      reads += 1;
      return { read: reads, in: [reads] };
    });
  const replace = (text: string) => {
    writeFileSync(`${file}.draft`, text);
    renameSync(`${file}.draft`, file);
  };
  return { file, get, replace, reads: () => reads };
}

test('whoever asks, one after the other or at once, gets what was read once', async () => {
  const { get, replace, reads } = counted();
  replace('{}');
  const all = await Promise.all([get(), get(), get()]);
  all.push(await get());
  expect(new Set(all).size).toBe(1);
  expect(reads()).toBe(1);
});

test('a file that is replaced, removed or made is read again, of the same length and in the same moment too', async () => {
  const { file, get, replace, reads } = counted();
  await get();
  await get();
  expect(reads()).toBe(1);
  for (const [index, text] of ['{}', '[]', '""'].entries()) {
    replace(text);
    await get();
    expect(reads()).toBe(index + 2);
  }
  rmSync(file);
  await get();
  expect(reads()).toBe(5);
});

test('what failed is tried again', async () => {
  const memory = fileMemory<string>();
  const file = join(emptyFolder(), 'a.json');
  await expect(memory.get(file, () => Promise.reject(new Error('once')))).rejects.toThrow('once');
  expect(await memory.get(file, async () => 'read')).toBe('read');
});

test('nobody changes what others get, however deep', async () => {
  const { get } = counted();
  const got = await get();
  expect(() => got.in.push(1)).toThrow(TypeError);
});

test('a store sees what another one of the same folder wrote', async () => {
  const folder = emptyFolder();
  mkdirSync(join(folder, '.openbanking'));
  const [one, other] = [fileStateStore(folder), fileStateStore(folder)];
  expect((await one.read()).clients).toEqual([]);
  const client = {
    bank: 'b',
    clientId: 'c',
    softwareId: 's',
    registeredAt: '2026-01-01T00:00:00Z',
    tokenEndpointAuthMethod: 'private_key_jwt',
    registration: {},
  };
  await other.update((state) => ({ ...state, clients: [client] }));
  expect((await one.read()).clients).toEqual([client]);
});
