/** What would be too long to be read again is not written: a bank's answer must not lock a folder. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseJson } from '../../../src/tpp/json.ts';
import { fileSecretStore } from '../../../src/tpp/workspace/secret-files.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { emptyFolder } from './folder.ts';

const tooLong = 'x'.repeat(17 * 1024 * 1024);
const refused = {
  code: 'file_not_writable',
  message: expect.stringMatching(/^\.openbanking\/\S+ would be larger than 16 MB/),
};

const client = {
  bank: 'sandbox',
  clientId: 'c1',
  softwareId: 's1',
  registeredAt: '2026-11-20T00:00:00Z',
  tokenEndpointAuthMethod: 'tls_client_auth',
  registration: {},
};

test('a state stays as it was, and can be read', async () => {
  const folder = emptyFolder();
  const state = fileStateStore(folder);
  await state.update((before) => ({ ...before, clients: [client] }));
  const before = readFileSync(join(folder, '.openbanking', 'state.json'), 'utf8');
  const change = state.update((now) => ({ ...now, clients: [{ ...client, registration: { tooLong } }] }));
  await expect(change).rejects.toMatchObject(refused);
  expect(readFileSync(join(folder, '.openbanking', 'state.json'), 'utf8')).toBe(before);
  expect((await state.read()).clients).toEqual([client]);
});

test('a registration as deep as an answer may be can be read again', async () => {
  const folder = emptyFolder();
  const registration = z.record(z.string(), z.unknown()).parse(parseJson(`{"x":${'['.repeat(199)}${']'.repeat(199)}}`));
  await fileStateStore(folder).update((before) => ({ ...before, clients: [{ ...client, registration }] }));
  expect((await fileStateStore(folder).read()).clients).toEqual([{ ...client, registration }]);
});

test('a secret stays as it was, and can be read', async () => {
  const secrets = fileSecretStore(emptyFolder(), {});
  await secrets.set('tokens/sandbox/aac-1', 'before');
  await expect(secrets.set('tokens/sandbox/aac-1', tooLong)).rejects.toMatchObject(refused);
  expect(await secrets.get('tokens/sandbox/aac-1')).toBe('before');
});
