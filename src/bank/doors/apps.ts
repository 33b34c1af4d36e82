/** What each listener answers: the provider's paths, the customers' pages, the directory, registration and the Read/Write API. */
import { IncomingMessage, ServerResponse } from 'node:http';
import type Router from '@koa/router';
import Koa, { type Context, type Middleware, type Next } from 'koa';
import mount from 'koa-mount';
import type { Provider } from 'oidc-provider';
import type { Addresses } from '../addresses.ts';
import { discoveryDocument } from '../authorization/discovery.ts';
import { unpackUnsecuredRequest } from '../authorization/unsecured-request.ts';
import type { Clocks } from '../clock.ts';
import type { Authorisations } from '../customers/authorisation.ts';
import { showError } from '../customers/error-page.ts';
import { deviatingAnswers } from '../deviations/answers.ts';
import { wantsJson } from '../http/accept.ts';
import { readBody, replayBody } from '../http/body.ts';
import { explainErrors } from '../http/explain.ts';
import { interactionHeader, interactionIdFor } from '../http/interaction-id.ts';
import { BodyTooLarge, type ClientCertificateOf } from '../http/state.ts';
import { unitOfWork } from '../http/unit-of-work.ts';
import { type DirectAuthorisations, directAuthorisations, type Resumed } from '../ozone/direct.ts';
import type { Profile } from '../profile/profile.ts';
import type { Clients } from '../registration/clients.ts';
import type { Store } from '../store/store.ts';

export interface AppDependencies {
  provider: Provider;
  profile: Profile;
  addresses: Addresses;
  store: Store;
  clocks: Clocks;
  clients: Clients;
  clientCertificateOf: ClientCertificateOf;
  authorisations: Authorisations;
  /** For customers' browsers, on plain TLS and the front door. */
  pages: readonly Router[];
  /** Plain TLS. */
  keystore: Router;
  /** Mutual TLS. */
  registration: Router;
  accountInformation: Middleware;
  ozone: Router;
  audit: Middleware;
  /** Does what business time has come to, before anything is answered. */
  catchUp(): Promise<void>;
  /** Told of failures that are the bank's own; never of a refusal. */
  onFailure(error: unknown): void;
}

const mutualTlsPaths = /^\/(token|par|introspection|ozone|o3|open-banking|(v1\.0\/)?dynamic-client-registration)(\/|$)/;
const discoveryPath = '/.well-known/openid-configuration';

/** Codes of what happens to a connection when the other side hangs up or speaks no HTTP: no failure of the bank's. */
const brokenConnection = /^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|HPE_\w+)$/;

/** A Koa that signs cookies as the provider mounted in it does. */
function app({ provider, onFailure }: AppDependencies): Koa {
  const koa = new Koa({ keys: provider.keys as string[] });
  koa.on('error', (error: NodeJS.ErrnoException) => {
    if (!brokenConnection.test(error.code ?? '')) onFailure(error);
  });
  return koa;
}

const json = (ctx: Context, status: number, error: string, description: string): void => {
  ctx.status = status;
  ctx.set('cache-control', 'no-store');
  ctx.body = { error, error_description: description };
};

/** Each authorisation starts without a login: strong customer authentication is asked for every time (PSD2 RTS art. 4). */
function forgetSession(provider: Provider): Middleware {
  const names = ['session'].flatMap((type) => [provider.cookieName(type), `${provider.cookieName(type)}.sig`]);
  return (ctx, next) => {
    const cookies = ctx
      .get('cookie')
      .split(/; */)
      .filter((cookie) => cookie && !names.includes(cookie.split('=', 1)[0] ?? ''));
    ctx.req.headers.cookie = cookies.join('; ');
    return next();
  };
}

const cannotGoOn = 'This authorisation cannot go on';

/**
 * Makes an authorisation request fit for the provider: a posted one goes on as if it had been a GET (OpenID Connect Core §3.1.2.1),
 * an unsecured request object as plain parameters. False when the answer is given already.
 */
async function prepare(ctx: Context, deps: AppDependencies): Promise<boolean> {
  if (ctx.method === 'POST' && ctx.is('urlencoded')) {
    ctx.querystring = (await readBody(ctx)).toString('utf8');
    ctx.method = 'GET';
  }
  const unpacked = await unpackUnsecuredRequest(new URLSearchParams(ctx.querystring), unpackingOf(deps));
  if (unpacked === undefined) return true;
  if ('parameters' in unpacked) {
    ctx.querystring = unpacked.parameters.toString();
    return true;
  }
  if (wantsJson(ctx)) {
    json(ctx, 400, 'invalid_request_object', unpacked.refused);
    return false;
  }
  showError(ctx, 400, cannotGoOn, unpacked.refused);
  if (unpacked.redirect) {
    ctx.status = 303;
    ctx.set('location', unpacked.redirect);
  }
  return false;
}

const unpackingOf = ({ clients, profile, addresses, clocks }: AppDependencies) => ({
  clients,
  profile,
  issuer: addresses.issuer,
  now: clocks.protocol.now(),
});

/** Asks the authorization server within a request as a browser would that follows a redirect with the request's cookies. */
function resuming(provided: Middleware, explain: Middleware) {
  return async (ctx: Context, path: string): Promise<Resumed> => {
    const { host = '', cookie = '' } = ctx.req.headers;
    const request = new IncomingMessage(ctx.req.socket);
    Object.assign(request, { method: 'GET', url: path, headers: { host, cookie } });
    const asked = ctx.app.createContext(request, new ServerResponse(request));
    await explain(asked, () => provided(asked, () => Promise.resolve()));
    const { status, body, response } = asked;
    return { status, location: response.get('location') || '', type: response.get('content-type') || '', body };
  };
}

/** The provider's paths for the customer's browser, the same on plain TLS and on the front door; the pages' routes have units of their own. */
function customerPaths(
  deps: AppDependencies,
  provided: Middleware,
  explain: Middleware,
  direct: DirectAuthorisations,
): Middleware {
  const forget = forgetSession(deps.provider);
  const unit = unitOfWork(deps.store);
  return async (ctx: Context, next: Next) => {
    if (ctx.path === '/auth' || ctx.path.startsWith('/auth/')) {
      if (direct.refusedByProfile(ctx)) return;
      try {
        if (direct.isStep(ctx)) {
          const form = new URLSearchParams((await readBody(ctx)).toString('utf8'));
          return await unit(ctx, () => direct.step(ctx, form));
        }
        if (ctx.path === '/auth' && !(await prepare(ctx, deps))) return;
      } catch (error) {
        if (!(error instanceof BodyTooLarge)) throw error;
        if (direct.isStep(ctx)) return json(ctx, 413, 'invalid_request', error.message);
        return showError(ctx, 413, cannotGoOn, error.message);
      }
      return forget(ctx, () =>
        unit(ctx, async () => {
          await explain(ctx, () => provided(ctx, next));
          if (ctx.path === '/auth') await direct.begun(ctx);
        }),
      );
    }
    return next();
  };
}

/** Says where a path of mutual TLS is found, to whoever asks for it elsewhere. */
function pointToMutualTls({ addresses }: AppDependencies): Middleware {
  return async (ctx, next) => {
    if (!mutualTlsPaths.test(ctx.path)) return next();
    const where = `${addresses.mtls}${ctx.path}`;
    const how = `${ctx.path} needs mutual TLS: send this request with your transport certificate to ${where}`;
    return json(ctx, 403, 'access_denied', how);
  };
}

/** Replays the interaction id, or makes one, beside the Read/Write API too, so that every exchange can be named to the bank's desk. */
const interactionId: Middleware = (ctx, next) => {
  ctx.set(interactionHeader, interactionIdFor(ctx.get(interactionHeader)));
  return next();
};

/** The three applications; each is a Koa of its own, the provider is mounted where its paths are served. */
export function createApps(deps: AppDependencies): { tls: Koa; mtls: Koa; front: Koa } {
  const provided = mount(deps.provider as never) as Middleware;
  deps.provider.on('server_error', (_ctx, error) => deps.onFailure(error));

  const explain = explainErrors(deps.provider);
  const pointing = pointToMutualTls(deps);
  const direct = directAuthorisations({ ...deps, clock: deps.clocks.business, resume: resuming(provided, explain) });
  const customers = customerPaths(deps, provided, explain, direct);

  const caughtUp: Middleware = async (_ctx, next) => {
    await deps.catchUp();
    return next();
  };
  const tls = app(deps);
  tls.use(caughtUp).use(deps.audit).use(customers).use(pointing);
  tls.use(async (ctx, next) => {
    if (ctx.path === discoveryPath || ctx.path === '/jwks') {
      await provided(ctx, next);
      if (ctx.path === discoveryPath && ctx.status === 200)
        ctx.body = discoveryDocument(ctx.body as object, deps.addresses, deps.profile);
      return;
    }
    await next();
  });
  for (const router of deps.pages) tls.use(router.routes());
  tls.use(deps.keystore.routes());

  const front = app(deps);
  front.use(caughtUp).use(deps.audit).use(customers).use(pointing);
  for (const router of deps.pages) front.use(router.routes());

  const mtls = app(deps);
  const { host } = new URL(deps.addresses.mtls);
  const unit = unitOfWork(deps.store);
  mtls.use(deps.audit).use(deviatingAnswers(deps.profile)).use(deps.accountInformation).use(caughtUp);
  mtls.use(interactionId);
  mtls.use(deps.registration.routes()).use(deps.ozone.routes());
  mtls.use(async (ctx, next) => {
    if (!/^\/(token|par|introspection)$/.test(ctx.path)) return next();
    const certificate = await deps.clientCertificateOf(ctx);
    if (!certificate)
      return json(
        ctx,
        401,
        'invalid_client',
        'The connection has no client certificate: send your transport certificate.',
      );
    if (certificate.refusal) return json(ctx, 401, 'invalid_client', certificate.refusal);
    try {
      const body = await readBody(ctx);
      replayBody(ctx, body);
      if (ctx.path === '/par' && ctx.is('urlencoded')) {
        const unpacked = await unpackUnsecuredRequest(new URLSearchParams(body.toString('utf8')), unpackingOf(deps));
        if (unpacked && 'refused' in unpacked) return json(ctx, 400, 'invalid_request_object', unpacked.refused);
        if (unpacked) replayBody(ctx, Buffer.from(unpacked.parameters.toString()));
      }
    } catch (error) {
      if (error instanceof BodyTooLarge) return json(ctx, 413, 'invalid_request', error.message);
      throw error;
    }
    // By whichever of its names the bank was called: the provider makes its endpoints' addresses of this one.
    ctx.req.headers.host = host;
    return unit(ctx, () => explain(ctx, () => provided(ctx, next)));
  });
  return { tls, mtls, front };
}
