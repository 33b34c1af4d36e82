/** `obw environment download`: where the file goes, which holds the client's secret. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakeTpp, obw } from './fake-terminal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'obw-environment-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is into a folder that git ignores, which is made where it is not there', async () => {
  const values = [{ key: 'basicToken', value: 'a-secret' }];
  const tpp = fakeTpp({ downloadEnvironment: async () => ({ name: 'sandbox', values }) });
  const { status, stdout } = await obw('environment download', { tpp, folder });
  expect([status, stdout]).toEqual([0, expect.not.stringContaining('a-secret')]);
  const own = join(folder, '.openbanking');
  expect(JSON.parse(readFileSync(join(own, 'sandbox.postman_environment.json'), 'utf8'))).toMatchObject({ values });
  expect(readFileSync(join(own, '.gitignore'), 'utf8')).toBe('*\n');
});

it('says a variable once that the bank has twice', async () => {
  const values = ['rs', 'basicToken', 'rs'].map((key) => ({ key, value: 'x' }));
  const tpp = fakeTpp({ downloadEnvironment: async () => ({ name: 'sandbox', values }) });
  const { stdout } = await obw('environment download', { tpp, folder });
  expect(stdout).toContain('2 variables in');
  expect(stdout).toContain('\n  rs, basicToken\n');
});
