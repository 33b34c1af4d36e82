/** Files that are too large to be read as a whole, and those without a name: refused with what they were to be. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { errorIn, obw } from './fake-terminal.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'obw-large-'));
  writeFileSync(join(folder, 'a.log'), '');
  truncateSync(join(folder, 'a.log'), 17 * 1024 * 1024);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const token = 'eyJhbGciOiJQUzI1NiJ9.e30.eA';

it.each([
  ['jwt decode a.log', 'a JWT'],
  [`jwt verify ${token} --key a.log`, 'a public key'],
  ['jwt sign {} --key a.log', 'the private key'],
  ['jwt sign a.log --key a.log', 'the claims'],
])('obw %s: it is too large to be %s', async (words, what) => {
  expect(errorIn(await obw(`${words} --json`, { folder }))).toEqual({
    code: 'file_unreadable',
    message: `a.log is larger than 16 MB: too large to be ${what}.`,
    try: 'Look whether it is the file that was meant.',
  });
});

it('standard input is refused in the same words', async () => {
  const outcome = await obw('jwt decode - --json', { folder, stdin: ' '.repeat(17 * 1024 * 1024) });
  expect(errorIn(outcome)).toMatchObject({
    code: 'file_unreadable',
    message: 'Standard input is larger than 16 MB: too large to be a JWT.',
  });
});

it('an empty name, as a shell gives it for a variable that is not set, is told as that', async () => {
  const outcome = await obw(['jwt', 'decode', '', '--json']);
  expect(outcome.status).toBe(2);
  expect(errorIn(outcome)).toMatchObject({
    code: 'usage',
    message: 'The name of a file was expected for a JWT, and is empty.',
  });
});
