/** Folders made with those above them, and the errors of those that cannot be. */
import { readFileSync } from 'node:fs';
import { glob, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolders } from '../../../src/tpp/workspace/folders.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obw-folders-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a folder is made with those above it, once or at the same moment, each with its mode', async () => {
  const inner = join(folder, 'a', 'b', 'c');
  await Promise.all([makeFolders(inner, 0o700), makeFolders(inner, 0o700)]);
  await makeFolders(inner, 0o700);
  for (const each of [join(folder, 'a'), inner]) expect((await stat(each)).mode & 0o777).toBe(0o700);
});

test('a folder that cannot be is the system’s error, at once', async () => {
  await writeFile(join(folder, 'file'), '');
  await symlink(join(folder, 'none'), join(folder, 'link'));
  await expect(makeFolders(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolders(join(folder, 'file', 'b', 'c'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(makeFolders(join(folder, 'link', 'b'))).rejects.toMatchObject({
    code: expect.stringMatching(/^(EEXIST|ENOENT)$/),
  });
  await expect(makeFolders('/proc/obw-no-such/b/c')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('nobody makes folders in Node’s own way, which may never end', async () => {
  const theirs: string[] = [];
  for await (const file of glob('src/**/*.ts'))
    if (/mkdir(Sync)?\([^;]*recursive: true/.test(readFileSync(file, 'utf8'))) theirs.push(file);
  expect(theirs).toEqual([]);
});
