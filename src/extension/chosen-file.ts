/** Files that a person picks, or that lie in the folder under a name of ours: read when they are regular files, refused at once when not. */
import * as vscode from 'vscode';
import { fail } from '../tpp/errors.ts';

/** Nothing of ours comes near. */
const largest = 16 * 1024 * 1024;

/**
 * The bytes of a file. A named pipe or a device would be waited for without an end.
 *
 * @throws OpenBankingError `file_unreadable`; FileSystemError for what is not there or may not be read
 */
export async function readFile(uri: vscode.Uri): Promise<Uint8Array> {
  const { type, size } = await vscode.workspace.fs.stat(uri);
  if (type & vscode.FileType.File && size <= largest) return vscode.workspace.fs.readFile(uri);
  const name = uri.path.split('/').at(-1) ?? uri.path;
  return fail({
    code: 'file_unreadable',
    message:
      size > largest ? vscode.l10n.t('{0} is larger than 16 MB.', name) : vscode.l10n.t('{0} is not a file.', name),
    try: vscode.l10n.t('Choose the file itself.'),
  });
}

/** As {@link readFile}, as UTF-8. */
export async function readText(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await readFile(uri));
}
