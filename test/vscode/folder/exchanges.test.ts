/** The exchanges of a window: listed, read, copied, sent again, compared, reported. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { folder } from '../support/workspace.ts';

const workspaceSchema = z.looseObject({ banks: z.object({ sandbox: z.looseObject({}) }) });

const execute = (command: string, ...more: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`openBanking.${command}`, ...more);

const active = (): vscode.TextDocument => {
  const document = vscode.window.activeTextEditor?.document;
  assert(document);
  return document;
};

/** Opens an exchange by the words of its row in the list that the palette shows. */
async function open(label: RegExp): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const listed = await answering({}, () => execute('openExchange'));
  const row = listed.shown[0]?.choices.find((choice) => label.test(choice));
  assert(row, `no exchange like ${label} in ${listed.shown[0]?.choices.join(', ')}`);
  await answering({ picks: [row] }, () => execute('openExchange'));
  return active();
}

/** The text of a document with a line edited. */
async function rewrite(document: vscode.TextDocument, from: RegExp, to: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), document.getText().replace(from, to));
  await vscode.workspace.applyEdit(edit);
}

async function lens(document: vscode.TextDocument, title: string): Promise<vscode.Command> {
  return eventually(async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
    );
    const found = lenses.map(({ command }) => command).find((command) => command?.title.endsWith(title));
    assert(found, `no lens "${title}"`);
    return found;
  });
}

const run = ({ command, arguments: given = [] }: vscode.Command): Thenable<unknown> =>
  vscode.commands.executeCommand(command, ...given);

describe('Exchanges', () => {
  useBank(folder);
  before(async () => {
    await execute('clearExchanges');
    await execute('runAccountInformationJourney');
  });

  it('hold each request of the journey, with its time, its certificate and its masked secrets', async () => {
    const document = await open(/^POST \/token$/);
    const text = document.getText();
    // The quote of our own words is not framed as a letter that passes for another.
    const { allowedCharacters } =
      vscode.workspace.getConfiguration('editor', document).get<{ allowedCharacters?: unknown }>('unicodeHighlight') ??
      {};
    assert.deepEqual(allowedCharacters, { '’': true });
    assert.match(text, /^# Status +200 OK, /m);
    assert.match(text, /^# Client certificate +CN=.*x5t#S256 .* is a host of this bank$/m);
    assert.match(text, /^# Time +.*first byte/m);
    assert.match(text, /^authorization: Basic .{4}…$/m);
    assert.match(text, /"access_token": ".{0,8}…"/);
  });

  it('show their secrets only when that is asked for', async () => {
    const masked = await open(/^POST \/token$/);
    await run(await lens(masked, 'Show Secrets'));
    assert.match(active().getText(), /^authorization: Basic [\w+/]{40,}=*$/m);
    assert.doesNotMatch(masked.getText(), /^authorization: Basic [\w+/]{40,}=*$/m);
  });

  it('are copied for other tools without a secret', async () => {
    const document = await open(/^GET \/accounts$/);
    const copy = await lens(document, 'Copy As…');
    const { result } = await answering({ picks: ['cURL'] }, () => run(copy));
    assert.match(String(result), /^curl .*--cert 'transport\.pem' --key 'transport\.key'.*--cacert 'ca\.pem'/ms);
    assert.match(String(result), /Bearer '"\$ACCESS_TOKEN"/);
    assert.equal(await vscode.env.clipboard.readText(), result);
  });

  it('are saved as HAR', async () => {
    const path = join(folder(), 'session.har');
    const count = await execute('saveExchangesAsHar', undefined, path);
    const har = z.object({ log: z.object({ version: z.literal('1.2'), entries: z.array(z.unknown()) }) });
    assert.equal(har.parse(JSON.parse(await readFile(path, 'utf8'))).log.entries.length, count);
  });

  it('are sent again with a good token and a fresh interaction id', async () => {
    const document = await open(/^GET \/accounts$/);
    const before = /^# Interaction id +(\S+)$/m.exec(document.getText())?.[1];
    await run(await lens(document, 'Repeat'));
    const text = active().getText();
    assert.match(text, /^# Status +200 OK/m);
    assert.notEqual(/^# Interaction id +(\S+)$/m.exec(text)?.[1], before);
  });

  it('are edited and sent, and a refusal is explained with its rule', async () => {
    await run(await lens(await open(/^GET \/accounts$/), 'Edit and Repeat…'));
    const request = active();
    await rewrite(request, /\/accounts/, '/accounts/nobodys');
    await run(await lens(request, 'Send'));
    const text = active().getText();
    assert.match(text, /^GET \S+\/accounts\/nobodys$/m);
    assert.match(text, /^# Status +40\d/m);
    assert.match(text, /^# +Try: /m);
    assert.match(text, /^# +Rule: /m);
  });

  it('tell each breach of the standard once, with what to try below them', async () => {
    await run(await lens(await open(/^POST .*account-access-consents$/), 'Edit and Repeat…'));
    const request = active();
    await rewrite(request, /"ReadBalances"/, '"ReadBalance"');
    const send = await lens(request, 'Send');
    await answering({ messages: ['Send'] }, () => run(send));
    const told = active()
      .getText()
      .split('\n')
      .filter((line) => /ReadBalance\b.*ReadBalances|^# {3}(?:Usually|Try): A? ?(?:request that|Correct)/.test(line));
    assert.equal(told.length, 3, active().getText());
    assert.match(told[0] ?? '', /^# Breach \(enum\), request: /);
  });

  it('name the line of an edited request that cannot be read, and send nothing', async () => {
    await run(await lens(await open(/^GET \/accounts$/), 'Edit and Repeat…'));
    const request = active();
    await rewrite(request, /^accept: .*$/m, 'accept');
    const send = await lens(request, 'Send');
    const { result, shown } = await answering({}, () => run(send));
    assert.equal(result, undefined);
    assert.match(shown[0]?.text ?? '', /^Line \d+ should be a header/);
  });

  it('have another side: what the bank saw, without a secret', async () => {
    await open(/^GET \/accounts$/);
    await execute('showBankSide');
    const log = z.object({ records: z.array(z.object({ request: z.object({ line: z.string() }) })) });
    const [first] = log.parse(JSON.parse(active().getText())).records;
    assert.match(first?.request.line ?? '', /^GET \S+\/accounts/);
    assert.doesNotMatch(active().getText(), /Bearer [\w-]{12,}/);
  });

  it('warn before what cannot be done twice', async () => {
    const document = await open(/^POST .*register$/);
    const again = await lens(document, 'Repeat');
    const { result, shown } = await answering({}, () => run(again));
    assert.equal(result, undefined);
    assert.deepEqual(shown[0]?.choices, ['Send']);
  });

  it('are the window’s own: one that another extension made up is not sent', async () => {
    let asked = 0;
    const elsewhere = createServer((_request, response) => {
      asked += 1;
      response.end('{}');
    });
    await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
    try {
      const { port } = z.object({ port: z.number() }).parse(elsewhere.address());
      const record = {
        ...{
          id: 'made-up',
          bank: 'sandbox',
          method: 'GET',
          url: `http://127.0.0.1:${port}/collect`,
          purpose: 'accounts',
        },
        ...{ requestHeaders: { authorization: 'Bearer abcd…' }, token: { of: 'client', scope: 'accounts' } },
      };
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const { result, shown } = await answering({}, () => execute('repeatExchange', { kind: 'exchange', record }));
      assert.equal(result, undefined);
      assert.equal(shown[0]?.text, 'Which exchange?');
      assert.equal(asked, 0);
    } finally {
      elsewhere.close();
    }
  });

  it('become a report for the bank, without a secret', async () => {
    const document = await open(/nobodys/);
    const report = await lens(document, 'Copy Report for the Bank');
    const { result } = await answering({}, () => run(report));
    const text = String(result);
    const id = /^# Interaction id +(\S+)$/m.exec(document.getText())?.[1];
    assert(id && text.includes(id));
    assert.match(text, /\d{4}-\d\d-\d\dT[\d:.]+Z/);
    assert.doesNotMatch(text, /Bearer [\w-]{20,}/);
  });

  it('are filtered by status, and by words', async () => {
    await answering({ steps: ['4xx, refused'] }, () => execute('filterExchanges'));
    assert.deepEqual(await execute('filterExchanges', undefined, { status: '4xx' }), { status: '4xx' });
    await execute('clearExchangeFilter');
    const nothing = await answering({ steps: [] }, () => execute('filterExchanges'));
    assert.deepEqual(nothing.result, {});
    const worded = await answering({ steps: ['$(search) With these words…', 'nobodys'] }, () =>
      execute('filterExchanges'),
    );
    assert.deepEqual(worded.result, { text: 'nobodys' });
    assert.deepEqual(
      worded.shown.map(({ step }) => step),
      ['', '← 2/2'],
    );
    await execute('clearExchangeFilter');
  });

  it('are compared side by side', async () => {
    const first = await open(/^GET \/accounts$/);
    const { shown } = await answering({ steps: ['GET /accounts/nobodys'] }, () => execute('compareExchanges'));
    assert.equal(shown[0]?.kind, 'pick');
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert(input instanceof vscode.TabInputTextDiff);
    assert.equal(input.original.path, first.uri.path);
  });

  it('are offered where a command failed, with what the failure means', async () => {
    const url = /^GET (\S+)$/m.exec((await open(/^GET \/accounts$/)).getText())?.[1];
    assert(url);
    const path = join(folder(), 'openbanking.json');
    const file = workspaceSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const sandbox = { ...file.banks.sandbox, resourceServers: { aisp: new URL('/nowhere', url).href } };
    await writeFile(path, JSON.stringify({ ...file, banks: { sandbox } }));
    await execute('refreshViews');
    const { shown } = await answering({ messages: ['Explain'] }, async () => {
      await execute('showAccounts');
      await eventually(() => assert.match(active().getText(), /^GET \S+\/nowhere\/accounts$/m));
    });
    assert.deepEqual(shown[0]?.choices, ['Explain']);
  });

  it('are compared with one that an editor shows and the log has no more, and it is said where there is no other', async () => {
    const first = await open(/^GET \/accounts$/);
    await execute('clearExchanges');
    const none = await answering({ steps: [] }, () => execute('compareExchanges'));
    assert.deepEqual(
      none.shown.map(({ text }) => text),
      ['There is no other exchange to compare it with.'],
    );
    await execute('readClientRegistration');
    const [other] = (await answering({}, () => execute('openExchange'))).shown[0]?.choices ?? [];
    await vscode.window.showTextDocument(first);
    await answering({ steps: [other] }, () => execute('compareExchanges'));
    const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {};
    assert(input instanceof vscode.TabInputTextDiff);
    assert.equal(input.original.path, first.uri.path);
  });
});
