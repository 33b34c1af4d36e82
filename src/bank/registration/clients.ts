/** What registration asks of the authorization server: clients by id, in the server's own metadata. */

/** RFC 7591 metadata as the provider keeps it; validated by the provider when it is written. */
export type ClientMetadata = Record<string, unknown> & { client_id: string };

/** The provider refused metadata; the message is fit for `error_description`. */
export class ClientMetadataRefused extends Error {
  override readonly name = 'ClientMetadataRefused';
  readonly error: 'invalid_client_metadata' | 'invalid_redirect_uri';

  constructor(error: 'invalid_client_metadata' | 'invalid_redirect_uri', description: string) {
    super(description);
    this.error = error;
  }
}

export interface Clients {
  /** Validates and stores; throws {@link ClientMetadataRefused}. Overwrites a client of the same id. */
  save(metadata: ClientMetadata): Promise<void>;
  find(clientId: string): Promise<ClientMetadata | undefined>;
  /** Removes the client and everything issued to it: grants, tokens, codes. */
  remove(clientId: string): Promise<void>;
  /** Revokes one access token (its `jti`), as an unknown ClientId asks for (DCR 3.3). */
  revokeToken(token: string): Promise<void>;
}
