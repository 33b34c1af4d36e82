/** The client registry on top of the provider: it validates the metadata, the store keeps it. */
import { errors, type Provider } from 'oidc-provider';
import { type ClientMetadata, ClientMetadataRefused, type Clients } from '../registration/clients.ts';
import type { Documents, Kind } from '../store/store.ts';

/** Everything that is kept of a client and dies with it. */
const issuedKinds: readonly Kind[] = [
  'AccessToken',
  'RefreshToken',
  'AuthorizationCode',
  'ClientCredentials',
  'PushedAuthorizationRequest',
  'Grant',
  'HeadlessClient',
];

/** Removes a client with everything that was issued to it. */
export async function removeClient(store: Documents, clientId: string): Promise<void> {
  await store.delete('Client', clientId);
  for (const kind of issuedKinds) await store.deleteBy(kind, 'clientId', clientId);
}

export function providerClients(provider: Provider, store: Documents): Clients {
  // The constructor validates (RFC 7591 §2); the published types leave its argument out.
  const Client = provider.Client as unknown as new (
    metadata: ClientMetadata,
  ) => { metadata(): Record<string, unknown> };
  return {
    async save(metadata) {
      try {
        const client = new Client(metadata);
        await store.put('Client', metadata.client_id, client.metadata());
      } catch (error) {
        if (!(error instanceof errors.OIDCProviderError)) throw error;
        const description = error.error_description ?? error.message;
        throw new ClientMetadataRefused(
          /redirect_uri/.test(description) ? 'invalid_redirect_uri' : 'invalid_client_metadata',
          description,
        );
      }
    },
    async find(clientId) {
      return store.get<ClientMetadata>('Client', clientId);
    },
    remove: (clientId) => removeClient(store, clientId),
    async revokeToken(token) {
      await store.delete('ClientCredentials', token);
      await store.delete('AccessToken', token);
    },
  };
}
