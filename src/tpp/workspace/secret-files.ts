/** Secrets of a folder: one file of mode 0600 each under `.openbanking/secrets`, or, for the command line, environment variables. */
import { createHash } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { assertReadable, failFromFileSystem, fileSystemCode } from '../files/files.ts';
import { assertNoLink, ownFolder, readPrivate, replaceFile, tryPlace } from '../files/own-folder.ts';
import { isSecretName, type SecretName, type SecretStore } from './secrets.ts';

/** Bytes; tokens that are JWTs with a certificate chain come near. */
const maxSecretSize = 16 * 1024;
/** Characters of a secret's name that a file's name has; what is longer is cut. */
const maxReadableLength = 160;
const shownFolder = '.openbanking/secrets';

/** A file that holds a secret, as it is listed. */
export interface SecretFile {
  /** Its name in the folder of secrets. */
  file: string;
  /** Of what it is: kind and bank; the rest may be missing of a name that was too long for a file's. */
  beginning: string;
}

/** The files alone: no variable of the environment stands for one. */
export interface SecretFiles extends SecretStore {
  tryPlace(): Promise<void>;
  /** Whether there is one of that name, whatever it is. Errors: `file_unreadable` */
  has(name: SecretName): Promise<boolean>;
  /** All that are there, none of them read. Errors: `file_unreadable` */
  list(): Promise<SecretFile[]>;
  /** Removes one that was listed, or is of that name by {@link secretFileName}. Errors: `file_not_writable` */
  remove(file: string): Promise<void>;
}

/**
 * The secrets that a workspace folder has in files. One that others may read is made its owner's alone when it is read; one that another user
 * of the machine owns is not read.
 *
 * Errors of its calls: `file_unreadable`, `file_not_writable`, `disk_full`; none holds the secret.
 */
export function secretFiles(folder: string): SecretFiles {
  const absolute = resolve(folder);
  const secrets = join(absolute, '.openbanking', 'secrets');
  const fileOf = (name: SecretName) => join(secrets, secretFileName(name));
  const remove = async (file: string): Promise<void> => {
    const path = join(secrets, file);
    await assertNoLink(path, shown(file), 'write');
    await rm(path, { force: true }).catch((thrown: unknown) => failFromFileSystem(thrown, shown(file), 'write'));
  };
  return {
    get: async (name) => readPrivate(fileOf(name), shown(secretFileName(name))),
    set: async (name, value) => {
      await ownFolder(absolute, 'secrets');
      const named = shown(secretFileName(name));
      assertReadable(named, Buffer.byteLength(value));
      await replaceFile(fileOf(name), value, 0o600, named);
    },
    tryPlace: async () => {
      const inner = await ownFolder(absolute, 'secrets');
      await tryPlace(join(inner, 'place'), maxSecretSize, shownFolder);
    },
    delete: async (name) => remove(secretFileName(name)),
    has: async (name) => {
      const named = shown(secretFileName(name));
      await assertNoLink(fileOf(name), named, 'read');
      return lstat(fileOf(name)).then(
        () => true,
        (thrown: unknown) => (isAbsent(thrown) ? false : failFromFileSystem(thrown, named, 'read')),
      );
    },
    list: async () => {
      await assertNoLink(secrets, shownFolder, 'read');
      const files = await readdir(secrets).catch((thrown: unknown) =>
        isAbsent(thrown) ? [] : failFromFileSystem(thrown, shownFolder, 'read'),
      );
      return files.flatMap((file) => {
        const beginning = beginningOf(file);
        return beginning === undefined ? [] : [{ file, beginning }];
      });
    },
    remove,
  };
}

/**
 * The secrets of a workspace folder on the command line. A variable of {@link environmentNames} goes before the file when reading; writing
 * always goes to the file.
 *
 * Errors of its calls: as of {@link secretFiles}.
 */
export function fileSecretStore(folder: string, environment: NodeJS.ProcessEnv = process.env): SecretStore {
  const { get, set, tryPlace: tryIt, delete: remove } = secretFiles(folder);
  const given = async (name: SecretName) =>
    environmentNames(name)
      .map((variable) => environment[variable])
      .find((value) => value !== undefined && value !== '');
  return { given, get: async (name) => (await given(name)) ?? get(name), set, tryPlace: tryIt, delete: remove };
}

/**
 * The environment variables that stand for a secret, the most specific first.
 *
 * @example environmentNames('client_secret/sandbox/c1') // OBW_CLIENT_SECRET_SANDBOX_C1, OBW_CLIENT_SECRET_SANDBOX, OBW_CLIENT_SECRET
 */
export function environmentNames(name: SecretName): string[] {
  const parts = name.split('/').map((part) => part.toUpperCase().replace(/[^A-Z0-9]+/g, '_'));
  const full = `OBW_${parts.join('_')}`;
  const [kind, bank] = parts;
  return kind === 'CLIENT_SECRET' ? [full, `OBW_${kind}_${bank}`, `OBW_${kind}`] : [full];
}

/** Readable, unlike any other name on a file system that ignores case, and never too long. */
export function secretFileName(name: SecretName): string {
  const readable = encodeURIComponent(name).replace(/%2F/g, '+').replaceAll('*', '%2A').slice(0, maxReadableLength);
  return `${readable}.${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

/** Kind and bank of a file that {@link secretFileName} named, or as much of them as it has; undefined for one that it did not name. */
function beginningOf(file: string): string | undefined {
  const [, readable] = /^(.{1,160})\.[0-9a-f]{12}$/.exec(file) ?? [];
  if (readable === undefined) return undefined;
  const beginning = readable.split('+').slice(0, 2).map(decoded).join('/');
  return isSecretName(beginning) ? beginning : undefined;
}

/** A part that was cut may end within a letter. */
function decoded(part: string): string {
  const whole = part.replace(/%[0-9A-F]?$/, '');
  for (const text of [whole, ...[1, 2, 3].map((cut) => whole.slice(0, -3 * cut))]) {
    try {
      return decodeURIComponent(text);
    } catch {
      // One escape less is tried.
    }
  }
  return whole;
}

/** Whether there is no such file, nor a folder that it could be in. */
function isAbsent(thrown: unknown): boolean {
  const code = fileSystemCode(thrown);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

const shown = (file: string): string => `${shownFolder}/${file}`;
