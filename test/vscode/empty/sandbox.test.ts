/** A window without a folder, on its first day: the journey makes the sandbox and a demo workspace, asks nothing and shows transactions. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { commands, TreeItemCollapsibleState, workspace } from 'vscode';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { type Item, itemsOf, openView } from '../support/trees.ts';

const run = <T>(name: string, ...args: unknown[]): Thenable<T> =>
  commands.executeCommand<T>(`openBanking.${name}`, ...args);
interface Journey {
  clientId: string;
  accounts: unknown[];
  transactions: unknown[];
}

/** Of the client that the only bank has; empty where there is none. */
async function clientId(): Promise<string> {
  const { result } = await answering({}, () => run<string | undefined>('copyClientId'));
  return result ?? '';
}

/** The consent that was made last, as the tree has it. */
async function newestConsent(): Promise<unknown> {
  await openView('openBanking.banks');
  return eventually(async () => {
    let [item] = await itemsOf('openBanking.banks');
    for (let level = 0; level < 2; level += 1) [item] = await itemsOf('openBanking.banks', item);
    assert.equal(item?.item.contextValue, 'consent.awaiting');
    return item.node;
  });
}

describe('A window without a folder', function () {
  this.timeout(60_000);
  after(() => run('stopSandbox'));

  it('goes from nothing to transactions without a question', async () => {
    const { result, shown } = await answering({}, () => run<Journey | undefined>('runAccountInformationJourney'));
    assert.deepEqual(shown, []);
    assert(result && result.accounts.length > 1 && result.transactions.length > 100);
    await openView('openBanking.banks');
    assert.deepEqual(
      (await itemsOf('openBanking.banks')).map(({ label }) => label),
      ['sandbox'],
    );
  });

  it('ends a waiting authorisation with a word when the sandbox is stopped, and leads on', async () => {
    const permissions = ['ReadAccountsBasic'];
    await run('createAccountAccessConsent', undefined, { permissions });
    const stop = async (): Promise<void> => void (await run('stopSandbox'));
    const node = await newestConsent();
    const { result, shown } = await answering({}, async (seen) => {
      const authorised = await run('authoriseConsent', node, { browser: stop });
      await eventually(() => assert(seen.length > 0));
      return authorised;
    });
    assert.equal(result, undefined);
    assert.equal(shown.length, 1);
    assert.match(shown[0]?.text ?? '', /^The sandbox was stopped while its customer was asked/);
    assert.deepEqual(shown[0]?.choices, ['Authorise Consent…']);
  });

  it('uses the same demo workspace the second time, and starts the sandbox for it', async () => {
    await run('stopSandbox');
    const { result } = await answering({}, () => run<Journey | undefined>('runAccountInformationJourney'));
    await openView('openBanking.sandbox');
    const group = (await itemsOf('openBanking.sandbox')).find(({ label }) => label === 'Software Statements');
    assert.equal((await itemsOf('openBanking.sandbox', group)).length, 1);
    assert(result && result.accounts.length > 1);
  });

  it('leaves a stopped sandbox at rest, with the names of its accounts, until somebody asks for them', async () => {
    await openView('openBanking.banks');
    const below = async (items: Item[], label?: string): Promise<Item[]> => {
      const item = items.find((each) => label === undefined || each.label === label);
      assert(item);
      return itemsOf('openBanking.banks', item);
    };
    const consents = await eventually(async () => {
      const found = await below(await below(await itemsOf('openBanking.banks')));
      assert.equal(found[0]?.item.collapsibleState, TreeItemCollapsibleState.Expanded);
      return found;
    });
    const names = ['Current', 'Savings', 'Credit Card', 'EUR Account', 'Joint Current'];
    const looks = async (): Promise<[string, boolean][]> =>
      (await below(consents)).map(({ label, item }) => [label, Boolean(item.description)]);
    const read = names.map((name) => [name, true]);
    await eventually(async () => assert.deepEqual(await looks(), read));

    await run('stopSandbox');
    await run('refreshViews');
    const rests = [['Read Accounts', false], ...names.map((name) => [name, false])];
    // The view looks again a moment later.
    await eventually(async () => assert.deepEqual(await looks(), rests));
    await run('refreshViews');
    await new Promise((done) => setTimeout(done, 1500));
    assert.deepEqual(await looks(), rests);
    const sandboxHas = async (): Promise<string[]> => {
      await openView('openBanking.sandbox');
      return (await itemsOf('openBanking.sandbox')).map(({ label }) => label);
    };
    assert(!(await sandboxHas()).includes('Running'));

    await openView('openBanking.banks');
    const [row] = await below(consents);
    await commands.executeCommand(String(row?.item.command?.command), ...(row?.item.command?.arguments ?? []));
    await eventually(async () => assert.deepEqual(await looks(), read));
    assert((await sandboxHas()).includes('Running'));
  });

  it('makes the demo workspace anew where the secret of its client is not, as in another browser', async () => {
    assert((await run<number>('forgetSecrets', undefined, { confirmed: true, part: { what: 'all' } })) > 0);
    const { result, shown } = await answering({}, () => run<Journey | undefined>('runAccountInformationJourney'));
    assert.deepEqual(shown, []);
    assert(result && result.accounts.length > 1);
  });

  it('keeps the client that there is where another is not even sent', async () => {
    const before = await clientId();
    const choices = { force: true, redirectUris: ['https://elsewhere.example/callback'] };
    const { result } = await answering({}, () => run<object | undefined>('registerClient', undefined, choices));
    assert.match(JSON.stringify(result), /preflight_failed/);
    assert.equal(await clientId(), before);
    const { result: read } = await answering({}, () => run<object | undefined>('readClientRegistration'));
    assert(read);
  });

  it('registers anew where the secret of the client is lost: the sandbox removes the client for it', async () => {
    const before = await clientId();
    await run('forgetSecrets', undefined, { confirmed: true, part: { what: 'all' } });
    const { shown } = await answering({ messages: ['Register Anew'] }, async (asked) => {
      await run('registerClient');
      await eventually(() => assert.equal(asked.length, 2));
    });
    assert.match(shown[1]?.detail ?? '', new RegExp(`it removes ${before} first`));
    await answering({}, () => run('registerClient', undefined, { force: true }));
    const after = await clientId();
    assert.notEqual(after, before);
    await run('forgetSecrets', undefined, { confirmed: true, part: { what: 'all' } });
    await answering({}, () => run('removeClientHere', undefined, { confirmed: true }));
    await answering({ messages: ['Register Anew'] }, async (asked) => {
      await run('registerClient', undefined, {});
      await eventually(() => assert.match(asked[1]?.text ?? '', /^Registered with sandbox/));
    });
    assert.notEqual(await clientId(), after);
    const consent = await answering({}, () => run('createAccountAccessConsent', undefined, {}));
    assert(consent.result);
  });

  it('makes the demo workspace anew for a sandbox of the other profile', async () => {
    const profile = (value: string | undefined): Thenable<void> =>
      workspace.getConfiguration('openBanking').update('sandbox.profile', value, true);
    await run('stopSandbox');
    await profile('strict');
    try {
      const { result } = await answering({}, () => run<Journey | undefined>('runAccountInformationJourney'));
      assert(result && result.accounts.length > 1);
      const [state] = await itemsOf('openBanking.sandbox');
      assert.equal(state?.item.description, 'strict');
    } finally {
      await profile(undefined);
    }
  });
});
