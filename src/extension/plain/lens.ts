/** Code lenses, whose titles may have icons. */
import * as vscode from 'vscode';
import { plainLabel } from './text.ts';

interface Action extends vscode.Command {
  /** The name of an icon before the title. */
  icon?: string;
}

export function codeLens(range: vscode.Range, { icon, title, ...command }: Action): vscode.CodeLens {
  const words = plainLabel(title);
  // VS Code drops an ordinary blank behind an icon.
  return new vscode.CodeLens(range, { ...command, title: icon === undefined ? words : `$(${icon})\u00a0${words}` });
}
