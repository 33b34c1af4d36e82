/** Inlay hints: words between the characters of a text, which are none of it. */
import * as vscode from 'vscode';
import { plainLabel } from './text.ts';

export function inlayHint(position: vscode.Position, words: string): vscode.InlayHint {
  const hint = new vscode.InlayHint(position, plainLabel(words));
  hint.paddingLeft = true;
  return hint;
}
