/** The names of a folder's secrets: in the editor's storage `folder#kind/bank/…` or `folder#passphrase/purpose`, without the folder in files. */
import type { SecretFile } from '../../tpp/workspace/secret-files.ts';
import { isSecretName, type SecretName, type StoredSecretKind } from '../../tpp/workspace/secrets.ts';

/** A secret of a folder, with the places where it is found. */
export interface KnownSecret {
  /** The whole name, as the storage has it. */
  key?: string;
  /** The name of its file below `.openbanking/secrets`. */
  file?: string;
  kind: StoredSecretKind;
  /** Name of the bank, of the file of saved requests, or what the passphrase is for. */
  of: string;
}

/** One that the storage has. */
export interface StoredSecret extends KnownSecret {
  key: string;
  name: SecretName;
  /** URI of the folder that it belongs to. */
  folder: string;
}

/** A name taken apart; undefined for one that is not a workspace's (the sandbox's own, for instance). */
export function readSecretKey(key: string): StoredSecret | undefined {
  const end = key.indexOf('#');
  const name = key.slice(end + 1);
  return end > 0 && isSecretName(name) ? { key, name, folder: key.slice(0, end), ...partsOf(name) } : undefined;
}

/** @param beginning of a name: its kind and what it is of */
function partsOf(beginning: string): Pick<KnownSecret, 'kind' | 'of'> {
  const [kind = '', of = ''] = beginning.split('/');
  return { kind: kind as StoredSecretKind, of };
}

/**
 * The secrets of a folder, each once, wherever it is.
 *
 * @param fileNameOf the name that the file of a secret has
 */
export function secretsTogether(
  stored: readonly StoredSecret[],
  files: readonly SecretFile[],
  fileNameOf: (name: SecretName) => string,
): KnownSecret[] {
  const left = new Map(files.map((each) => [each.file, each]));
  const found = stored.map(({ key, name, kind, of }): KnownSecret => {
    const file = fileNameOf(name);
    return { key, kind, of, ...(left.delete(file) && { file }) };
  });
  return [...found, ...[...left.values()].map(({ file, beginning }) => ({ file, ...partsOf(beginning) }))];
}

/** The part of a folder's secrets that a person would name. */
export type Part = { what: 'all' } | { what: 'bank'; bank: string } | { what: 'passphrases' };

/** The secrets of a part; a bank's passphrases are not its own, since every bank gets the same keys. */
export function secretsOfPart(secrets: readonly KnownSecret[], part: Part): KnownSecret[] {
  return secrets.filter(({ kind, of }) => {
    if (part.what === 'all') return true;
    if (part.what === 'passphrases') return kind === 'passphrase';
    return kind !== 'passphrase' && kind !== 'request' && of === part.bank;
  });
}

/** The banks that have secrets, in the order of their names. */
export function banksIn(secrets: readonly KnownSecret[]): string[] {
  return [
    ...new Set(secrets.filter(({ kind }) => kind !== 'passphrase' && kind !== 'request').map(({ of }) => of)),
  ].sort();
}
