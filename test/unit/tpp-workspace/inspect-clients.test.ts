/** What a team is told of its clients' file beyond its shape, each at its place. */
import { expect, test } from 'vitest';
import { inspectClientsFile } from '../../../src/tpp/workspace/inspect-clients.ts';
import { complete, workspaceFolder } from './folder.ts';

const client = {
  clientId: 'c1',
  softwareId: 's',
  registeredAt: '2026-01-01T00:00:00Z',
  tokenEndpointAuthMethod: 'private_key_jwt',
  metadata: { client_id: 'c1' },
};
const text = (clients: unknown) => JSON.stringify({ clients }, undefined, 2);
const said = async (whole: string, file: unknown = complete) =>
  (await inspectClientsFile(whole, (await workspaceFolder(file)).folder)).map(
    ({ severity, code, pointer }) => `${severity} ${code} ${pointer}`,
  );

test.each([
  ['a good one', text({ sandbox: client }), []],
  [
    'secrets, however deep',
    text({ sandbox: { ...client, metadata: { client_secret: 's3cret', 'a/b': { password: 's3cret' } } } }),
    [
      'error secret_in_clients_file /clients/sandbox/metadata/client_secret',
      'error secret_in_clients_file /clients/sandbox/metadata/a~1b/password',
    ],
  ],
  [
    'another id in the metadata',
    text({ sandbox: { ...client, metadata: { client_id: 'c2' } } }),
    ['warning client_id_contradicts /clients/sandbox/clientId'],
  ],
  ['a bank that is not there', text({ toString: client }), ['warning bank_of_client_unknown /clients/toString']],
  [
    'another software statement',
    text({ sandbox: { ...client, softwareId: 'other' } }),
    ['warning client_of_other_software /clients/sandbox/softwareId'],
  ],
  ['half a file', '{ "clients": { "sandbox": { "metadata": ', []],
  ['no object', '[1]', []],
  ['nothing', '', []],
])('a file with %s', async (_what, whole, expected) => {
  expect(await said(whole)).toEqual(expected);
});

test('where openbanking.json cannot be read, the file is looked at by itself', async () => {
  expect(await said(text({ elsewhere: client }), '{')).toEqual([]);
});

test('openbanking.json may begin with a byte order mark', async () => {
  expect(await said(text({ elsewhere: client }), `\ufeff${JSON.stringify(complete)}`)).toEqual([
    'warning bank_of_client_unknown /clients/elsewhere',
  ]);
});

test('no finding repeats a secret, and one quick fix takes it out', async () => {
  const { folder } = await workspaceFolder();
  const whole = text({ sandbox: { ...client, metadata: { client_secret: 's3cret' } } });
  const [finding] = await inspectClientsFile(whole, folder);
  expect(JSON.stringify(finding)).not.toContain('s3cret');
  expect(finding?.quickFixes).toEqual([
    { kind: 'replace', pointer: '/clients/sandbox/metadata/client_secret', value: undefined },
  ]);
});
