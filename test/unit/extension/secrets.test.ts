/** Secrets in the editor: named so that they can be forgotten in part, and kept in memory where the machine's storage fails. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  banksIn,
  type Part,
  readSecretKey,
  secretsOfPart,
  secretsTogether,
} from '../../../src/extension/secrets/secret-names.ts';
import { tolerantStorage } from '../../../src/extension/secrets/tolerant-storage.ts';
import { secretFileName, secretFiles } from '../../../src/tpp/workspace/secret-files.ts';
import type { SecretName } from '../../../src/tpp/workspace/secrets.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

const folder = 'file:///work/a%23b';
const keys = [
  `${folder}#passphrase/signing`,
  `${folder}#client_secret/sandbox/c-1`,
  `${folder}#tokens/sandbox/aac-1`,
  `${folder}#client_credentials/other/c-2/accounts`,
];
const secrets = keys.flatMap((key) => readSecretKey(key) ?? []);

test('a name is taken apart into folder, kind and bank', () => {
  expect(secrets.map(({ kind, of }) => [kind, of])).toEqual([
    ['passphrase', 'signing'],
    ['client_secret', 'sandbox'],
    ['tokens', 'sandbox'],
    ['client_credentials', 'other'],
  ]);
  expect(new Set(secrets.map((secret) => secret.folder))).toEqual(new Set([folder]));
  expect(['', 'sandbox.token', '#tokens/x', `${folder}#other/x`, `${folder}#tokens/`].map(readSecretKey)).toEqual(
    Array.from({ length: 5 }),
  );
});

test('a part is all, one bank’s, or the passphrases', () => {
  expect(banksIn(secrets)).toEqual(['other', 'sandbox']);
  const keysOf = (part: Part) => secretsOfPart(secrets, part).map(({ key }) => key);
  expect(keysOf({ what: 'all' })).toEqual(keys);
  expect(keysOf({ what: 'bank', bank: 'sandbox' })).toEqual([keys[1], keys[2]]);
  expect(keysOf({ what: 'passphrases' })).toEqual([keys[0]]);
});

test('a secret that is in both places is one, also where its name is longer than a file’s', async () => {
  const path = emptyFolder();
  const files = secretFiles(path);
  const long: SecretName = `tokens/bänk/${'ü'.repeat(100)}`;
  const onlyHere: SecretName = `client_secret/sandbox/${'x'.repeat(300)}`;
  for (const name of [long, onlyHere, 'client_secret/sandbox/c-1', 'request/my file/a/b'] as const)
    await files.set(name, 'secret');
  for (const stray of ['notes.txt', 'other+sandbox+x.0123456789ab', 'tokens.0123456789ab', '%E2+.0123456789ab'])
    writeFileSync(join(path, '.openbanking/secrets', stray), '');
  const stored = [...keys, `${folder}#${long}`].flatMap((key) => readSecretKey(key) ?? []);
  const found = secretsTogether(stored, await files.list(), secretFileName);
  expect(found.map(({ kind, of, key, file }) => [kind, of, key !== undefined, file !== undefined]).sort()).toEqual([
    ['client_credentials', 'other', true, false],
    ['client_secret', 'sandbox', false, true],
    ['client_secret', 'sandbox', true, true],
    ['passphrase', 'signing', true, false],
    ['request', 'my file', false, true],
    ['tokens', 'bänk', true, true],
    ['tokens', 'sandbox', true, false],
  ]);
  expect(banksIn(found)).toEqual(['bänk', 'other', 'sandbox']);
  for (const { file } of found) if (file !== undefined) await files.remove(file);
  expect(await files.list()).toEqual([]);
});

test('a part of a name that was cut within a letter is read as far as it goes', async () => {
  const files = secretFiles(emptyFolder());
  await files.set(`request/${'☃'.repeat(60)}/key`, 'secret');
  const [found] = await files.list();
  expect(found?.beginning).toMatch(/^request\/☃{16,17}$/);
});

function storage(broken: { value: boolean }, keep = true) {
  const kept = new Map<string, string>();
  const told: string[] = [];
  const guard = async <T>(work: () => T): Promise<T> => {
    if (broken.value) throw new Error('no keyring');
    return work();
  };
  const real = {
    keys: () => guard(() => [...kept.keys()]),
    get: (key: string) => guard(() => kept.get(key)),
    store: (key: string, value: string) => guard(() => void kept.set(key, value)),
    delete: (key: string) => guard(() => void kept.delete(key)),
  };
  return {
    kept,
    told,
    tolerant: tolerantStorage(real, async (action, key) => {
      told.push(`${action} ${key}`);
      return keep;
    }),
  };
}

test('what the storage does not take is held in memory and told', async () => {
  const broken = { value: true };
  const { kept, told, tolerant } = storage(broken);
  await tolerant.store('a', 'one');
  expect(await tolerant.get('a')).toBe('one');
  expect(await tolerant.get('b')).toBeUndefined();
  expect(await tolerant.keys()).toEqual(['a']);
  expect(told).toEqual(['write a', 'read b', 'read ']);
  broken.value = false;
  await tolerant.store('a', 'two');
  expect(kept.get('a')).toBe('two');
  expect(await tolerant.get('a')).toBe('two');
});

test('what the storage could not read is not known to be missing', async () => {
  const broken = { value: true };
  const { tolerant } = storage(broken);
  const asked = async (key: string) => [await tolerant.get(key), tolerant.failed(key)];
  expect(await asked('a')).toEqual([undefined, true]);
  expect(tolerant.failed('b')).toBe(false);
  await tolerant.store('a', 'one');
  expect(await asked('a')).toEqual(['one', false]);
  broken.value = false;
  await tolerant.delete('a');
  expect(await asked('a')).toEqual([undefined, false]);
});

test('what may not be kept is there until that was said, and gone then', async () => {
  const { tolerant } = storage({ value: true }, false);
  const stored = tolerant.store('a', 'one');
  expect(await Promise.all([stored, tolerant.keys()])).toEqual([undefined, ['a']]);
  expect(await tolerant.get('a')).toBeUndefined();
});

test('what is taken away without a word is gone from the storage and from memory, whatever fails', async () => {
  const broken = { value: false };
  const { kept, told, tolerant } = storage(broken);
  await tolerant.store('a', 'one');
  broken.value = true;
  await tolerant.store('b', 'two');
  expect([await tolerant.take('a'), await tolerant.take('b')]).toEqual([undefined, 'two']);
  broken.value = false;
  expect([await tolerant.take('a'), await tolerant.take('a'), await tolerant.take('b')]).toEqual([
    'one',
    undefined,
    undefined,
  ]);
  expect([[...kept], told]).toEqual([[], ['write b']]);
  await tolerant.store('c', 'old');
  broken.value = true;
  await tolerant.store('c', 'newer');
  broken.value = false;
  expect([await tolerant.take('c'), kept.size]).toEqual(['newer', 0]);
});

test('a secret that cannot be removed is told, and no longer given from memory', async () => {
  const broken = { value: true };
  const { told, tolerant } = storage(broken);
  await tolerant.store('a', 'one');
  await tolerant.delete('a');
  expect(await tolerant.get('a')).toBeUndefined();
  expect(told).toEqual(['write a', 'delete a', 'read a']);
});

test('of two who take the same at once one has it', async () => {
  const stored = new Map([['a', 'one']]);
  const storage = {
    keys: async () => [...stored.keys()],
    get: async (key: string) => stored.get(key),
    store: async (key: string, value: string) => void stored.set(key, value),
    delete: async (key: string) => void stored.delete(key),
  };
  const tolerant = tolerantStorage(storage, async () => true);
  const taken = await Promise.all([tolerant.take('a'), tolerant.take('a'), tolerant.take('a')]);
  expect(taken).toEqual(['one', undefined, undefined]);
});
