/** The sandbox is a process: none is started for a folder that is not trusted. */
import * as vscode from 'vscode';
import { showInformation, showWarning } from '../plain/messages.ts';

/** Whether this window may start a process and dial out; says so where it may not. */
export async function mayRun(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t(
    'This folder is not trusted: the sandbox is not started from here, and no bank is called.',
  );
  const chosen = await showWarning(message, manage);
  if (chosen === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return vscode.workspace.isTrusted;
}

/** Why a command that needs the folder's file does nothing: nothing of the folder is read. */
export async function untrusted(): Promise<undefined> {
  const manage = vscode.l10n.t('Manage Trust');
  const message = vscode.l10n.t('In a folder that is not trusted no key is read and no bank is called.');
  if ((await showInformation(message, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return undefined;
}
