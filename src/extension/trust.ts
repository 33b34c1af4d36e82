/** What a command says in a folder that is not trusted: no process is started from it, nothing of it is read, and no bank is called. */
import * as vscode from 'vscode';
import { showInformation, showWarning } from './plain/messages.ts';

/** Whether this window may start a process and dial out; says so where it may not. */
export async function mayRun(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  await say(
    showWarning,
    vscode.l10n.t('This folder is not trusted: the sandbox is not started from here, and no bank is called.'),
  );
  return vscode.workspace.isTrusted;
}

/** Why a command that needs the folder's file does nothing: nothing of the folder is read. */
export async function untrusted(): Promise<undefined> {
  await say(showInformation, vscode.l10n.t('In a folder that is not trusted no key is read and no bank is called.'));
}

async function say(show: typeof showInformation, message: string): Promise<void> {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  if ((await show(message, manage)) === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}
