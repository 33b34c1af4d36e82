/** A window without a folder has the commands all the same. */
import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { commands, workspace } from 'vscode';
import { contributes, extension } from '../support/extension.ts';

describe('The extension', () => {
  it('registers every command of its manifest where no folder is open', async () => {
    assert.equal(workspace.workspaceFolders, undefined);
    await extension().activate();
    const registered = new Set(await commands.getCommands());
    const missing = contributes().commands.filter(({ command }) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
