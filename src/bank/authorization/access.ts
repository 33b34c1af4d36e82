/** Who calls: the certificate of the connection and the token bound to it, checked at every request (RFC 8705 §3). */
import type { Clock } from '../clock.ts';
import { foreignCertificate, ownerOf } from '../directory/ownership.ts';
import { bearerOf } from '../http/bearer.ts';
import { noteClient } from '../http/noted-client.ts';
import type { AccessCheck, ClientCertificateOf, NoAccess } from '../http/state.ts';
import type { Profile } from '../profile/profile.ts';
import type { ClientMetadata } from '../registration/clients.ts';
import { objectionToClient } from '../registration/objection.ts';
import type { Documents } from '../store/store.ts';

interface TokenPayload {
  exp: number;
  clientId: string;
  scope?: string;
  grantId?: string;
  'x5t#S256'?: string;
}

const refused = (reason: NoAccess['reason'], description: string): { refused: NoAccess } => ({
  refused: { reason, description },
});

/**
 * The check that every API of the bank asks first. The token is looked up in the store, so a revoked one is gone at once;
 * the provider's access tokens are opaque, their value is the document's id.
 */
export function accessCheck(deps: {
  store: Documents;
  clock: Clock;
  profile: Profile;
  clientCertificateOf: ClientCertificateOf;
}): AccessCheck {
  return async (ctx) => {
    const certificate = await deps.clientCertificateOf(ctx);
    if (!certificate) return refused('no_certificate', 'The connection has no client certificate.');
    if (certificate.refusal) return refused('certificate_refused', certificate.refusal);
    const token = bearerOf(ctx.get('authorization'));
    if (!token) return refused('no_token', 'The request has no bearer token.');

    const customer = await deps.store.get<TokenPayload>('AccessToken', token);
    const payload = customer ?? (await deps.store.get<TokenPayload>('ClientCredentials', token));
    if (!payload) return refused('invalid_token', 'The token is unknown, revoked or expired long ago.');
    noteClient(ctx, payload.clientId);
    if (payload['x5t#S256'] !== certificate.thumbprint) {
      return refused('invalid_token', 'The token is bound to another client certificate.');
    }
    const client = await deps.store.get<ClientMetadata>('Client', payload.clientId);
    if (!client) return refused('invalid_token', 'The client of the token is no longer registered.');
    const foreign = foreignCertificate(certificate, ownerOf(client));
    if (foreign) return refused('certificate_refused', foreign);
    const objection = objectionToClient(client, deps.profile);
    if (objection) return refused('invalid_token', objection);
    if (payload.exp * 1000 <= deps.clock.now()) return refused('expired_token', 'The token has expired.');
    return {
      access: {
        kind: customer ? 'customer' : 'client',
        clientId: payload.clientId,
        scopes: new Set(payload.scope?.split(' ')),
        ...(payload.grantId && { grantId: payload.grantId }),
      },
    };
  };
}

/** Ends what a grant gave: its tokens, its codes and itself. */
export async function revokeGrant(store: Documents, grantId: string): Promise<void> {
  await store.deleteBy('AccessToken', 'grantId', grantId);
  await outliveGrant(store, grantId);
}

/** Ends a grant whose time is over. Its access tokens have ended with it, and stay known as expired for a while. */
export async function outliveGrant(store: Documents, grantId: string): Promise<void> {
  for (const kind of ['RefreshToken', 'AuthorizationCode'] as const) await store.deleteBy(kind, 'grantId', grantId);
  await store.delete('Grant', grantId);
}
