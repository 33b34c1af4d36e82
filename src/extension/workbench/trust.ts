/** What every command says in a folder that is not trusted, bar those that are declared to work there. */
import * as vscode from 'vscode';
import { type CommandName, commands } from '../contributions/commands.ts';
import { showWarning } from '../plain/messages.ts';

/** Whether a command may do its work in this window; says so where it may not, and waits for no answer. */
export function mayRun(name: CommandName): boolean {
  if (vscode.workspace.isTrusted || 'untrusted' in commands[name]) return true;
  void say();
  return false;
}

async function say(): Promise<void> {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  // The views' welcome says the same.
  const message = vscode.l10n.t('This folder is not trusted: no key of it is read and no bank is called.');
  if ((await showWarning(message, manage)) === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
