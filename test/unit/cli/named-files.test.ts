/** Files that the command line names: those that are not there to be read, and those that a disk does not take. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { writeNamed } from '../../../src/cli/files.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { obw } from './fake-terminal.ts';

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'obw-named-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it('one that is not there is told as it was named, with what its path starts at', async () => {
  const folder = scratch();
  writeFileSync(join(folder, 'there.json'), '{"name":"e","values":[]}');
  const { status, stderr } = await obw(['import', 'postman', 'there.json', 'gone.json', '--json'], { folder });
  expect(status).toBe(1);
  expect(JSON.parse(stderr).error).toMatchObject({
    code: 'file_missing',
    message: 'There is no file gone.json for the import.',
    try: 'Check the path; it starts at this folder.',
  });
});

it('one that cannot be written says why', async () => {
  const folder = scratch();
  mkdirSync(join(folder, 'taken'));
  const failed = await writeNamed(join(folder, 'taken'), 'x').catch(problemOf);
  expect(failed).toMatchObject({ code: 'file_not_writable', message: expect.stringContaining('(E') });
  expect(readdirSync(folder)).toEqual(['taken']);
});

const disk = smallDisk(16);

it.skipIf(!disk)('one that a full disk does not take is not there by half', async () => {
  const file = join(disk?.folder ?? '', 'made.json');
  onTestFinished(() => disk?.remove());
  expect(await writeNamed(file, 'x'.repeat(100_000)).catch(problemOf)).toMatchObject({ code: 'disk_full' });
  expect(readdirSync(disk?.folder ?? '')).toEqual([]);
  await writeNamed(file, 'small');
  expect(readdirSync(disk?.folder ?? '')).toEqual(['made.json']);
});
