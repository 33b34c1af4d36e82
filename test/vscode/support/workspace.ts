/** The folders that the window has open. */
import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { workspace } from 'vscode';

/** The path of an open folder, the first unless another is asked for. */
export function folder(index = 0): string {
  const open = workspace.workspaceFolders?.[index];
  assert(open, `The window has no folder ${index}.`);
  return open.uri.fsPath;
}

/** Empties an open folder, so that the next file of tests finds it as VS Code opened it. */
export async function clear(path: string): Promise<void> {
  for (const entry of await readdir(path)) await rm(join(path, entry), { recursive: true, force: true, maxRetries: 3 });
}
