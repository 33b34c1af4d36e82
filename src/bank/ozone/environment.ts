/** Step 2.3 of the guide: the Postman environment of a client, in the shape that Ozone's banks give. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import Router from '@koa/router';
import type { Addresses } from '../addresses.ts';
import type { Clock } from '../clock.ts';
import type { ClientCertificateOf } from '../http/state.ts';
import { bankOrganisationId } from '../options.ts';
import type { Clients } from '../registration/clients.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The environment's variables in Ozone's order; `rs` stands twice, as it does there (domain.md §6). */
function environmentOf(client: { id: string; secret: string; redirectUri: string }, addresses: Addresses, now: number) {
  const values: [string, string][] = [
    ['resourceServer', addresses.resourceServer],
    ['rs', addresses.mtls],
    ['resourceServerV20', `${addresses.mtls}/open-banking/v2.0`],
    ['rs', addresses.mtls],
    ['obParticipantId', bankOrganisationId],
    ['oidcClient', client.id],
    ['basicToken', Buffer.from(`${client.id}:${client.secret}`).toString('base64')],
    ['dummyBaseUrl', 'x-open-banking/v3.1'],
    ['tokenEndpoint', addresses.tokenEndpoint],
    ['authEndpoint', addresses.frontChannel],
    ['configEndpoint', addresses.discovery],
    ['redirectUrl', client.redirectUri],
  ];
  return {
    id: randomUUID(),
    name: client.id,
    version: 'open-banking-workbench',
    user: { id: client.id },
    values: values.map(([key, value]) => ({ enabled: true, key, value, type: 'text' })),
    timestamp: now,
    _postman_variable_scope: 'environment',
    _postman_exported_at: new Date(now).toISOString(),
    _postman_exported_using: 'Postman/5.3.2',
  };
}

/**
 * `GET /ozone/v1.0/postman/environment` with `Authorization: Basic base64(clientId:clientSecret)`; every refusal is a 401 that says why.
 * The guide asks for no certificate here, so none is needed; one that is shown has to be good, as everywhere.
 */
export function ozoneRouter(deps: {
  clients: Clients;
  addresses: Addresses;
  clock: Clock;
  clientCertificateOf: ClientCertificateOf;
}): Router {
  const router = new Router({ prefix: '/ozone/v1.0/postman' });
  router.get('/environment', async (ctx) => {
    const refuse = (description: string): void => {
      ctx.status = 401;
      ctx.set('www-authenticate', 'Basic realm="environment"');
      ctx.body = { error: 'invalid_client', error_description: description };
    };
    ctx.set('cache-control', 'no-store');
    const refusal = (await deps.clientCertificateOf(ctx))?.refusal;
    if (refusal) return refuse(`TLS client certificate: ${refusal}.`);
    const basic = /^basic +([A-Za-z0-9+/_-]+=*)$/i.exec(ctx.get('authorization'))?.[1];
    if (!basic) return refuse('Send Authorization: Basic with base64 of clientId:clientSecret.');
    const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s);
    const client = await deps.clients.find(id);
    if (!client) return refuse('No client has this id.');
    if (typeof client.client_secret !== 'string') {
      return refuse(
        `This client authenticates with ${client.token_endpoint_auth_method} and has no secret; only a client with a secret can download its environment.`,
      );
    }
    if (!timingSafeEqual(digest(secret), digest(client.client_secret))) return refuse('The client secret is wrong.');
    const redirectUri = Array.isArray(client.redirect_uris) ? String(client.redirect_uris[0]) : '';
    ctx.body = environmentOf({ id, secret, redirectUri }, deps.addresses, deps.clock.now());
  });
  return router;
}
