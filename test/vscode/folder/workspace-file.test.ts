/** openbanking.json made from files in any order, its diagnostics and quick fixes, the keys view and the secrets, on the embedded bank. */
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { chmod, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'mocha';
import {
  type CodeAction,
  type CompletionList,
  commands,
  DataTransfer,
  DataTransferItem,
  type Diagnostic,
  env,
  type Hover,
  languages,
  MarkdownString,
  type Position,
  Uri,
  window,
  workspace,
} from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering, back } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { reportIn } from '../support/report.ts';
import { itemsOf, openView } from '../support/trees.ts';
import { folder } from '../support/workspace.ts';

const keys = 'openBanking.keys';
const file = (): Uri => Uri.file(join(folder(), 'openbanking.json'));
const run = (name: string, ...given: unknown[]): Thenable<unknown> =>
  commands.executeCommand(`openBanking.${name}`, ...given);
const created = z.object({
  bank: z.string().optional(),
  roles: z.record(z.string(), z.union([z.string(), z.array(z.string())]).optional()),
  support: z.object({ issuer: z.string(), authMethods: z.array(z.string()) }).optional(),
});

/** The codes of what stands in the Problems panel for openbanking.json. */
const codes = (): string[] => problems().map(({ code }) => String(code));
const problems = (): Diagnostic[] => languages.getDiagnostics(file()).filter(({ source }) => source === 'Open Banking');

async function text(): Promise<string> {
  return readFile(file().fsPath, 'utf8');
}

/** Writes openbanking.json as an editor would, with a change of its text. */
async function change(edit: (before: string) => string): Promise<void> {
  await workspace.fs.writeFile(file(), new TextEncoder().encode(edit(await text())));
}

async function quickFix(code: string, title: RegExp): Promise<void> {
  const problem = await eventually(() => {
    const found = problems().find((one) => one.code === code);
    assert(found, `${code} is not among ${codes().join(', ')}`);
    return found;
  });
  const actions = await commands.executeCommand<CodeAction[]>(
    'vscode.executeCodeActionProvider',
    file(),
    problem.range,
  );
  const action = actions.find((one) => title.test(one.title));
  assert(action, actions.map((one) => one.title).join(', '));
  if (action.edit) await workspace.applyEdit(action.edit);
  if (action.command) await commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  await (await workspace.openTextDocument(file())).save();
}

/** The report of Check Prerequisites, which the command put into the editor. */
const report = () => reportIn('Prerequisites of sandbox');

const ownBank = '$(open-banking-bank) For a bank, with my own software statement and keys';

describe('The workspace file', () => {
  useBank(folder);
  let outside = '';
  let whole = '';
  let discovery = '';

  before(async () => {
    await extension().activate();
    outside = await mkdtemp(join(tmpdir(), 'obw-files-'));
    whole = await text();
    const { banks } = z
      .object({ banks: z.record(z.string(), z.object({ discovery: z.string() })) })
      .parse(JSON.parse(whole));
    discovery = Object.values(banks)[0]?.discovery ?? '';
  });
  beforeEach(async () => {
    await writeFile(file().fsPath, whole);
    await window.showTextDocument(await workspace.openTextDocument(file()));
    await eventually(async () => assert.equal((await workspace.openTextDocument(file())).getText(), whole));
  });
  after(() => rm(outside, { recursive: true, force: true, maxRetries: 3 }));

  it('is made from files of another folder, whatever they are called, and never overwritten', async () => {
    const names = await filesElsewhere(outside);
    const given = { folder: Uri.file(folder()), discovery, bank: 'mine', files: names.map((path) => Uri.file(path)) };
    const { result: refused, shown } = await answering({}, () => run('createWorkspaceFile', undefined, given));
    assert.equal(refused, undefined);
    assert.match(shown.map((one) => one.text).join(), /already/);
    assert.equal(await text(), whole);

    await rename(file().fsPath, join(outside, 'kept.json'));
    const { result, shown: told } = await answering({}, () => run('createWorkspaceFile', undefined, given));
    const made = created.safeParse(result);
    assert(made.success, told.map((one) => one.text).join('\n'));
    assert.equal(made.data.bank, 'mine');
    assert.deepEqual(made.data.roles, {
      assertion: 'keys/ssa.jwt',
      signingKey: 'keys/signing.key',
      signingCertificate: 'keys/signing.pem',
      transportCertificate: 'keys/transport.pem',
      transportKey: 'keys/transport.key',
      ca: made.data.roles.ca,
    });
    assert.equal(made.data.support?.issuer, discovery.replace(/\/\.well-known.*/, ''));
    assert.equal((await stat(join(folder(), 'keys/ssa.jwt'))).mode & 0o777, 0o600);
    assert.match(await readFile(join(folder(), '.gitignore'), 'utf8'), /^\/keys\/signing\.key$/m);
    assert.equal(window.activeTextEditor?.document.uri.toString(), file().toString());
    assert.doesNotMatch(codes().join(), /mismatch|missing|invalid/);
  });

  it('is made with questions: the files are found in the folder, and the summary is confirmed', async () => {
    await rename(file().fsPath, join(outside, 'kept.json'));
    const { result, shown } = await answering(
      {
        steps: [ownBank, back, ownBank, discovery.replace(/\/\.well-known.*/, '')],
        picks: ['$(check) Write openbanking.json'],
      },
      () => run('createWorkspaceFile'),
    );
    const made = created.safeParse(result);
    assert(made.success, JSON.stringify(shown, undefined, 1));
    assert.equal(made.data.bank, 'bank');
    const { banks } = z.object({ banks: z.record(z.string(), z.unknown()) }).parse(JSON.parse(await text()));
    const { sandbox } = z
      .object({ sandbox: z.object({ resourceServers: z.object({ aisp: z.string() }) }) })
      .parse(JSON.parse(whole).banks);
    const { resourceServers } = sandbox;
    assert.deepEqual(banks, { bank: { discovery, profile: 'permissive', resourceServers } });
    assert.deepEqual(
      shown.flatMap(({ step }) => step ?? []),
      ['1/2', '← 2/2', '1/2', '← 2/2'],
    );
    const summary = shown.find(({ choices }) => choices.includes('$(check) Write openbanking.json'));
    assert(summary?.choices.includes('$(file) Transport key'), summary?.choices.join('\n'));
  });

  it('is made with the API’s address as it is typed, where the bank does not name it rightly', async () => {
    await rename(file().fsPath, join(outside, 'kept.json'));
    const aisp = 'https://rs1.bank.example/open-banking/v3.1/aisp';
    const { result, shown } = await answering(
      {
        steps: [ownBank, discovery],
        picks: ['$(link) Account information API', '$(check) Write openbanking.json'],
        inputs: [aisp],
      },
      () => run('createWorkspaceFile'),
    );
    assert(created.safeParse(result).success, JSON.stringify(shown, undefined, 1));
    const { banks } = z.object({ banks: z.record(z.string(), z.unknown()) }).parse(JSON.parse(await text()));
    assert.deepEqual(banks, { bank: { discovery, profile: 'permissive', resourceServers: { aisp } } });
  });

  it('takes files that are dropped on the view, and changes nothing else', async () => {
    const { provider } = await openView(keys);
    const other = join(outside, 'new-root.crt');
    const { transport } = z.object({ transport: z.object({ ca: z.array(z.string()) }) }).parse(JSON.parse(whole));
    await writeFile(other, `${await readFile(join(folder(), transport.ca[0] ?? ''), 'utf8')}\n# renewed\n`);
    const dropped = new DataTransfer();
    dropped.set('text/uri-list', new DataTransferItem(Uri.file(other).toString()));
    assert('handleDrop' in provider && typeof provider.handleDrop === 'function');
    const drop = provider.handleDrop.bind(provider);
    const { shown } = await answering({ picks: ['$(check) Change openbanking.json'] }, () => drop(undefined, dropped));
    const after = z.object({ transport: z.object({ ca: z.array(z.string()) }) }).parse(JSON.parse(await text()));
    assert.equal(after.transport.ca.length, transport.ca.length + 1, JSON.stringify(shown));
    const { transport: before, ...others } = JSON.parse(whole);
    assert.deepEqual(JSON.parse(await text()), { ...others, transport: { ...before, ca: after.transport.ca } });
  });

  it('asks for the passphrase of an encrypted key when told to, and again when it is wrong', async () => {
    const { signing } = z.object({ signing: z.object({ key: z.string() }) }).parse(JSON.parse(whole));
    const key = join(folder(), signing.key);
    const plain = await readFile(key, 'utf8');
    const passphrase = 'open sesame';
    const options = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const;
    await writeFile(key, createPrivateKey(plain).export(options).toString());
    const entry = async () => {
      const group = (await itemsOf(keys)).find(({ label }) => label === 'Signing');
      return (await itemsOf(keys, group)).find(({ label }) => label === 'Private key');
    };
    try {
      const closed = await entry();
      assert.equal(closed?.item.contextValue, 'key.encrypted');
      assert.match(String(closed?.item.description), /encrypted/);
      assert.equal(closed?.item.command?.command, 'openBanking.enterPassphrase');
      const inputs = ['close', passphrase];
      const { result, shown } = await answering({ inputs }, () => run('enterPassphrase', closed?.node));
      assert.equal(result, true);
      assert.deepEqual(
        shown.map(({ text: title }) => title),
        ['Passphrase of the signing key', 'Passphrase of the signing key'],
      );
      assert.equal((await entry())?.item.contextValue, 'key.kid');
      const part = { what: 'passphrases' };
      const choices = { folder: Uri.file(folder()), part, confirmed: true };
      assert.equal((await answering({}, () => run('forgetSecrets', undefined, choices))).result, 1);
      assert.equal((await entry())?.item.contextValue, 'key.encrypted');
    } finally {
      await writeFile(key, plain);
    }
  });

  it('is completed and explained by its schema', async () => {
    const document = await workspace.openTextDocument(file());
    const at = (word: string): Position => document.positionAt(document.getText().indexOf(word) + 2);
    const hovers = await eventually(async () => {
      const found = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', file(), at('"discovery"'));
      assert(found.length > 0);
      return found;
    });
    const words = hovers.flatMap(({ contents }) =>
      contents.map((one) => (one instanceof MarkdownString ? one.value : String(one))),
    );
    assert.match(words.join(), /well-known/);
    const inBank = document.positionAt(document.getText().indexOf('"discovery"'));
    const { items } = await commands.executeCommand<CompletionList>(
      'vscode.executeCompletionItemProvider',
      file(),
      inBank,
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert(labels.includes('authorizationRequest') && labels.includes('environment'), labels.join());
  });

  it('has a key mended that belongs to another certificate', async () => {
    await change((before) => before.replace('signing.key', 'transport.key'));
    await quickFix('key_certificate_mismatch', /Set key to .*signing\.key/);
    assert.deepEqual(JSON.parse(await text()), JSON.parse(whole));
    await eventually(() => assert(!codes().includes('key_certificate_mismatch'), codes().join()));
  });

  it('has a redirect URI taken out that the software statement lacks', async () => {
    const wrong = 'https://elsewhere.example/callback';
    await change((before) => {
      const value: { softwareStatement: { redirectUris?: string[] } } = JSON.parse(before);
      value.softwareStatement.redirectUris = [wrong];
      return JSON.stringify(value, undefined, 2);
    });
    await quickFix('redirect_not_in_ssa', /Remove/);
    assert.doesNotMatch(await text(), /elsewhere/);
  });

  it('has a key closed that others may read', async () => {
    const { signing } = z.object({ signing: z.object({ key: z.string() }) }).parse(JSON.parse(whole));
    const key = join(folder(), signing.key);
    await chmod(key, 0o644);
    await change((before) => `${before}\n`);
    await quickFix('key_readable_by_others', /chmod 600/);
    assert.equal((await stat(key)).mode & 0o777, 0o600);
    await eventually(() => assert(!codes().includes('key_readable_by_others'), codes().join()));
  });

  it('is checked with the bank, each finding with its place', async () => {
    const { result } = await answering({}, () => run('checkPrerequisites', undefined, { quiet: true }));
    const findings = z.array(z.object({ severity: z.string(), code: z.string() })).parse(result);
    assert(findings.some(({ code, severity }) => code === 'bank_reachable' && severity === 'information'));
    assert(!findings.some(({ severity }) => severity === 'error'), JSON.stringify(findings));
  });

  it('has a report of what the bank needs, which leads on to the registration', async () => {
    await run('checkPrerequisites');
    const { title, verdict, counts, groups, actions, text: copied } = await report();
    assert.equal(title, 'What sandbox needs before a client is registered');
    assert.deepEqual(verdict, { state: 'good', text: 'Everything is there.' });
    assert.deepEqual(
      groups.map(({ title: name, items }) => [name, items.length]),
      [['In order', counts.good]],
    );
    assert.deepEqual(
      actions.map(({ title: name, primary }) => [name, primary]),
      [
        ['Register Client…', true],
        ['Check Again', undefined],
      ],
    );
    assert.match(copied, /^What sandbox needs before a client is registered\nEverything is there\.\n\n✓ /);
  });

  it('has what is missing told first, with its remedy and its line, and a check that finds it mended', async () => {
    const { transport } = z.object({ transport: z.object({ certificate: z.string() }) }).parse(JSON.parse(whole));
    await change((before) => before.replace(transport.certificate, 'keys/nowhere.pem'));
    await run('checkPrerequisites');
    const found = await report();
    assert.match(found.verdict.text, /^\d things? to mend(, \d things? to look at)?\.$/);
    assert.equal(found.groups[0]?.title, 'To mend');
    const [first] = found.items;
    assert(first?.place && first.try);
    assert.match(first.text, /keys\/nowhere\.pem/);
    assert(found.text.includes(`✗ ${first.text}\n    ${first.place.text}\n    → ${first.try}`), found.text);
    assert.deepEqual(
      found.actions.map(({ title }) => title),
      ['Check Again'],
    );
    await found.press(first.place.id);
    const { document, selection } = await eventually(() => {
      const editor = window.activeTextEditor;
      assert.equal(editor?.document.uri.fsPath, file().fsPath);
      return editor;
    });
    assert.equal(first.place.text, `openbanking.json:${selection.start.line + 1}`);
    assert.match(document.lineAt(selection.start.line).text, /nowhere\.pem/);
    await change(() => whole);
    await found.press(found.action('Check Again').id);
    assert.equal((await report()).verdict.state, 'good');
  });

  it('has a button where something can be mended at once, which looks again', async function () {
    if (process.platform === 'win32') this.skip();
    const { signing } = z.object({ signing: z.object({ key: z.string() }) }).parse(JSON.parse(whole));
    const key = join(folder(), signing.key);
    await chmod(key, 0o644);
    await run('checkPrerequisites');
    const found = await report();
    const item = found.items.find(({ text: said }) => said.startsWith('Other users of this machine'));
    assert.equal(item?.action?.title, `Let only me read ${signing.key} (chmod 600)`);
    await found.press(item.action.id);
    assert.equal((await stat(key)).mode & 0o777, 0o600);
    assert.equal((await report()).verdict.state, 'good');
  });

  it('shows its certificates and keys with what they are, and copies what is asked for', async () => {
    await openView(keys);
    const groups = await eventually(async () => {
      const found = await itemsOf(keys);
      assert.equal(found.length, 4);
      return found;
    });
    assert.deepEqual(
      groups.map(({ label }) => label),
      ['Software Statement', 'Transport', 'Signing', 'CA Certificates'],
    );
    const entries = (await Promise.all(groups.map((group) => itemsOf(keys, group)))).flat();
    const signingKey = entries.filter(({ label }) => label === 'Private key').at(-1);
    assert.match(String(signingKey?.item.description), /fits its certificate · kid /);
    assert.equal(signingKey?.item.contextValue, 'key.kid');
    const kid = await run('copyKeyId', signingKey?.node);
    assert.equal(await env.clipboard.readText(), kid);
    const certificate = entries.find(({ item }) => item.contextValue === 'key.thumbprint.subject');
    assert.match(String(certificate?.item.description), /days left/);
    assert.match(String(await run('copyCertificateThumbprint', certificate?.node)), /^[\w-]{43}$/);
    assert(entries.every(({ item }) => item.tooltip instanceof MarkdownString && !item.tooltip.isTrusted));
  });

  it('has its secrets forgotten in part, once that is confirmed', async () => {
    await answering({}, () => run('registerClient', undefined, {}));
    const all = { folder: Uri.file(folder()), part: { what: 'all' } };
    const { result: kept, shown } = await answering({}, () => run('forgetSecrets', undefined, all));
    assert.equal(kept, 0);
    assert.match(shown.at(-1)?.text ?? '', /^Forget/);
    const { result } = await answering({ messages: ['Forget'] }, () => run('forgetSecrets', undefined, all));
    assert(typeof result === 'number' && result > 0);
    const { result: none } = await answering({}, () => run('forgetSecrets', undefined, all));
    assert.equal(none, 0);
  });
});

/** The workspace's files under names that tell nothing, in a folder of their own; the assertion differs by a line break. */
async function filesElsewhere(outside: string): Promise<string[]> {
  const value = z
    .object({
      softwareStatement: z.object({ assertion: z.string() }),
      signing: z.object({ key: z.string(), certificate: z.string() }),
      transport: z.object({ key: z.string(), certificate: z.string(), ca: z.array(z.string()) }),
    })
    .parse(JSON.parse(await text()));
  const { softwareStatement, signing, transport } = value;
  const paths = [transport.key, signing.certificate, ...transport.ca, signing.key, transport.certificate];
  const copied = await Promise.all(
    paths.map(async (path, index) => {
      const name = join(outside, `${index}.txt`);
      await writeFile(name, await readFile(join(folder(), path)));
      return name;
    }),
  );
  const assertion = join(outside, 'a.txt');
  await writeFile(assertion, `${await readFile(join(folder(), softwareStatement.assertion), 'utf8')}\n`);
  return [...copied, assertion];
}
