/** Where secrets rest: the editor's SecretStorage or files of mode 0600; the rooms above only know this interface. */

/** A secret's name: what it is, of which bank, of which client or consent. */
export type SecretName = `${'client_secret' | 'client_credentials' | 'tokens'}/${string}`;

export interface SecretStore {
  get(name: SecretName): Promise<string | undefined>;
  set(name: SecretName, value: string): Promise<void>;
  delete(name: SecretName): Promise<void>;
}

export const clientSecretName = (bank: string, clientId: string): SecretName => `client_secret/${bank}/${clientId}`;
export const clientCredentialsName = (bank: string, clientId: string, scope: string): SecretName =>
  `client_credentials/${bank}/${clientId}/${scope}`;
export const consentTokensName = (bank: string, consentId: string): SecretName => `tokens/${bank}/${consentId}`;
