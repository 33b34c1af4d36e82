/** The files of a software statement in a folder: which are there already, and what git is to be kept from. */
import { access, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const common = ['signing.pem', 'transport.pem', 'ssa.jwt', 'ca.pem', 'openbanking.json'];
const keyNames = ['signing.key', 'transport.key'] as const;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Names of the files in the folder whose place a new software statement's would take. Keys of the developer's own are not written. */
export async function filesInTheWay(folder: string, ownCertificates: boolean): Promise<string[]> {
  const names = ownCertificates ? common : [...keyNames, ...common];
  const there = await Promise.all(names.map((name) => exists(join(folder, name))));
  return names.filter((_, index) => there[index]);
}

/** Whether the folder lies in a git repository. */
export async function isInRepository(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    if (await exists(join(at, '.git'))) return true;
    if (at === dirname(at)) return false;
  }
}

/** The text of a `.gitignore` that names these files too; the text itself when it does already. */
export function ignoring(text: string, names: readonly string[]): string {
  const lines = text.split(/\r?\n/).map((line) => line.trim().replace(/^\//, ''));
  const lacking = names.filter((name) => !lines.includes(name) && !(name.endsWith('.key') && lines.includes('*.key')));
  if (lacking.length === 0) return text;
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${end}${lacking.map((name) => `/${name}\n`).join('')}`;
}

/** Adds the keys to the folder's `.gitignore`. @returns false when they stood there already */
export async function ignoreKeys(folder: string): Promise<boolean> {
  const file = join(folder, '.gitignore');
  const before = await readFile(file, 'utf8').catch(() => '');
  const after = ignoring(before, keyNames);
  if (after === before) return false;
  await writeFile(file, after);
  return true;
}

/** Whether the folder's own `.gitignore` lacks one of the keys. */
export async function lacksIgnoring(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, '.gitignore'), 'utf8').catch(() => '');
  return ignoring(text, keyNames) !== text;
}
