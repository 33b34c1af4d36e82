/** Shows a member of a folder's openbanking.json in the editor. */
import * as vscode from 'vscode';
import { reveal } from '../documents/findings.ts';

export async function revealMember(folder: vscode.Uri, pointer: string): Promise<void> {
  const file = vscode.Uri.joinPath(folder, 'openbanking.json');
  await reveal(await vscode.workspace.openTextDocument(file), pointer);
}
