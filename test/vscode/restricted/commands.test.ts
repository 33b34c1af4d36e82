/** Restricted Mode: one sentence with one button for every command that needs trust, and those that need none are listed. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { commands, workspace } from 'vscode';
import { commands as declared } from '../../../src/extension/contributions/commands.ts';
import { answering } from '../support/dialogs.ts';
import { contributes, extension } from '../support/extension.ts';
import { itemsOf, openView } from '../support/trees.ts';
import { clear, folder } from '../support/workspace.ts';

const sentence = 'This folder is not trusted: no key of it is read and no bank is called.';
const button = 'Manage Workspace Trust';

/** What works all the same, by what each is: it looks at a text that a person has, at the standard, or at this window. */
const untrusted = [
  'compareJwts',
  'compareWithStandard',
  'findJwtsInFile',
  'inspectJwt',
  'inspectJwtFile',
  'refreshViews',
  'showExchanges',
  'showInStandard',
  'showLog',
];

describe('In Restricted Mode', () => {
  before(async () => {
    assert.equal(workspace.isTrusted, false);
    await extension().activate();
    await writeFile(join(folder(), 'openbanking.json'), '{ "banks": {} }');
  });
  after(() => clear(folder()));

  it('the commands that work are those that are declared so', () => {
    const names = Object.entries(declared).filter(([, command]) => 'untrusted' in command);
    assert.deepEqual(names.map(([name]) => name).sort(), untrusted);
  });

  for (const name of Object.keys(declared)) {
    if (untrusted.includes(name)) continue;
    it(`${name} says why it does nothing, and offers to trust the folder`, async () => {
      const { result, shown } = await answering({}, () => commands.executeCommand(`openBanking.${name}`));
      assert.equal(result, undefined);
      assert.deepEqual(shown, [{ kind: 'warning', text: sentence, choices: [button] }]);
    });
  }

  for (const name of untrusted) {
    it(`${name} does not ask for trust`, async () => {
      const { shown } = await answering({}, () => commands.executeCommand(`openBanking.${name}`));
      assert(!shown.some(({ text }) => text === sentence), JSON.stringify(shown));
    });
  }

  it('every command of the manifest is one of these', () => {
    const ids = contributes().commands.map(({ command }) => command);
    assert.deepEqual(
      ids.sort(),
      Object.keys(declared)
        .map((name) => `openBanking.${name}`)
        .sort(),
    );
  });

  it('the views say the same sentence, and show nothing of the folder', async () => {
    const { viewsWelcome } = contributes();
    const views = ['openBanking.banks', 'openBanking.keys', 'openBanking.sandbox', 'openBanking.exchanges'];
    for (const view of views) {
      const said = viewsWelcome.filter((each) => each.view === view && each.when === '!isWorkspaceTrusted');
      assert.deepEqual(
        said.map(({ contents }) => contents),
        [`${sentence}\n[${button}](command:workbench.trust.manage)`],
        view,
      );
    }
    await openView('openBanking.banks');
    assert.deepEqual(await itemsOf('openBanking.banks'), []);
  });
});
