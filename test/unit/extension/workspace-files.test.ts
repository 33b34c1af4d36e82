/** Files put where openbanking.json can name them, and kept out of git. */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withIgnored } from '../../../src/extension/workspace-file/gitignore.ts';
import { placeFiles } from '../../../src/extension/workspace-file/place-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obw-place-'));
});
afterEach(() => rm(folder, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const none = new Map<string, string>();

test('files of the folder stay, others are copied under the name of their role, for their owner alone', async () => {
  await mkdir(join(folder, 'here'));
  await writeFile(join(folder, 'here/a.jwt'), 'ssa');
  const files = [
    { path: 'here/a.jwt', bytes: bytes('ssa'), file: join(folder, 'here/a.jwt') },
    { path: '/elsewhere/b.pem', bytes: bytes('both'), file: '/elsewhere/b.pem' },
    { path: 'dropped.der', bytes: bytes('der') },
  ];
  const roles = {
    assertion: 'here/a.jwt',
    transportCertificate: '/elsewhere/b.pem',
    transportKey: '/elsewhere/b.pem',
    signingKey: 'dropped.der',
    ca: [],
  };
  const placed = await placeFiles(folder, roles, files, new Map([['dropped.der', 'pem']]));
  expect(placed).toEqual({
    assertion: 'here/a.jwt',
    signingKey: 'keys/signing.key',
    transportCertificate: 'keys/transport.pem',
    transportKey: 'keys/transport.pem',
    ca: [],
  });
  expect(await readFile(join(folder, 'keys/signing.key'), 'utf8')).toBe('pem');
  if (process.platform !== 'win32') expect((await stat(join(folder, 'keys/signing.key'))).mode & 0o777).toBe(0o600);
});

test('a file that is there is never overwritten', async () => {
  await mkdir(join(folder, 'keys'));
  await writeFile(join(folder, 'keys/ca.pem'), 'another');
  const files = ['root', 'issuing'].map((path) => ({ path, bytes: bytes(path) }));
  const roles = { ca: ['root', 'issuing'] };
  const first = await placeFiles(folder, roles, files, none);
  expect(first.ca).toEqual(['keys/ca-2.pem', 'keys/ca-3.pem']);
  expect(await placeFiles(folder, roles, files, none)).toEqual(first);
  expect(await readFile(join(folder, 'keys/ca.pem'), 'utf8')).toBe('another');
});

test.each([
  ['', ['keys/a.key'], '/keys/a.key\n'],
  ['node_modules', ['keys/a.key', 'keys/a.key'], 'node_modules\n/keys/a.key\n'],
  ['/keys/a.key\n', ['keys/a.key'], '/keys/a.key\n'],
  ['x\r\n', ['./k[1]*.key'], 'x\r\n/k\\[1\\]\\*.key\r\n'],
])('a key gets one line of .gitignore: %j', (text, paths, expected) => {
  expect(withIgnored(text, paths)).toBe(expected);
});
