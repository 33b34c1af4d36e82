/** Files read with errors that a person can act on, whatever is wrong with disk or path; nothing but a regular file is waited for. */

import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { t } from '../../standard/language.ts';
import { fail, OpenBankingError, type Problem } from '../errors.ts';

/** Bytes of the largest file that is read as a whole, here, on the command line and in the editor; nothing of ours comes near. */
export const maxFileSize = 16 * 1024 * 1024;

/** Opened so, a named pipe without a writer does not keep the process, nor does a terminal become its own; Windows knows neither. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * Opens a regular file for reading. A named pipe, a socket, a device and a folder are refused at once, whatever symbolic links lead there.
 *
 * @param shown what the error calls it.
 * @throws OpenBankingError `file_missing`, `file_unreadable`
 */
export async function openFile(file: string, shown: string): Promise<FileHandle> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, withoutWaiting);
    const stats = await handle.stat();
    if (stats.isFile()) return handle;
    const kind = stats.isDirectory()
      ? t('folder')
      : stats.isFIFO()
        ? t('named pipe')
        : stats.isSocket()
          ? t('socket')
          : t('device');
    fail({
      code: 'file_unreadable',
      message: t('{0} is a {1}, not a file.', shown, kind),
      try: t('Name the file itself.'),
    });
  } catch (thrown) {
    await handle?.close();
    // A socket cannot be opened at all.
    if (fileSystemCode(thrown) === 'ENXIO') {
      fail(
        { code: 'file_unreadable', message: t('{0} is not a file.', shown), try: t('Name the file itself.') },
        thrown,
      );
    }
    return failFromFileSystem(thrown, shown, 'read');
  }
}

/**
 * The bytes of a regular file, its size known before they are read.
 *
 * @param what the file was to be, for the error
 * @throws OpenBankingError as {@link openFile}, and `file_unreadable` for one of more than `most` bytes
 */
export async function readBytes(
  file: string,
  shown: string,
  what = t('a file of a workspace'),
  limit = maxFileSize,
): Promise<Buffer> {
  await using handle = await openFile(file, shown);
  return await bytesOfFile(handle, shown, what, limit);
}

/** The bytes of a file that {@link openFile} opened, as {@link readBytes} gives them. */
export async function bytesOfFile(
  handle: FileHandle,
  shown: string,
  what = t('a file of a workspace'),
  limit = maxFileSize,
): Promise<Buffer> {
  try {
    const { size } = await handle.stat();
    if (size > limit) return tooLarge(shown, what, limit);
    return await handle.readFile();
  } catch (thrown) {
    return failFromFileSystem(thrown, shown, 'read');
  }
}

/**
 * Puts lines at the end of a file of ours, made with mode 0600 when it is not there. A line that a full disk or the end of a process left
 * unfinished is ended first, so that it takes none of these with it.
 *
 * @returns the bytes it has then
 * @throws OpenBankingError `file_not_writable`, `disk_full`
 */
export async function appendTo(file: string, text: string, shown: string): Promise<number> {
  try {
    const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NONBLOCK ?? 0);
    await using handle = await open(file, flags, 0o600);
    const stats = await handle.stat();
    if (!stats.isFile()) {
      fail({
        code: 'file_not_writable',
        message: t('{0} is not a file.', shown),
        try: t('Move away what stands there.'),
      });
    }
    const isUnfinished = stats.size > 0 && !(await endsLine(handle, stats.size));
    await handle.writeFile(isUnfinished ? `\n${text}` : text);
    return (await handle.stat()).size;
  } catch (thrown) {
    return failFromFileSystem(thrown, shown, 'write');
  }
}

async function endsLine(handle: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

/** A text file of ours, undefined where there is none. Errors as of {@link readBytes}. */
export async function readIfThere(file: string, shown: string): Promise<string | undefined> {
  try {
    return (await readBytes(file, shown)).toString('utf8');
  } catch (thrown) {
    return undefinedIfMissing(thrown);
  }
}

/** Undefined for the error of a file that is not there; any other is thrown again. */
export function undefinedIfMissing(thrown: unknown): undefined {
  if (thrown instanceof OpenBankingError && fileSystemCode(thrown.cause) === 'ENOENT') return undefined;
  throw thrown;
}

/**
 * A text file of the workspace, which must lie in its folder, symbolic links followed.
 *
 * @param path as the workspace file spells it; stands in the error's message.
 * @throws OpenBankingError `file_missing`, `file_unreadable`, `workspace_invalid` for a path that leads outside
 */
export async function readWithin(folder: string, path: string): Promise<string> {
  return (await readBytesWithin(folder, path)).toString('utf8').replace(/^\ufeff/, '');
}

/** As {@link readWithin}, the bytes as they are. */
export async function readBytesWithin(folder: string, path: string): Promise<Buffer> {
  const file = resolve(folder, path);
  if (!isWithin(folder, file)) return outside(path);
  try {
    const [realFolder, realFile] = await Promise.all([realpath(folder), realpath(file)]);
    if (!isWithin(realFolder, realFile)) return outside(path);
    return await readBytes(realFile, path);
  } catch (thrown) {
    return failFromFileSystem(thrown, path, 'read');
  }
}

/** Whether a path is the folder or lies in it, by its text alone. */
export function isWithin(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
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
      message: t('{0} could not be written: the disk is full.', path),
      try: t('Make room and try again; the file is as it was before.'),
    };
  }
  if (action === 'write' && code === 'ENOENT') {
    return {
      code: 'file_not_writable',
      message: t('{0} could not be written: its folder is not there.', path),
      try: t('Make the folder, or name another.'),
    };
  }
  if (action === 'write') {
    return {
      code: 'file_not_writable',
      message: t('{0} could not be written ({1}).', path, code),
      try: t('Check who owns the folder, its permissions, and that the disk is not read-only.'),
    };
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return {
      code: 'file_missing',
      message: t('There is no file {0}.', path),
      try: t('Put the file there, or correct its path in openbanking.json; paths are relative to that file.'),
    };
  }
  return {
    code: 'file_unreadable',
    message: t('{0} could not be read ({1}).', path, code),
    try: t('Check its permissions and its owner.'),
  };
}

function outside(path: string): never {
  return fail({
    code: 'workspace_invalid',
    message: t('{0} leads outside the workspace folder.', path),
    try: t('Copy the file into the folder of openbanking.json and name it by a path inside.'),
  });
}

/** Refuses a file for its size; `what` it was to be. */
export function tooLarge(shown: string, what: string, limit = maxFileSize): never {
  return fail({
    code: 'file_unreadable',
    message: t('{0} is larger than {1}: too large to be {2}.', shown, megabytes(limit), what),
    try: t('Look whether it is the file that was meant.'),
  });
}

/**
 * Refuses to write what would be too long to be read again: the file as it stands is of more use.
 * @throws OpenBankingError `file_not_writable`
 */
export function assertReadable(shown: string, bytes: number): void {
  if (bytes <= maxFileSize) return;
  unreadableAgain(
    shown,
    megabytes(maxFileSize),
    t('Something that the bank answered is far too long: look at the exchange.'),
  );
}

/** Says of a file that it would be larger than that, and what to try. */
export function unreadableAgain(shown: string, limit: string, advice: string): never {
  return fail({
    code: 'file_not_writable',
    message: t('{0} would be larger than {1} and could not be read again, so it stays as it was.', shown, limit),
    try: advice,
  });
}

const megabytes = (bytes: number): string => `${Math.floor(bytes / 1024 / 1024)} MB`;
