/** The click on a row of a file that cannot be read: the file, at its fault where that is known. */
import * as vscode from 'vscode';
import type { Problem } from '../../tpp/errors.ts';

export function openCommand({ remedies }: Problem, file: vscode.Uri): vscode.Command {
  const fault = remedies?.find((remedy) => remedy.do === 'openFile');
  const position = new vscode.Position((fault?.line ?? 1) - 1, (fault?.column ?? 1) - 1);
  const selection = new vscode.Range(position, position);
  return { command: 'vscode.open', title: vscode.l10n.t('Open File'), arguments: [file, { selection }] };
}
