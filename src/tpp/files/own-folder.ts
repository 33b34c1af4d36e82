/** What we write: files replaced whole, and the workspace's own folder `.openbanking`, which stays out of git. */

import { randomBytes } from 'node:crypto';
import { chmod, type FileHandle, lstat, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import { bytesOfFile, failFromFileSystem, openFile, readIfThere, undefinedIfMissing } from './files.ts';
import { makeFolders } from './folders.ts';

/** The lines of its `.gitignore`: all of the folder, the file itself too. */
const everything = '*\n';

const ownName = '.openbanking';
/** What a draft has behind its file's name, which it takes once it is whole. */
const draftEnd = /\.[0-9a-f]{8}\.draft$/;
/** The drafts of earlier versions. */
const earlierDraft = /^state\.json\.\d+$/;
/** Older than this many milliseconds a draft is one of a process that was killed. */
const draftLife = 5000;

/**
 * Replaces a file by rename, so that a reader sees the old one or the new one, whole, and neither a full disk nor a kill leaves half of it.
 * A symbolic link stays one, and in our own folder is refused. Drafts that a killed process left are removed: in our own folder all of them,
 * elsewhere those of this file.
 *
 * @throws OpenBankingError `file_not_writable`, `disk_full`
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  mode: number,
  shown: string,
): Promise<void> {
  if (isOwn(dirname(file))) await assertNoLink(file, shown, 'write');
  try {
    const target = await realpath(file).catch(() => file);
    const draft = await writeDraft(target, content, mode);
    await rename(draft, target).catch(async (thrown: unknown) => {
      await rm(draft, { force: true });
      throw thrown;
    });
    await removeDrafts(target, (await stat(target)).mtimeMs);
  } catch (thrown) {
    failFromFileSystem(thrown, shown, 'write');
  }
}

/**
 * Writes as many bytes beside a file as it will have, and takes them away again: whether its disk takes it is known beforehand only so.
 *
 * @throws OpenBankingError `file_not_writable`, `disk_full`
 */
export async function tryPlace(file: string, bytes: number, shown: string): Promise<void> {
  if (isOwn(dirname(file))) await assertNoLink(file, shown, 'write');
  try {
    const target = await realpath(file).catch(() => file);
    await rm(await writeDraft(target, ' '.repeat(bytes), 0o600), { force: true });
  } catch (thrown) {
    failFromFileSystem(thrown, shown, 'write');
  }
}

/** Has the file's mode from its first byte on, and is on the disk when it is given back. */
async function writeDraft(target: string, content: string | Uint8Array, mode: number): Promise<string> {
  const draft = join(dirname(target), `${basename(target)}.${randomBytes(4).toString('hex')}.draft`);
  const before = await stat(target).catch(() => undefined);
  const handle = await open(draft, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.chmod(mode);
    // Under sudo a file stays its owner's.
    if (before && before.uid !== process.getuid?.()) await handle.chown(before.uid, before.gid).catch(() => undefined);
    await handle.sync();
    await handle.close();
    return draft;
  } catch (thrown) {
    await handle.close();
    await rm(draft, { force: true });
    throw thrown;
  }
}

/** @param now by the clock of the folder's disk, which on a network need not be this machine's */
async function removeDrafts(target: string, now: number): Promise<void> {
  const folder = dirname(target);
  const own = isOwn(folder);
  const isDraft = (name: string): boolean =>
    own
      ? draftEnd.test(name) || earlierDraft.test(name)
      : draftEnd.test(name) && name.replace(draftEnd, '') === basename(target);
  for (const name of (await readdir(folder).catch(() => [])).filter(isDraft)) {
    const draft = join(folder, name);
    const stats = await stat(draft).catch(() => undefined);
    if (stats && now - stats.mtimeMs > draftLife) await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** Whether a folder is our own one, or that of the secrets in it. */
const isOwn = (folder: string): boolean =>
  basename(basename(folder) === 'secrets' ? dirname(folder) : folder) === ownName;

/** A text file of our own folder, undefined where there is none. Errors: `file_unreadable`, for one that is reached by a symbolic link too. */
export async function readOwn(file: string, shown: string): Promise<string | undefined> {
  await assertNoLink(file, shown, 'read');
  return readIfThere(file, shown);
}

/**
 * As {@link readOwn}, of a file that is its owner's alone: one that another user of the machine owns is not read, as it is nothing of ours; one
 * that others may read is made private, as far as the file system knows of it.
 */
export async function readPrivate(file: string, shown: string): Promise<string | undefined> {
  await assertNoLink(file, shown, 'read');
  const handle = await openFile(file, shown).catch(undefinedIfMissing);
  if (handle === undefined) return undefined;
  await using opened = handle;
  await makePrivate(opened, shown);
  return (await bytesOfFile(opened, shown)).toString('utf8');
}

async function makePrivate(handle: FileHandle, shown: string): Promise<void> {
  const us = process.getuid?.();
  if (us === undefined) return;
  const { uid, mode } = await handle.stat();
  // The system's own user may read everything, and some file systems give all files to it.
  if (us !== 0 && uid !== us && uid !== 0) {
    fail({
      code: 'file_unreadable',
      message: t('{0} belongs to another user of this machine ({1}), and is not read.', shown, String(uid)),
      try: t('Look who put it there; take it over with chown if it is yours, else remove it.'),
    });
  }
  if ((mode & 0o077) === 0 || withoutModes.has(shown)) return;
  await handle.chmod(0o600).catch(() => undefined);
  if (((await handle.stat()).mode & 0o077) !== 0) withoutModes.add(shown);
}

/** Files of file systems that know no modes: not tried again, since whoever watches them is told of each attempt. */
const withoutModes = new Set<string>();

/**
 * Refuses what is reached by a symbolic link, from our own folder on: a repository can bring one along, and what it leads to would be written
 * over, or sent to a bank as a secret.
 *
 * @param place our own folder, or something in it
 * @throws OpenBankingError `file_unreadable`, `file_not_writable`
 */
export async function assertNoLink(place: string, shown: string, action: 'read' | 'write'): Promise<void> {
  for (let path = place; ; path = dirname(path)) {
    const stats = await lstat(path).catch(() => undefined);
    if (stats?.isSymbolicLink()) {
      fail({
        code: action === 'read' ? 'file_unreadable' : 'file_not_writable',
        message: t(
          '{0} is a symbolic link, and nothing is {1} where it leads.',
          path === place ? shown : basename(path),
          action === 'read' ? t('read') : t('written'),
        ),
        try: t(
          'Remove the link, which nothing of ours makes, and look who brought it: it may have come with the folder.',
        ),
      });
    }
    if (basename(path) === ownName || dirname(path) === path) return;
  }
}

/**
 * The workspace's own folder `.openbanking`, made when it is not there, with a `.gitignore` that keeps all of it out of git before anything
 * else is in it.
 *
 * @param inside a folder below it, made with mode 0700.
 * @returns the absolute path of the innermost folder.
 * @throws OpenBankingError `file_not_writable`, `disk_full`
 */
export async function ownFolder(folder: string, inside?: string): Promise<string> {
  const own = join(folder, ownName);
  const inner = inside === undefined ? own : join(own, inside);
  await assertNoLink(inner, inside === undefined ? ownName : `${ownName}/${inside}`, 'write');
  try {
    await makeFolders(own);
    await keepOutOfGit(own);
    if (inside === undefined) return own;
    await makeFolders(inner, 0o700);
    await chmod(inner, 0o700);
    return inner;
  } catch (thrown) {
    return failFromFileSystem(thrown, ownName, 'write');
  }
}

/** Mends the `.gitignore` of an own folder that is there and is only read. A disk that takes nothing is no reason not to read. */
export async function mendOwnFolder(folder: string): Promise<void> {
  const own = join(folder, ownName);
  if ((await stat(own).catch(() => undefined))?.isDirectory()) await keepOutOfGit(own).catch(() => undefined);
}

async function keepOutOfGit(own: string): Promise<void> {
  const file = join(own, '.gitignore');
  const shown = '.openbanking/.gitignore';
  // Git reads none through a link, takes a blank before a pattern for a part of it, and the last line that fits.
  await assertNoLink(file, shown, 'write');
  const text = (await readIfThere(file, shown)) ?? '';
  const lines = text.split(/\r?\n/);
  if (lines.lastIndexOf('*') > lines.findLastIndex((line) => line.startsWith('!'))) return;
  await replaceFile(file, text === '' ? everything : `${text.trimEnd()}\n${everything}`, 0o644, shown);
}
