/** The helper endpoints on mutual TLS: which path leads where, and what a bank without them says to all of them. */
import Router from '@koa/router';
import type { Context } from 'koa';
import { operationsWithout } from '../accounts/operations-without.ts';
import type { Addresses } from '../addresses.ts';
import type { Clocks } from '../clock.ts';
import { BodyTooLarge, type ReadBody } from '../http/state.ts';
import type { BankOptions } from '../options.ts';
import type { Store } from '../store/store.ts';
import type { AuditLog } from './audit-log.ts';
import { authCodeUrl } from './auth-code-url.ts';
import { type CallerDependencies, callerOf, clientBySecret } from './caller.ts';
import { listClients, readClient, removeOwnClient, updateHeadless, updateRedirects } from './clients.ts';
import { accountCollection } from './collection.ts';
import { environmentOf } from './environment.ts';
import { HelperRefusal, notInProfile, sayNo } from './refusal.ts';

export interface OzoneDependencies extends CallerDependencies {
  store: Store;
  addresses: Addresses;
  clocks: Clocks;
  options: Pick<BankOptions, 'profile' | 'bulkTransactions'>;
  readBody: ReadBody;
  audit: Pick<AuditLog, 'read'>;
}

type Handler = (ctx: Context) => Promise<unknown>;
type Methods = Partial<Record<'GET' | 'PUT' | 'DELETE', Handler>>;

/** Bytes of a form. */
const maxBodySize = 16 * 1024;

/** The routes below `/ozone/v1.0` and `/o3/v1.0`; every answer is JSON but the authorisation URL's. */
export function ozoneRouter(deps: OzoneDependencies): Router {
  const { addresses, clocks } = deps;
  const router = new Router({ sensitive: true });
  const paths: string[] = [];

  router.use(['/ozone', '/o3'], async (ctx, next) => {
    ctx.set('cache-control', 'no-store');
    try {
      if (!deps.options.profile.offers.helpers) throw notInProfile(deps.options.profile, 'are no helper endpoints');
      await next();
    } catch (error) {
      if (!(error instanceof HelperRefusal)) throw error;
      sayNo(ctx, error);
    }
  });

  const route = (path: string, methods: Methods): void => {
    paths.push(path);
    const known = new Map(Object.entries(methods));
    router.all(path, async (ctx) => {
      const handler = known.get(ctx.method === 'HEAD' ? 'GET' : ctx.method);
      if (handler === undefined) {
        const allow = [...known.keys()].join(', ');
        throw new HelperRefusal(405, 'invalid_request', `${ctx.method} is not for this path: ${allow}.`, { allow });
      }
      const body = await handler(ctx);
      if (body === undefined) ctx.status = 204;
      else ctx.body = body;
    });
  };

  route('/ozone/v1.0/postman/environment', {
    GET: async (ctx) => environmentOf(await clientBySecret(ctx, deps), addresses, clocks.protocol.now()),
  });
  route('/ozone/v1.0/postman/collection', { GET: async () => accountCollection(operationsWithout(deps.options)) });
  route('/ozone/v1.0/audit-log/:interactionId', {
    GET: async (ctx) => deps.audit.read(await callerOf(ctx, deps), ctx.params.interactionId ?? ''),
  });
  for (const vendor of ['o3', 'ozone']) {
    route(`/${vendor}/v1.0/auth-code-url/:intentId`, {
      GET: async (ctx) => {
        const caller = await callerOf(ctx, deps);
        const query = new URLSearchParams(ctx.querystring);
        const url = await authCodeUrl(deps, caller, ctx.params.intentId ?? '', query);
        ctx.type = 'text/plain; charset=utf-8';
        return url;
      },
    });
  }
  route('/ozone/v1.0/clients', { GET: async (ctx) => listClients(deps, await callerOf(ctx, deps)) });
  for (const path of ['/ozone/v1.0/client/:id', '/ozone/v1.0/clients/:id']) {
    route(path, {
      GET: async (ctx) => readClient(deps, await callerOf(ctx, deps), ctx.params.id ?? ''),
      DELETE: async (ctx) => removeOwnClient(deps, await callerOf(ctx, deps), ctx.params.id ?? ''),
    });
  }
  route('/ozone/v1.0/redirect-url-update', {
    PUT: async (ctx) => updateRedirects(deps, await callerOf(ctx, deps), (await form(ctx)).get('redirectURL')),
  });
  route('/ozone/v1.0/headless-update', {
    PUT: async (ctx) => updateHeadless(deps, await callerOf(ctx, deps), (await form(ctx)).get('headless')),
  });
  for (const vendor of ['ozone', 'o3']) {
    router.all(`/${vendor}{/*rest}`, () => {
      throw new HelperRefusal(404, 'not_found', `This bank has no such helper endpoint. It has ${paths.join(', ')}.`);
    });
  }
  return router;

  async function form(ctx: Context): Promise<URLSearchParams> {
    if (!ctx.is('application/x-www-form-urlencoded')) {
      throw new HelperRefusal(415, 'invalid_request', 'Send a form: Content-Type application/x-www-form-urlencoded.');
    }
    try {
      return new URLSearchParams((await deps.readBody(ctx, maxBodySize)).toString('utf8'));
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) throw error;
      throw new HelperRefusal(413, 'invalid_request', error.message);
    }
  }
}
