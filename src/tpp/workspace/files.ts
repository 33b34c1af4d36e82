/** Files read and written with errors that a person can act on, whatever is wrong with disk or path. */
import { chmod, mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { fail, type Problem } from '../errors.ts';

/** Largest file that is read as text; nothing of ours comes near. */
const largest = 16 * 1024 * 1024;

/**
 * A text file of the workspace, which must lie in its folder, symbolic links followed.
 *
 * @param path as the workspace file spells it; stands in the error's message.
 * @throws OpenBankingError `file_missing`, `file_unreadable`, `workspace_invalid` for a path that leads outside
 */
export async function readWithin(folder: string, path: string): Promise<string> {
  const file = resolve(folder, path);
  if (!isWithin(folder, file)) return outside(path);
  try {
    const [realFolder, realFile] = await Promise.all([realpath(folder), realpath(file)]);
    if (!isWithin(realFolder, realFile)) return outside(path);
    const bytes = await readFile(realFile);
    if (bytes.length > largest) return tooLarge(path);
    return bytes.toString('utf8').replace(/^\ufeff/, '');
  } catch (thrown) {
    return failFromFileSystem(thrown, path, 'read');
  }
}

/** Whether a path is the folder or lies in it, by its text alone. */
export function isWithin(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

/**
 * Replaces a file by rename, so that a reader sees the old one or the new one, whole.
 *
 * @throws OpenBankingError `file_not_writable`, `disk_full`
 */
export async function replaceFile(file: string, content: string, mode: number, shown: string): Promise<void> {
  try {
    await writeFileAtomic(file, content, { mode });
  } catch (thrown) {
    failFromFileSystem(thrown, shown, 'write');
  }
}

/**
 * The workspace's own folder `.openbanking`, made when it is not there, with a `.gitignore` that keeps all of it out of git.
 *
 * @param inside a folder below it, made with mode 0700.
 * @returns the absolute path of the innermost folder.
 * @throws OpenBankingError `file_not_writable`, `disk_full`
 */
export async function ownFolder(folder: string, inside?: string): Promise<string> {
  const own = join(folder, '.openbanking');
  try {
    await mkdir(own, { recursive: true });
    await writeFile(join(own, '.gitignore'), '*\n', { flag: 'wx' }).catch((thrown: unknown) => {
      if (fileSystemCode(thrown) !== 'EEXIST') throw thrown;
    });
    if (inside === undefined) return own;
    const inner = join(own, inside);
    await mkdir(inner, { recursive: true, mode: 0o700 });
    await chmod(inner, 0o700);
    return inner;
  } catch (thrown) {
    return failFromFileSystem(thrown, '.openbanking', 'write');
  }
}

/** The `code` of a file system error, e.g. `ENOENT`. */
export function fileSystemCode(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** Throws what a file system error means for the user; an error that is none of them goes on as it is. */
export function failFromFileSystem(thrown: unknown, path: string, action: 'read' | 'write'): never {
  const code = fileSystemCode(thrown);
  const problem = code === undefined ? undefined : problemOfCode(code, path, action);
  if (problem) fail(problem, thrown);
  throw thrown;
}

function problemOfCode(code: string, path: string, action: 'read' | 'write'): Problem | undefined {
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return {
      code: 'disk_full',
      message: `${path} could not be written: the disk is full.`,
      try: 'Make room and try again; the file is as it was before.',
    };
  }
  if (action === 'write') {
    return {
      code: 'file_not_writable',
      message: `${path} could not be written (${code}).`,
      try: 'Check who owns the folder, its permissions, and that the disk is not read-only.',
    };
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return {
      code: 'file_missing',
      message: `${path} is not there.`,
      try: 'Put the file there, or correct its path in openbanking.json; paths are relative to that file.',
    };
  }
  return {
    code: 'file_unreadable',
    message: code === 'EISDIR' ? `${path} is a folder, not a file.` : `${path} could not be read (${code}).`,
    try: code === 'EISDIR' ? 'Name the file itself.' : 'Check its permissions and its owner.',
  };
}

function outside(path: string): never {
  return fail({
    code: 'workspace_invalid',
    message: `${path} leads outside the workspace folder.`,
    try: 'Copy the file into the folder of openbanking.json and name it by a path inside.',
  });
}

function tooLarge(path: string): never {
  return fail({
    code: 'file_unreadable',
    message: `${path} is larger than 16 MB.`,
    try: 'Name the key, certificate or software statement itself.',
  });
}
