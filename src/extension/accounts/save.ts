/** Files that a person saves what a bank gave in: asked for by the editor's own dialog, and there once they are whole. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as vscode from 'vscode';

/** Endings, the first of which is offered, each with the words of its kind. */
export type Kinds = readonly (readonly [ending: string, words: string])[];

/**
 * Where to save; undefined when the dialog was dismissed.
 * @param name in words: what no file's name should have becomes a hyphen
 */
export async function askWhereTo(
  title: string,
  folder: vscode.Uri | undefined,
  name: string,
  kinds: Kinds,
): Promise<vscode.Uri | undefined> {
  const file = name
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()
    .slice(0, maxLength);
  return vscode.window.showSaveDialog({
    title,
    defaultUri: folder && vscode.Uri.joinPath(folder, `${file || 'export'}.${kinds[0]?.[0] ?? 'txt'}`),
    filters: Object.fromEntries(kinds.map(([ending, words]) => [words, [ending]])),
  });
}

/** Letters of a name; file systems have room for 255 bytes. */
const maxLength = 80;

/** A part at a time, as a million rows are more than one text should hold. */
export async function writeWhole(
  uri: vscode.Uri,
  parts: Iterable<string | Uint8Array> | AsyncIterable<string>,
): Promise<void> {
  if (uri.scheme !== 'file') {
    const chunks: Uint8Array[] = [];
    for await (const part of parts) chunks.push(typeof part === 'string' ? Buffer.from(part) : part);
    await vscode.workspace.fs.writeFile(uri, Buffer.concat(chunks));
    return;
  }
  const draft = `${uri.fsPath}.part`;
  try {
    await pipeline(Readable.from(parts), createWriteStream(draft));
    await rename(draft, uri.fsPath);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
}

/** The last part of an address. */
export const nameOfFile = ({ path }: vscode.Uri): string => path.slice(path.lastIndexOf('/') + 1);
