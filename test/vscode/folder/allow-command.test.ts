/** Commands of openbanking.json in the editor: a question that shows the whole of one, once; and several identities, whose keys the view has. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering, type Shown } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { type Item, itemsOf, openView } from '../support/trees.ts';
import { clear, folder } from '../support/workspace.ts';

const keys = 'openBanking.keys';
const fileSchema = z.looseObject({
  banks: z.object({ sandbox: z.looseObject({}) }),
});
const path = (...names: string[]) => join(folder(), ...names);
const execute = (command: string, ...more: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`openBanking.${command}`, ...more);

/** Signs as an HSM's tool would, and leaves a line for each time it ran. */
const signer = `
  import { spawnSync } from 'node:child_process';
  import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
  appendFileSync('ran.log', 'signed\\n');
  const digest = 'digest-' + process.pid;
  writeFileSync(digest, readFileSync(0));
  const pss = ['rsa_padding_mode:pss', 'rsa_pss_saltlen:digest', 'digest:sha256'].flatMap((each) => ['-pkeyopt', each]);
  const { stdout } = spawnSync('openssl', ['pkeyutl', '-sign', '-inkey', process.argv[2], '-in', digest, ...pss]);
  process.stdout.write(stdout.toString('base64'));
`;
const secretTool = `
  import { appendFileSync } from 'node:fs';
  appendFileSync('ran.log', 'asked ' + process.argv.slice(2).join(' ') + '\\n');
  process.stdout.write('a-secret-of-the-team');
`;

const runs = async (): Promise<string[]> =>
  (await readFile(path('ran.log'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
const modalsOf = (shown: readonly Shown[]): Shown[] => shown.filter(({ choices }) => choices.includes('Allow'));

async function change(edit: (file: z.infer<typeof fileSchema>) => object): Promise<void> {
  const text = await readFile(path('openbanking.json'), 'utf8');
  await writeFile(path('openbanking.json'), JSON.stringify(edit(fileSchema.parse(JSON.parse(text))), undefined, 2));
  await execute('refreshViews');
}

describe('Several identities', function () {
  this.timeout(120_000);
  useBank(folder);
  before(async () => {
    await extension().activate();
    await change(({ softwareStatement, signing, transport, ...file }) => ({
      ...file,
      identities: {
        acme: { softwareStatement, signing, transport },
        other: {
          softwareStatement: { assertion: 'nowhere.jwt' },
          signing: { command: ['/usr/bin/hsm', 'sign'], certificate: 'signing.pem' },
          transport: { proxy: '127.0.0.1:9443' },
        },
      },
      banks: {
        sandbox: { ...file.banks.sandbox, identity: 'acme' },
        second: { ...file.banks.sandbox, identity: 'other' },
        third: { ...file.banks.sandbox, identity: 'acme', signing: { key: 'signing.key' } },
      },
    }));
    await openView(keys);
  });

  const holders = () =>
    eventually(async () => {
      const items = await itemsOf(keys);
      assert.equal(items.length, 3);
      return items;
    });
  const below = async (item: Item | undefined): Promise<string[]> => {
    assert.ok(item);
    const groups = await itemsOf(keys, item);
    return (await Promise.all(groups.map((group) => itemsOf(keys, group)))).flat().map(({ label }) => label);
  };

  it('stand each by its name with its banks, and after them the pair of one bank', async () => {
    assert.deepEqual(
      (await holders()).map(({ label, item }) => [label, item.description]),
      [
        ['acme', 'sandbox · sandbox, third'],
        ['other', 'second'],
        ['third', 'a pair of its own, else acme'],
      ],
    );
  });

  it('have below them what each has, a command and a proxy in the place of keys', async () => {
    const [acme, other, third] = await holders();
    assert.deepEqual((await below(acme)).slice(1, 5), ['Certificate', 'Private key', 'Certificate', 'Private key']);
    assert.deepEqual((await below(other)).slice(1), [
      'Proxy with certificate and key',
      'Certificate',
      'Signing command',
    ]);
    assert.deepEqual(await below(third), ['Private key']);
  });

  it('have items that no two share', async () => {
    const items = await holders();
    const groups = (await Promise.all(items.map((item) => itemsOf(keys, item)))).flat();
    const entries = (await Promise.all(groups.map((group) => itemsOf(keys, group)))).flat();
    const ids = [...items, ...groups, ...entries].map(({ item }) => item.id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('are marked where one is not in order, and the others are not', async () => {
    const icon = ({ item }: Item) => (item.iconPath instanceof vscode.ThemeIcon ? item.iconPath.id : '');
    assert.deepEqual((await holders()).map(icon), ['account', 'error', 'link']);
  });

  it('stay as they were when a bank names none of them, with that said above', async () => {
    await change((file) => ({
      ...file,
      banks: { ...file.banks, second: { ...file.banks.sandbox, identity: 'nobody' } },
    }));
    const { view } = await openView(keys);
    const why =
      /banks\.second\.identity names no identity of the file; .*acme, other.*what the file said before is shown/;
    await eventually(() => assert.match(view.message ?? '', why));
    assert.equal((await holders()).length, 3);
  });
});

describe('A command of openbanking.json', function () {
  this.timeout(120_000);
  useBank(folder);
  const bidi = 'a\u202eb';
  const command = () => [process.execPath, 'signer.mjs', path('away', 'signing.key'), bidi];
  before(async () => {
    await extension().activate();
    await mkdir(path('away'));
    await writeFile(path('away', 'signing.key'), await readFile(path('signing.key')), { mode: 0o600 });
    await rm(path('signing.key'));
    await writeFile(path('signer.mjs'), signer);
    await writeFile(path('secrets.mjs'), secretTool);
    await change((file) => ({ ...file, signing: { command: command(), certificate: 'signing.pem' } }));
  });
  beforeEach(() => rm(path('ran.log'), { force: true }));
  after(() => clear(folder()));

  const sign = () => execute('registerClient', undefined, { authMethod: 'tls_client_auth' });

  it('runs for nothing that only looks', async () => {
    const { shown } = await answering({}, async () => {
      await openView(keys);
      await execute('refreshViews');
      await vscode.workspace.openTextDocument(path('openbanking.json'));
      const groups = await itemsOf(keys);
      return Promise.all(groups.map((group) => itemsOf(keys, group)));
    });
    assert.deepEqual(modalsOf(shown), []);
    assert.deepEqual(await runs(), []);
  });

  it('is shown whole, argument by argument, and does not run where nobody allows it', async () => {
    const { shown } = await answering({}, sign);
    const [asked, ...more] = modalsOf(shown);
    assert.deepEqual(more, []);
    assert.equal(asked?.kind, 'warning');
    assert.equal(
      asked?.text,
      `signing.command in openbanking.json wants to run ${JSON.stringify(process.execPath)}. Allow it?`,
    );
    const lines = (asked?.detail ?? '').split('\n');
    for (const each of [process.execPath, 'signer.mjs', path('away', 'signing.key')])
      assert.ok(lines.includes(JSON.stringify(each)), asked?.detail);
    assert.ok(lines.includes('"a\\u202eb"'), asked?.detail);
    assert.doesNotMatch(`${asked?.text}${asked?.detail}`, /\u202e/);
    assert.match(
      asked?.detail ?? '',
      /whenever something is signed\. Once this list is changed.*what the program itself holds is not seen/,
    );
    assert.ok((asked?.detail ?? '').includes(folder()));
    assert.deepEqual(await runs(), []);
    assert.deepEqual(
      shown.filter(({ kind }) => kind === 'error'),
      [],
    );
  });

  it('signs once it is allowed, and is not asked about again', async () => {
    const first = await answering({ messages: ['Allow'] }, sign);
    assert.equal(modalsOf(first.shown).length, 1);
    assert.deepEqual(await runs(), ['signed']);
    assert.match(JSON.stringify(first.result), /clientId/);
    const again = await answering({}, () => execute('checkPrerequisites'));
    assert.deepEqual(modalsOf(again.shown), []);
    assert.equal((await runs()).length, 2);
  });

  it('is asked about anew once it is changed by a letter', async () => {
    await change((file) => ({ ...file, signing: { command: [...command(), 'x'], certificate: 'signing.pem' } }));
    const { shown } = await answering({}, () => execute('checkPrerequisites'));
    assert.equal(modalsOf(shown).length, 1);
    assert.deepEqual(await runs(), []);
  });

  it('for secrets is asked about in the same way, and by its own words', async () => {
    const state = path('.openbanking', 'state.json');
    await writeFile(state, (await readFile(state, 'utf8')).replace('tls_client_auth', 'client_secret_basic'));
    const secretCommand = { get: [process.execPath, 'secrets.mjs', '{action}', '{clientId}'] };
    await change((file) => ({ ...file, secretCommand }));
    const token = () => execute('getClientCredentialsToken', undefined, 'accounts');
    const refused = await answering({}, token);
    const [asked, ...more] = modalsOf(refused.shown);
    assert.deepEqual(more, [], JSON.stringify(refused));
    assert.match(asked?.text ?? JSON.stringify(refused), /^secretCommand\.get in openbanking\.json wants to run /);
    assert.match(asked?.detail ?? '', /"\{clientId\}"[\s\S]*whenever a secret is needed/);
    assert.deepEqual(await runs(), []);
    const allowed = await answering({ messages: ['Allow'] }, token);
    assert.equal(modalsOf(allowed.shown).length, 1);
    assert.match((await runs()).join('\n'), /^asked get \S+$/);
    assert.doesNotMatch(JSON.stringify(allowed), /a-secret-of-the-team/);
  });
});
