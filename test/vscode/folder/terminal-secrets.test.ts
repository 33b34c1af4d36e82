/** What a terminal keeps, in a window: a client registered and a consent authorised by the real `obw` go on here with no question, and there again. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { z } from 'zod';
import { fileSecretStore } from '../../../src/tpp/workspace/secret-files.ts';
import { clientSecretName } from '../../../src/tpp/workspace/secrets.ts';
import { useBank } from '../support/bank.ts';
import { consentItem } from '../support/consents.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { dist, extension } from '../support/extension.ts';
import { type Item, itemsOf, openView } from '../support/trees.ts';
import { folder } from '../support/workspace.ts';

const banks = 'openBanking.banks';
const execute = (command: string, ...more: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`openBanking.${command}`, ...more);
const secrets = () => join(folder(), '.openbanking', 'secrets');
const accountsSchema = z.object({ accounts: z.array(z.unknown()) });
const countSchema = z.object({ count: z.number() });
const clientSchema = z.object({ clientId: z.string() });
const consentSchema = z.object({ consentId: z.string() });

/** `obw` as a terminal of this window runs it. */
async function obw(...words: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(dist(), 'cli.js'), ...words, '--json'], {
    cwd: folder(),
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  return JSON.parse(stdout);
}

async function consentRow(): Promise<Item> {
  let [item] = await itemsOf(banks);
  for (let level = 0; level < 2; level += 1) [item] = await itemsOf(banks, item);
  assert(item);
  return item;
}

async function tokensFile(): Promise<string> {
  const found = (await readdir(secrets())).filter((name) => name.startsWith('tokens+'));
  assert.equal(found.length, 1, found.join());
  return join(secrets(), found[0] ?? '');
}

/** As the terminal writes it: beside it, and then in its place. */
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.0badcafe.draft`, text, { mode: 0o600 });
  await rename(`${file}.0badcafe.draft`, file);
}

/** Milliseconds; the tree looks by itself every minute, which is not what is meant. */
const soon = 20_000;

describe('What a terminal keeps', function () {
  this.timeout(60_000);
  useBank(folder);

  let clientId: string;
  let secret: string | undefined;
  let consentId: string;
  before(async () => {
    await extension().activate();
    // Tests before these leave what they had in the window's storage, where it is this folder's.
    await answering({}, () => execute('forgetSecrets', undefined, { part: { what: 'all' }, confirmed: true }));
    const registered = await obw('register', '--auth-method', 'client_secret_basic');
    ({ clientId } = clientSchema.parse(registered));
    secret = await fileSecretStore(folder(), {}).get(clientSecretName('sandbox', clientId));
    ({ consentId } = consentSchema.parse(await obw('consent', 'create')));
    await obw('consent', 'authorise', '--headless', '--user', 'rora');
    await openView(banks);
  });

  it('shows accounts and their transactions in the window, with no question', async () => {
    const { result, shown } = await answering({}, async () => {
      const accounts = await eventually(async () => {
        const row = await consentRow();
        assert.equal(row.item.contextValue, 'consent.authorised');
        const found = await itemsOf(banks, row);
        assert(found.length > 1, found.map(({ label }) => label).join());
        return found;
      });
      return execute('showBalances', accounts[0]?.node);
    });
    assert.deepEqual(shown, []);
    assert(countSchema.parse(result).count > 0);
  });

  it('registers nothing twice and takes nothing over: the client is used as it is', async () => {
    const { result, shown } = await answering({}, () => execute('readClientRegistration'));
    assert.deepEqual(shown, []);
    assert(result);
  });

  it('is renewed in the window where the terminal has it, and the other way round', async () => {
    const file = await tokensFile();
    const first = await readFile(file, 'utf8');
    assert.equal(typeof (await execute('refreshAccessToken', await consentItem(consentId))), 'number');
    const second = await readFile(file, 'utf8');
    assert.notEqual(second, first);
    assert(accountsSchema.parse(await obw('accounts')).accounts.length > 1);
    await obw('token', 'refresh');
    assert.notEqual(await readFile(file, 'utf8'), second);
    assert.equal(typeof (await execute('refreshAccessToken', await consentItem(consentId))), 'number');
  });

  it('is followed by the tree without a word to it', async () => {
    const file = await tokensFile();
    const good = await readFile(file, 'utf8');
    const { refresh_token: _, ...ended } = z.looseObject({ refresh_token: z.string() }).parse(JSON.parse(good));
    await replace(file, JSON.stringify({ ...ended, expires_at: Date.now() - 1000 }));
    try {
      await eventually(
        async () => assert.equal((await consentRow()).item.contextValue, 'consent.authorised.reauthorise'),
        soon,
      );
    } finally {
      await replace(file, good);
    }
    await eventually(async () => assert.equal((await consentRow()).item.contextValue, 'consent.authorised'), soon);
  });

  it('is not read by a symbolic link, and the message says so', async () => {
    const file = await tokensFile();
    const aside = join(folder(), 'aside');
    await rename(file, aside);
    await symlink(aside, file);
    try {
      const { shown } = await answering({}, async (asked) => {
        await execute('refreshAccessToken', await consentItem(consentId));
        await eventually(() => assert.equal(asked.length, 1));
      });
      assert.match(shown[0]?.text ?? '', /tokens\+sandbox\+.* is a symbolic link, and nothing is read/);
    } finally {
      await rename(aside, file);
    }
  });

  it('is counted and forgotten by Forget Secrets…, which says that the terminal loses it', async () => {
    const files = (await readdir(secrets())).length;
    assert(files > 1);
    const answers = { picks: ['Everything of this folder'], messages: ['Forget'] };
    const kept = await answering({ picks: answers.picks }, () => execute('forgetSecrets'));
    assert.equal(kept.result, 0);
    const { result, shown } = await answering(answers, () => execute('forgetSecrets'));
    assert.equal(result, files);
    assert.deepEqual(shown[0]?.choices, [
      'Everything of this folder',
      'Client secrets and tokens of sandbox',
      'Passphrases of keys',
    ]);
    assert.equal(shown[0]?.described?.[0], `${files} secrets`);
    assert.equal(shown[1]?.text, `Forget ${files} secrets?`);
    assert.match(shown[1]?.detail ?? '', /the command obw in a terminal loses them as well/);
    assert.deepEqual(await readdir(secrets()), []);
    await assert.rejects(obw('accounts'), /token_missing|client_secret_missing/);
    await eventually(async () => {
      const { item } = await consentRow();
      assert.equal(item.contextValue, 'consent.authorised.reauthorise');
      assert.match(String(item.description), /no token here/);
    });
  });

  it('comes from the window by Share Secrets with Terminals…, once it is confirmed', async () => {
    const adoption = { clientId, secret, authMethod: 'client_secret_basic' };
    assert((await answering({}, () => execute('adoptClient', undefined, adoption))).result);
    await assert.rejects(obw('client', 'show'), /client_secret_missing/);
    const kept = await answering({}, () => execute('shareSecretsWithTerminals'));
    assert.equal(kept.result, 0);
    assert.deepEqual(await readdir(secrets()), []);
    const { result, shown } = await answering({ messages: ['Share'] }, () => execute('shareSecretsWithTerminals'));
    assert(Number(result) > 0);
    assert.match(shown[0]?.text ?? '', /^Share (one secret|\d+ secrets) with terminals\?$/);
    assert(await obw('client', 'show'));
    assert((await answering({}, () => execute('readClientRegistration'))).result, 'the window has it there as well');
    const none = await answering({}, () => execute('shareSecretsWithTerminals'));
    assert.match(none.shown[0]?.text ?? '', /no secrets of this folder that a terminal does not have/);
    await execute('forgetSecrets', undefined, { part: { what: 'all' }, confirmed: true });
  });

  it('counts from when the terminal wrote it, which is told where the window had something else', async () => {
    const name = clientSecretName('sandbox', clientId);
    const terminal = fileSecretStore(folder(), {});
    await terminal.delete(name);
    const adoption = { clientId, secret, authMethod: 'client_secret_basic' };
    assert((await answering({}, () => execute('adoptClient', undefined, adoption))).result);
    assert.deepEqual(await readdir(secrets()), [], 'what no terminal keeps is not put among its files');
    await terminal.set(name, 'another');
    const { shown } = await answering({}, async (asked) => {
      await execute('registerClient', undefined, {});
      await eventually(() => assert(asked.some(({ text }) => text.includes('is registered with sandbox already'))));
    });
    const told = shown.filter(({ text }) =>
      text.startsWith('Another value of the client secret for sandbox stands in'),
    );
    assert.equal(told.length, 1, shown.map(({ text }) => text).join(' | '));
  });
});
