/** Which client asks a helper endpoint: by its id and secret, or by a token of its own. */
import type { Context } from 'koa';
import { foreignCertificate, ownerOf } from '../directory/ownership.ts';
import type { AccessCheck, ClientCertificateOf } from '../http/state.ts';
import type { ClientMetadata, Clients } from '../registration/clients.ts';
import { isSameText } from '../same-text.ts';
import { basicOf } from './basic.ts';
import { HelperRefusal } from './refusal.ts';

export interface CallerDependencies {
  clients: Clients;
  access: AccessCheck;
  clientCertificateOf: ClientCertificateOf;
}

const unauthorised = (description: string): HelperRefusal =>
  new HelperRefusal(401, 'invalid_client', description, { 'www-authenticate': 'Basic realm="helpers"' });

/**
 * The client whose id and secret the request has. No certificate is asked for; one that is shown has to be good, and the client's.
 *
 * @throws HelperRefusal 401
 */
export async function clientBySecret(ctx: Context, deps: CallerDependencies): Promise<ClientMetadata> {
  const certificate = await deps.clientCertificateOf(ctx);
  if (certificate?.refusal) throw unauthorised(`TLS client certificate: ${certificate.refusal}.`);
  const basic = basicOf(ctx.get('authorization'));
  if (!basic) throw unauthorised('Send Authorization: Basic with base64 of clientId:clientSecret.');
  const client = await deps.clients.find(basic.name);
  if (!client) throw unauthorised('No client has this id.');
  if (typeof client.client_secret !== 'string') {
    throw unauthorised(
      `This client authenticates with ${client.token_endpoint_auth_method} and has no secret; only a client with a secret can send one.`,
    );
  }
  if (!isSameText(basic.password, client.client_secret)) {
    throw unauthorised('The client secret is wrong.');
  }
  const foreign = certificate && foreignCertificate(certificate, ownerOf(client));
  if (foreign) throw unauthorised(`The certificate is not the client's: ${foreign}.`);
  return client;
}

/**
 * The client that asks over mutual TLS: `Authorization: Basic` with its id and secret, or, as not every client has a secret,
 * `Bearer` with a client credentials token. The certificate has to be the client's either way.
 *
 * @throws HelperRefusal 401
 */
export async function callerOf(ctx: Context, deps: CallerDependencies): Promise<ClientMetadata> {
  if (!(await deps.clientCertificateOf(ctx))) {
    throw unauthorised('The connection has no client certificate: send your transport certificate.');
  }
  return /^bearer /i.test(ctx.get('authorization')) ? clientByToken(ctx, deps) : clientBySecret(ctx, deps);
}

async function clientByToken(ctx: Context, deps: CallerDependencies): Promise<ClientMetadata> {
  const found = await deps.access(ctx);
  if ('refused' in found) throw unauthorised(found.refused.description);
  if (found.access.kind !== 'client') {
    throw unauthorised("This is a customer's token: send a client credentials token, or Authorization: Basic.");
  }
  const client = await deps.clients.find(found.access.clientId);
  if (!client) throw unauthorised("The token's client is no longer registered.");
  return client;
}
