/** Step 2.3 of the guide: the Postman environment of a client, in the shape that Ozone's banks give. */
import { randomUUID } from 'node:crypto';
import type { Addresses } from '../addresses.ts';
import { bankOrganisationId } from '../options.ts';
import type { ClientMetadata } from '../registration/clients.ts';

/**
 * The environment, its variables in Ozone's order; `rs` stands twice, as it does there (domain.md §6); `resourceServerV40` is
 * named in the manner of the one before.
 *
 * @param client One that has a secret: `basicToken` holds it
 * @param now Milliseconds since the epoch
 */
export function environmentOf(client: ClientMetadata, addresses: Addresses, now: number): object {
  const { client_id: id, client_secret: secret, redirect_uris: redirectUris } = client;
  const values: [string, string][] = [
    ['resourceServer', addresses.resourceServer],
    ['rs', addresses.mtls],
    ['resourceServerV20', `${addresses.mtls}/open-banking/v2.0`],
    ['resourceServerV40', `${addresses.mtls}/open-banking/v4.0`],
    ['rs', addresses.mtls],
    ['obParticipantId', bankOrganisationId],
    ['oidcClient', id],
    ['basicToken', Buffer.from(`${id}:${secret}`).toString('base64')],
    ['dummyBaseUrl', 'x-open-banking/v3.1'],
    ['tokenEndpoint', addresses.tokenEndpoint],
    ['authEndpoint', addresses.frontChannel],
    ['configEndpoint', addresses.discovery],
    ['redirectUrl', Array.isArray(redirectUris) ? String(redirectUris[0]) : ''],
  ];
  return {
    id: randomUUID(),
    name: id,
    version: 'open-banking-workbench',
    user: { id },
    values: values.map(([key, value]) => ({ enabled: true, key, value, type: 'text' })),
    timestamp: now,
    _postman_variable_scope: 'environment',
    _postman_exported_at: new Date(now).toISOString(),
    _postman_exported_using: 'Postman/5.3.2',
  };
}
