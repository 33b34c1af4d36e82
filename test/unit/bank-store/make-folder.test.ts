/** Folders made with those above them, and where none can be made. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { issueSoftwareStatement } from '../../../src/bank/index.ts';
import { makeFolders } from '../../../src/bank/make-folder.ts';

const home = mkdtempSync(join(tmpdir(), 'obw-folders-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('all that lack are made with the mode, by two at the same time too', async () => {
  const deep = join(home, 'a', 'b', 'c');
  await Promise.all([makeFolders(deep, 0o700), makeFolders(deep, 0o700)]);
  const made = [deep, join(home, 'a')];
  for (const each of made) expect(statSync(each).isDirectory()).toBe(true);
  await makeFolders(deep, 0o755);
  if (process.platform !== 'win32')
    for (const each of made) expect((statSync(each).mode & 0o777).toString(8)).toBe('700');
});

test('eight who make the same folders at the same time all have them, 100 times', async () => {
  for (let round = 0; round < 100; round += 1) {
    const deep = join(home, `round ${round}`, 'b', 'c', 'd');
    await Promise.all(Array.from({ length: 8 }, () => makeFolders(deep)));
    expect(statSync(deep).isDirectory()).toBe(true);
  }
});

test('a file in the way is named', async () => {
  writeFileSync(join(home, 'file'), '');
  await expect(makeFolders(join(home, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolders(join(home, 'file', 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test.runIf(process.platform === 'linux').each([
  ['/proc/x', '/proc/x'],
  ['/proc/x/y/z', '/proc/x'],
])('nothing is made in /proc, and it is said at once: %s', async (folder, named) => {
  await expect(makeFolders(folder)).rejects.toMatchObject({ code: 'ENOENT', path: named });
  const refused = { code: 'folder_not_writable', message: expect.stringContaining(named), try: expect.any(String) };
  await expect(issueSoftwareStatement({ dir: folder, out: join(home, 'out') })).rejects.toMatchObject(refused);
  const out = issueSoftwareStatement({ dir: join(home, 'bank'), out: folder });
  await expect(out).rejects.toMatchObject({ code: 'folder_not_writable' });
});
