/** What a token of a bank's traffic is judged by: the bank always, the client where there is one. */
import { expect, test } from 'vitest';
import { inspectionAt } from '../../../src/tpp/authorization/inspection-at.ts';
import { noSharedClients } from '../../support/no-shared-clients.ts';
import { clientId, clientRecord, issuer, organisation, type StubOptions, stub } from '../tpp-journey/stub.ts';

const judgedBy = (options: StubOptions = {}) => inspectionAt(stub(options).session);
const unreadable = () => Promise.reject(new Error('cannot be read'));
const colleagues = {
  clientId: 'colleagues',
  softwareId: 's',
  registeredAt: '2026-01-02T00:00:00.000Z',
  tokenEndpointAuthMethod: 'private_key_jwt',
  metadata: { client_id: 'colleagues', redirect_uris: ['https://team.example/cb'] },
};

test('a request is held against the client that is registered', async () => {
  expect(await judgedBy()).toMatchObject({
    expectations: { issuer, organisationId: organisation, clientId },
    request: { clientId },
  });
});

test('a token is held against the token endpoint and the environment of its bank', async () => {
  const entry = { environment: 'production' as const, tokenEndpoint: 'https://as.bank.example/another' };
  const { tokenEndpoint, environment } = entry;
  expect((await judgedBy({ entry })).expectations).toMatchObject({ tokenEndpoint, environment });
});

test('a request is held against the team’s client where the folder has none of its own', async () => {
  const sharedClients = { ...noSharedClients, find: async () => colleagues };
  expect(await judgedBy({ client: null, workspace: { sharedClients } })).toMatchObject({
    expectations: { clientId: 'colleagues' },
    request: { clientId: 'colleagues', redirectUris: ['https://team.example/cb'] },
  });
});

test.each<[string, StubOptions]>([
  ['where nobody registered', { client: null }],
  [
    'of several, none of which is named',
    { state: { clients: [clientRecord(), clientRecord({ clientId: 'another' })] } },
  ],
])('of the client nothing is known %s, and of the bank as much as ever', async (_where, options) => {
  const { expectations, registration, request } = await judgedBy(options);
  expect(request).toBeUndefined();
  expect(expectations).toMatchObject({ issuer, clientId: undefined });
  expect(registration).toMatchObject({ audiences: [organisation] });
});

test.each<[string, StubOptions['entry'], string | undefined]>([
  ['one for all', { version: 'v3.1' }, 'v3.1'],
  ['one of account information among others', { version: { aisp: 'v4.0', pisp: 'v3.1' } }, 'v4.0'],
  ['none', {}, undefined],
])('the version is that of account information: %s', async (_which, entry, version) => {
  expect((await judgedBy({ entry })).version).toBe(version);
});

test.each<[StubOptions['entry'], boolean]>([
  [{ profile: 'permissive' }, true],
  [{ profile: 'permissive', environment: 'production' }, false],
  [{}, false],
])('of a bank with the entry %j it is %s that it is permissive', async (entry, permissive) => {
  expect((await judgedBy({ entry })).permissive).toBe(permissive);
});

test('a file of the team’s clients that cannot be read is told, and nothing is judged without it', async () => {
  const sharedClients = { ...noSharedClients, find: unreadable };
  await expect(judgedBy({ client: null, workspace: { sharedClients } })).rejects.toThrow('cannot be read');
});

test('a state file that cannot be read is told, and nothing is judged without it', async () => {
  const { session } = stub();
  session.state.read = unreadable;
  await expect(inspectionAt(session)).rejects.toThrow('cannot be read');
});
