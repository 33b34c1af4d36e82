/** The standard beside an exchange, and a document compared with it. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import * as vscode from 'vscode';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { folder } from '../support/workspace.ts';

const execute = (command: string, ...more: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`openBanking.${command}`, ...more);

const account = {
  AccountId: '1',
  Currency: 'pounds',
  AccountType: 'Personal',
  AccountSubType: 'CurrentAccount',
  Nickame: 'Rent',
};

async function documentOf(value: unknown, language = 'json'): Promise<vscode.TextDocument> {
  const content = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
  return vscode.workspace.openTextDocument({ language, content });
}

describe('The standard', () => {
  useBank(folder);

  it('shows the operation of an exchange, and the exchange has nothing amiss', async () => {
    await answering({}, () => execute('runAccountInformationJourney'));
    const listed = await answering({}, () => execute('openExchange'));
    const row = listed.shown[0]?.choices.find((choice) => /GET .*\/accounts$/.test(choice));
    assert(row, listed.shown[0]?.choices.join('\n'));
    await answering({ picks: [row] }, () => execute('openExchange'));
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.doesNotMatch(text, /Not as Read\/Write/);
    const uri = await execute('showInStandard');
    assert(uri instanceof vscode.Uri);
    const shown = (await vscode.workspace.openTextDocument(uri)).getText();
    assert.match(shown, /GET \/accounts/);
    assert.match(shown, /ReadAccountsBasic/);
    assert.match(shown, /AccountSubType/);
  });

  it('shows any operation that is chosen', async () => {
    const { result } = await answering({ picks: ['POST /domestic-vrps'] }, () => execute('showInStandard'));
    assert(result instanceof vscode.Uri);
    assert.match((await vscode.workspace.openTextDocument(result)).getText(), /x-jws-signature/);
  });

  it('marks what of a document differs from the message that it looks like', async () => {
    const document = await documentOf({ Data: { Account: [account] }, Links: { Self: 'https://a.example' }, Meta: {} });
    assert.equal(await execute('compareWithStandard', document.uri, 'GET /accounts answer'), 2);
    const found = await eventually(async () => {
      const diagnostics = vscode.languages.getDiagnostics(document.uri);
      assert.equal(diagnostics.length, 2);
      return diagnostics;
    });
    const places = found.map(({ range, severity }) => [document.getText(range).split(':')[0], severity]);
    assert.deepEqual(places, [
      ['"Currency"', vscode.DiagnosticSeverity.Error],
      ['"Nickame"', vscode.DiagnosticSeverity.Information],
    ]);
    const says = found.map(({ message }) => message).join('\n');
    assert.match(says, /pounds[\s\S]*Nickname/);
    assert.match(says, /\[GET \/accounts \(answer, \d[\d.]*\)\]$/m);
  });

  it('follows what is typed, and keeps what it found while that is no JSON', async () => {
    const document = await documentOf({ Data: { Account: [account] }, Links: { Self: 'https://a.example' }, Meta: {} });
    await execute('compareWithStandard', document.uri, 'GET /accounts answer');
    const type = async (from: string, to: string): Promise<void> => {
      const at = document.getText().indexOf(from);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
      assert(at >= 0 && (await vscode.workspace.applyEdit(edit)));
    };
    // VS Code has its own to say of what is no JSON.
    const found = (): number =>
      vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'Open Banking').length;
    await type('"pounds"', '"GBP"');
    await eventually(() => assert.equal(found(), 1));
    await type('"Nickame"', '"Nickname');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(found(), 1);
    await type('"Nickname', '"Nickname"');
    await eventually(() => assert.equal(found(), 0));
  });

  it('offers the likeliest messages first', async () => {
    const document = await documentOf({ Data: { Permissions: ['ReadBalances'] }, Risk: {} });
    const { shown } = await answering({}, () => execute('compareWithStandard', document.uri));
    assert.match(shown[0]?.choices[0] ?? '', /POST \/account-access-consents/);
  });

  it('says of what is no JSON that it is none', async () => {
    const { result } = await answering({}, async () => execute('compareWithStandard', (await documentOf('{')).uri));
    assert.equal(result, undefined);
  });
});
