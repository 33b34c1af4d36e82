/** Files that a person picks, or that lie in the folder under a name of ours: read when they are regular files, refused at once when not. */
import * as vscode from 'vscode';
import { fail } from '../../tpp/errors.ts';
import { maxFileSize } from '../../tpp/files/files.ts';

/**
 * The bytes of a file. A named pipe or a device would be waited for without an end.
 *
 * @param what the file was to be, for the error
 * @throws OpenBankingError `file_unreadable`; FileSystemError for what is not there or may not be read
 */
export async function readFile(uri: vscode.Uri, what: string): Promise<Uint8Array> {
  const { type, size } = await vscode.workspace.fs.stat(uri);
  if (type & vscode.FileType.File && size <= maxFileSize) return vscode.workspace.fs.readFile(uri);
  const name = uri.path.split('/').at(-1) ?? uri.path;
  return fail({
    code: 'file_unreadable',
    message:
      size > maxFileSize
        ? vscode.l10n.t('{0} is larger than {1} MB: too large to be {2}.', name, maxFileSize / 1024 / 1024, what)
        : vscode.l10n.t('{0} is not a file.', name),
    try: vscode.l10n.t('Look whether it is the file that was meant.'),
  });
}

/** As {@link readFile}, as UTF-8. */
export async function readText(uri: vscode.Uri, what: string): Promise<string> {
  return new TextDecoder().decode(await readFile(uri, what));
}
