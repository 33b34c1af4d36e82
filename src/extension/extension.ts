/** Where VS Code begins: the commands are there at once, and all else is an output of its own, which a failure cannot take with it. */
import * as vscode from 'vscode';
import { type CommandName, commandId, commands } from './contributions/commands.ts';

/** Resolves when views, previews and the handler of the editor's own URI stand. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel('Open Banking', { log: true });
  const loaded = import('./editor.ts').then(({ openEditor }) => openEditor(context, log));
  context.subscriptions.push(
    log,
    ...(Object.keys(commands) as CommandName[]).map((name) =>
      vscode.commands.registerCommand(commandId(name), async (...given: unknown[]) => (await loaded)[name](...given)),
    ),
  );
  await loaded;
}
