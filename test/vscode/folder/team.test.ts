/** A team's clients in the editor: shared into the file that is committed, met by who would register again, adopted with their secret. */
import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually as within } from '../support/eventually.ts';
import { folder } from '../support/workspace.ts';

const registered = z.object({ clientId: z.string(), registration: z.record(z.string(), z.unknown()) });
const refusal = z.object({ problem: z.object({ code: z.string() }) });
const sharedFile = z.object({ clients: z.record(z.string(), z.object({ clientId: z.string() })) });

const eventually = <T>(assertion: () => T | PromiseLike<T>): Promise<T> => within(assertion, 20_000);
const execute = (command: string, ...more: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`openBanking.${command}`, ...more);
const clientsFile = () => join(folder(), 'openbanking.clients.json');
const state = () => join(folder(), '.openbanking', 'state.json');
const forgetOwn = () => rm(join(folder(), '.openbanking'), { recursive: true, force: true, maxRetries: 3 });

describe('A team', function () {
  this.timeout(60_000);
  useBank(folder);
  before(forgetOwn);
  after(async () => {
    await forgetOwn();
    await rm(clientsFile(), { force: true });
    await execute('refreshViews');
  });

  let clientId: string;

  it('shares a client into a file without a secret, which is shown', async () => {
    ({ clientId } = registered.parse(
      await execute('registerClient', undefined, { authMethod: 'client_secret_basic' }),
    ));
    const shared = { clientId, bank: 'sandbox', file: 'openbanking.clients.json', onThisMachine: true };
    assert.deepEqual(await execute('shareClient'), shared);
    assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /openbanking\.clients\.json$/);
    const text = await readFile(clientsFile(), 'utf8');
    assert.equal(sharedFile.parse(JSON.parse(text)).clients.sandbox?.clientId, clientId);
    assert.doesNotMatch(text, /client_secret"/);
  });

  it('meets who would register again with the client that is there, and adopts it', async () => {
    await forgetOwn();
    const { result, shown } = await answering({ messages: ['Adopt Client…'] }, async () => {
      const met = await execute('registerClient', undefined, {});
      await eventually(async () => assert.match(await readFile(state(), 'utf8'), new RegExp(clientId)));
      return met;
    });
    assert.equal(refusal.parse(result).problem.code, 'client_shared');
    assert.match(shown[0]?.text ?? '', /A colleague registered the client .* with sandbox/);
    assert.deepEqual(shown[0]?.choices, ['Adopt Client…', 'Read Client Registration', 'Register Anew']);
  });

  it('asks for the secret of a client that is adopted where nobody gives it', async () => {
    await forgetOwn();
    await execute('forgetSecrets', undefined, { part: { what: 'all' }, confirmed: true });
    const { result, shown } = await answering({}, () => execute('adoptClient'));
    assert.equal(result, undefined);
    assert.equal(shown[0]?.kind, 'input');
    assert.match(shown[0]?.text ?? '', new RegExp(`Secret of the client ${clientId}`));
    const empty = await answering({ inputs: [''] }, () => execute('adoptClient'));
    assert.match(empty.shown[0]?.refusal ?? '', /Nothing is typed yet/);
  });

  it('says to who would register again that the secret is not here, and leads to nothing that needs it', async () => {
    const { shown } = await answering({ messages: ['Adopt Client…'], inputs: [undefined] }, async (asked) => {
      await execute('registerClient', undefined, {});
      await eventually(() => assert.equal(asked.length, 2));
    });
    assert.match(shown[0]?.text ?? '', /Its secret is not here/);
    assert.deepEqual(shown[0]?.choices, ['Adopt Client…', 'Register Anew']);
    assert.match(shown[1]?.text ?? '', /Secret of the client/);
  });

  it('says in the file what is no client', async () => {
    const text = await readFile(clientsFile(), 'utf8');
    await writeFile(clientsFile(), text.replace('"registeredAt"', '"registered"'));
    const document = await vscode.workspace.openTextDocument(clientsFile());
    await eventually(() => assert.ok(vscode.languages.getDiagnostics(document.uri).length > 0));
    await writeFile(clientsFile(), text);
  });
});
