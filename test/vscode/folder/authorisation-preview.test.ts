/** Preview Authorisation Request: what stands in the editor, what is said against it, how it is mended, and that it is sent as it stands. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  commands,
  type Diagnostic,
  env,
  languages,
  Range,
  type TextDocument,
  type Uri,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import { z } from 'zod';
import { decodeJwt } from '../../../src/tpp/jwt/decode.ts';
import { useBank } from '../support/bank.ts';
import { consentItem, readConsents } from '../support/consents.ts';
import { authoriseAt, browse } from '../support/customer.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { folder } from '../support/workspace.ts';

const run = (name: string, ...given: unknown[]): Thenable<unknown> =>
  commands.executeCommand(`openBanking.${name}`, ...given);

const requestSchema = z.object({
  url: z.url(),
  header: z.record(z.string(), z.unknown()),
  claims: z.record(z.string(), z.unknown()),
});
const requestIn = (document: TextDocument): z.infer<typeof requestSchema> =>
  requestSchema.parse(JSON.parse(document.getText()));

/** What a person types over. */
async function replace(document: TextDocument, before: string, after: string): Promise<void> {
  const start = document.getText().indexOf(before);
  assert(start >= 0, `${before} does not stand in the document.`);
  const edit = new WorkspaceEdit();
  const range = new Range(document.positionAt(start), document.positionAt(start + before.length));
  edit.replace(document.uri, range, after);
  await workspace.applyEdit(edit);
}

const codesOf = (uri: Uri): string[] => languages.getDiagnostics(uri).map(({ code }) => String(code));

async function found(uri: Uri, code: string): Promise<Diagnostic> {
  return eventually(() => {
    const diagnostic = languages.getDiagnostics(uri).find((each) => each.code === code);
    assert(diagnostic, `${code} is not among ${codesOf(uri).join(', ')}.`);
    return diagnostic;
  });
}

describe('Preview Authorisation Request', () => {
  useBank(folder);
  let consentId = '';
  let document: TextDocument;
  before(async () => {
    await extension().activate();
    await answering({}, () => run('registerClient', undefined, {}));
    const { result, shown } = await answering({}, () => run('createAccountAccessConsent', undefined, {}));
    const made = z.object({ consentId: z.string() }).safeParse(result);
    assert(made.success, shown.map(({ text }) => text).join('\n'));
    ({ consentId } = made.data);
  });

  it('shows URL, header and claims of a request in which nothing is wrong, and remembers none of it', async () => {
    document = (await run('previewAuthorisationRequest', await consentItem(consentId))) as TextDocument;
    const { url, header, claims } = requestIn(document);
    const signed = decodeJwt(new URL(url).searchParams.get('request') ?? '');
    assert.deepEqual({ header, claims }, { header: signed.header, claims: signed.payload });
    assert.deepEqual(codesOf(document.uri), []);
    assert.equal((await readConsents()).find((each) => each.consentId === consentId)?.pending, undefined);
  });

  it('offers to open it and to copy its URL', async () => {
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    const ours = lenses.filter(({ command }) => command?.command.startsWith('_openBanking.authorisationPreview.'));
    const titles = ours.map(({ command }) => command?.title.replace(/^\$\([\w-]+\)\s/, ''));
    assert.deepEqual(titles, ['Open in Browser', 'Copy URL', 'Renew nbf, exp and jti', 'Sign and Inspect as JWT']);
  });

  it('says what a bank would refuse, where it stands, and a quick fix mends it', async () => {
    const { claims } = requestIn(document);
    await replace(document, `"aud": ${JSON.stringify(claims.aud)}`, '"aud": "https://other.example"');
    const { range } = await found(document.uri, 'aud_not_the_issuer');
    assert.match(document.getText(range), /^"aud": "https:\/\/other\.example"$/);
    await found(document.uri, 'url_before_changes');
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
    );
    const fix = actions.find(({ title }) => title.startsWith('Set aud to '));
    assert(fix?.edit, actions.map(({ title }) => title).join(', '));
    await workspace.applyEdit(fix.edit);
    await eventually(() => assert.deepEqual(codesOf(document.uri), []));
    assert.equal(requestIn(document).claims.aud, claims.aud);
  });

  it('mends several findings at once', async () => {
    const { claims } = requestIn(document);
    await replace(document, `"aud": ${JSON.stringify(claims.aud)}`, '"aud": "https://other.example"');
    await replace(document, '"openid accounts"', '"accounts"');
    const { range } = await found(document.uri, 'aud_not_the_issuer');
    await found(document.uri, 'scope_lacks');
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      CodeActionKind.QuickFix.value,
      20,
    );
    const fix = actions.find(({ title }) => title === 'Fix all findings');
    assert(fix?.edit, actions.map(({ title }) => title).join(', '));
    await workspace.applyEdit(fix.edit);
    await eventually(() => assert.deepEqual(codesOf(document.uri), []), 30_000);
    assert.equal(requestIn(document).claims.aud, claims.aud);
  });

  it('a text that is no JSON is marked, and not sent', async () => {
    await replace(document, '"claims": {', '"claims": [{');
    await eventually(() => assert(languages.getDiagnostics(document.uri).length > 0));
    const { shown } = await answering({}, () =>
      commands.executeCommand('_openBanking.authorisationPreview.copyUrl', document.uri),
    );
    assert.deepEqual(shown, []);
    await replace(document, '"claims": [{', '"claims": {');
    await eventually(() => assert.deepEqual(codesOf(document.uri), []));
  });

  it('what no bank takes is sent only when asked for twice', async () => {
    await replace(document, '"openid accounts"', '"accounts"');
    await found(document.uri, 'scope_lacks');
    const copy = () => commands.executeCommand('_openBanking.authorisationPreview.copyUrl', document.uri);
    const { result, shown } = await answering({}, copy);
    assert.equal(result, undefined);
    assert.match(shown[0]?.text ?? '', /^scope lacks openid/);
    const { result: url } = await answering({ messages: ['Send Anyway'] }, copy);
    assert.equal(new URL(String(url)).searchParams.get('scope'), 'accounts');
    await replace(document, '"accounts"', '"openid accounts"');
    await eventually(() => assert.deepEqual(codesOf(document.uri), []));
  });

  it('what is edited is what is signed, sent and answered', async () => {
    const { claims } = requestIn(document);
    await replace(document, `"state": ${JSON.stringify(claims.state)}`, '"state": "of-my-own"');
    await found(document.uri, 'url_before_changes');
    const { result: url } = await answering({}, () =>
      commands.executeCommand('_openBanking.authorisationPreview.copyUrl', document.uri),
    );
    assert.equal(await env.clipboard.readText(), url);
    const redirect = await authoriseAt(String(url));
    assert.match(redirect, /state=of-my-own/);
    const { result } = await answering({}, () => run('pasteRedirectUrl', undefined, redirect));
    assert.equal(z.object({ status: z.string() }).parse(result).status, 'Authorised');
  });

  it('Renew makes a new request of it, which the browser takes to the end', async () => {
    const before = requestIn(document).claims;
    await commands.executeCommand('_openBanking.authorisationPreview.renew', document.uri);
    const { claims } = requestIn(document);
    assert.notEqual(claims.jti, before.jti);
    await replace(document, `"state": ${JSON.stringify(claims.state)}`, '"state": "another"');
    const { openExternal } = env;
    Object.assign(env, { openExternal: async (short: Uri) => (await browse(short.toString())) !== '' });
    try {
      const { result, shown } = await answering({}, () =>
        commands.executeCommand('_openBanking.authorisationPreview.open', document.uri),
      );
      const { data } = z.object({ status: z.string() }).safeParse(result);
      assert.equal(data?.status, 'Authorised', shown.map(({ text }) => text).join('\n'));
    } finally {
      Object.assign(env, { openExternal });
    }
  });
});
