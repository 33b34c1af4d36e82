/** The folders that the window has open. */
import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workspace } from 'vscode';
import { z } from 'zod';

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

const workspaceSchema = z.looseObject({ banks: z.record(z.string(), z.unknown()) });

/** Gives the one bank of a folder's openbanking.json these names instead, so that there are several. */
export async function callBanks(path: string, names: readonly string[]): Promise<void> {
  const name = join(path, 'openbanking.json');
  const file = workspaceSchema.parse(JSON.parse(await readFile(name, 'utf8')));
  const [entry] = Object.values(file.banks);
  assert(entry);
  const changed = { ...file, banks: Object.fromEntries(names.map((each) => [each, entry])) };
  await writeFile(name, JSON.stringify(changed, undefined, 2));
}
