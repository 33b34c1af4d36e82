/** What becomes of the client that another took the place of: it is forgotten where nothing can use it any more, and kept in doubt. */
import { expect, test, vi } from 'vitest';
import { registerWith } from '../../../src/extension/registration/register-client.ts';
import type { BankOf, Workbench } from '../../../src/extension/workbench/workbench.ts';
import { isSecretLost } from '../../../src/tpp/client/adoption.ts';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text }, commands: {} }));
vi.mock('../../../src/extension/registration/preview.ts', () => ({}));
vi.mock('../../../src/extension/workbench/pick.ts', () => ({ bankNode: () => ({}) }));
vi.mock('../../../src/extension/plain/messages.ts', () => ({ showInformation: async () => undefined }));
vi.mock('../../../src/extension/workbench/attempt.ts', () => ({
  attempt: async (_workbench: unknown, _title: string, work: (task: object) => Promise<unknown>) => ({
    done: await work({}),
  }),
  mayWrite: async () => true,
}));

const failing = () => Promise.reject(new Error('The vault is closed.'));
const vault = { get: failing, known: async () => undefined };
const nothing = { get: async () => undefined };
const kept = { get: async () => 's3cret' };

interface Given {
  sandbox?: boolean;
  secrets?: object;
  method?: string;
  entry?: object;
  id?: string;
}

test.each<[string, Given, isForgotten: boolean]>([
  ['at the sandbox, which has it no more', { sandbox: true }, true],
  ['whose secret is lost', { secrets: nothing }, true],
  ['whose secret is here', { secrets: kept }, false],
  ['with a key in the place of a secret', { method: 'private_key_jwt', secrets: nothing }, false],
  ['under whose id the bank registered it again', { secrets: nothing, id: 'new' }, false],
  ['whose secret is in a vault that is closed', { secrets: vault, entry: { secretCommand: ['vault'] } }, false],
])('one %s', async (_name, given, isForgotten) => {
  const { sandbox = false, secrets = kept, method = 'client_secret_basic', entry = {}, id = 'old' }: Given = given;
  const forgetClient = vi.fn(async () => undefined);
  const client = { bank: 'bank', clientId: id, tokenEndpointAuthMethod: method };
  const session = { secrets, workspace: { file: { banks: { bank: entry } } } };
  const workbench = windowOf({ client, session, forgetClient, sandbox });
  const of = { bank: { name: 'bank', entry } } as unknown as BankOf;
  expect(await registerWith(workbench, of, { force: true })).toEqual({ clientId: 'new' });
  expect(forgetClient.mock.calls).toEqual(isForgotten ? [[session, client]] : []);
});

test('a client that cannot be forgotten here is told of, and the new one is registered all the same', async () => {
  const show = vi.fn(async () => undefined);
  const forgetClient = () => Promise.reject(new Error('The disk is full.'));
  const client = { bank: 'bank', clientId: 'old', tokenEndpointAuthMethod: 'client_secret_basic' };
  const workbench = windowOf({ client, session: {}, forgetClient, sandbox: true, show });
  const of = { bank: { name: 'bank', entry: {} } } as unknown as BankOf;
  expect(await registerWith(workbench, of, { force: true })).toEqual({ clientId: 'new' });
  expect(show.mock.calls).toEqual([[{ message: 'The disk is full.' }]]);
});

/** A window with a client, whose bank registers another. */
function windowOf(given: {
  client: object;
  session: object;
  forgetClient: () => Promise<unknown>;
  sandbox: boolean;
  show?: () => Promise<undefined>;
}): Workbench {
  const { client, session, forgetClient, sandbox, show } = given;
  const tpp = {
    isSecretLost,
    findClient: async () => client,
    register: async () => ({ clientId: 'new' }),
    forgetClient,
    problemOf: ({ message }: Error) => ({ message }),
  };
  return {
    tpp: async () => tpp,
    session: async () => session,
    sandbox: { isOf: () => sandbox },
    changed: () => undefined,
    show,
  } as unknown as Workbench;
}
