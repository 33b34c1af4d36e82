/** One resource in 3.1 and in 4.0, side by side in the diff editor, from the embedded bank, which has both. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { commands, type InlayHint, Range, TabInputTextDiff, window, workspace } from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { consentItem } from '../support/consents.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { folder } from '../support/workspace.ts';

const run = (name: string, ...given: unknown[]): Thenable<unknown> =>
  commands.executeCommand(`openBanking.${name}`, ...given);

const consentSchema = z.object({ consentId: z.string() });
const shownSchema = z.object({ changes: z.array(z.object({ kind: z.string(), three: z.optional(z.string()) })) });

async function authorised(permissions: string[]): Promise<unknown> {
  const made = await answering({}, () => run('createAccountAccessConsent', undefined, { permissions }));
  const { consentId } = consentSchema.parse(made.result);
  const item = await consentItem(consentId);
  await answering({}, () => run('authoriseConsent', item, { as: 'rora' }));
  return consentItem(consentId, 'authorised');
}

/** What the diff in front shows: the texts of both sides. */
function diffInFront(): TabInputTextDiff {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  assert(input instanceof TabInputTextDiff);
  return input;
}

describe('Show in Both Versions', () => {
  useBank(folder);
  before(async () => {
    await extension().activate();
    await answering({}, () => run('registerClient', undefined, {}));
  });

  it('asks for an account and a resource, and puts 3.1 beside 4.0', async () => {
    const item = await authorised([
      'ReadAccountsBasic',
      'ReadStandingOrdersDetail',
      'ReadTransactionsBasic',
      'ReadTransactionsDebits',
    ]);
    const picks = ['Current', '$(sync) Standing orders'];
    const { result, shown } = await answering({ picks }, () => run('showInBothVersions', item));
    assert.deepEqual(
      shown[1]?.choices.map((label) => label.replace(/^\S+ /, '')),
      ['Accounts', 'Transactions', 'Standing orders'],
    );
    const { changes } = shownSchema.parse(result);
    assert(changes.some(({ kind, three }) => kind === 'renamed' && three === 'Frequency'));
    const { original, modified } = diffInFront();
    const [three, four] = await Promise.all([original, modified].map((uri) => workspace.openTextDocument(uri)));
    assert.match(three?.getText() ?? '', /"Frequency": "/);
    assert.match(four?.getText() ?? '', /"MandateRelatedInformation": \{\n/);
    assert.match(original.path, /\/Standing orders of Current 3\.1\.json$/);
    await eventually(() =>
      assert.match(shown.at(-1)?.text ?? '', /^From 3\.1 to 4\.0: .*Frequency → MandateRelatedInformation\/Frequency/),
    );
  });

  it('says beside each line what the other version has there', async () => {
    const { original, modified } = diffInFront();
    const hints = async (uri: typeof original): Promise<string[]> => {
      const document = await workspace.openTextDocument(uri);
      const all = new Range(0, 0, document.lineCount, 0);
      const found = await commands.executeCommand<InlayHint[]>('vscode.executeInlayHintProvider', uri, all);
      return found.map(({ label, position }) => `${document.lineAt(position).text.trim()} ${String(label)}`);
    };
    const [before, after] = [await hints(original), await hints(modified)];
    assert(
      before.some((text) => /^"Frequency": .* 4\.0: MandateRelatedInformation\/Frequency: /.test(text)),
      before.join('\n'),
    );
    assert(
      after.some((text) => /^"StandingOrderStatusCode": "ACTV",? 3\.1: Active$/.test(text)),
      after.join('\n'),
    );
  });

  it('the row of a resource asks nothing', async () => {
    const item = await authorised(['ReadAccountsDetail', 'ReadBalances']);
    const { accountId, resource } = { accountId: '500004000000000000000011', resource: 'balances' };
    const row = { ...(item as object), kind: 'resource', accountId, resource };
    const { result, shown } = await answering({}, () => run('showInBothVersions', row));
    assert.deepEqual(
      shownSchema.parse(result).changes.map(({ three }) => three),
      ['Type'],
    );
    assert.equal(shown.filter(({ kind }) => kind === 'pick').length, 0);
  });

  it('neither side can be edited', async () => {
    const { modified } = diffInFront();
    assert.equal(workspace.fs.isWritableFileSystem(modified.scheme), true);
    await assert.rejects(async () => workspace.fs.writeFile(modified, new Uint8Array()));
  });
});
