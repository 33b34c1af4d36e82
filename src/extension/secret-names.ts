/** The names of secrets in the editor's storage: `folder#kind/bank/…` or `folder#passphrase/purpose`. */

const kinds = [
  'passphrase',
  'client_secret',
  'client_credentials',
  'tokens',
  'variable',
  'private_key',
  'request',
  'unstored',
] as const;
export type SecretKind = (typeof kinds)[number];

export interface KnownSecret {
  /** The whole name, as the storage has it. */
  key: string;
  /** URI of the folder that it belongs to. */
  folder: string;
  kind: SecretKind;
  /** Name of the bank, of the file of saved requests, or what the passphrase is for. */
  of: string;
}

/** A name taken apart; undefined for one that is not a workspace's (the sandbox's own, for instance). */
export function readSecretKey(key: string): KnownSecret | undefined {
  const end = key.indexOf('#');
  const [kind = '', of = ''] = key.slice(end + 1).split('/');
  return end > 0 && isKind(kind) && of !== '' ? { key, folder: key.slice(0, end), kind, of } : undefined;
}

function isKind(kind: string): kind is SecretKind {
  return kinds.some((known) => known === kind);
}

/** The part of a folder's secrets that a person would name. */
export type Part = { what: 'all' } | { what: 'bank'; bank: string } | { what: 'passphrases' };

/** The names of a part; a bank's passphrases are not its own, since every bank gets the same keys. */
export function keysOfPart(secrets: readonly KnownSecret[], part: Part): string[] {
  return secrets
    .filter(({ kind, of }) => {
      if (part.what === 'all') return true;
      if (part.what === 'passphrases') return kind === 'passphrase';
      return kind !== 'passphrase' && kind !== 'request' && of === part.bank;
    })
    .map(({ key }) => key);
}

/** The banks that have secrets, in the order of their names. */
export function banksIn(secrets: readonly KnownSecret[]): string[] {
  return [
    ...new Set(secrets.filter(({ kind }) => kind !== 'passphrase' && kind !== 'request').map(({ of }) => of)),
  ].sort();
}
