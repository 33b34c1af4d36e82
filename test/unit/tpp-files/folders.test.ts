/** Folders made with those above them, and the errors of those that cannot be. */
import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolders } from '../../../src/tpp/files/folders.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obw-folders-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a folder is made with those above it, once or at the same moment, each with its mode', async () => {
  const inner = join(folder, 'a', 'b', 'c');
  await Promise.all([makeFolders(inner, 0o700), makeFolders(inner, 0o700)]);
  await makeFolders(inner, 0o700);
  // One of many finds the folder above lacking, and there a moment later.
  for (let at = 0; at < 50; at += 1) {
    const each = join(folder, `${at}`, 'b', 'c');
    await Promise.all([makeFolders(each), makeFolders(each)]);
  }
  for (const each of [join(folder, 'a'), inner]) {
    const made = await stat(each);
    expect(made.isDirectory()).toBe(true);
    if (process.platform !== 'win32') expect(made.mode & 0o777).toBe(0o700);
  }
});

test('a folder that cannot be is the system’s error, at once', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(makeFolders(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolders(join(folder, 'file', 'b', 'c'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test.runIf(process.platform !== 'win32')('a link to nothing in the way is the system’s error too', async () => {
  await symlink(join(folder, 'none'), join(folder, 'link'));
  await expect(makeFolders(join(folder, 'link', 'b'))).rejects.toMatchObject({
    code: expect.stringMatching(/^(EEXIST|ENOENT)$/),
  });
});

test.runIf(process.platform === 'linux')('nothing is made in /proc, and that is an error at once', async () => {
  await expect(makeFolders('/proc/obw-no-such/b/c')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('nobody makes folders in Node’s own way, which may never end', () => {
  const cwd = join(import.meta.dirname, '../../../src');
  const files = globSync('**/*.ts', { cwd });
  expect(files.length).toBeGreaterThan(100);
  const own = /mkdir(Sync)?\([^;]*recursive: true/;
  expect(files.filter((file) => own.test(readFileSync(join(cwd, file), 'utf8')))).toEqual([]);
});
