/** Beside Postman: environments and collections in and out, saved requests, and a bank's addresses tried. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { reportIn } from '../support/report.ts';
import { folder } from '../support/workspace.ts';

const execute = (command: string, ...more: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`openBanking.${command}`, ...more);

const active = (): vscode.TextDocument => {
  const document = vscode.window.activeTextEditor?.document;
  assert(document);
  return document;
};
const workspaceSchema = z.looseObject({ banks: z.record(z.string(), z.looseObject({ discovery: z.string() })) });
const banksIn = async (): Promise<z.infer<typeof workspaceSchema>['banks']> =>
  workspaceSchema.parse(JSON.parse(await readFile(join(folder(), 'openbanking.json'), 'utf8'))).banks;

/** Presses Import on the preview. */
async function importShown(): Promise<unknown> {
  const preview = await reportIn('Import from Postman');
  return preview.press(preview.action('Import').id);
}

describe('Beside Postman', () => {
  useBank(folder);
  const out = (): string => join(folder(), 'postman');
  before(async () => {
    await mkdir(out());
    await execute('runAccountInformationJourney');
  });

  it('a bank is exported without a secret, and with one only when asked for, for its owner alone', async () => {
    const paths = z.array(z.string()).parse(await execute('exportToPostman', undefined, { folder: out() }));
    assert.equal(paths.length, 3);
    const environment = paths.find((path) => path.includes('environment')) ?? '';
    const valuesOf = async (): Promise<Map<string, unknown>> => {
      const { values } = z
        .object({ values: z.array(z.object({ key: z.string(), value: z.unknown() })) })
        .parse(JSON.parse(await readFile(environment, 'utf8')));
      return new Map(values.map(({ key, value }) => [key, value]));
    };
    const without = [...(await valuesOf()).values()].join(' ');
    const { result } = await answering(
      { picks: ['With the client secret and the key’s passphrase'], opened: [[out()]] },
      () => execute('exportToPostman'),
    );
    assert.deepEqual(result, paths);
    assert.equal((await stat(environment)).mode & 0o777, 0o600);
    const now = [...(await valuesOf()).entries()].filter(([, value]) => !without.includes(String(value)));
    assert(now.length > 0, 'no value came with the secrets');
  });

  it('the exported collection comes back as saved requests, after a preview that wrote nothing', async () => {
    const file = (await readdir(out())).find((name) => name.includes('collection')) ?? '';
    await execute('importFromPostman', undefined, [join(out(), file)]);
    const { text, groups, lead } = await reportIn('Import from Postman');
    assert.match(text, /^From Postman: /);
    assert.match(text, /requests\/.*\.json +\d+ saved requests/);
    assert.match(lead ?? '', /^Nothing is written yet/);
    assert.equal(groups[0]?.title, 'What comes of it');
    await assert.rejects(readdir(join(folder(), 'requests')));
    await importShown();
    assert.equal((await readdir(join(folder(), 'requests'))).length, 1);
  });

  it('a saved request is sent with its variables resolved, and the exchange opens', async () => {
    const picked = await answering({}, () => execute('runSavedRequest'));
    const row = picked.shown[0]?.choices.find((choice) => /token/i.test(choice)) ?? '';
    const { result } = await answering({ picks: [row] }, () => execute('runSavedRequest'));
    assert.equal(typeof result, 'string');
    assert.match(active().getText(), /^# Status +200 OK/m);
  });

  it('the environment that the bank gives becomes a bank with its client, and its secret stays out of every file', async () => {
    await rm(join(folder(), 'requests'), { recursive: true });
    const path = join(folder(), 'bank.postman_environment.json');
    await execute('downloadEnvironmentFile', undefined, path);
    const before = Object.keys(await banksIn());
    await execute('importFromPostman', undefined, [path]);
    const { text: preview } = await reportIn('Import from Postman');
    assert.match(preview, /Secrets: to the secret storage/);
    const given = z
      .object({ values: z.array(z.object({ key: z.string(), value: z.unknown() })) })
      .parse(JSON.parse(await readFile(path, 'utf8')));
    const basic = String(given.values.find(({ key }) => key === 'basicToken')?.value);
    assert(basic.length > 20 && !preview.includes(basic));
    await importShown();
    assert(Object.keys(await banksIn()).length >= before.length);
    for (const name of ['openbanking.json', '.openbanking/state.json']) {
      assert(!(await readFile(join(folder(), name), 'utf8')).includes(basic), `${name} holds the secret`);
    }
  });

  it('a file that is no export says so, and nothing is opened', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const path = join(folder(), 'none.json');
    await writeFile(path, '[[[[');
    const { shown } = await answering({}, () => execute('importFromPostman', undefined, [path]));
    assert.equal(shown[0]?.kind, 'error');
    assert.match(shown[0]?.text ?? '', /none\.json/);
  });
});

describe('A bank’s addresses', () => {
  useBank(folder);

  it('are tried one by one, each with what came of it', async () => {
    const result = await execute('checkUrls');
    assert.deepEqual(z.object({ errors: z.number() }).parse(result), { errors: 0 });
    const { text, verdict, actions } = await reportIn('URLs of sandbox');
    assert.deepEqual(verdict, { state: 'good', text: 'Every URL is as it should be.' });
    assert.match(text, /^✓ /m);
    assert.match(text, /token_endpoint +https:/);
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['Check Again'],
    );
  });

  it('that nobody answers are named with what to do', async () => {
    const path = join(folder(), 'openbanking.json');
    const file = workspaceSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const banks = { sandbox: { ...file.banks.sandbox, tokenEndpoint: 'https://127.0.0.1:9/token' } };
    await writeFile(path, JSON.stringify({ ...file, banks }));
    const { errors } = z.object({ errors: z.number() }).parse(await execute('checkUrls'));
    assert(errors > 0);
    const { text, items } = await reportIn('URLs of sandbox');
    assert.match(text, /^✗ .*\n {4}https:\/\/127\.0\.0\.1:9\n {4}→ /m);
    assert.equal(items[0]?.state, 'error');
    await writeFile(path, JSON.stringify(file));
  });

  it('are verified unless a host is named and agreed to, for this session alone', async () => {
    const banks = await banksIn();
    const host = new URL(banks.sandbox?.discovery ?? '').host;
    const refused = await answering({ picks: [host] }, () => execute('skipTlsVerification'));
    assert.equal(refused.result, undefined);
    assert.deepEqual(refused.shown[1]?.choices, ['Do Not Verify']);
    const { result } = await answering({ picks: [host], messages: ['Do Not Verify'] }, () =>
      execute('skipTlsVerification'),
    );
    assert.equal(result, host);
    assert.deepEqual((await answering({}, () => execute('verifyTlsAgain'))).result, [host]);
  });

  it('of a production bank are always verified', async () => {
    const path = join(folder(), 'openbanking.json');
    const file = workspaceSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    await writeFile(
      path,
      JSON.stringify({ ...file, banks: { sandbox: { ...file.banks.sandbox, environment: 'production' } } }),
    );
    const url = file.banks.sandbox?.discovery;
    const { result, shown } = await answering({}, () => execute('skipTlsVerification', undefined, url));
    assert.equal(result, undefined);
    assert.equal(shown[0]?.kind, 'error');
    await writeFile(path, JSON.stringify(file));
  });
});
