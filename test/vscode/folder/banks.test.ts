/** The banks' tree and the commands on accounts, on the embedded bank. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { commands, env, type TreeItem, Uri, window } from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering, back, type Step } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { dist } from '../support/extension.ts';
import { type Item, itemsOf, openView, tooltipOf } from '../support/trees.ts';
import { folder } from '../support/workspace.ts';

const banks = 'openBanking.banks';
const consentNode = z.object({
  of: z.object({
    place: z.object({ folder: z.custom<Uri>((value) => value instanceof Uri) }),
    bank: z.object({ name: z.string() }),
  }),
  consent: z.object({ consentId: z.string() }),
});
const shown = z.object({ count: z.number() });

describe('The view Banks', () => {
  useBank(folder);
  let made = '';

  before(async function () {
    this.timeout(60_000);
    made = await mkdtemp(join(tmpdir(), 'obw-export-'));
    await answering({}, () => commands.executeCommand('openBanking.runAccountInformationJourney'));
    await openView(banks);
    // The view follows the journey a moment later than its end.
    await eventually(async () => assert.equal((await path()).consent.item.contextValue, 'consent.authorised'));
  });
  after(() => rm(made, { recursive: true, force: true, maxRetries: 3 }));

  it('shows bank, client, consent and the accounts that the consent shares', async () => {
    const { bank, client, consent } = await path();
    assert.match(bank.item.contextValue ?? '', /^bank\.sandbox$/);
    assert.equal(bank.item.description, '');
    assert.match(client.item.contextValue ?? '', /^client/);
    assert.equal(consent.item.contextValue, 'consent.authorised');
    assert.match(String(consent.item.description), /^Authorised · /);
    const accounts = await eventually(async () => {
      const items = await itemsOf(banks, consent);
      assert(items.length > 0 && items.every(({ item }) => item.contextValue === 'account' && item.description));
      return items;
    });
    assert(accounts.every(({ label, item }) => label !== '' && /GBP|EUR|USD/.test(String(item.description))));
    assert.equal(new Set([bank, client, consent, ...accounts].map(({ item }) => item.id)).size, accounts.length + 3);
  });

  it('tells the clocks of a consent to whoever points at it, and no token', async () => {
    const { consent } = await path();
    const text = await tooltipOf(banks, consent);
    for (const name of ['Consent ends', 'Refresh token ends', 'Reconfirm with the customer by', 'Access token ends']) {
      assert(text.includes(name), `${name} is missing: ${text}`);
    }
    // As plain as the row; the bank's own word stands behind it where it is another.
    assert.match(text, /Status: Authorised$/m);
    assert.doesNotMatch(text, /eyJ/);
  });

  it('reads accounts with the bank of its own, not with one that another extension made up', async () => {
    const { consent } = await path();
    const { of, consent: record } = consentNode.parse(consent.node);
    let opened = false;
    const workspace = {
      get file() {
        opened = true;
        return {};
      },
    };
    const madeUp = {
      of: { place: { folder: of.place.folder, workspace }, bank: { name: of.bank.name } },
      consent: record,
    };
    await commands.executeCommand('_openBanking.readAccounts', { consent: madeUp });
    assert.equal(opened, false);
    const stranger = { ...madeUp, consent: { consentId: 'of nobody' } };
    assert.equal(await commands.executeCommand('_openBanking.readAccounts', { consent: stranger }), undefined);
    await assert.rejects(async () => commands.executeCommand('_openBanking.readAccounts', { consent: 'c' }));
  });

  it('shows what another process wrote, and keeps every item that stayed the same', async () => {
    const { view, provider } = await openView(banks);
    const { client, consent } = await path();
    const fired: unknown[] = [];
    const listening = provider.onDidChangeTreeData?.((nodes) => fired.push(nodes));
    await changeState((state) => {
      // A second try begins as the first did.
      state.consents = state.consents.filter(({ consentId }) => consentId !== 'aac-by-hand');
      const [first] = state.consents;
      assert(first);
      const awaiting = {
        ...first,
        consentId: 'aac-by-hand',
        status: 'awaitingAuthorisation' as const,
        authorisedAt: undefined,
      };
      return { ...state, consents: [...state.consents, { ...awaiting, createdAt: '2026-11-22T10:00:00Z' }] };
    });
    const consents = await eventually(async () => {
      const items = await itemsOf(banks, client);
      assert.equal(items.length, 2);
      return items;
    });
    listening?.dispose();
    assert.deepEqual(
      consents.map(({ item }) => item.contextValue),
      ['consent.awaiting', 'consent.authorised'],
    );
    assert.equal(consents[1]?.node, consent.node);
    assert.equal(consents[1]?.item.id, consent.item.id);
    // Accounts that were still being read may come in meanwhile; the whole tree is never drawn again.
    assert(fired.flat().includes(client.node));
    assert(!fired.includes(undefined));
    assert(!view.message);
    await changeState((state) => ({ ...state, consents: state.consents.slice(0, 1) }));
    await eventually(async () => assert.equal((await itemsOf(banks, client)).length, 1));
  });

  it('keeps what it shows while the file is broken, with what is wrong above it, and lets no command work on it', async () => {
    const { view, provider } = await openView(banks);
    const keys = await openView('openBanking.keys');
    await openView(banks);
    const file = join(folder(), 'openbanking.json');
    const text = await readFile(file, 'utf8');
    const { client, consent } = await path();
    const groups = (await itemsOf('openBanking.keys')).map(({ label }) => label);
    await writeFile(file, text.slice(0, text.lastIndexOf('}')));
    try {
      await eventually(() =>
        assert.match(view.message ?? '', /openbanking\.json.* what the file said before is shown/),
      );
      const now = await path();
      assert.deepEqual([now.client.node, now.consent.node], [client.node, consent.node]);
      assert((await itemsOf(banks, consent)).length > 0);
      assert.deepEqual(
        (await itemsOf('openBanking.keys')).map(({ label }) => label),
        groups,
      );
      assert.match(keys.view.message ?? '', /what the file said before is shown/);
      const { result, shown: said } = await answering({}, () =>
        commands.executeCommand('openBanking.readClientRegistration', client.node),
      );
      assert.equal(result, undefined);
      assert.deepEqual(
        said.map(({ kind, choices }) => [kind, choices]),
        [['error', ['Open File']]],
      );
    } finally {
      await writeFile(file, text);
    }
    // Its accounts are read again where it is open: the tree is asked for them anew.
    const fired: unknown[] = [];
    const listening = provider.onDidChangeTreeData?.((nodes) => fired.push(nodes));
    await eventually(() => assert.equal(view.message, undefined));
    await eventually(() => assert(fired.flat().includes(consent.node)));
    listening?.dispose();
  });

  it('shows what is wrong with a file that was never good here, and opens it there', async () => {
    const file = join(folder(), 'openbanking.json');
    const text = await readFile(file, 'utf8');
    await rm(file);
    await eventually(async () => assert.deepEqual(await itemsOf(banks), []));
    await writeFile(file, text.replace('"banks"', '"bnaks": {},\n  "banks"'));
    try {
      for (const id of [banks, 'openBanking.keys']) {
        const problem = await eventually(async () => {
          const [only] = await itemsOf(id);
          assert.match(only?.label ?? '', /openbanking\.json is not valid/);
          return only;
        });
        const { command, arguments: given } = commandOf(problem?.item);
        assert.equal(command, 'vscode.open');
        await commands.executeCommand(command, ...given);
        await eventually(async () => {
          const { document, selection } = window.activeTextEditor ?? {};
          assert.equal(document?.fileName, file);
          // A document that was open before learns of the change when VS Code notices it, which may be never.
          await commands.executeCommand('workbench.action.files.revert');
          assert.match(document.lineAt(selection?.active.line ?? 0).text, /"bnaks"/);
        });
      }
    } finally {
      await writeFile(file, text);
    }
    await eventually(async () => assert.equal((await itemsOf(banks))[0]?.item.contextValue, 'bank.sandbox'));
  });

  it('offers on click what mends accounts that cannot be read, and the same again only where that can help', async () => {
    await changeState((state) => {
      const [first] = state.consents;
      assert(first);
      return {
        ...state,
        consents: [{ ...first, consentId: 'aac-without-token', accounts: undefined }, ...state.consents],
      };
    });
    try {
      const unread = await eventually(async () => {
        const consents = await itemsOf(banks, (await path()).client);
        assert.equal(consents.length, 2);
        const [only] = await itemsOf(banks, consents[1]);
        assert.match(only?.label ?? '', /^Could not read accounts: There is no access token/);
        return only;
      });
      assert.equal(unread?.item.description, 'Authorise Consent…');
      const { command, arguments: given } = commandOf(unread?.item);
      const { shown: asked } = await answering({}, () => commands.executeCommand(command, ...given));
      assert.deepEqual(
        asked.map(({ text }) => text),
        ['Who authorises at the sandbox?'],
      );
    } finally {
      await changeState((state) => ({
        ...state,
        consents: state.consents.filter(({ consentId }) => consentId !== 'aac-without-token'),
      }));
    }
    await eventually(async () => assert.equal((await itemsOf(banks, (await path()).client)).length, 1));
  });

  it('says that the customer shared no account where the bank said so', async () => {
    const server = createServer((_request, response) => {
      response
        .setHeader('content-type', 'application/json')
        .end('{"Data":{"Account":[]},"Links":{"Self":"x"},"Meta":{}}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const file = join(folder(), 'openbanking.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/"aisp": "[^"]*"/, `"aisp": "http://127.0.0.1:${port}"`));
    try {
      await eventually(async () => {
        const rows = await itemsOf(banks, (await path()).consent);
        assert.deepEqual(
          rows.filter(({ item }) => item.contextValue !== 'note').map(({ label }) => label),
          ['The customer shared no account.'],
        );
      });
    } finally {
      await writeFile(file, text);
      server.close();
    }
    await firstAccount();
  });

  it('an account that is opened asks for a range and shows transactions on a page', async () => {
    const account = await firstAccount();
    const result = await commands.executeCommand('openBanking.showTransactions', account.node, {});
    const { count } = shown.parse(result);
    assert(count > 100);
    assert.equal(activeTab(), `Transactions of ${account.label}`);
    const { shown: asked, result: all } = await answering({ steps: ['Last 30 days'] }, () =>
      commands.executeCommand('openBanking.showTransactions', account.node),
    );
    assert.deepEqual(
      asked.map(({ text, step }) => [text, step]),
      [['Which transactions?', '']],
    );
    assert(shown.parse(all).count < count);
  });

  it('transactions are exported as CSV, as the bank’s own objects and as OFX', async () => {
    const account = await firstAccount();
    const [csv, json] = ['a.csv', 'a.json'].map((name) => Uri.file(join(made, name)));
    const first = await commands.executeCommand('openBanking.exportTransactions', account.node, {
      ...october,
      uri: csv,
    });
    const second = await commands.executeCommand('openBanking.exportTransactions', account.node, {
      ...october,
      uri: json,
    });
    const { count } = shown.parse(first);
    assert.equal(shown.parse(second).count, count);
    assert.equal((await readFile(join(made, 'a.csv'), 'utf8')).trimEnd().split('\r\n').length, count + 1);
    const ofx = Uri.file(join(made, 'a.ofx'));
    await commands.executeCommand('openBanking.exportTransactions', account.node, { ...october, uri: ofx });
    assert.equal((await readFile(ofx.fsPath, 'utf8')).match(/<STMTTRN>/g)?.length, count);
    assert.deepEqual((await readdir(made)).sort(), ['a.csv', 'a.json', 'a.ofx']);
    const objects = z.array(z.object({ Amount: z.object({ Amount: z.string() }) }));
    assert.equal(objects.parse(JSON.parse(await readFile(join(made, 'a.json'), 'utf8'))).length, count);
  });

  it('several accounts are shown together: those that are chosen, or all of a consent', async () => {
    const { consent } = await path();
    const accounts = await itemsOf(banks, consent);
    const id = await commands.executeCommand('openBanking.copyAccountId', (await firstAccount()).node);
    const chosen = await commands.executeCommand('openBanking.showAccounts', consent.node, {
      accounts: [id],
      ...october,
    });
    const all = shown.parse(await commands.executeCommand('openBanking.showAllTransactions', consent.node, october));
    assert.equal(activeTab(), `Transactions of ${accounts.length} accounts`);
    assert.equal(z.object({ accounts: z.number() }).parse(chosen).accounts, accounts.length);
    assert(all.count > shown.parse(chosen).count);
  });

  it('accounts and days are asked for in numbered steps, with a way back to what was answered', async () => {
    const { consent } = await path();
    const [first, second] = (await itemsOf(banks, consent)).map(({ label }) => label);
    assert(first && second);
    const steps: Step[] = [
      [first, second],
      'Two dates…',
      '2026-10-01',
      back,
      back,
      back,
      [first],
      'Two dates…',
      '2026-10-02',
      '',
    ];
    const { shown: asked, result } = await answering({ steps }, () =>
      commands.executeCommand('openBanking.showAccounts', consent.node),
    );
    assert.deepEqual(
      asked.map(({ text, step, given }) => [step, text, given?.length === 1 ? given[0] : given?.length]),
      [
        ['1/2', 'Transactions of which accounts?', asked[0]?.choices.length],
        ['← 2/2', 'Which transactions?', 0],
        ['← 3/4', 'Booked on this day or later', ''],
        ['← 4/4', 'Booked on this day or earlier', ''],
        ['← 3/4', 'Booked on this day or later', '2026-10-01'],
        ['← 2/4', 'Which transactions?', 'Two dates…'],
        ['1/4', 'Transactions of which accounts?', 2],
        ['← 2/4', 'Which transactions?', 'Two dates…'],
        ['← 3/4', 'Booked on this day or later', '2026-10-01'],
        ['← 4/4', 'Booked on this day or earlier', ''],
      ],
    );
    assert.equal(activeTab(), `Transactions of ${first}`);
    assert(shown.parse(result).count > 0);
  });

  it('balances are shown on the page of their account, and an account’s id is copied', async () => {
    const account = await firstAccount();
    assert(shown.parse(await commands.executeCommand('openBanking.showBalances', account.node)).count > 0);
    assert.equal(activeTab(), `Transactions of ${account.label}`);
    const id = await commands.executeCommand('openBanking.copyAccountId', account.node);
    assert.equal(await env.clipboard.readText(), id);
  });

  it('transactions are found from the palette, by asking which account', async () => {
    const account = await firstAccount();
    const { result, shown: asked } = await answering({ picks: [account.label], steps: ['This year'] }, () =>
      commands.executeCommand('openBanking.showTransactions'),
    );
    // In the words of its row.
    assert.equal(asked[0]?.described?.[0], account.item.description);
    assert.deepEqual(
      asked.map(({ text }) => text),
      ['Which account?', 'Which transactions?'],
    );
    assert(shown.parse(result).count > 0);
  });
});

const october = { from: '2026-10-01', to: '2026-10-31' };

/** What the tab in front is called. */
const activeTab = (): string | undefined => window.tabGroups.activeTabGroup.activeTab?.label;

/** The first of each level. */
async function path(): Promise<{ bank: Item; client: Item; consent: Item }> {
  const [bank] = await itemsOf(banks);
  assert(bank);
  const [client] = await itemsOf(banks, bank);
  assert(client);
  const consent = (await itemsOf(banks, client)).at(-1);
  assert(consent);
  return { bank, client, consent };
}

async function firstAccount(): Promise<Item> {
  return eventually(async () => {
    const [account] = await itemsOf(banks, (await path()).consent);
    assert.equal(account?.item.contextValue, 'account');
    assert(account.item.description);
    return account;
  });
}

function commandOf(item: TreeItem | undefined): { command: string; arguments: unknown[] } {
  assert(item?.command);
  return { command: item.command.command, arguments: item.command.arguments ?? [] };
}

/** Changes the state file as the command line would. */
async function changeState(
  change: Parameters<import('../../../src/tpp/index.ts').StateStore['update']>[0],
): Promise<void> {
  const load = createRequire(join(dist(), 'tpp.js'));
  const tpp: typeof import('../../../src/tpp/index.ts') = load('./tpp.js');
  await tpp.fileStateStore(folder()).update(change);
}
