/** What a question finds on the clipboard. */
import * as vscode from 'vscode';

/** What the clipboard holds; a browser may refuse to tell. */
export async function clipboard(): Promise<string> {
  try {
    return await vscode.env.clipboard.readText();
  } catch {
    return '';
  }
}

/** The same where nobody asked for it: a browser would ask the person first whether it may be read, so that it holds nothing there. */
export async function clipboardUnasked(): Promise<string> {
  return vscode.env.uiKind === vscode.UIKind.Web ? '' : clipboard();
}
