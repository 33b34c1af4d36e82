/** Where secrets rest: files of mode 0600, the editor's SecretStorage; the rooms above only know this interface. */

/**
 * What a secret is. `variable` and `private_key` are of a bank and came from Postman, `request` is of a file of saved requests, `passphrase`
 * of the transport or the signing key, `unstored` is what a `secretCommand` has not taken yet.
 */
const secretKinds = [
  'client_secret',
  'waiting_client_secret',
  'client_credentials',
  'tokens',
  'variable',
  'private_key',
  'request',
  'passphrase',
  'unstored',
] as const;
export type StoredSecretKind = (typeof secretKinds)[number];

/** A secret's name: what it is, of which bank, of which client or consent. */
export type SecretName = `${StoredSecretKind}/${string}`;

export const isSecretName = (text: string): text is SecretName =>
  secretKinds.some((kind) => text.length > kind.length + 1 && text.startsWith(`${kind}/`));

/** Whether that is a secret: an empty text is none, whoever stored it. */
export const isSecret = (value: string | undefined): value is string => value !== undefined && value !== '';

export interface SecretStore {
  /** @param fresh where it is not enough to know what it was a moment ago */
  get(name: SecretName, fresh?: boolean): Promise<string | undefined>;
  /** What the environment gives, which counts before every other place. Absent where none is looked at. */
  given?(name: SecretName): Promise<string | undefined>;
  /** As `get`, but what can be had without running a command. Absent where that is the same. */
  known?(name: SecretName): Promise<string | undefined>;
  set(name: SecretName, value: string): Promise<void>;
  delete(name: SecretName): Promise<void>;
  /** Whether a secret could be set, tried for real. Absent where that cannot be known beforehand. Errors: those of `set`. */
  tryPlace?(): Promise<void>;
}

export const clientSecretName = (bank: string, clientId: string): SecretName => `client_secret/${bank}/${clientId}`;
export const clientCredentialsName = (bank: string, clientId: string, scope: string): SecretName =>
  `client_credentials/${bank}/${clientId}/${scope}`;
export const consentTokensName = (bank: string, consentId: string): SecretName => `tokens/${bank}/${consentId}`;
/** A client_secret whose client the bank's answer did not name; no environment variable of clients' secrets stands for it. */
export const waitingSecretName = (bank: string): SecretName => `waiting_client_secret/${bank}`;
/** By the bank, as the names of all its secrets are. */
export function unstoredName(name: SecretName): SecretName {
  const [kind, bank, ...rest] = name.split('/');
  return `unstored/${bank}/${kind}/${rest.join('/')}`;
}
/** A secret variable of a bank's saved requests. */
export const variableName = (bank: string, key: string): SecretName => `variable/${bank}/${key}`;
/** A secret of one file of saved requests. */
export const requestSecretName = (collection: string, key: string): SecretName => `request/${collection}/${key}`;
/** A private key that was found where it should not be; `of` is the bank or the file of saved requests. */
export const privateKeyName = (of: string, id: string): SecretName => `private_key/${of}/${id}`;
/** @param owner of the pair, as `ownerOf` gives it: an identity, or a bank that has a pair of its own */
export const passphraseName = (purpose: 'signing' | 'transport', owner?: string): SecretName =>
  `passphrase/${purpose}${owner === undefined ? '' : `/${owner}`}`;
