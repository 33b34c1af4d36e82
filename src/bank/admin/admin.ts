/** `/admin` at the front door: whoever has the token of running.json may ask the bank to be otherwise than it is. Off unless asked for. */

import type { Context, Middleware } from 'koa';
import { z } from 'zod';
import { truncate } from '../../standard/truncate.ts';
import { isBearer } from '../http/bearer.ts';
import { readBody } from '../http/body.ts';
import { BodyTooLarge } from '../http/state.ts';
import { openApiOf } from './openapi.ts';
import { type AdminOperation, AdminRefusal, operation } from './operation.ts';

/** Bytes of a body. */
const maxSize = 64 * 1024;

/**
 * Answers `/admin/…` in JSON, errors too. The token comes as `Authorization: Bearer …` and in no other way, and a body is JSON by its
 * Content-Type: no page in a browser can send either to another origin without being allowed, which nobody is.
 *
 * @param origin Of the front door
 */
export function adminMiddleware(token: string, given: readonly AdminOperation[], origin: string): Middleware {
  const operations: AdminOperation[] = [
    ...given,
    operation({
      method: 'GET',
      path: '/admin/openapi.json',
      summary: 'This document',
      output: z.looseObject({ openapi: z.string() }),
      run: async () => openApiOf(operations, origin) as { openapi: string },
    }),
  ];
  return async (ctx, next) => {
    if (!/^\/admin(\/|$)/.test(ctx.path)) return next();
    ctx.set('cache-control', 'no-store');
    try {
      demandToken(ctx, token);
      const found = operationOf(ctx, operations);
      const output = await found.run(await inputOf(ctx, found));
      ctx.body = found.output.parse(output);
    } catch (error) {
      const known = error instanceof AdminRefusal;
      if (!known) ctx.app.emit('error', error, ctx);
      ctx.status = known ? error.status : 500;
      ctx.body = known
        ? { error: error.error, error_description: error.message }
        : { error: 'server_error', error_description: 'The bank failed; its standard error says at what.' };
    }
  };
}

function demandToken(ctx: Context, token: string): void {
  if (isBearer(ctx.get('authorization'), token)) return;
  ctx.set('www-authenticate', 'Bearer');
  throw new AdminRefusal(
    401,
    'invalid_token',
    'The admin token stands in running.json of the bank, as open.adminToken.',
  );
}

function operationOf(ctx: Context, operations: readonly AdminOperation[]): AdminOperation {
  const here = operations.filter(({ path }) => path === ctx.path);
  const found = here.find(({ method }) => method === ctx.method);
  if (found !== undefined) return found;
  if (here.length === 0) {
    const paths = [...new Set(operations.map(({ path }) => path))].join(', ');
    throw new AdminRefusal(404, 'not_found', `There is no such path; there are ${paths}.`);
  }
  const allowed = here.map(({ method }) => method).join(', ');
  ctx.set('allow', allowed);
  throw new AdminRefusal(405, 'method_not_allowed', `${ctx.path} takes ${allowed}.`);
}

async function inputOf(ctx: Context, { input }: AdminOperation): Promise<unknown> {
  if (input === undefined) return undefined;
  if (ctx.is('application/json') !== 'application/json') {
    throw new AdminRefusal(
      415,
      'unsupported_media_type',
      'The body is to be JSON: send Content-Type application/json.',
    );
  }
  const result = input.safeParse(await jsonOf(ctx));
  if (result.success) return result.data;
  const issue = closest(result.error.issues[0]);
  const where = issue?.path.length ? issue.path.join('.') : 'The body';
  if (issue?.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => JSON.stringify(truncate(key, 60))).slice(0, 5);
    throw new AdminRefusal(
      400,
      'invalid_request',
      `${where} has members that do not belong there: ${names.join(', ')}.`,
    );
  }
  throw new AdminRefusal(400, 'invalid_request', `${where} ${issue?.message ?? 'has another shape'}.`);
}

async function jsonOf(ctx: Context): Promise<unknown> {
  try {
    return JSON.parse((await readBody(ctx, maxSize)).toString('utf8'));
  } catch (error) {
    if (error instanceof BodyTooLarge) throw new AdminRefusal(413, 'invalid_request', error.message);
    throw new AdminRefusal(400, 'invalid_request', 'The body is no JSON.');
  }
}

/** Of a body with several shapes, what is wrong with the one that its members name. */
function closest(issue: z.core.$ZodIssue | undefined): z.core.$ZodIssue | undefined {
  if (issue?.code !== 'invalid_union') return issue;
  const [own, ...more] = issue.errors.filter(
    (each) => !each.some(({ code, path }) => code === 'unrecognized_keys' || path.length === 0),
  );
  return (more.length === 0 && own?.[0]) || issue;
}
