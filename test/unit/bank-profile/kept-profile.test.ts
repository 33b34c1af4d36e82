/** Which profile a bank's folder is for while the bank does not run. */
import { expect, test, vi } from 'vitest';
import { keepProfile, lastProfile } from '../../../src/bank/kept-profile.ts';
import { namedProfiles, usualProfile } from '../../../src/bank/profile/choice.ts';
import { memoryStore } from '../../support/memory-store.ts';

const folder = () => memoryStore();
const { strict } = namedProfiles;
const ofFile = { ...strict, name: 'lloyds', takes: { ...strict.takes, nativeRedirects: true } };

test('it is the last start’s, whole, and the usual one before the first', async () => {
  const store = folder();
  expect(await lastProfile(store)).toEqual(usualProfile);
  for (const profile of [ofFile, strict, usualProfile]) {
    await keepProfile(store, profile);
    expect(await lastProfile(store)).toEqual(profile);
  }
});

test('it is that of the name which older banks kept alone', async () => {
  const store = folder();
  await store.put('Setting', 'profile', { profile: 'strict' });
  expect(await lastProfile(store)).toEqual(strict);
});

test('a start with the profile of the one before writes nothing', async () => {
  const store = folder();
  using put = vi.spyOn(store, 'put');
  await keepProfile(store, usualProfile);
  expect(put).not.toHaveBeenCalled();
  await keepProfile(store, ofFile);
  await keepProfile(store, structuredClone(ofFile));
  expect(put).toHaveBeenCalledOnce();
});
