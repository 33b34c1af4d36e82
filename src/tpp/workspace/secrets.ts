/** Where secrets rest: the editor's SecretStorage or files of mode 0600; the rooms above only know this interface. */

/**
 * A secret's name: what it is, of which bank, of which client or consent. `variable` and `private_key` are of a bank and came from Postman,
 * `request` is of a file of saved requests, `passphrase` of the transport or the signing key.
 */
export type SecretName =
  `${'client_secret' | 'waiting_client_secret' | 'client_credentials' | 'tokens' | 'variable' | 'private_key' | 'request' | 'passphrase'}/${string}`;

export interface SecretStore {
  get(name: SecretName): Promise<string | undefined>;
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
/** A secret variable of a bank's saved requests. */
export const variableName = (bank: string, key: string): SecretName => `variable/${bank}/${key}`;
/** A secret of one file of saved requests. */
export const requestSecretName = (collection: string, key: string): SecretName => `request/${collection}/${key}`;
/** A private key that was found where it should not be; `of` is the bank or the file of saved requests. */
export const privateKeyName = (of: string, id: string): SecretName => `private_key/${of}/${id}`;
/** @param owner of the pair, as `ownerOf` gives it: an identity, or a bank that has a pair of its own */
export const passphraseName = (purpose: 'signing' | 'transport', owner?: string): SecretName =>
  `passphrase/${purpose}${owner === undefined ? '' : `/${owner}`}`;
