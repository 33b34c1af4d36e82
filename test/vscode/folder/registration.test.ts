/** Registration as a developer does it, on the embedded bank: preview, findings, quick fixes, then the client's whole life. */
import assert from 'node:assert/strict';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually as within } from '../support/eventually.ts';
import { folder } from '../support/workspace.ts';

const registrationSchema = z.object({ clientId: z.string(), registration: z.record(z.string(), z.unknown()) });
const refusalSchema = z.object({ problem: z.object({ code: z.string() }) });

const eventually = <T>(assertion: () => T | PromiseLike<T>): Promise<T> => within(assertion, 20_000);

const execute = (command: string, ...more: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`openBanking.${command}`, ...more);

/** The preview, opened anew. */
async function preview(choices?: unknown): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await execute('previewRegistrationRequest', undefined, choices);
  return previewed();
}

function previewed(): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.scheme, 'openbanking');
  assert(document);
  return document;
}

async function rewrite(document: vscode.TextDocument, change: (text: string) => string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, whole, change(document.getText()));
  await vscode.workspace.applyEdit(edit);
}

/** Codes of what is said against the document, once it is what is expected. */
async function said(document: vscode.TextDocument, expected: readonly string[]): Promise<void> {
  await eventually(() => {
    const codes = ours(document).map(({ severity, code }) => `${vscode.DiagnosticSeverity[severity]} ${code}`);
    assert.deepEqual(codes.sort(), [...expected].sort());
  });
}

const ours = ({ uri }: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Open Banking');

async function fixes(document: vscode.TextDocument, code: string): Promise<vscode.CodeAction[]> {
  const diagnostic = ours(document).find((each) => each.code === code);
  assert(diagnostic, `nothing is said of ${code}`);
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    diagnostic.range,
    vscode.CodeActionKind.QuickFix.value,
    20,
  );
}

async function apply(actions: vscode.CodeAction[], title: string): Promise<void> {
  const action = actions.find((each) => each.title === title);
  assert(action?.edit, `no fix "${title}" in ${actions.map((each) => each.title).join(', ')}`);
  assert(await vscode.workspace.applyEdit(action.edit));
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

const press = async (document: vscode.TextDocument, title: string): Promise<unknown> => {
  const { command, arguments: given = [] } = await lens(document, title);
  return vscode.commands.executeCommand(command, ...given);
};

describe('Registration', function () {
  // A machine that builds beside it opens editors in seconds.
  this.timeout(60_000);
  useBank(folder);
  before(() => rm(join(folder(), '.openbanking'), { recursive: true, force: true, maxRetries: 3 }));

  const local = ['Information redirect_localhost', 'Information redirect_not_https'];
  const good = ['Warning auth_method_not_fapi', ...local];

  it('previews header and claims with what a bank would say', async () => {
    const document = await preview();
    assert.match(document.uri.path, /\/registration request of sandbox\.json$/);
    assert.equal(document.languageId, 'json');
    const { header, claims } = JSON.parse(document.getText());
    assert.equal(header.alg, 'PS256');
    assert.equal(claims.software_statement.split('.').length, 3);
    await said(document, good);
  });

  it('follows the typing, and mends each claim by a quick fix', async () => {
    const document = await preview();
    await rewrite(document, (text) =>
      text
        .replace('"alg": "PS256"', '"alg": "RS256"')
        .replace('"scope":', '"scopes":')
        .replace(/"aud": "[^"]*"/, '"aud": "someone"'),
    );
    await said(document, [...good, 'Warning rs256', 'Error scopes_for_scope', 'Error aud_not_the_bank']);
    await apply(await fixes(document, 'scopes_for_scope'), 'Rename scopes to scope');
    await said(document, [...good, 'Warning rs256', 'Error aud_not_the_bank']);
    await apply(await fixes(document, 'rs256'), 'Set alg to PS256');
    await said(document, [...good, 'Error aud_not_the_bank']);
    await apply(await fixes(document, 'aud_not_the_bank'), 'Fix all findings');
    await said(document, local);
    await eventually(() => assert.equal(document.isDirty, false));
  });

  it('says of a text that is no request what is missing', async () => {
    const document = await preview();
    await rewrite(document, () => '{ "header": ');
    await eventually(() => assert(ours(document).some(({ code }) => code === 'json_invalid')));
    await rewrite(document, () => '{ "header": {} }');
    await said(document, ['Error member_missing']);
    await rewrite(document, () => '{ "header": {}, "claims": { "scope": 5, "redirect_uris": {}, "aud": [] } }');
    await eventually(() => assert(ours(document).some(({ code }) => code === 'iss_missing')));
    assert.equal(await press(document, 'Sign and Register'), undefined);
  });

  it('forgets a preview that is closed', async () => {
    const document = await preview();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(async () => {
      await assert.rejects(async () => vscode.workspace.fs.stat(document.uri), { code: 'FileNotFound' });
      assert.deepEqual(ours(document), []);
    });
  });

  it('opens the preview at the finding when no bank would take the choices', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const { result, shown } = await answering({}, async () => {
      const outcome = await execute('registerClient', undefined, { scope: 'openid swimming' });
      await eventually(() =>
        assert.match(vscode.window.activeTextEditor?.document.uri.path ?? '', /registration request/),
      );
      await eventually(() => assert.match(selected(), /^"scope": "openid swimming"$/));
      return outcome;
    });
    assert.equal(refusalSchema.parse(result).problem.code, 'preflight_failed');
    assert.deepEqual(
      shown.map(({ kind, choices }) => [kind, ...choices]),
      [['error', 'Fix All']],
    );
  });

  let clientId = '';

  it('shows what the bank refused at the claim that it names', async () => {
    const document = await preview();
    // The bank refuses a jti that it has seen; the first registration is undone.
    const { result } = await answering({}, () => press(document, 'Sign and Register'));
    const text = document.getText();
    clientId = registrationSchema.parse(result).clientId;
    assert(clientId);
    await execute('deleteClient', undefined, { confirmed: true });
    const again = await preview(JSON.parse(text));
    const refused = await answering({ messages: ['Preview Registration Request'] }, async () => {
      const outcome = await press(again, 'Sign and Register');
      await eventually(() => assert(ours(previewed()).some(({ code }) => code === 'registration_refused')));
      return outcome;
    });
    assert.equal(refusalSchema.parse(refused.result).problem.code, 'registration_refused');
    assert.match(refused.shown[0]?.text ?? '', /jti/);
  });

  it('registers, and offers the client that is there instead of a second one', async () => {
    const { result, shown } = await answering({}, () => execute('registerClient', undefined, {}));
    const made = registrationSchema.parse(result);
    clientId = made.clientId;
    assert.match(shown[0]?.text ?? '', new RegExp(`Registered with sandbox as ${clientId}`));
    const second = await answering({}, () => execute('registerClient', undefined, {}));
    assert.equal(refusalSchema.parse(second.result).problem.code, 'client_exists');
    const ways = ['Read Client Registration', 'Delete Client…', 'Register Anew'];
    const asked = await answering({}, async (seen) => {
      const outcome = await execute('registerClient');
      await eventually(() => assert.deepEqual(seen[0]?.choices, ways));
      return outcome;
    });
    assert.equal(asked.result, undefined);
  });

  it('reads the registration into a document without its secret, which cannot be edited', async () => {
    const { registration } = registrationSchema.parse({
      clientId,
      registration: await execute('readClientRegistration'),
    });
    assert.equal(registration.client_id, clientId);
    const document = previewed();
    assert.match(document.getText(), new RegExp(clientId));
    const secret = registration.client_secret;
    assert(secret === undefined || /[*•…]/.test(String(secret)), 'the secret is masked');
    const { permissions = 0 } = await vscode.workspace.fs.stat(document.uri);
    assert(permissions & vscode.FilePermission.Readonly);
  });

  it('gets a client credentials token without showing it', async () => {
    const { result, shown } = await answering({ messages: ['Copy Token'] }, () =>
      execute('getClientCredentialsToken', undefined, 'accounts'),
    );
    assert.match(JSON.stringify(result), /"scope":"accounts"/);
    const token = await eventually(async () => {
      const copied = await vscode.env.clipboard.readText();
      assert.match(copied, /^[\w.~+/-]{16,}$/);
      return copied;
    });
    assert(!JSON.stringify([result, shown]).includes(token));
  });

  it('downloads the environment into a file of its own', async () => {
    const path = join(folder(), '.openbanking', 'sandbox.postman_environment.json');
    const { result } = await answering({ saved: [path] }, () => execute('downloadEnvironmentFile'));
    assert.equal(result, path);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.match(await readFile(path, 'utf8'), /basicToken/);
  });

  it('updates the client, and then tells one without a secret why there is no environment', async () => {
    const { result } = await answering({}, () =>
      execute('updateClientRegistration', undefined, { authMethod: 'private_key_jwt' }),
    );
    const { registration } = registrationSchema.parse(result);
    assert.equal(registration.token_endpoint_auth_method, 'private_key_jwt');
    const { shown } = await answering({}, () => execute('downloadEnvironmentFile', undefined, '/nowhere'));
    assert.match(shown[0]?.text ?? '', /private_key_jwt/);
  });

  it('adopts a client that this folder does not know', async () => {
    await rm(join(folder(), '.openbanking'), { recursive: true, force: true, maxRetries: 3 });
    // A command that fails does not wait for its message, which asks first whose bank it is.
    const lost = await answering({}, async (shown) => {
      const refusal = await execute('registerClient', undefined, {});
      await eventually(() => assert.deepEqual(shown[0]?.choices, ['Adopt Client…']));
      return refusal;
    });
    assert.equal(refusalSchema.parse(lost.result).problem.code, 'registration_refused');
    const adoption = { clientId, authMethod: 'private_key_jwt' };
    const { result } = await answering({}, () => execute('adoptClient', undefined, adoption));
    assert.equal(registrationSchema.parse(result).clientId, clientId);
  });

  it('deletes only after its question, which names bank and client', async () => {
    const kept = await answering({}, () => execute('deleteClient'));
    assert.equal(kept.result, undefined);
    assert.match(kept.shown[0]?.text ?? '', new RegExp(`${clientId} at sandbox`));
    const { result } = await answering({ messages: ['Delete'] }, () => execute('deleteClient'));
    assert.deepEqual(result, { clientId });
  });

  it('registers with the bank’s defaults by Enter alone', async () => {
    const { result } = await answering({}, async () => {
      const registering = execute('registerClient');
      let done = false;
      registering.then(
        () => {
          done = true;
        },
        () => {
          done = true;
        },
      );
      while (!done) {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return registering;
    });
    assert.equal(registrationSchema.parse(result).registration.token_endpoint_auth_method, 'client_secret_basic');
  });
});

function selected(): string {
  const editor = vscode.window.activeTextEditor;
  return editor ? editor.document.getText(editor.selection) : '';
}
