/** Secrets of the command line: one file of mode 0600 each under `.openbanking/secrets`, or environment variables. */
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { assertReadable, failFromFileSystem } from './files.ts';
import { assertNoLink, ownFolder, readOwn, replaceFile, tryPlace } from './own-folder.ts';
import type { SecretName, SecretStore } from './secrets.ts';

/** Bytes; tokens that are JWTs with a certificate chain come near. */
const largestSecret = 16 * 1024;

/**
 * The secrets of a workspace folder. A variable of {@link environmentNames} goes before the file when reading; writing always
 * goes to the file.
 *
 * Errors of its calls: `file_unreadable`, `file_not_writable`, `disk_full`; none holds the secret.
 */
export function fileSecretStore(folder: string, environment: NodeJS.ProcessEnv = process.env): SecretStore {
  const absolute = resolve(folder);
  const fileOf = (name: SecretName) => join(absolute, '.openbanking', 'secrets', fileName(name));
  const given = async (name: SecretName) =>
    environmentNames(name)
      .map((variable) => environment[variable])
      .find((value) => value !== undefined && value !== '');
  return {
    given,
    get: async (name) => (await given(name)) ?? readOwn(fileOf(name), shown(name)),
    set: async (name, value) => {
      await ownFolder(absolute, 'secrets');
      assertReadable(shown(name), Buffer.byteLength(value));
      await replaceFile(fileOf(name), value, 0o600, shown(name));
    },
    tryPlace: async () => {
      const inner = await ownFolder(absolute, 'secrets');
      await tryPlace(join(inner, 'place'), largestSecret, '.openbanking/secrets');
    },
    delete: async (name) => {
      await assertNoLink(fileOf(name), shown(name), 'write');
      await rm(fileOf(name), { force: true }).catch((thrown: unknown) =>
        failFromFileSystem(thrown, shown(name), 'write'),
      );
    },
  };
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
function fileName(name: SecretName): string {
  const readable = encodeURIComponent(name).replace(/%2F/g, '+').replaceAll('*', '%2A').slice(0, 160);
  return `${readable}.${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

function shown(name: SecretName): string {
  return `.openbanking/secrets/${fileName(name)}`;
}
