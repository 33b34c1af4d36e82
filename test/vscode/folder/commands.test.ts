/** The manifest and the code: whatever VS Code offers is there. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { commands, window } from 'vscode';
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

  it('shows its log', async () => {
    await commands.executeCommand('openBanking.showLog');
    await eventually(() => assert.match(shownLog() ?? '', /Open Banking/));
  });
});

/** The name of the log that the panel shows, which is an editor of its own kind. */
function shownLog(): string | undefined {
  return window.visibleTextEditors.find(({ document }) => document.uri.scheme === 'output')?.document.fileName;
}
