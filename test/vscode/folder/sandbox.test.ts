/** The sandbox from inside VS Code: its commands, its view, and other windows that use it. */
import assert from 'node:assert/strict';
import { access, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { commands, env } from 'vscode';
import { z } from 'zod';
import { hold } from '../../../src/extension/sandbox/control.ts';
import { takeOrStart } from '../../../src/extension/sandbox/process.ts';
import { type Ready, readNote, type Told } from '../../../src/extension/sandbox/words.ts';
import { answering, back, type Step } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { dist } from '../support/extension.ts';
import { type Item, itemsOf, openView, tooltipOf } from '../support/trees.ts';
import { folder } from '../support/workspace.ts';

const view = 'openBanking.sandbox';
const run = <T>(name: string, ...args: unknown[]): Thenable<T> =>
  commands.executeCommand<T>(`openBanking.${name}`, ...args);
const names = (items: Item[]): string[] => items.map(({ label }) => label);

async function groupOf(label: string): Promise<Item[]> {
  const group = (await itemsOf(view)).find((item) => item.label === label);
  assert(group, `There is no group ${label}.`);
  return itemsOf(view, group);
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

describe('The sandbox', function () {
  this.timeout(60_000);
  let ready: Ready;
  const dir = (): string => dirname(dirname(ready.ca));

  before(async () => {
    await openView(view);
    const started = await run<Ready | undefined>('startSandbox');
    assert(started, 'The sandbox did not start.');
    ready = started;
  });
  after(async () => {
    await run('stopSandbox');
    for (const name of await readdir(folder()))
      await rm(join(folder(), name), { recursive: true, force: true, maxRetries: 3 });
  });

  it('lives in the extension’s own storage, for its owner alone', async () => {
    assert.match(dir(), /globalStorage/);
    assert.equal((await readNote(dir()))?.pid, ready.pid);
  });

  it('is not started twice', async () => {
    const [one, two] = await Promise.all([run<Ready>('startSandbox'), run<Ready>('startSandbox')]);
    assert.deepEqual([one, two], [ready, ready]);
  });

  it('shows what it is, its customers and their passwords, and its addresses', async () => {
    assert.deepEqual(names(await itemsOf(view)), ['Running', 'Customers', 'Software Statements', 'Addresses']);
    const customers = await groupOf('Customers');
    assert.deepEqual(customers.map(({ label, item }) => `${label}: ${item.description}`).sort(), [
      'ivsa: password ivsa.',
      'mits: password mits.',
      'rora: password rora.',
    ]);
    const addresses = await groupOf('Addresses');
    assert(addresses.some(({ item }) => item.description === ready.discovery));
    for (const { item } of [...customers, ...addresses]) assert(item.id && item.contextValue && item.iconPath);
    const [state] = await itemsOf(view);
    assert(state);
    assert.match(await tooltipOf(view, state), new RegExp(`Process ${ready.pid}`));
  });

  it('copies passwords, user names and addresses', async () => {
    const rora = (await groupOf('Customers')).find(({ label }) => label === 'rora');
    const discovery = (await groupOf('Addresses')).find(({ item }) => item.description === ready.discovery);
    for (const [command, item, text] of [
      ['copyCustomerPassword', rora, 'rora.'],
      ['copyCustomerName', rora, 'rora'],
      ['copySandboxAddress', discovery, ready.discovery],
    ] as const) {
      assert.equal(await run(command, item?.node), text);
      assert.equal(await env.clipboard.readText(), text);
    }
  });

  it('makes a software statement by numbered questions with a way back, and lists it', async () => {
    const steps: Step[] = [
      'Self-signed',
      back,
      'Issued by the sandbox’s directory',
      'Another port…',
      back,
      'Usual redirect URIs',
    ];
    const { result, shown } = await answering({ steps }, () =>
      run<{ softwareId: string }>('createSandboxSoftwareStatement'),
    );
    const certificates = 'Which keys and certificates?';
    const ports = 'Where may customers be sent back to?';
    assert.deepEqual(
      shown.flatMap(({ text, step }) => (step === undefined ? [] : [[step, text]])),
      [
        ['1/2', certificates],
        ['← 2/2', ports],
        ['1/2', certificates],
        ['← 2/2', ports],
        ['← 3/3', 'Port of the redirect URI on this machine'],
        ['← 2/3', ports],
      ],
    );
    assert.deepEqual(
      shown.filter(({ kind }) => kind === 'error'),
      [],
    );
    assert.deepEqual((await readdir(folder())).filter((name) => !name.startsWith('.')).sort(), [
      'ca.pem',
      'openbanking.json',
      'signing.key',
      'signing.pem',
      'ssa.jwt',
      'transport.key',
      'transport.pem',
    ]);
    const [statement, ...more] = await groupOf('Software Statements');
    assert(statement && more.length === 0);
    assert.equal(statement.item.description, result.softwareId);
    assert.equal(await run('copySoftwareId', statement.node), result.softwareId);
    const inspected = await run('inspectSoftwareStatement', statement.node);
    assert.deepEqual(z.object({ kind: z.string(), label: z.string() }).parse(inspected), {
      kind: 'software-statement',
      label: result.softwareId,
    });
  });

  it('overwrites files only when that was confirmed', async () => {
    const before = await readFile(join(folder(), 'ssa.jwt'), 'utf8');
    const choices = { certificates: 'issued', redirectPort: null };
    const { result, shown } = await answering({}, () => run('createSandboxSoftwareStatement', undefined, choices));
    assert.equal(result, undefined);
    assert.deepEqual(
      shown.map(({ kind, choices: buttons }) => ({ kind, buttons })),
      [{ kind: 'warning', buttons: ['Overwrite'] }],
    );
    assert.equal(await readFile(join(folder(), 'ssa.jwt'), 'utf8'), before);
    const confirmed = {
      ...choices,
      certificates: 'self-signed',
      redirectPort: 53999,
      overwrite: true,
      ignoreKeys: true,
    };
    const { result: issued } = await answering({}, () => run('createSandboxSoftwareStatement', undefined, confirmed));
    assert(issued);
    assert.match(await readFile(join(folder(), 'openbanking.json'), 'utf8'), /127\.0\.0\.1:53999/);
    assert.equal(await readFile(join(folder(), '.gitignore'), 'utf8'), '/signing.key\n/transport.key\n');
  });

  it('is reset when that was confirmed: clients go, what the folder holds stays good', async () => {
    const journey = () => answering({}, () => run<{ clientId: string } | undefined>('runAccountInformationJourney'));
    const { result: first } = await journey();
    assert(first?.clientId);
    const { result: dismissed, shown } = await answering({}, () => run('resetSandboxData'));
    assert.equal(dismissed, undefined);
    assert.deepEqual(
      shown.map(({ choices }) => choices),
      [['Reset Data']],
    );
    const { result: anew } = await answering({ messages: ['Reset Data'] }, () => run<Ready>('resetSandboxData'));
    assert.deepEqual({ ...anew, pid: 0 }, { ...ready, pid: 0 });
    assert.notEqual(anew.pid, ready.pid);
    ready = anew;
    const state = JSON.parse(await readFile(join(folder(), '.openbanking', 'state.json'), 'utf8'));
    assert.deepEqual([state.clients, state.consents], [[], []]);
    const { result: second } = await journey();
    assert(second?.clientId);
    assert.notEqual(second.clientId, first.clientId);
  });

  it('is taken up again when its connection broke, and found ended when it was killed', async () => {
    process.kill(ready.pid, 'SIGKILL');
    await eventually(async () => assert.deepEqual(await itemsOf(view), []), 10_000);
    const again = await run<Ready>('startSandbox');
    assert.notEqual(again.pid, ready.pid);
    ready = again;
  });

  it('ends for every window, and names those that used it', async () => {
    const { open } = (await readNote(dir())) ?? {};
    assert(open);
    const other = await hold(open, 'another window', () => {});
    const { result, shown } = await answering({}, () => run<string[]>('stopSandbox'));
    assert.deepEqual(result, ['another window']);
    assert.match(shown[0]?.text ?? '', /another window/);
    await other.ended;
    assert.equal(await isThere(join(dir(), 'running.json')), false);
    assert.deepEqual(await itemsOf(view), []);
  });

  it('that another window started is taken when its view is opened', async () => {
    await commands.executeCommand('workbench.view.explorer');
    const place = { program: join(dist(), 'bank.js'), dir: dir() };
    const told: Told = {};
    const holding = { holder: 'another window', onTold: (more: Told) => void Object.assign(told, more) };
    const { connection } = await takeOrStart(place, 'permissive', holding, new AbortController().signal);
    assert.deepEqual(await itemsOf(view), []);
    await openView(view);
    await eventually(async () => assert.equal((await itemsOf(view)).length, 4));
    assert.deepEqual(told.holders, ['another window', 'workspace']);
    connection.letGo();
    await eventually(async () => {
      const [state] = await itemsOf(view);
      assert(state && !(await tooltipOf(view, state)).includes('another window'));
    });
  });
});
