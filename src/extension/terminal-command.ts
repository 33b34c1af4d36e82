/** `obw` as a command of the window's terminals, in folders that are trusted: a launcher of the package on PATH, which the editor's own Node runs. */
import { delimiter } from 'node:path';
import * as vscode from 'vscode';

/** Read by the launchers in `bin/`. */
const node = 'OBW_NODE';
/** Read by `obw` itself: what the window shows where its folders have no `openbanking.json`, which no terminal would find. */
const demo = 'OBW_DEMO_FOLDER';

/** VS Code keeps what an extension wants of terminals, so that what an earlier trust left is taken away again. */
export function offerCommand(context: vscode.ExtensionContext, demoFolder: vscode.Uri): void {
  const { environmentVariableCollection: collection } = context;
  const offer = (): void => {
    collection.clear();
    if (!vscode.workspace.isTrusted) return;
    // A shell's own start-up may set PATH anew, so it is told a second time once the shell is up.
    const always = { applyAtProcessCreation: true, applyAtShellIntegration: true };
    collection.description = vscode.l10n.t('Gives the command `obw`, UK Open Banking from the command line.');
    collection.prepend('PATH', `${context.asAbsolutePath('bin')}${delimiter}`, always);
    collection.replace(node, process.execPath, always);
    collection.replace(demo, demoFolder.fsPath, always);
  };
  offer();
  context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(offer));
}
