/** Two banks in one openbanking.json: each command asks which it is about, and asks nothing where it was called on one. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { commands, window } from 'vscode';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { itemsOf, openView } from '../support/trees.ts';
import { callBanks, folder } from '../support/workspace.ts';

const banks = 'openBanking.banks';
const preview = (...given: unknown[]): Thenable<unknown> =>
  commands.executeCommand('openBanking.previewRegistrationRequest', ...given);
const shownFile = (): string => window.activeTextEditor?.document.uri.path.split('/').at(-1) ?? '';

describe('Two banks in one folder', function () {
  this.timeout(120_000);
  useBank(folder);
  before(async () => {
    await callBanks(folder(), ['sandbox', '2024']);
    await extension().activate();
    await openView(banks);
  });

  it('stand beside each other in the tree', async () => {
    await eventually(async () => {
      const items = await itemsOf(banks);
      assert.deepEqual(
        items.map(({ label }) => label),
        ['2024', 'sandbox'],
      );
    }, 30_000);
  });

  it('are asked for where the palette names none', async () => {
    const { shown } = await answering({ picks: ['2024'] }, () => preview());
    assert.deepEqual(
      shown.map(({ text, choices }) => [text, ...choices]),
      [['Which bank?', '2024', 'sandbox']],
    );
    assert.equal(shownFile(), 'registration request of 2024.json');
  });

  it('are not asked for where the tree does', async () => {
    const sandbox = (await itemsOf(banks)).find(({ label }) => label === 'sandbox');
    const { shown } = await answering({}, () => preview(sandbox?.node));
    assert.deepEqual(shown, []);
    assert.equal(shownFile(), 'registration request of sandbox.json');
  });

  it('a question that is dismissed does nothing', async () => {
    const { result } = await answering({ picks: [undefined] }, () => preview());
    assert.equal(result, undefined);
  });
});
