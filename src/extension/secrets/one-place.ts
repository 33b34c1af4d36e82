/** The secrets of a folder as a window has them: each rests in one place, the folder's own file of its name where there is one, else the editor's storage. */
import type { SecretFiles } from '../../tpp/workspace/secret-files.ts';
import type { SecretName, SecretStore } from '../../tpp/workspace/secrets.ts';

export interface Places {
  /** The files that a terminal uses too; undefined where they may not be looked at. */
  files(): Promise<SecretFiles | undefined>;
  storage: Pick<SecretStore, 'get' | 'set' | 'delete'> & {
    /** Removes it without a word and gives what it was. */
    take(name: SecretName): Promise<string | undefined>;
  };
  /** Told of a secret of which the storage had another value than the file that counts. */
  replaced(name: SecretName): void;
}

/**
 * Window and terminal have the same value of what is in a file, as both read, write and delete it there. What the storage has of such a name
 * was there before the terminal wrote the file: it is removed where it is met.
 *
 * Errors of its calls: those of the files.
 */
export function secretsInOnePlace({ files, storage, replaced }: Places): SecretStore {
  const filesWith = async (name: SecretName): Promise<SecretFiles | undefined> => {
    const found = await files();
    return (await found?.has(name)) ? found : undefined;
  };
  return {
    get: async (name) => {
      const value = await (await filesWith(name))?.get(name);
      // None there, or a terminal removed it meanwhile.
      if (value === undefined) return storage.get(name);
      // An empty file is no secret: what the storage has may be the last of it.
      if (value === '') return value;
      const stale = await storage.take(name);
      if (stale !== undefined && stale !== value) replaced(name);
      return value;
    },
    set: async (name, value) => {
      const found = await filesWith(name);
      if (!found) return storage.set(name, value);
      await found.set(name, value);
      await storage.take(name);
    },
    delete: async (name) => {
      await (await filesWith(name))?.delete(name);
      await storage.delete(name);
    },
    tryPlace: async () => {
      const found = await files();
      // The storage cannot be tried; a folder without secret files gets none from a window.
      if (found && (await found.list()).length > 0) await found.tryPlace();
    },
  };
}

/**
 * Moves what the storage has into a file, where a terminal has it too; whether it did. It leaves the one place when it is in the other. What a
 * terminal wrote since the question was asked counts, and what the window stored anew meanwhile is not lost.
 *
 * Errors: those of the files; the storage keeps it then.
 */
export async function moveToFiles(files: SecretFiles, storage: Places['storage'], name: SecretName): Promise<boolean> {
  if (await files.has(name)) return false;
  const value = await storage.get(name);
  if (value === undefined) return false;
  await files.set(name, value);
  const last = await storage.take(name);
  if (last !== undefined && last !== value) await files.set(name, last);
  return true;
}
