/** A workspace whose state is of version 1, with a real client, real consents and tokens, in the hands of today's command line. */
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authoriseAs } from '../../src/tpp/authorization/headless.ts';
import { stateSchema } from '../../src/tpp/workspace/state.ts';
import { type Consent1, textOfVersion1 } from '../support/state-version-1.ts';
import { resultOf, run, type Started, start } from './support/command.ts';

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
