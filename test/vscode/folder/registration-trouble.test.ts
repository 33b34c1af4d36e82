/** Registration where it is delicate: an answer that is lost on its way, and a production bank. */
import assert from 'node:assert/strict';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { z } from 'zod';
import { makeRoot } from '../../support/certificates.ts';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { folder } from '../support/workspace.ts';

const register = (): Thenable<unknown> => vscode.commands.executeCommand('openBanking.registerClient', undefined, {});
const workspaceFile = (): string => join(folder(), 'openbanking.json');
const workspaceSchema = z.looseObject({ banks: z.object({ sandbox: z.looseObject({}) }) });

/** Adds members to the bank's entry. */
async function change(entry: Record<string, unknown>): Promise<void> {
  const file = workspaceSchema.parse(JSON.parse(await readFile(workspaceFile(), 'utf8')));
  const sandbox = { ...file.banks.sandbox, ...entry };
  await writeFile(workspaceFile(), JSON.stringify({ ...file, banks: { sandbox } }, undefined, 2));
  await vscode.commands.executeCommand('openBanking.refreshViews');
}

describe('Registration in trouble', () => {
  useBank(folder);
  let original = '';
  before(async () => {
    original = await readFile(workspaceFile(), 'utf8');
  });
  afterEach(async () => {
    await writeFile(workspaceFile(), original);
    await rm(join(folder(), '.openbanking'), { recursive: true, force: true, maxRetries: 3 });
    await vscode.commands.executeCommand('openBanking.refreshViews');
  });

  describe('when the answer is lost', () => {
    let server: Server;
    let posts = 0;
    before(async () => {
      const root = await makeRoot();
      const { certificate, key } = await root.issue([{ CN: ['127.0.0.1'] }], { hosts: ['127.0.0.1'] });
      await appendFile(join(folder(), 'ca.pem'), `\n${root.certificate}`);
      // Takes the request whole, and is gone before it has said a word.
      server = createServer({ cert: certificate, key }, (request) => {
        posts += 1;
        request.resume().on('end', () => request.socket.destroy());
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    after(() => server.close());

    it('is not sent again, and the client that may be there is offered for adoption', async () => {
      const { port } = server.address() as AddressInfo;
      await change({ registration: { endpoint: `https://127.0.0.1:${port}/register` } });
      const { result, shown } = await answering({}, register);
      assert.equal(
        z.object({ problem: z.object({ code: z.string() }) }).parse(result).problem.code,
        'registration_answer_lost',
      );
      assert.equal(posts, 1);
      assert.deepEqual(
        shown.map(({ kind, choices }) => [kind, ...choices]),
        [['error', 'Adopt Client…']],
      );
      assert.match(shown[0]?.text ?? '', /not repeated/);
    });
  });

  it('asks before it writes to a production bank, by the bank’s name, and writes nothing when that is declined', async () => {
    await change({ environment: 'production' });
    const { result, shown } = await answering({}, register);
    assert.equal(result, undefined);
    assert.deepEqual(
      shown.map(({ kind, text, choices }) => [kind, text, ...choices]),
      [['warning', 'Register a client with sandbox?', 'Register']],
    );
    await assert.rejects(readFile(join(folder(), '.openbanking', 'state.json')));
  });
});
