/** Addresses as text, from a drop, a page, or what VS Code kept: what is none costs nobody more than itself. */
import * as vscode from 'vscode';

/** @returns undefined for a text that is no address */
export function addressIn(text: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.parse(text, true);
  } catch {
    return undefined;
  }
}
