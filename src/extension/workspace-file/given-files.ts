/** Files that a developer gives, picked or dropped: their bytes, and where they lie if they lie anywhere. */
import * as vscode from 'vscode';
import { addressIn } from '../documents/address.ts';
import { readFile } from '../documents/chosen-file.ts';

export interface FileInHand {
  name: string;
  bytes: Uint8Array;
  /** Absent for what a browser dropped: there is no path to it. */
  uri?: vscode.Uri;
}

/** A directory would be read whole; keys and certificates are few. */
const maxFiles = 50;
const maxSize = 1024 * 1024;

export async function readFiles(uris: readonly vscode.Uri[]): Promise<FileInHand[]> {
  const found = await Promise.all(uris.slice(0, maxFiles).map(filesAt));
  return found.flat().slice(0, maxFiles);
}

/** The file, or the files of the folder, without going deeper. */
async function filesAt(uri: vscode.Uri): Promise<FileInHand[]> {
  const { type, size } = await vscode.workspace.fs.stat(uri);
  if (type & vscode.FileType.Directory) {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    const files = entries.filter(([, kind]) => kind & vscode.FileType.File).slice(0, maxFiles);
    return (await Promise.all(files.map(([name]) => filesAt(vscode.Uri.joinPath(uri, name))))).flat();
  }
  const bytes =
    size > maxSize
      ? new Uint8Array(maxSize + 1)
      : await readFile(uri, vscode.l10n.t('a key, a certificate or a software statement'));
  return [{ name: uri.path.split('/').at(-1) ?? uri.path, bytes, uri }];
}

/** What was dropped: addresses from the explorer and the desktop, bytes from a browser. */
export async function droppedFiles(dropped: vscode.DataTransfer): Promise<FileInHand[]> {
  const list = (await dropped.get('text/uri-list')?.asString()) ?? '';
  const uris = list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => addressIn(line) ?? []);
  if (uris.length > 0) return readFiles(uris);
  const files = [...dropped].flatMap(([, item]) => item.asFile() ?? []);
  return Promise.all(
    files.slice(0, maxFiles).map(async (file) => ({ name: file.name, bytes: await file.data(), uri: file.uri })),
  );
}

/** Files of a folder that look like keys, certificates or statements by their names, two folders deep at most. */
export async function filesFoundIn(folder: vscode.Uri): Promise<FileInHand[]> {
  const pattern = new vscode.RelativePattern(folder, '{*,*/*,*/*/*}.{pem,key,crt,cer,der,p12,pfx,jwt,jwk,jwks,txt}');
  const uris = await vscode.workspace.findFiles(pattern, '**/{node_modules,.git,.openbanking}/**', maxFiles);
  return readFiles(uris);
}
