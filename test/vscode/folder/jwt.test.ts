/** JWTs in the editor: lenses and hovers over them, files searched for them, and every command and item that leads to the inspector. */
import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import {
  type CodeLens,
  commands,
  env,
  type Hover,
  type InlayHint,
  languages,
  MarkdownString,
  Position,
  Range,
  Selection,
  TabInputTextDiff,
  TabInputWebview,
  type TextDocument,
  UIKind,
  Uri,
  window,
  workspace,
} from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { consentItem } from '../support/consents.ts';
import { answering, back } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { linksOf, logLines } from '../support/links.ts';
import { itemsOf, openView } from '../support/trees.ts';
import { folder } from '../support/workspace.ts';

const run = (name: string, ...given: unknown[]): Thenable<unknown> =>
  commands.executeCommand(`openBanking.${name}`, ...given);

const shownSchema = z.object({ label: z.string(), kind: z.string(), form: z.string(), findings: z.array(z.string()) });
/** What a command showed in the inspector. */
async function shown(by: Thenable<unknown>): Promise<z.infer<typeof shownSchema>> {
  return shownSchema.parse(await by);
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (payload: object): string => `${part({ alg: 'PS256', typ: 'JWT' })}.${part(payload)}.c2ln`;
const idToken = jwt({ iss: 'https://bank.example', aud: 'c', nonce: 'n', acr: 'a', iat: 1_000_000, exp: 1_000_300 });

const titles = (): string[] =>
  window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof TabInputWebview)
    .map(({ label }) => label);

async function lensesOf(document: TextDocument): Promise<CodeLens[]> {
  const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 1000);
  return lenses.filter(({ command }) => command?.title.endsWith('Inspect JWT'));
}

async function lens(document: TextDocument, title: string): Promise<unknown> {
  const { command, arguments: given = [] } = await eventually(async () => {
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);
    const found = lenses.map((each) => each.command).find((each) => each?.title.endsWith(title));
    assert(found, `There is no lens ${title}.`);
    return found;
  }, 30_000);
  return commands.executeCommand(command, ...given);
}

let texts = '';
let count = 0;
/** A file of its own for each text: VS Code gives the name of an untitled one again, and with it what it kept of the earlier text. */
async function textDocument(content: string, ending: 'txt' | 'json' = 'txt'): Promise<TextDocument> {
  count += 1;
  const path = join(texts, `${count}.${ending}`);
  await writeFile(path, content);
  return workspace.openTextDocument(Uri.file(path));
}

describe('JWTs in texts', function () {
  this.timeout(90_000);
  before(async () => {
    texts = await mkdtemp(join(tmpdir(), 'obw-texts-'));
    await extension().activate();
  });
  after(async () => {
    await rm(texts, { recursive: true, force: true, maxRetries: 3 });
    const faults = logLines().filter((line) => line.startsWith('error internal'));
    assert.deepEqual(faults, [], 'A page that is closed at once is no fault.');
  });
  afterEach(async () => {
    await workspace.getConfiguration('openBanking').update('jwt.codeLens', undefined, true);
    await commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('a lens stands over each JWT of any language, and opens it', async () => {
    const document = await textDocument(`{\n  "a": "${idToken}",\n  "b": "${jwt({ iss: 'me' })}" }`, 'json');
    const lenses = await lensesOf(document);
    assert.deepEqual(
      lenses.map(({ range }) => [range.start.line, range.start.character]),
      [
        [1, 8],
        [2, 8],
      ],
    );
    const { command, arguments: given = [] } = lenses[0]?.command ?? { command: '' };
    assert.equal((await shown(commands.executeCommand(command, ...given))).kind, 'id-token');
  });

  it('a lens stands over a JWT that was cut short, and says so', async () => {
    const cut = idToken.slice(0, idToken.lastIndexOf('.') - 10);
    const document = await textDocument(`failed: ${cut}… and so on`);
    await eventually(async () => {
      const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100);
      assert.deepEqual(
        lenses.map(({ command }) => command?.title),
        ['$(warning)\u00a0JWT cut short: what is missing?'],
      );
    });
    const result = await shown(lens(document, 'what is missing?'));
    assert.deepEqual([result.kind, result.findings], ['unknown', ['unreadable']]);
    const hovers = await commands.executeCommand<Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new Position(0, 20),
    );
    const words = hovers
      .flatMap(({ contents }) => contents.map((each) => (each instanceof MarkdownString ? each.value : '')))
      .join('\n');
    assert.match(words, /instead of three/);
    assert.match(words, /Header.*PS256/);
    assert.match(words, /Payload.*as far as it goes.*bank/);
  });

  it('dates stand beside the numbers that are dates', async () => {
    const document = await textDocument('{\n  "iat": 1700000000,\n  "exp": 1700000300,\n  "expires_in": 300\n}');
    const whole = new Range(0, 0, document.lineCount, 0);
    const hints = await eventually(async () => {
      const found = await commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', document.uri, whole);
      assert.equal(found.length, 2);
      return found;
    });
    assert.deepEqual(
      hints.map(({ label, position: { line, character } }) => [label, line, character]),
      [
        ['2023-11-14T22:13:20Z', 1, 19],
        ['2023-11-14T22:18:20Z', 2, 19],
      ],
    );
  });

  it('a JWT in a terminal is a link into the inspector', async () => {
    const links = await linksOf(`$ echo ${idToken} | less`);
    assert.deepEqual(
      links.map(({ text }) => text),
      [idToken],
    );
    await links[0]?.open();
    await eventually(() =>
      assert(
        titles().some((title) => title.includes('terminal')),
        titles().join(', '),
      ),
    );
  });

  it('the setting takes the lenses away', async () => {
    const document = await textDocument(idToken);
    assert.equal((await lensesOf(document)).length, 1);
    await workspace.getConfiguration('openBanking').update('jwt.codeLens', false, true);
    assert.deepEqual(await lensesOf(document), []);
  });

  it('a text of more than 5 MB has none, and one of many tokens no more than can be looked at', async () => {
    assert.deepEqual(await lensesOf(await textDocument(`${idToken}\n${'x'.repeat(5_000_000)}`)), []);
    const many = await textDocument(`${jwt({ iss: 'me' })}\n`.repeat(2000));
    assert.equal((await lensesOf(many)).length, 500);
  });

  it('a hover tells kind, expiry and the worst finding, and shows no markup of the token', async () => {
    const hostile = jwt({ iss: '[x](command:evil)', aud: 'c', nonce: 'n', acr: 'a', exp: 1_000_300_000_000 });
    const document = await textDocument(`one ${idToken}\ntwo ${hostile}`);
    const at = async (line: number): Promise<string> => {
      const hovers = await commands.executeCommand<Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new Position(line, 30),
      );
      const texts = hovers.map(({ contents }) =>
        contents.map((each) => (each instanceof MarkdownString ? each.value : '')).join('\n'),
      );
      return texts.filter((text) => text.includes('JWT Inspector')).join('\n');
    };
    // The first of a window waits for the library.
    await eventually(async () => assert.match(await at(0), /\*\*id\\_token\*\* · PS256/));
    assert.match(await at(0), /Expired .* ago/);
    assert.match(await at(1), /\$\(error\) exp is in milliseconds/);
    assert.doesNotMatch(await at(1), /evil/);
    const beside = await commands.executeCommand<Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new Position(0, 1),
    );
    assert.deepEqual(beside, []);
  });

  it('Inspect JWT takes the selection, then what the cursor is in, then the clipboard of a desktop, and asks nothing', async () => {
    const document = await textDocument(`see ${idToken} and ${jwt({ events: {} })}`);
    const end = 4 + idToken.length;
    // A selection set here may be overtaken by one that is on its way from the window.
    const inspectAt = (selection: Selection, kind: string): Promise<void> =>
      eventually(async () => {
        (await window.showTextDocument(document)).selection = selection;
        const { result, shown: asked } = await answering({}, () => shown(run('inspectJwt')));
        assert.deepEqual([result.kind, asked], [kind, []]);
      });
    await inspectAt(new Selection(0, 0, 0, end), 'id-token');
    await inspectAt(new Selection(0, end + 20, 0, end + 20), 'security-event');
    await commands.executeCommand('workbench.action.closeAllEditors');
    await env.clipboard.writeText(`curl -H 'Authorization: Bearer ${idToken}' https://bank.example`);
    if (env.uiKind === UIKind.Web) {
      // A browser would ask whether it may be read: the page waits for a token, one page however often.
      assert.deepEqual([await run('inspectJwt'), await run('inspectJwt')], [undefined, undefined]);
      await eventually(() => assert.deepEqual(titles(), ['JWT Inspector']));
    } else {
      const copied = await shown(run('inspectJwt'));
      assert.deepEqual([copied.kind, copied.label], ['id-token', 'clipboard']);
    }
  });

  it('with no JWT at hand the page waits for one', async () => {
    await env.clipboard.writeText('nothing of interest');
    assert.equal(await run('inspectJwt'), undefined);
    await eventually(() => assert.deepEqual(titles(), ['JWT Inspector']));
  });

  it('one token has one tab', async () => {
    await run('inspectJwt', idToken);
    await run('inspectJwt', idToken);
    await eventually(() => assert.deepEqual(titles(), ['id_token: pasted']));
  });

  it('a broken token is shown with what is wrong', async () => {
    const { form } = await shown(run('inspectJwt', `${idToken.slice(0, 60)}*${idToken.slice(61)}`));
    assert.equal(form, 'unreadable');
  });

  it('Compare Two JWTs shows texts that hold what is different', async () => {
    await run('compareJwts', jwt({ iss: 'me', scope: 'accounts' }), jwt({ scope: 'payments', iss: 'me' }));
    const input = await eventually(() => {
      const active = window.tabGroups.activeTabGroup.activeTab?.input;
      assert(active instanceof TabInputTextDiff);
      return active;
    });
    const [left, right] = await Promise.all(
      [input.original, input.modified].map(async (uri) =>
        (await workspace.openTextDocument(uri)).getText().split('\n'),
      ),
    );
    const different = left?.filter((line, index) => line !== right?.[index]) ?? [];
    assert.equal(different.length, 1);
    assert.match(different[0] ?? '', /accounts/);
  });

  it('the JWT to compare with is asked for in numbered steps, with a way back', async () => {
    await env.clipboard.writeText('nothing of interest');
    const steps = ['Paste one…', back, 'Paste one…', jwt({ scope: 'payments' })] as const;
    const { shown: asked } = await answering({ steps }, () => run('compareJwts', jwt({ scope: 'accounts' })));
    assert.deepEqual(
      asked.map(({ step, text, given }) => [step, text, given?.[0] ?? '']),
      [
        ['', 'Where is the other JWT?', ''],
        ['← 2/2', 'Paste the Other JWT', ''],
        ['1/2', 'Where is the other JWT?', 'Paste one…'],
        ['← 2/2', 'Paste the Other JWT', ''],
      ],
    );
    await eventually(() => assert(window.tabGroups.activeTabGroup.activeTab?.input instanceof TabInputTextDiff));
  });
});

describe('JWTs in files', () => {
  before(() => extension().activate());
  afterEach(() => commands.executeCommand('workbench.action.closeAllEditors'));

  it('a file with one token opens it', async () => {
    const path = join(folder(), 'one.jwt');
    await writeFile(path, `${idToken}\n`);
    const { kind, label } = await shown(run('inspectJwtFile', Uri.file(path)));
    assert.deepEqual([kind, label], ['id-token', 'one.jwt, line 1']);
  });

  it('a file with one in JSON form opens it, with a word on that', async () => {
    const path = join(folder(), 'one.json');
    const [header, payload, signature] = idToken.split('.');
    await writeFile(path, `{ "at": 1 }\n${JSON.stringify({ protected: header, payload, signature })}\n`);
    const { kind, label, findings } = await shown(run('inspectJwtFile', Uri.file(path)));
    assert.deepEqual([kind, label], ['id-token', 'one.json, line 2']);
    assert(findings.includes('json_form'));
  });

  it('one in JSON form is listed among others', async () => {
    const path = join(folder(), 'both.log');
    const [header, payload, signature] = idToken.split('.');
    const json = JSON.stringify({ protected: header, payload, signature });
    await writeFile(path, `${jwt({ iss: 'me' })}\n\n${json}\n`);
    let rows: readonly string[] = [];
    const { kind, label } = await shown(
      run('findJwtsInFile', Uri.file(path), async (found: readonly string[]) => {
        rows = found;
        return 1;
      }),
    );
    assert.deepEqual(
      rows.map((row) => row.split(':')[0]),
      ['Line 1', 'Line 3'],
    );
    assert.deepEqual([kind, label], ['id-token', 'both.log, line 3']);
  });

  it('a file without one says so', async () => {
    const path = join(folder(), 'none.txt');
    await writeFile(path, 'eyJust text');
    const { result, shown: said } = await answering({}, () => run('findJwtsInFile', Uri.file(path)));
    assert.equal(result, undefined);
    assert.deepEqual(
      said.map(({ text }) => text),
      ['There is no JWT in none.txt.'],
    );
  });

  it('of several, one is chosen from the list', async () => {
    const path = join(folder(), 'two.txt');
    await writeFile(path, `${jwt({ iss: 'me' })}\n\n${idToken}\n`);
    let ended = false;
    const chosen = shown(run('findJwtsInFile', Uri.file(path))).finally(() => {
      ended = true;
    });
    await eventually(async () => {
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      assert(ended);
    }, 30_000);
    assert.equal((await chosen).label, 'two.txt, line 1');
  });

  it('a file of 60 MB is read as a stream, and its tokens are listed with their lines', async function () {
    this.timeout(120_000);
    const path = join(folder(), 'big.log');
    const stream = createWriteStream(path);
    const filler = `${'0123456789 '.repeat(100)}\n`.repeat(1000);
    for (let block = 0; block < 55; block += 1) {
      stream.write(filler);
      if (block % 20 === 5) stream.write(`${jwt({ iss: 'me', jti: String(block) })}\n`);
    }
    await new Promise<void>((resolve) => stream.end(resolve));
    let rows: readonly string[] = [];
    const { label } = await shown(
      run('findJwtsInFile', Uri.file(path), async (found: readonly string[]) => {
        rows = found;
        return 1;
      }),
    );
    assert.deepEqual(
      rows.map((row) => row.split(':')[0]),
      ['Line 6001', 'Line 26002', 'Line 46003'],
    );
    assert.equal(label, 'big.log, line 26002');
  });
});

describe('Items with a token', function () {
  this.timeout(90_000);
  useBank(folder);
  let consentId = '';
  before(async () => {
    await extension().activate();
    await answering({}, () => run('registerClient', undefined, {}));
    const { result } = await answering({}, () => run('createAccountAccessConsent', undefined, {}));
    consentId = z.object({ consentId: z.string() }).parse(result).consentId;
    await answering({}, () => run('authoriseConsent', undefined, { as: 'rora' }));
  });
  afterEach(() => commands.executeCommand('workbench.action.closeAllEditors'));

  it('the software statement of Certificates and Keys', async () => {
    await openView('openBanking.keys');
    const [group] = await itemsOf('openBanking.keys');
    const [statement] = await itemsOf('openBanking.keys', group);
    const { kind, label, findings } = await shown(run('inspectSoftwareStatement', statement?.node));
    assert.deepEqual([kind, label], ['software-statement', 'ssa.jwt']);
    assert.equal(findings.includes('exp_missing'), false);
  });

  it('the id_token of a consent, judged as the bank’s profile has it', async () => {
    const { kind, label } = await shown(run('inspectIdToken', await consentItem(consentId)));
    assert.equal(kind, 'id-token-token-endpoint');
    assert.equal(label, `id_token of the consent ${consentId}`);
  });

  it('a token that only the bank can read is said to be opaque', async () => {
    const item = await consentItem(consentId);
    for (const command of ['inspectAccessToken', 'inspectClientToken']) {
      const { result, shown: said } = await answering({}, () =>
        run(command, command.endsWith('AccessToken') ? item : undefined),
      );
      assert.equal(result, undefined);
      assert.match(said.map(({ text }) => text).join(), /opaque: it is no JWT/);
    }
  });

  it('the registration preview, signed as it would be sent', async () => {
    await answering({}, () => run('previewRegistrationRequest'));
    const document = window.activeTextEditor?.document;
    assert(document);
    const said = languages.getDiagnostics(document.uri).map(({ code }) => code);
    const { kind, form, findings } = await shown(lens(document, 'Sign and Inspect as JWT') as Promise<unknown>);
    assert.deepEqual([kind, form], ['registration-request', 'signed']);
    assert.deepEqual(findings.sort(), said.sort());
    assert.notEqual(said.length, 0);
  });

  it('the authorisation preview, signed as it would be sent', async () => {
    const item = await consentItem(consentId);
    await answering({}, () => run('previewAuthorisationRequest', item));
    const document = window.activeTextEditor?.document;
    assert(document);
    const { kind, findings } = await shown(lens(document, 'Sign and Inspect as JWT') as Promise<unknown>);
    assert.equal(kind, 'request-object');
    // The sandbox has registered the redirect to this machine.
    assert.deepEqual(findings, []);
  });

  it('the statement’s file holds a token that its lens opens', async () => {
    const document = await workspace.openTextDocument(join(folder(), 'ssa.jwt'));
    assert.equal((await readFile(document.uri.fsPath, 'utf8')).startsWith('eyJ'), true);
    assert.equal((await shown(lens(document, 'Inspect JWT'))).kind, 'software-statement');
  });
});
