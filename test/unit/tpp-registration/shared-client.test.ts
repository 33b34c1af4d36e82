/** A team's clients: registering where a colleague's stands, taking it over, using it as it is, and keeping the file in step. */
import { expect, test } from 'vitest';
import { OpenBankingError, problemOf } from '../../../src/tpp/errors.ts';
import { adoptClient, updateRegistration } from '../../../src/tpp/registration/client.ts';
import { deleteRegistration, removeHere } from '../../../src/tpp/registration/client-end.ts';
import { register } from '../../../src/tpp/registration/register.ts';
import { keepShared, shareClient } from '../../../src/tpp/registration/shared-client.ts';
import { currentClient } from '../../../src/tpp/session.ts';
import type { SharedClients } from '../../../src/tpp/workspace/clients-file.ts';
import type { SharedClient } from '../../../src/tpp/workspace/clients-schema.ts';
import { clientRecord, resources, type StubOptions, statementClaims, stub } from '../tpp-journey/stub.ts';

const shared = (overrides: Partial<SharedClient> = {}): SharedClient => ({
  clientId: 'colleagues',
  softwareId: statementClaims.software_id,
  registeredAt: '2026-01-02T00:00:00.000Z',
  tokenEndpointAuthMethod: 'private_key_jwt',
  metadata: { client_id: 'colleagues', scope: 'openid accounts', token_endpoint_auth_method: 'private_key_jwt' },
  ...overrides,
});

/** The file in memory; undefined where there is none. */
function fileOf(start?: Record<string, SharedClient>) {
  let clients = start;
  const file: SharedClients = {
    isThere: async () => clients !== undefined,
    find: async (bank) => clients?.[bank],
    put: async (bank, client) => {
      clients = { ...clients, [bank]: client };
    },
    remove: async (bank, clientId) => {
      if (clients?.[bank]?.clientId === clientId)
        clients = Object.fromEntries(Object.entries(clients).filter(([name]) => name !== bank));
    },
  };
  return { file, clients: () => clients };
}

const team = (start: Record<string, SharedClient> | undefined, options: StubOptions = {}) => {
  const { file, clients } = fileOf(start);
  return { ...stub({ ...options, workspace: { sharedClients: file, ...options.workspace } }), clients };
};

const registered = {
  status: 201,
  body: { client_id: 'c1', client_secret: 's3cret', token_endpoint_auth_method: 'private_key_jwt' },
};
const routes = { [`POST ${resources}/register`]: () => registered };

test('where a colleague’s client stands, nothing is registered, and the error says whose date it has', async () => {
  const { session, sent } = team({ sandbox: shared() }, { client: null, routes });
  const problem = await register(session).catch(problemOf);
  expect(problem).toMatchObject({ code: 'client_shared', message: expect.stringMatching(/colleagues .*2026-01-02/) });
  expect(sent).toEqual([]);
});

test.each([
  ['a method with a secret', 'client_secret_basic', undefined, { secret: true }],
  ['a method with a secret, which is here', 'client_secret_basic', 's3cret', {}],
  ['a key', 'private_key_jwt', undefined, {}],
])(
  'how a colleague’s client is taken over is told with its id and what it needs, by us and after the bank’s refusal: %s',
  async (_what, tokenEndpointAuthMethod, secret, needs) => {
    const description = 'Software statement already registered';
    const refused = { status: 400, body: { error: 'invalid_client_metadata', error_description: description } };
    const { session, secrets } = team(
      { sandbox: shared({ tokenEndpointAuthMethod }) },
      { client: null, routes: { [`POST ${resources}/register`]: () => refused } },
    );
    if (secret !== undefined) secrets.set('client_secret/sandbox/colleagues', secret);
    const adoption = { do: 'adoptClient', clientId: 'colleagues', ...needs };
    const remediesOf = async (force: boolean) =>
      problemOf(await register(session, { force }).catch((thrown: unknown) => thrown)).remedies;
    expect(await remediesOf(false)).toEqual([adoption, { do: 'registerAnother' }]);
    const { try: advice } = problemOf(await register(session).catch((thrown: unknown) => thrown));
    expect(advice).toMatch('secret' in needs ? /^Its secret is not here/ : /^It can be used as it is/);
    expect(await remediesOf(true)).toEqual([adoption]);
  },
);

test('a secret whose place cannot be looked at has to be given, and the client that is taken over is the newest', async () => {
  const client = { clientId: 'own', registeredAt: '2026-01-01T00:00:00.000Z' };
  const refused = { status: 400, body: { error: 'x', error_description: 'already registered' } };
  const start = { sandbox: shared({ tokenEndpointAuthMethod: 'client_secret_basic' }) };
  const { session } = team(start, { client, routes: { [`POST ${resources}/register`]: () => refused } });
  const secrets = { ...session.secrets, get: () => Promise.reject(new Error('The vault is closed.')) };
  const { remedies } = problemOf(await register({ ...session, secrets }, { force: true }).catch((thrown) => thrown));
  expect(remedies).toEqual([{ do: 'adoptClient', clientId: 'colleagues', secret: true }]);
});

test('by force another is registered all the same', async () => {
  const { session, clients } = team({ sandbox: shared() }, { client: null, routes });
  expect((await register(session, { force: true })).clientId).toBe('c1');
  expect(clients()?.sandbox?.clientId).toBe('c1');
  expect(JSON.stringify(clients())).not.toContain('s3cret');
});

test('a folder of one person gets no file by registering, unless it is wanted', async () => {
  const alone = team(undefined, { client: null, routes });
  await register(alone.session);
  expect(alone.clients()).toBeUndefined();
  const wanting = team(undefined, { client: null, routes });
  await register(wanting.session, { share: true });
  expect(wanting.clients()?.sandbox?.clientId).toBe('c1');
});

test('where the file is, registering writes the client to it, unless that is not wanted or the bank is on this machine and has none there', async () => {
  const other = { other: shared() };
  const kept = team(other, { client: null, routes });
  await register(kept.session);
  expect(Object.keys(kept.clients() ?? {})).toEqual(['other', 'sandbox']);
  const unwanted = team(other, { client: null, routes });
  await register(unwanted.session, { share: false });
  expect(unwanted.clients()).toEqual(other);
  const discovery = 'https://127.0.0.1:8443/.well-known/openid-configuration';
  const here = team(other, { entry: { discovery } });
  await keepShared(here.session, clientRecord());
  expect(here.clients()).toEqual(other);
  const known = team({ sandbox: shared() }, { entry: { discovery } });
  await keepShared(known.session, clientRecord());
  expect(known.clients()?.sandbox?.clientId).toBe(clientRecord().clientId);
  expect(known.warnings).toMatchObject([{ code: 'client_of_this_machine' }]);
});

test('a file that cannot be read or written costs no registration', async () => {
  const { session, warnings, state } = team({}, { client: null, routes });
  session.workspace.sharedClients.find = () =>
    Promise.reject(
      new OpenBankingError({ code: 'clients_file_invalid', message: 'It is not valid.', try: 'Correct it.' }),
    );
  expect((await register(session, { force: true })).clientId).toBe('c1');
  expect(state().clients).toHaveLength(1);
  expect(warnings.map(({ code }) => code)).toContain('clients_file_invalid');
});

test('the client of the file is used as it is', async () => {
  const { session, state } = team({ sandbox: shared() }, { client: null });
  expect(await currentClient(session)).toMatchObject({
    bank: 'sandbox',
    clientId: 'colleagues',
    registration: { scope: 'openid accounts' },
  });
  expect(state().clients).toEqual([]);
});

test.each([
  ['the team’s that was registered later', '2026-01-02T00:00:00Z', 'colleagues'],
  ['its own that was registered later', '2025-12-31T00:00:00Z', clientRecord().clientId],
])(
  'of two clients the session is for the one that its caller chooses, the newest at the end: %s',
  async (_which, registeredAt, clientId) => {
    const { session } = team({ sandbox: shared({ registeredAt }) });
    await expect(currentClient(session)).rejects.toMatchObject({ code: 'client_not_named' });
    expect((await currentClient({ ...session, client: (known) => known.at(-1) })).clientId).toBe(clientId);
    expect((await currentClient({ ...session, client: 'colleagues' })).clientId).toBe('colleagues');
  },
);

test('a client of the file is taken over with the method it stands there with, and the secret that is kept for it', async () => {
  const secret = { tokenEndpointAuthMethod: 'client_secret_basic' };
  const { session, sent, secrets, state } = team(
    { sandbox: shared(secret) },
    {
      client: null,
      routes: { [`GET ${resources}/register/colleagues`]: () => ({ body: { client_id: 'colleagues' } }) },
    },
  );
  expect(await adoptClient(session, 'colleagues').catch(problemOf)).toMatchObject({ code: 'client_secret_missing' });
  expect(state().clients).toEqual([]);
  secrets.set('client_secret/sandbox/colleagues', 's3cret');
  await adoptClient(session, 'colleagues');
  expect(state().clients).toMatchObject([
    { clientId: 'colleagues', ...secret, registration: { scope: 'openid accounts' } },
  ]);
  expect(secrets.get('client_secret/sandbox/colleagues')).toBe('s3cret');
  const token = sent.find(({ purpose }) => purpose === 'token');
  expect(token?.headers?.authorization).toBe(`Basic ${Buffer.from('colleagues:s3cret').toString('base64')}`);
});

test('sharing writes the client in use, or the one that is named, and a stranger is an error', async () => {
  const { session, clients } = team(undefined, {
    state: { clients: [clientRecord({ clientId: 'first' }), clientRecord({ clientId: 'second' })] },
  });
  expect(await shareClient({ ...session, client: 'second' })).toEqual({
    clientId: 'second',
    bank: 'sandbox',
    file: 'openbanking.clients.json',
    onThisMachine: false,
  });
  expect(clients()?.sandbox?.clientId).toBe('second');
  await shareClient(session, 'first');
  expect(clients()?.sandbox?.clientId).toBe('first');
  expect(await shareClient(session, 'third').catch(problemOf)).toMatchObject({ code: 'client_not_found' });
});

test.each([
  ['http://127.0.0.1:29331/x', 'is warned of', ['client_of_this_machine']],
  ['https://localhost/x', 'is warned of', ['client_of_this_machine']],
  [undefined, 'is not', []],
])('sharing a client of the bank at %s %s, and done', async (discovery, _what, codes) => {
  const { session, clients, warnings } = team(undefined, discovery === undefined ? {} : { entry: { discovery } });
  const { clientId } = await shareClient(session);
  expect(clients()?.sandbox?.clientId).toBe(clientId);
  expect(warnings.map(({ code }) => code)).toEqual(codes);
});

test('an update writes what changed to the file, and a deletion takes the client out', async () => {
  const { session, clients, warnings } = team(
    { sandbox: shared(), other: shared() },
    {
      client: null,
      routes: {
        [`PUT ${resources}/register/colleagues`]: () => ({
          body: { client_id: 'colleagues', scope: 'openid payments' },
        }),
        [`DELETE ${resources}/register/colleagues`]: () => ({ status: 204 }),
      },
    },
  );
  const told = () => warnings.filter(({ code }) => code === 'clients_file_changed').map(({ message }) => message);
  await updateRegistration(session);
  expect(clients()?.sandbox?.metadata.scope).toBe('openid payments');
  expect(told()).toEqual(['openbanking.clients.json has the client colleagues as it is now.']);
  await deleteRegistration(session);
  expect(Object.keys(clients() ?? {})).toEqual(['other']);
  expect(told()[1]).toBe('The client colleagues was the team’s, and is taken out of openbanking.clients.json.');
});

test('a client that is deleted and was not the team’s leaves the file as it is, and nothing is told', async () => {
  const routes = { [`DELETE ${resources}/register/${clientRecord().clientId}`]: () => ({ status: 204 }) };
  const { session, clients, warnings } = team(
    { sandbox: shared({ registeredAt: '2020-01-01T00:00:00.000Z' }) },
    { routes },
  );
  await deleteRegistration({ ...session, client: clientRecord().clientId });
  expect(clients()?.sandbox?.clientId).toBe('colleagues');
  expect(warnings).toEqual([]);
});

test('a client that stands in the team’s file alone cannot be removed here', async () => {
  const { session, clients } = team({ sandbox: shared() }, { client: null });
  expect(await removeHere(session).catch(problemOf)).toMatchObject({
    code: 'client_shared',
    remedies: [{ do: 'adoptClient', clientId: 'colleagues' }, { do: 'registerAnother' }],
  });
  expect(clients()).toHaveProperty('sandbox');
});

test('another beside a client of the team’s file is registered at the sandbox once its desk took that one off its books', async () => {
  const entry = { discovery: 'https://127.0.0.1:1/x', authorizationEndpoint: 'http://127.0.0.1:2/auth' };
  const { session } = team({ sandbox: shared() }, { client: null, entry });
  const remedies = [
    { do: 'adoptClient', clientId: 'colleagues' },
    { do: 'removeAtSandbox', clientId: 'colleagues' },
    { do: 'registerAnother' },
  ];
  expect(await removeHere(session).catch(problemOf)).toMatchObject({ code: 'client_shared', remedies });
  expect(await register(session).catch(problemOf)).toMatchObject({ code: 'client_shared', remedies });
});

test('a client that stands in the team’s file alone, which its bank does not delete, is not offered to be removed here', async () => {
  const routes = { [`DELETE ${resources}/register/colleagues`]: () => ({ status: 502 }) };
  const { session } = team({ sandbox: shared() }, { client: null, routes });
  const { code, remedies = [] } = await deleteRegistration(session).then(() => expect.unreachable(), problemOf);
  expect(code).toBe('registration_refused');
  expect(remedies).not.toContainEqual({ do: 'removeClientHere' });
});

test('a client that is removed here stays the team’s', async () => {
  const { session, clients, state } = team({ sandbox: shared({ clientId: clientRecord().clientId }) });
  await removeHere(session);
  expect(state().clients).toEqual([]);
  expect(clients()).toHaveProperty('sandbox');
});
