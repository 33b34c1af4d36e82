/** A client whose secret is lost, at a bank that is not this window's sandbox: each message has the buttons that it names, and they lead out. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { itemsOf, openView } from '../support/trees.ts';
import { folder } from '../support/workspace.ts';

const banks = 'openBanking.banks';
const registered = z.object({ clientId: z.string() });
const created = z.object({ consentId: z.string() });
const ways = ['Adopt Client…', 'Register Client…', 'Remove Client Here Only…'];

const execute = (command: string, ...more: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`openBanking.${command}`, ...more);

/** What is said first, once it is. */
async function said(command: string, ...more: unknown[]) {
  const { shown } = await answering({}, async (asked) => {
    await execute(command, ...more);
    await eventually(() => assert(asked.length > 0), 10_000);
  });
  return shown[0] ?? { text: '', choices: [] };
}

describe('A client whose secret is lost', function () {
  this.timeout(60_000);
  useBank(folder);

  let clientId: string;
  let consentId: string;
  before(async () => {
    const made = await answering({}, () => execute('registerClient', undefined, { authMethod: 'client_secret_basic' }));
    ({ clientId } = registered.parse(made.result));
    const consent = await answering({}, () => execute('createAccountAccessConsent', undefined, {}));
    ({ consentId } = created.parse(consent.result));
    await execute('forgetSecrets', undefined, { part: { what: 'all' }, confirmed: true });
  });

  for (const [command, ...more] of [
    ['createAccountAccessConsent', undefined, {}],
    ['readClientRegistration'],
    ['getClientCredentialsToken', undefined, 'accounts'],
  ] as const) {
    it(`is told by ${command} with the ways out as buttons`, async () => {
      const { text, choices } = await said(command, ...more);
      assert.match(text, new RegExp(`The secret of client ${clientId} is not stored here`));
      assert.deepEqual(choices, ways);
      assert.doesNotMatch(text, /Commands?:/);
    });
  }

  it('is told on its row, whose click leads out', async () => {
    await openView(banks);
    await eventually(async () => {
      const [bank] = await itemsOf(banks);
      const [client] = await itemsOf(banks, bank);
      assert.match(String(client?.item.description), /^its secret is not here · /);
      assert.equal(client?.item.command?.command, 'openBanking.registerClient');
    });
  });

  it('is told before it is asked who authorises', async () => {
    const [bank] = await itemsOf(banks);
    const [client] = await itemsOf(banks, bank);
    const [consent] = await itemsOf(banks, client);
    assert(consent && JSON.stringify(consent.node).includes(consentId));
    const { text, choices } = await said('authoriseConsent', consent.node);
    assert.match(text, new RegExp(`The secret of client ${clientId} is not stored here`));
    assert.deepEqual(choices, ways);
  });

  it('is registered anew, taken over or removed by who registers', async () => {
    const { text, choices } = await said('registerClient');
    assert.match(text, /is registered with sandbox already, but its secret is not here/);
    assert.deepEqual(choices, ['Register Anew', 'Adopt Client…', 'Remove Client Here Only…']);
  });

  it('says before it is registered anew what a bank will say', async () => {
    const { shown } = await answering({ messages: ['Register Anew'] }, async (asked) => {
      await execute('registerClient');
      await eventually(() => assert.equal(asked.length, 2));
    });
    assert.match(shown[1]?.detail ?? '', /Many banks take one client for a software statement/);
  });

  it('is removed here by who wanted to delete it, and the bank then says which client it has', async () => {
    const answers = { messages: ['Remove Client Here Only…', 'Remove Here Only'] };
    const { shown } = await answering(answers, async (asked) => {
      await execute('deleteClient', undefined, { confirmed: true });
      await eventually(() => assert.equal(asked.length, 2));
    });
    assert.equal(shown[0]?.choices[0], 'Remove Client Here Only…');
    assert.match(shown[1]?.detail ?? '', /sandbox is not asked/);
    // While it is being removed, a registration finds it and then does not, and says nothing.
    await eventually(async () => {
      const { text, choices } = await said('registerClient', undefined, {});
      assert.match(text, new RegExp(`already registered.*${clientId}`));
      assert.match(text, new RegExp(`obw bank remove-client ${clientId} --dir FOLDER`));
      assert.deepEqual(choices, ['Adopt Client…']);
    });
  });
});
