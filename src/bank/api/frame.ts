/** The Read/Write APIs on koa, and what goes around every answer of theirs: token, interaction id, format. */
import type { Context, Middleware } from 'koa';
import type { ApiVersion } from '../../standard/operation.ts';
import { wordsVersion } from '../../standard/versions.ts';
import { interactionHeader, interactionIdFor } from '../http/interaction-id.ts';
import type { AccessCheck, NoAccess, ReadBody } from '../http/state.ts';
import type { Admission } from './admission.ts';
import { type Answer, answerOf } from './answer.ts';
import type { CallCount } from './call-count.ts';
import { Refusal } from './errors.ts';

export interface FrameDeps {
  access: AccessCheck;
  readBody: ReadBody;
  /** Does what business time has come to, before a request is looked at. */
  catchUp(): Promise<void>;
  /** Told of every failure that is answered with a 500. */
  report?(error: unknown): void;
}

/** An API under its path, e.g. `/open-banking/v3.1/aisp`. */
export interface Mounted {
  readonly prefix: string;
  /** For whoever comes without a token (RFC 6750 §3). */
  readonly realm: string;
  /** In whose words errors are told. */
  readonly version: ApiVersion;
  readonly admit: Admission;
  /** What clients are told of how often they ask, where the version has headers for it. */
  readonly calls?: CallCount;
}

/**
 * Answers every request below the paths of the APIs, unknown paths and methods included: 401 when there is no access, with a body for an
 * expired token at 4.0 alone, then the interaction id (400), and what the API's admission has to say. The interaction id of the answer is the
 * request's, or a fresh one where it sent none or one that is no UUID.
 */
export function readWriteApi(apis: readonly Mounted[], deps: FrameDeps): Middleware {
  return (ctx, next) => {
    const { path } = ctx;
    const api = apis.find(({ prefix }) => path.startsWith(prefix) && (path[prefix.length] ?? '/') === '/');
    return api === undefined ? next() : framed(ctx, api, deps);
  };
}

async function framed(
  ctx: Context,
  { prefix, realm, version, admit, calls }: Mounted,
  { access, readBody, catchUp, report = () => undefined }: FrameDeps,
): Promise<void> {
  const { [interactionHeader]: sent } = ctx.headers;
  const id = interactionIdFor(typeof sent === 'string' ? sent : undefined);
  const answer = await answerOf(
    async () => {
      await catchUp();
      const found = await access(ctx);
      if ('refused' in found) return unauthorised(found.refused, realm, version);
      if (calls !== undefined) ctx.set(calls.counted(found.access.clientId));
      if (sent !== undefined && id !== sent) {
        throw new Refusal(400, {
          code: 'UK.OBIE.Header.Invalid',
          message: 'This is no UUID.',
          path: interactionHeader,
        });
      }
      const { method, path, querystring: query } = ctx;
      const header = (name: string) => ctx.get(name);
      return admit({ method, path: path.slice(prefix.length), query, header, body: () => readBody(ctx) }, found.access);
    },
    { version, report },
  );
  send(ctx, answer, id);
}

/** Puts an answer into koa's hands. */
function send(ctx: Context, { status, headers, body }: Answer, interactionId: string): void {
  ctx.set(headers);
  ctx.set(interactionHeader, interactionId);
  ctx.body = body ?? null;
  ctx.status = status;
}

/**
 * RFC 6750 §3: no error code for a request that carries no token at all.
 * @throws Refusal for a token that has expired, where the version has a body for that
 */
function unauthorised({ reason, description }: NoAccess, realm: string, version: ApiVersion): Answer {
  const quoted = description.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, "'");
  const error = reason === 'no_token' ? '' : ', error="invalid_token"';
  const headers = { 'WWW-Authenticate': `Bearer realm="${realm}"${error}, error_description="${quoted}"` };
  if (reason !== 'expired_token' || wordsVersion(version) !== '4.0') return { status: 401, headers };
  const refusal = new Refusal(401, { code: 'TKXP', message: description, path: 'Authorization' });
  refusal.headers = headers;
  throw refusal;
}
