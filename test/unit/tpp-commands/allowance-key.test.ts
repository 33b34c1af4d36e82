/** The key that marks of allowed commands are made with: the first that was made stays, whoever else makes one at that moment. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fileAllowances } from '../../../src/tpp/commands/allowances.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

/** What happens between the look for a key and the writing of one. */
const meanwhile = vi.hoisted(() => ({ happens: async () => {} }));

vi.mock(import('node:fs/promises'), async (original) => {
  const real = await original();
  const written: typeof real.writeFile = async (...given) => {
    await real.writeFile(...given);
    const { happens } = meanwhile;
    meanwhile.happens = async () => {};
    await happens();
  };
  return { ...real, writeFile: written };
});

let place: string;
let folder: string;
const keyFile = () => join(place, 'allowances.key');

beforeEach(async () => {
  const home = emptyFolder();
  folder = emptyFolder();
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
  place = join(home, '.openbanking-workbench');
  await mkdir(place);
});
afterEach(() => {
  meanwhile.happens = async () => {};
  vi.unstubAllEnvs();
});

const allowed = async () => {
  await fileAllowances(folder, {}).add('d');
  expect(await fileAllowances(folder, {}).has('d')).toBe(true);
  expect(await readdir(place)).toEqual(['allowances.key']);
  return (await readFile(keyFile(), 'utf8')).trim();
};

test('a key is made for its owner alone, and nothing else is left beside it', async () => {
  expect(await allowed()).toMatch(/^[0-9a-f]{64}$/);
  if (process.platform !== 'win32') expect((await stat(keyFile())).mode & 0o777).toBe(0o600);
});

test('a key that another process made meanwhile stays, and the mark is made with it', async () => {
  const theirs = 'ab'.repeat(32);
  meanwhile.happens = () => writeFile(keyFile(), `${theirs}\n`);
  expect(await allowed()).toBe(theirs);
});

test('what is no key in its place is replaced', async () => {
  await writeFile(keyFile(), 'no key');
  expect(await allowed()).toMatch(/^[0-9a-f]{64}$/);
});
