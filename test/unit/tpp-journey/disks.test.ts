/** A disk that is full or read-only: nothing is asked for in vain, nothing is lost that a bank gives once, and reading goes on. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { accounts } from '../../../src/tpp/accounts/resources.ts';
import { acceptRedirect } from '../../../src/tpp/authorization/accept.ts';
import { authorisationRequest } from '../../../src/tpp/authorization/request.ts';
import { createConsent } from '../../../src/tpp/consents/consent.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import type { Finding } from '../../../src/tpp/finding.ts';
import { readRegistration } from '../../../src/tpp/registration/client.ts';
import { register } from '../../../src/tpp/registration/register.ts';
import type { Session } from '../../../src/tpp/session.ts';
import { restore } from '../../../src/tpp/workspace/rescue.ts';
import { fileSecretStore } from '../../../src/tpp/workspace/secret-files.ts';
import { clientSecretName, consentTokensName } from '../../../src/tpp/workspace/secrets.ts';
import type { State } from '../../../src/tpp/workspace/state.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { consentTold } from '../../support/consents.ts';
import { disk } from '../../support/faulty-disk.ts';
import { consentAtStub, consentId } from './authorised.ts';
import {
  accountsBase,
  clientId,
  clientRecord,
  idToken,
  now,
  resources,
  type StubOptions,
  stub,
  webRedirect,
} from './stub.ts';

vi.mock('node:fs/promises', async (original) =>
  (await import('../../support/faulty-disk.ts')).withFaults(await original()),
);

let root: string;
const folder = () => join(root, 'workspace');
const home = () => join(root, 'home');
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'obw-full-'));
  mkdirSync(folder());
  mkdirSync(home());
  vi.stubEnv('HOME', home());
  vi.stubEnv('XDG_RUNTIME_DIR', '');
  vi.stubEnv('TMPDIR', join(root, 'none'));
});
afterEach(() => {
  disk.fault = undefined;
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** The workspace's disk answers so from now on; others go on. */
const answers = (code: string | undefined) => {
  disk.fault = (path) => (path.startsWith(folder()) ? code : undefined);
};

const stores = () => ({ folder: folder(), state: fileStateStore(folder()), secrets: fileSecretStore(folder(), {}) });

function onDisk(options: StubOptions) {
  const made = stub(options);
  const warnings: Finding[] = [];
  const workspace = { ...made.session.workspace, folder: folder() };
  const session: Session = { ...made.session, workspace, ...stores(), warn: (warning) => void warnings.push(warning) };
  return { ...made, session, warnings };
}

const keptFile = (message: string): string => /(\S+kept\.json)/.exec(message)?.[1] ?? '';

const secret = 'the-secret-of-the-client';
const registered = {
  client_id: clientId,
  client_secret: secret,
  registration_access_token: 'the-registration-token',
  registration_client_uri: `${resources}/register/${clientId}`,
  token_endpoint_auth_method: 'client_secret_basic',
};
const registering = (then: () => void = () => {}) =>
  onDisk({
    client: null,
    entry: { profile: 'permissive' },
    routes: {
      [`POST ${resources}/register`]: () => {
        then();
        return { status: 201, body: registered };
      },
    },
  });

const faults: [string, string][] = [
  ['ENOSPC', 'disk_full'],
  ['EROFS', 'file_not_writable'],
];

describe.each(faults)('a registration on a disk that answers %s', (fault, code) => {
  it('is not sent when it cannot be kept', async () => {
    const { session, sent } = registering();
    answers(fault);
    expect(await register(session).catch(problemOf)).toMatchObject({
      code,
      message: expect.stringMatching(/^Nothing was sent: /),
    });
    expect(sent.filter(({ method }) => method === 'POST')).toEqual([]);
    answers(undefined);
    expect((await register(session)).clientId).toBe(clientId);
  });

  it('loses nothing when the disk fills up meanwhile: the error says what is no secret, a file of its owner has the rest', async () => {
    const { session } = registering(() => answers(fault));
    const problem = problemOf(await register(session).catch((thrown: unknown) => thrown));
    expect(problem).toMatchObject({
      code,
      message: expect.stringContaining(`${clientId} (${registered.registration_client_uri})`),
      try: expect.stringMatching(/put it back.*Do not register again/),
      remedies: [{ do: 'restore' }, { do: 'adoptClient' }],
    });
    expect(JSON.stringify(problem)).not.toContain(secret);
    expect(JSON.stringify(problem)).not.toContain('the-registration-token');
    const file = keptFile(problem.message);
    expect(dirname(dirname(file))).toBe(home());
    expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
    expect(readFileSync(file, 'utf8')).toContain('the-registration-token');
    answers(undefined);
    await restore(file, stores());
    expect(await stores().secrets.get(clientSecretName('sandbox', clientId))).toBe(secret);
    expect((await stores().state.read()).clients).toMatchObject([
      { clientId, tokenEndpointAuthMethod: 'client_secret_basic' },
    ]);
    expect(existsSync(dirname(file))).toBe(false);
  });
});

test('a registration loses nothing when something else than the disk fails', async () => {
  let broken = false;
  const { session } = registering(() => {
    broken = true;
  });
  const update: typeof session.state.update = (change) =>
    broken ? Promise.reject(new Error('out of order')) : stores().state.update(change);
  const failing: Session = { ...session, state: { ...session.state, update } };
  const problem = problemOf(await register(failing).catch((thrown: unknown) => thrown));
  expect(problem.message).toContain(clientId);
  expect(JSON.stringify(problem)).not.toContain(secret);
  expect(readFileSync(keptFile(problem.message), 'utf8')).toContain('the-registration-token');
});

describe('a client that is read again where nothing can be written', () => {
  const reading = async (secretOfBank: string) => {
    const made = onDisk({
      client: null,
      routes: {
        [`GET ${resources}/register/${clientId}`]: () => ({ body: { ...registered, client_secret: secretOfBank } }),
      },
    });
    await made.session.state.update((state) => ({ ...state, clients: [clientRecord()] }));
    await made.session.secrets.set(clientSecretName('sandbox', clientId), secret);
    answers('EROFS');
    expect((await readRegistration(made.session)).clientId).toBe(clientId);
    return made.warnings.map(({ message }) => message).join(' ');
  };

  it('is shown, and told, and left nowhere: the bank can be asked again', async () => {
    expect(await reading(secret)).toMatch(/could not be written/);
    expect(readdirSync(home())).toEqual([]);
  });

  it('loses no secret that the bank made anew', async () => {
    const told = await reading('another');
    expect(told).not.toContain('another');
    answers(undefined);
    await restore(keptFile(told), stores());
    expect(await stores().secrets.get(clientSecretName('sandbox', clientId))).toBe('another');
  });
});

test('what another store of secrets has taken, as in the editor, stands in no file', async () => {
  const { session, secrets } = registering(() => answers('ENOSPC'));
  const inMemory = stub().session.secrets;
  const problem = await register({ ...session, secrets: inMemory }).catch(problemOf);
  const text = readFileSync(keptFile(JSON.stringify(problem)), 'utf8');
  expect(text).toContain(clientId);
  expect(text).not.toContain(secret);
  expect(secrets.size).toBe(0);
});

test('where no place takes it, the error says so and still names the client', async () => {
  const { session } = registering(() => {
    disk.fault = () => 'ENOSPC';
  });
  expect(await register(session).catch(problemOf)).toMatchObject({
    code: 'disk_full',
    message: expect.stringMatching(new RegExp(`${clientId}.*No other place of yours took it`)),
  });
  expect(readdirSync(home())).toEqual([]);
});

test.each([
  ['no JSON', '{'],
  ['another file', '{"version":1}'],
  ['a secret of no such name', '{"version":1,"folder":"/","secrets":[{"name":"../../etc/passwd","value":"x"}]}'],
])('what holds %s is not restored', async (_, text) => {
  const file = join(home(), 'kept.json');
  writeFileSync(file, text);
  await expect(restore(file, stores())).rejects.toMatchObject({ code: 'state_invalid' });
  expect(existsSync(file)).toBe(true);
});

it('a file that was kept is not looked for where openbanking.json says', async () => {
  const thrown = restore(join(root, 'not-there'), stores());
  await expect(thrown).rejects.toMatchObject({
    code: 'file_missing',
    problem: { try: expect.not.stringContaining('openbanking.json') },
  });
});

describe('what was kept', () => {
  const consent = consentTold({
    bank: 'sandbox',
    clientId,
    consentId: 'aac1',
    status: 'Authorised',
    permissions: [],
    createdAt: '2026-01-01T00:00:00Z',
  });
  const tokens = (expires_at: number) => JSON.stringify({ access_token: 'a', expires_at });
  const ofConsent = consentTokensName('sandbox', consent.consentId);
  const ofClient = clientSecretName('sandbox', clientId);
  const keptIn = (what: object, where = folder()) => {
    const file = join(home(), 'kept.json');
    writeFileSync(file, JSON.stringify({ version: 2, folder: where, secrets: [], ...what }));
    return file;
  };
  /** What stands in the workspace, its secrets too. */
  const all = async () => ({
    ...(await stores().state.read()),
    client: await stores().secrets.get(ofClient),
    tokens: await stores().secrets.get(ofConsent),
  });

  it('is removed itself when it is named by a link, and the folder that somebody else made stays', async () => {
    const real = join(root, 'mine');
    mkdirSync(real);
    const file = join(real, 'kept.json');
    const what = { folder: folder(), client: clientRecord(), secrets: [{ name: ofClient, value: 'kept' }] };
    writeFileSync(file, JSON.stringify({ version: 1, ...what }));
    const link = join(home(), 'link.json');
    symlinkSync(file, link);
    await restore(link, stores());
    expect((await all()).client).toBe('kept');
    expect([existsSync(file), existsSync(link), existsSync(real)]).toEqual([false, false, true]);
  });

  it.each([
    ['that is there', () => mkdirSync(join(root, 'other'))],
    ['that has gone', () => {}],
  ])('for another folder, one %s, is not put into this one without force', async (_, make) => {
    make();
    const file = keptIn({ client: clientRecord(), secrets: [{ name: ofClient, value: 'kept' }] }, join(root, 'other'));
    const before = await all();
    await expect(restore(file, stores())).rejects.toMatchObject({
      code: 'restore_refused',
      problem: { try: expect.stringContaining(`Go to ${join(root, 'other')} and put it back there`) },
    });
    expect(await all()).toEqual(before);
    expect(existsSync(file)).toBe(true);
    await restore(file, { ...stores(), force: true });
    expect(await all()).toMatchObject({ client: 'kept', clients: [{ clientId }] });
    expect(existsSync(file)).toBe(false);
  });

  it('by a version whose consents were all to account information is put back as one of those', async () => {
    const { kind: _, version: __, ...rest } = { ...consent, status: 'AUTH', authorisedAt: '2026-01-01T12:00:00Z' };
    const file = keptIn({ version: 1, consent: rest, secrets: [{ name: ofConsent, value: tokens(1000) }] });
    expect((await restore(file, stores())).consentId).toBe(consent.consentId);
    const kept = { ...consent, version: '4.0', authorisedAt: '2026-01-01T12:00:00Z' };
    expect(await all()).toMatchObject({ consents: [JSON.parse(JSON.stringify(kept))], tokens: tokens(1000) });
  });

  it('for this folder by another name is put back', async () => {
    symlinkSync(folder(), join(root, 'link'));
    await restore(keptIn({ client: clientRecord() }, join(root, 'link')), stores());
    expect(await all()).toMatchObject({ clients: [{ clientId }] });
  });

  const [older, newer] = ['2026-01-01T12:00:00Z', '2026-01-01T12:00:00-01:00'];
  it.each<[name: string, kept: object, here: Partial<State>, tokensHere?: string]>([
    [
      'a client',
      { client: clientRecord({ registeredAt: older }) },
      { clients: [clientRecord({ registeredAt: newer })] },
    ],
    [
      'a consent',
      { consent: { ...consent, authorisedAt: older } },
      { consents: [{ ...consent, authorisedAt: newer }] },
    ],
    ['tokens', { secrets: [{ name: ofConsent, value: tokens(1000) }] }, {}, tokens(2000)],
  ])('does not take the place of something newer without force: %s', async (_, kept, here, tokensHere) => {
    await stores().state.update((state) => ({ ...state, ...here }));
    if (tokensHere) await stores().secrets.set(ofConsent, tokensHere);
    const file = keptIn(kept);
    const before = await all();
    await expect(restore(file, stores())).rejects.toMatchObject({ code: 'restore_refused' });
    expect(await all()).toEqual(before);
    expect(existsSync(file)).toBe(true);
    await restore(file, { ...stores(), force: true });
    expect(await all()).not.toEqual(before);
  });
});

const consent = consentAtStub({ status: 'AwaitingAuthorisation' });
const token = `POST https://as.bank.example/token`;
const tokens = {
  access_token: 'of-the-customer',
  refresh_token: 'to-renew',
  token_type: 'Bearer',
  expires_in: 300,
  scope: 'openid accounts',
};

async function authorising(then: () => void = () => {}) {
  const made = onDisk({
    routes: {
      [`GET ${accountsBase}/account-access-consents/${consentId}`]: () => ({
        body: { Data: { ConsentId: consentId, Status: 'Authorised' } },
      }),
      [token]: ({ body = '' }) => {
        if (!body.includes('authorization_code'))
          return { body: { access_token: 'a', token_type: 'Bearer', expires_in: 300 } };
        then();
        return { body: tokens };
      },
    },
  });
  await made.session.state.update((state) => ({ ...state, clients: [clientRecord()], consents: [consent] }));
  const { state, claims } = await authorisationRequest(made.session, consentId);
  const code = 'the-code';
  const jwt = await idToken({ nonce: String(claims.nonce), state, consentId, code });
  const redirect = `${webRedirect}#${new URLSearchParams({ code, id_token: jwt, state })}`;
  return {
    ...made,
    redirect,
    codesSent: () => made.sent.filter(({ body }) => body?.includes('authorization_code')).length,
  };
}

describe.each(faults)('an authorisation on a disk that answers %s', (fault, code) => {
  it('waits on: its code is not sent when the tokens cannot be kept', async () => {
    const { session, redirect, codesSent } = await authorising();
    answers(fault);
    expect(await acceptRedirect(session, redirect).catch(problemOf)).toMatchObject({
      code,
      try: expect.stringContaining('still waits'),
    });
    expect(codesSent()).toBe(0);
    answers(undefined);
    expect((await acceptRedirect(session, redirect)).consent.status).toBe('authorised');
  });

  it('keeps the tokens elsewhere when the disk fills up after the code is spent', async () => {
    const { session, redirect } = await authorising(() => answers(fault));
    const problem = problemOf(await acceptRedirect(session, redirect).catch((thrown: unknown) => thrown));
    expect(problem).toMatchObject({ code, message: expect.stringContaining(consentId) });
    expect(JSON.stringify(problem)).not.toContain('to-renew');
    answers(undefined);
    await restore(keptFile(problem.message), stores());
    expect(await stores().secrets.get(consentTokensName('sandbox', consentId))).toContain('to-renew');
    const [restored] = (await stores().state.read()).consents;
    expect(restored).toMatchObject({ consentId, authorisedAt: expect.any(String) });
    expect(restored).not.toHaveProperty('pending');
  });
});

test('a consent is not made when it cannot be kept, and one that was made is not lost', async () => {
  let full = false;
  const { session, sent } = onDisk({
    routes: {
      [`POST ${accountsBase}/account-access-consents`]: () => {
        if (full) answers('ENOSPC');
        return { status: 201, body: { Data: { ConsentId: 'made', Status: 'AwaitingAuthorisation' } } };
      },
    },
  });
  await session.state.update((state) => ({ ...state, clients: [clientRecord()] }));
  answers('EROFS');
  expect(await createConsent(session).catch(problemOf)).toMatchObject({
    message: expect.stringMatching(/^Nothing was/),
  });
  expect(sent.filter(({ url }) => url.endsWith('/account-access-consents'))).toEqual([]);
  answers(undefined);
  full = true;
  const problem = problemOf(await createConsent(session).catch((thrown: unknown) => thrown));
  answers(undefined);
  await restore(keptFile(problem.message), stores());
  expect((await stores().state.read()).consents).toMatchObject([{ consentId: 'made' }]);
});

describe.each(faults)('reading accounts on a disk that answers %s', (fault, code) => {
  const reading = async (renewed: object) => {
    const renewals: string[] = [];
    const made = onDisk({
      routes: {
        [`GET ${accountsBase}/accounts`]: ({ headers }) =>
          headers?.authorization === 'Bearer new'
            ? { body: { Data: { Account: [{ AccountId: '1' }] }, Links: { Self: '' }, Meta: {} } }
            : { status: 401, body: {} },
        [token]: ({ body = '' }) => {
          renewals.push(new URLSearchParams(body).get('refresh_token') ?? '');
          return { body: { access_token: 'new', token_type: 'Bearer', expires_in: 300, ...renewed } };
        },
      },
    });
    await made.session.state.update((state) => ({
      ...state,
      clients: [clientRecord()],
      consents: [{ ...consent, authorisedAt: '2026-03-01T12:00:00Z' }],
    }));
    const old = { access_token: 'old', refresh_token: 'r1', expires_at: now + 300_000, scope: 'accounts' };
    await made.session.secrets.set(consentTokensName('sandbox', consentId), JSON.stringify(old));
    answers(fault);
    return { ...made, renewals };
  };

  it('gives them, renews the token once, and tells that it was not kept', async () => {
    const { session, warnings, renewals } = await reading({});
    expect(await accounts(session, { consentId })).toMatchObject([{ AccountId: '1' }]);
    expect(await accounts(session, { consentId })).toMatchObject([{ AccountId: '1' }]);
    expect(renewals).toEqual(['r1']);
    expect(new Set(warnings.map((warning) => warning.code))).toEqual(new Set([code]));
    expect(readdirSync(home())).toEqual([]);
  });

  it('does not lose a refresh token that the bank gave anew', async () => {
    const { session, warnings, renewals } = await reading({ refresh_token: 'r2' });
    expect(await accounts(session, { consentId })).toMatchObject([{ AccountId: '1' }]);
    expect(await accounts(session, { consentId })).toMatchObject([{ AccountId: '1' }]);
    expect(renewals).toEqual(['r1']);
    const told = warnings.find((warning) => warning.code === 'tokens_not_kept');
    expect(JSON.stringify(warnings)).not.toContain('r2"');
    answers(undefined);
    await restore(keptFile(told?.message ?? ''), stores());
    expect(await stores().secrets.get(consentTokensName('sandbox', consentId))).toContain('r2');
  });
});
