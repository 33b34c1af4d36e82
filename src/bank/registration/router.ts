/** Registration over mutual TLS: POST, GET, PUT and DELETE on every path that the guide and its successors name. */
import Router from '@koa/router';
import type { Context } from 'koa';
import {
  type AccessCheck,
  BodyTooLarge,
  type ClientCertificateOf,
  type NoAccess,
  type ReadBody,
} from '../http/state.ts';
import { ClientMetadataRefused } from './clients.ts';
import type { Registration } from './records.ts';
import { RegistrationRefused } from './refusal.ts';
import { type RegisterDependencies, readRegistration, register, unregister, update } from './register.ts';
import { versionOfPath } from './versions.ts';

export interface RegistrationDependencies extends RegisterDependencies {
  access: AccessCheck;
  clientCertificateOf: ClientCertificateOf;
  readBody: ReadBody;
}

/** domain.md §0: the guide's path, those of the model bank's two READMEs, and those of DCR 3.3 and 3.4. */
export const registrationPaths = [
  '/dynamic-client-registration/v3.1/register',
  '/v1.0/dynamic-client-registration/v3.1/register',
  '/dynamic-client-registration/v3.2/register',
  '/dynamic-client-registration/v3.3/register',
  '/dynamic-client-registration/v3.4/register',
  '/open-banking/v3.1/dynamic-client-registration/v3.1/register',
] as const;

const mediaTypes = ['application/jwt', 'application/jose'];
/** A request with an SSA in it has some 6 kB. */
const maxBodySize = 64 * 1024;

/**
 * Routes for the listener that asks for client certificates. Every error is JSON: RFC 7591 §3.2.2 for refused requests, RFC 6750 §3 for tokens.
 */
export function registrationRouter(deps: RegistrationDependencies): Router {
  const router = new Router();

  router.use([...registrationPaths], async (ctx, next) => {
    ctx.set('cache-control', 'no-store');
    try {
      await next();
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) throw error;
      ctx.status = refusal.status;
      ctx.body = { error: refusal.error, error_description: refusal.message };
    }
  });

  for (const path of registrationPaths) {
    const version = versionOfPath(path);
    router.post(path, async (ctx) => {
      ctx.body = await register(deps, { ...(await requestOf(ctx)), version });
      ctx.status = 201;
    });
    router.all(path, (ctx) => notAllowed(ctx, 'POST'));

    const one = `${path}/:clientId`;
    router.get(one, async (ctx) => {
      const registration = await own(ctx, ctx.params.clientId);
      if (registration !== undefined) ctx.body = await readRegistration(deps, registration, version);
    });
    router.put(one, async (ctx) => {
      const registration = await own(ctx, ctx.params.clientId);
      if (registration === undefined) return;
      ctx.body = await update(deps, registration, { ...(await requestOf(ctx)), version });
    });
    router.delete(one, async (ctx) => {
      const registration = await own(ctx, ctx.params.clientId);
      if (registration === undefined) return;
      await unregister(deps, registration.clientId);
      ctx.status = 204;
    });
    router.all(one, (ctx) => notAllowed(ctx, 'GET, PUT, DELETE'));
  }
  return router;

  async function requestOf(ctx: Context) {
    if (!mediaTypes.includes(ctx.request.type.toLowerCase())) {
      const given = ctx.request.type || 'missing';
      const why = `Content-Type is ${given}: expected ${mediaTypes.join(' or ')}`;
      throw new RegistrationRefused('invalid_client_metadata', why, 415);
    }
    const body = (await deps.readBody(ctx, maxBodySize)).toString('utf8').trim();
    return { body, certificate: await deps.clientCertificateOf(ctx) };
  }

  /** The registration of the client that asks, when it is its own; otherwise the answer is made and undefined returned. */
  async function own(ctx: Context, clientId: string | undefined): Promise<Registration | undefined> {
    const checked = await deps.access(ctx);
    if ('refused' in checked) return unauthorised(ctx, checked.refused);
    const registration = clientId && (await deps.store.get<Registration>('Registration', clientId));
    if (!registration) {
      // DCR 3.3: whoever asks for a client that is not there loses the token.
      const token = /^Bearer +(\S+)$/i.exec(ctx.get('authorization'))?.[1];
      if (token !== undefined) await deps.clients.revokeToken(token);
      return unauthorised(ctx, {
        reason: 'invalid_token',
        description: 'There is no such client; the token is revoked',
      });
    }
    const { access } = checked;
    if (access.clientId !== registration.clientId || access.kind !== 'client') {
      const why =
        access.kind === 'client' ? "The token is another client's" : "The token is a customer's, not the client's own";
      ctx.status = 403;
      ctx.body = { error: 'insufficient_scope', error_description: why };
      return undefined;
    }
    return registration;
  }
}

function unauthorised(ctx: Context, { reason, description }: NoAccess): undefined {
  const text = description.replace(/["\\]/g, "'").replace(/[^\x20-\x7e]/g, ' ');
  // RFC 6750 §3.1: a request without any token is told no error.
  ctx.set(
    'www-authenticate',
    reason === 'no_token' ? 'Bearer' : `Bearer error="invalid_token", error_description="${text}"`,
  );
  ctx.status = 401;
  ctx.body = { error: 'invalid_token', error_description: text };
  return undefined;
}

function notAllowed(ctx: Context, methods: string): void {
  ctx.set('allow', methods);
  ctx.status = 405;
  ctx.body = { error: 'invalid_request', error_description: `${ctx.method} is not for this path: ${methods}` };
}

function refusalOf(error: unknown): { status: number; error: string; message: string } | undefined {
  if (error instanceof RegistrationRefused) return error;
  if (error instanceof ClientMetadataRefused) {
    return new RegistrationRefused(error.error, error.message);
  }
  if (error instanceof BodyTooLarge) {
    return new RegistrationRefused('invalid_client_metadata', `the body is over ${maxBodySize} bytes`, 413);
  }
  return undefined;
}
