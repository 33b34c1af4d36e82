/** Pictures are made from what the last run of the tests in a browser left; where it left none, it is said which run is wanted. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

test('pictures that the last run of e2e did not leave are named, with the run that leaves them', () => {
  const script = join(root, 'scripts', 'pictures.mts');
  const args = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', script, 'transactions=gone-1', 'inspector=gone-2'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^Not there: \S+gone-1\.png, \S+gone-2\.png\. /);
  expect(stderr).toContain('vitest run --project e2e test/e2e/transactions.test.ts test/e2e/inspector.test.ts');
  expect(stderr).not.toMatch(/ENOENT|^ +at /m);
});
