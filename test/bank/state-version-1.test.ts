/** A workspace whose state is of version 1, with a real client, real consents and tokens, in the hands of today's command line. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { authoriseAs } from '../../src/tpp/authorization/headless.ts';
import { stateSchema } from '../../src/tpp/workspace/state.ts';
import { often } from '../support/chance.ts';
import { type Consent1, textOfVersion1 } from '../support/state-version-1.ts';
import { errorOf, resultOf, run, type Started, start } from './support/command.ts';

let root: string;
let bank: Started;
const tpp = () => ({ folder: join(root, 'tpp') });
const file = () => join(root, 'tpp/.openbanking/state.json');
const kept = () => join(root, 'tpp/.openbanking/state.v1.json');

/** As version 1 wrote it. */
let text: string;
/** `obw consent list --json` before. */
let list: { consents: Omit<Consent1, 'bank' | 'pending'>[] };
let authorised: string;
let waiting: string;
let account: string;
/** Where the customer answers the flow that waits in the state. */
let url: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'obw-state-'));
  bank = start(['bank', 'start', '--dir', join(root, 'bank'), '--transactions', '40']);
  await bank.says('\n');
  await resultOf(['bank', 'software-statement', '--dir', 'bank', '--out', 'tpp'], { folder: root });
  await resultOf(['register'], tpp());
  ({ consentId: authorised } = await resultOf(['consent', 'create', '--expires', '2099-01-01T00:00:00Z'], tpp()));
  await resultOf(['consent', 'authorise', '--headless', '--user', 'rora'], tpp());
  const { accounts } = await resultOf(['accounts'], tpp());
  account = accounts[0].AccountId;
  ({ consentId: waiting } = await resultOf(['consent', 'create'], tpp()));
  ({ url } = await resultOf(['consent', 'url'], tpp()));
  list = await resultOf(['consent', 'list'], tpp());
  const { clients, consents } = stateSchema.parse(JSON.parse(await readFile(file(), 'utf8')));
  text = textOfVersion1({
    version: 1,
    clients,
    consents: list.consents.map((each, index) => ({ bank: 'sandbox', ...each, pending: consents[index]?.pending })),
  });
}, 180_000);
afterAll(async () => {
  bank.child.kill('SIGTERM');
  await bank.ended;
  await rm(root, { recursive: true, force: true });
});

beforeEach(async () => {
  await writeFile(file(), text, { mode: 0o600 });
  await rm(kept(), { force: true });
});

describe('with a state of version 1', () => {
  it('what is only shown is the same to the letter, and writes nothing', async () => {
    const shown = await run(['consent', 'list', '--json'], tpp());
    expect(JSON.stringify(JSON.parse(shown.stdout))).toBe(JSON.stringify(list));
    expect((await resultOf(['token', 'show'], tpp())).tokens).toHaveLength(2);
    expect(await readFile(file(), 'utf8')).toBe(text);
    expect(existsSync(kept())).toBe(false);
  });

  it.each<[name: string, args: () => string[] | Promise<string[]>, expected: () => object]>([
    [
      'the answer to a flow that waits is taken',
      // A code is good for a minute: not before it is needed.
      async () => ['consent', 'authorise', '--redirect-url', await authoriseAs(url, { user: 'mits' })],
      () => ({ consentId: waiting, status: 'Authorised' }),
    ],
    ['accounts are read', () => ['accounts'], () => ({ accounts: expect.arrayContaining([expect.anything()]) })],
    ['a consent is read', () => ['consent', 'show', authorised], () => ({ status: 'Authorised' })],
    ['a consent is made', () => ['consent', 'create'], () => ({ status: 'AwaitingAuthorisation' })],
    [
      'the client is read',
      () => ['client', 'show'],
      () => ({ client_id: stateSchema.shape.clients.parse(JSON.parse(text).clients)[0]?.clientId }),
    ],
    [
      'the customer authorises again',
      () => ['consent', 'authorise', authorised, '--headless', '--user', 'rora'],
      () => ({ consentId: authorised, status: 'Authorised' }),
    ],
  ])('%s, and the file is of version 2 with the old one beside it', async (_, args, expected) => {
    expect(await resultOf(await args(), tpp())).toMatchObject(expected());
    const { consents, clients } = stateSchema.parse(JSON.parse(await readFile(file(), 'utf8')));
    expect(clients).toEqual(JSON.parse(text).clients);
    expect(consents.map(({ consentId }) => consentId)).toEqual(
      expect.arrayContaining(list.consents.map(({ consentId }) => consentId)),
    );
    expect(await readFile(kept(), 'utf8')).toBe(text);
  });

  it.each<[name: string, args: () => string[], member: string]>([
    ['balances are read', () => ['balances', account], 'balances'],
    ['transactions are read', () => ['transactions', account], 'transactions'],
    ['the token is renewed', () => ['token', 'refresh'], 'access_token'],
  ])('%s as ever', async (_, args, member) => {
    expect((await resultOf(args(), tpp()))[member].length).toBeGreaterThan(0);
  });
});

describe('half-way to version 2', () => {
  const ids = ({ consents }: { consents: { consentId: string }[] }) => consents.map(({ consentId }) => consentId);

  it('the first copy that was kept stays, and what version 1 wrote since is not lost', async () => {
    const older = text.replace(waiting, 'aac-older');
    await writeFile(kept(), older, { mode: 0o600 });
    const { consentId } = await resultOf(['consent', 'create'], tpp());
    expect(ids(stateSchema.parse(JSON.parse(await readFile(file(), 'utf8'))))).toEqual(
      expect.arrayContaining([...ids(list), consentId]),
    );
    expect(await readFile(kept(), 'utf8')).toBe(older);
  });

  it.each([
    ['a half of version 2', (whole: string) => whole.slice(0, whole.length / 2)],
    ['empty', () => ''],
    ['zeros', (whole: string) => '\0'.repeat(whole.length)],
  ])(
    'a state that is %s is told with the copy of version 1, is left as it is, and goes on from that copy',
    async (_, cut) => {
      await writeFile(kept(), text, { mode: 0o600 });
      await writeFile(file(), cut(text.replace('"version": 1', '"version": 2')), { mode: 0o600 });
      const broken = await readFile(file(), 'utf8');
      for (const args of [['consent', 'list'], ['consent', 'create'], ['accounts'], ['register']]) {
        const error = await errorOf(args, tpp());
        expect(error).toMatchObject({
          code: 'state_invalid',
          try: expect.stringContaining(
            '.openbanking/state.v1.json is the state as it was before version 2: copy it over',
          ),
        });
        expect(await readFile(file(), 'utf8')).toBe(broken);
      }
      await writeFile(file(), await readFile(kept(), 'utf8'), { mode: 0o600 });
      const { consentId } = await resultOf(['consent', 'create'], tpp());
      expect(ids(await resultOf(['consent', 'list'], tpp()))).toEqual(
        expect.arrayContaining([...ids(list), consentId]),
      );
      expect(await readFile(kept(), 'utf8')).toBe(text);
    },
  );
});

describe('two commands at once', () => {
  it(
    'begin with version 1 and lose nothing of what each of them writes, time and again',
    async () => {
      const known = new Set(ids());
      const workspace = join(root, 'tpp/openbanking.json');
      const before = await readFile(workspace, 'utf8');
      const { banks, ...rest } = JSON.parse(before);
      await writeFile(workspace, JSON.stringify({ ...rest, banks: { ...banks, second: banks.sandbox } }));
      onTestFinished(() => writeFile(workspace, before));
      const [client] = stateSchema.shape.clients.parse(JSON.parse(text).clients);
      const secrets = join(root, 'tpp/.openbanking/secrets');
      const [name = ''] = (await readdir(secrets)).filter((each) => each.startsWith('client_secret'));
      const environment = { OBW_CLIENT_SECRET: (await readFile(join(secrets, name), 'utf8')).trim() };
      const adopt = ['client', 'adopt', client?.clientId ?? '', '--bank', 'second'];
      const rounds = often(5);
      for (let round = 0; round < rounds; round += 1) {
        const made: { consentId?: string }[] = await Promise.all([
          resultOf(['consent', 'create', '--bank', 'sandbox'], tpp()),
          round === 0
            ? resultOf(adopt, { ...tpp(), environment })
            : resultOf(['consent', 'create', '--bank', 'second'], tpp()),
        ]);
        for (const { consentId } of made) if (consentId !== undefined) known.add(consentId);
        const state = stateSchema.parse(JSON.parse(await readFile(file(), 'utf8')));
        expect(state.consents.map(({ consentId }) => consentId).toSorted()).toEqual([...known].toSorted());
        expect(state.clients.map(({ bank: name }) => name).toSorted()).toEqual(['sandbox', 'second']);
      }
      expect(known.size).toBe(ids().length + 2 * rounds - 1);
      expect(await readFile(kept(), 'utf8')).toBe(text);
    },
    often(60_000),
  );

  const ids = () => list.consents.map(({ consentId }) => consentId);
});

describe('afterwards', () => {
  it('a consent is withdrawn, and the client deleted with all that is its own', async () => {
    expect(await resultOf(['consent', 'revoke', waiting], tpp())).toMatchObject({
      consentId: waiting,
      status: 'Revoked',
    });
    await resultOf(['client', 'delete'], tpp());
    expect(stateSchema.parse(JSON.parse(await readFile(file(), 'utf8')))).toMatchObject({ clients: [], consents: [] });
  });
});
