/** The manifest and the code: whatever VS Code offers is there. */
import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import { describe, it } from 'mocha';
import { commands, Uri, window, workspace } from 'vscode';
import { z } from 'zod';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { contributes, extension } from '../support/extension.ts';

describe('The extension', () => {
  it('activates', async () => {
    await extension().activate();
    assert.equal(extension().isActive, true);
  });

  it('registers every command of its manifest', async () => {
    await extension().activate();
    const registered = new Set(await commands.getCommands());
    const missing = contributes().commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it('has no shortcut that VS Code or an extension of its own has', async () => {
    const list = await workspace.openTextDocument(Uri.parse('vscode://defaultsettings/keybindings.json'));
    const all = z.array(z.looseObject({ key: z.string(), command: z.string() })).parse(parse(list.getText()));
    const ours = all.filter(({ command }) => command.startsWith('openBanking.'));
    assert(all.length > 500 && ours.length > 4, `${all.length} shortcuts, ${ours.length} of them ours`);
    const keys = new Set(ours.map(({ key }) => key));
    assert.deepEqual(
      all.filter(({ key, command }) => keys.has(key) && !command.startsWith('openBanking.')),
      [],
    );
  });

  it('offers to make the file to whoever calls a command that is about it, where there is none', async () => {
    for (const name of ['forgetSecrets', 'enterPassphrase', 'inspectSoftwareStatement', 'registerClient']) {
      const { shown } = await answering({}, () => commands.executeCommand(`openBanking.${name}`));
      assert.deepEqual(
        shown.map(({ text, choices }) => [text, choices]),
        [['There is no openbanking.json here yet.', ['Create openbanking.json…']]],
        name,
      );
    }
  });

  it('shows its log', async () => {
    await commands.executeCommand('openBanking.showLog');
    await eventually(() => assert.match(shownLog() ?? '', /Open Banking/));
  });
});

/** The name of the log that the panel shows, which is an editor of its own kind. */
function shownLog(): string | undefined {
  return window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'output')?.document.fileName;
}
