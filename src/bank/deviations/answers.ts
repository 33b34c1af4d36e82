/** The bank's answers as its profile has them deviate: the bank works as ever, and what leaves it is changed at the door. */
import type { Context, Middleware } from 'koa';
import { knownBody } from '../http/body.ts';
import { interactionHeader } from '../http/interaction-id.ts';
import { isJsonObject, type JsonObject } from '../pki/json-object.ts';
import { deviates } from '../profile/deviation.ts';
import type { Profile } from '../profile/profile.ts';

type Spoil = (ctx: Context) => unknown;

/** Around everything that mutual TLS answers; a bank without deviations is left alone. */
export function deviatingAnswers(profile: Profile): Middleware {
  const spoilt = spoilsOf(profile);
  if (spoilt.length === 0) return (_ctx, next) => next();
  return async (ctx, next) => {
    await next();
    for (const spoil of spoilt) await spoil(ctx);
  };
}

function spoilsOf(profile: Profile): Spoil[] {
  const spoils: [does: boolean, spoil: Spoil][] = [
    [deviates(profile, 'registration', 'issued-at-in-milliseconds'), registered(issuedInMilliseconds)],
    [deviates(profile, 'registration', 'scope-with-commas'), registered(scopeWithCommas)],
    [deviates(profile, 'token', 'type-in-capitals'), typeInCapitals],
    [deviates(profile, 'token', 'error-500-after-rotation'), errorAfterRotation],
    [deviates(profile, 'links', 'http-without-port'), read(httpWithoutPort)],
    [deviates(profile, 'links', 'next-is-self'), read(nextIsSelf)],
    [deviates(profile, 'body', 'data-is-null'), read(nullForNothing)],
    [deviates(profile, 'body', 'forbidden-as-html'), forbiddenAsHtml],
    [deviates(profile, 'headers', 'no-interaction-id-on-errors'), noInteractionId],
  ];
  return spoils.filter(([does]) => does).map(([, spoil]) => spoil);
}

const isApi = (ctx: Context): boolean => ctx.path.startsWith('/open-banking/');

/** Changes the answer to a registration that was made, read or updated. */
function registered(change: (answer: JsonObject) => JsonObject): Spoil {
  return (ctx) => {
    if (/\/dynamic-client-registration\//.test(ctx.path) && ctx.status < 300 && isJsonObject(ctx.body)) {
      ctx.body = change(ctx.body);
    }
  };
}

/** Changes a document that was read of the Read/Write API. */
function read(change: (document: JsonObject) => JsonObject): Spoil {
  return (ctx) => {
    if (!isApi(ctx) || ctx.method !== 'GET' || ctx.status !== 200 || !Buffer.isBuffer(ctx.body)) return;
    if (!ctx.response.is('json')) return;
    const document: unknown = JSON.parse(ctx.body.toString('utf8'));
    if (isJsonObject(document)) ctx.body = Buffer.from(JSON.stringify(change(document)));
  };
}

const issuedInMilliseconds = (answer: JsonObject): JsonObject => ({
  ...answer,
  client_id_issued_at: Number(answer.client_id_issued_at) * 1000,
});

const scopeWithCommas = (answer: JsonObject): JsonObject => ({
  ...answer,
  scope: String(answer.scope).replaceAll(' ', ','),
});

const typeInCapitals: Spoil = (ctx) => {
  if (ctx.path === '/token' && ctx.status === 200 && isJsonObject(ctx.body)) {
    ctx.body = { ...ctx.body, token_type: String(ctx.body.token_type).toUpperCase() };
  }
};

/** What the refresh changed stays: its unit of work is done when this is asked. */
const errorAfterRotation: Spoil = async (ctx) => {
  if (ctx.path !== '/token' || ctx.status !== 200) return;
  const form = new URLSearchParams((await knownBody(ctx))?.toString('utf8'));
  if (form.get('grant_type') !== 'refresh_token') return;
  ctx.status = 500;
  ctx.body = { error: 'server_error' };
};

const httpWithoutPort = (document: JsonObject): JsonObject =>
  linksChanged(document, (links) =>
    Object.fromEntries(
      Object.entries(links).map(([name, url]) => [
        name,
        String(url).replace(/^https:\/\/([^/:]+)(:\d+)?/, 'http://$1'),
      ]),
    ),
  );

const nextIsSelf = (document: JsonObject): JsonObject =>
  linksChanged(document, (links) => ({ ...links, Next: links.Self }));

function linksChanged(document: JsonObject, change: (links: JsonObject) => JsonObject): JsonObject {
  return isJsonObject(document.Links) ? { ...document, Links: change(document.Links) } : document;
}

function nullForNothing(document: JsonObject): JsonObject {
  const lists = isJsonObject(document.Data) ? Object.values(document.Data) : [];
  const empty = lists.length > 0 && lists.every((list) => Array.isArray(list) && list.length === 0);
  return empty ? { ...document, Data: null } : document;
}

const forbiddenAsHtml: Spoil = (ctx) => {
  if (!isApi(ctx) || ctx.status !== 403) return;
  ctx.body = '<!doctype html><title>403 Forbidden</title><h1>Forbidden</h1><p>Request blocked.</p>\n';
  ctx.status = 403;
  ctx.type = 'text/html; charset=utf-8';
};

const noInteractionId: Spoil = (ctx) => {
  if (ctx.status >= 400) ctx.remove(interactionHeader);
};
