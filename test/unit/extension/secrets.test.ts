/** Secrets in the editor: named so that they can be forgotten in part, and kept in memory where the machine's storage fails. */
import { expect, test } from 'vitest';
import { banksIn, keysOfPart, readSecretKey } from '../../../src/extension/secret-names.ts';
import { tolerantStorage } from '../../../src/extension/tolerant-storage.ts';

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
  expect(keysOfPart(secrets, { what: 'all' })).toEqual(keys);
  expect(keysOfPart(secrets, { what: 'bank', bank: 'sandbox' })).toEqual([keys[1], keys[2]]);
  expect(keysOfPart(secrets, { what: 'passphrases' })).toEqual([keys[0]]);
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

test('what may not be kept is there until that was said, and gone then', async () => {
  const { tolerant } = storage({ value: true }, false);
  const stored = tolerant.store('a', 'one');
  expect(await Promise.all([stored, tolerant.keys()])).toEqual([undefined, ['a']]);
  expect(await tolerant.get('a')).toBeUndefined();
});

test('a secret that cannot be removed is told, and no longer given from memory', async () => {
  const broken = { value: true };
  const { told, tolerant } = storage(broken);
  await tolerant.store('a', 'one');
  await tolerant.delete('a');
  expect(await tolerant.get('a')).toBeUndefined();
  expect(told).toEqual(['write a', 'delete a', 'read a']);
});
