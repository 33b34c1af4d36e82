/** What goes around every answer of the account information API: token, interaction id, formats, and koa. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import { takesJson } from '../http/accept.ts';
import { type Access, BodyTooLarge, type NoAccess } from '../http/state.ts';
import { type Answer, answerOf } from './answer.ts';
import type { AccountInformationDeps } from './deps.ts';
import { Refusal } from './errors.ts';

const interactionHeader = 'x-fapi-interaction-id';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Answers a request: 401 without a body when there is no access, else what `work` gives or refuses with. The interaction id
 * is the request's, or a fresh one where it sent none or one that is no UUID (which is a 400).
 */
export async function framed(
  ctx: Context,
  { access, report = () => undefined }: AccountInformationDeps,
  work: (access: Access) => Promise<Answer>,
): Promise<void> {
  const { [interactionHeader]: sent } = ctx.headers;
  const id = typeof sent === 'string' && uuid.test(sent) ? sent : randomUUID();
  const answer = await answerOf(async () => {
    const found = await access(ctx);
    if ('refused' in found) return unauthorised(found.refused);
    if (sent !== undefined && id !== sent) {
      throw new Refusal(400, { code: 'UK.OBIE.Header.Invalid', message: 'This is no UUID.', path: interactionHeader });
    }
    demandJsonAccepted(ctx);
    return work(found.access);
  }, report);
  send(ctx, answer, id);
}

/** Puts an answer into koa's hands. */
function send(ctx: Context, { status, headers, body }: Answer, interactionId: string): void {
  ctx.set(headers);
  ctx.set(interactionHeader, interactionId);
  ctx.body = body ?? null;
  ctx.status = status;
}

/** Refuses a token of the other kind, or without the scope `accounts`, with 403. */
export function demandAccess(access: Access, kind: Access['kind']): void {
  const refuse = (message: string) =>
    new Refusal(403, { code: 'UK.OBIE.Header.Invalid', message, path: 'Authorization' });
  if (access.kind !== kind) {
    throw refuse(
      kind === 'client'
        ? 'This is a customer’s token; a client credentials token is needed here.'
        : 'This is a client credentials token; one that a customer authorised is needed here.',
    );
  }
  if (!access.scopes.has('accounts')) throw refuse('The token lacks the scope accounts.');
}

/**
 * The body of a request that has to be JSON.
 * @throws Refusal 415, 413
 */
export async function jsonBody({ readBody }: AccountInformationDeps, ctx: Context): Promise<Buffer> {
  const type = ctx.get('Content-Type');
  const encoded = ctx.get('Content-Encoding');
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type.trim()) || !/^(identity)?$/i.test(encoded)) {
    const path = encoded === '' ? 'Content-Type' : 'Content-Encoding';
    throw new Refusal(415, {
      code: 'UK.OBIE.Header.Invalid',
      message: `${path} is not one that the bank reads.`,
      path,
    });
  }
  try {
    return await readBody(ctx);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    throw new Refusal(413, {
      code: 'UK.OBIE.Resource.InvalidFormat',
      message: 'The body is larger than the bank reads.',
    });
  }
}

/** Nothing is at this path, or nothing in this bank. */
export function notHere(supported: boolean): Refusal {
  const message = supported ? 'There is no such resource.' : 'This resource is not supported by this bank.';
  return new Refusal(404, { code: 'UK.OBIE.Resource.NotFound', message });
}

function demandJsonAccepted(ctx: Context): void {
  if (takesJson(ctx.headers.accept)) return;
  const message = 'The Accept header does not allow application/json.';
  throw new Refusal(406, { code: 'UK.OBIE.Header.Invalid', message, path: 'Accept' });
}

/** RFC 6750 §3: no error code for a request that carries no token at all. */
function unauthorised({ reason, description }: NoAccess): Answer {
  const quoted = description.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, "'");
  const error = reason === 'no_token' ? '' : ', error="invalid_token"';
  return {
    status: 401,
    headers: { 'WWW-Authenticate': `Bearer realm="accounts"${error}, error_description="${quoted}"` },
  };
}
