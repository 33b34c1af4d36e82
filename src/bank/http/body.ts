/** Reads a request's body once, whole and within a bound, before anything is locked or decided. */
import type { Context } from 'koa';
import { BodyTooLarge } from './state.ts';

const megabyte = 1024 * 1024;
/** Bytes over the bound that are still taken from the wire, so that the sender hears why and not only that the connection broke. */
const drainLimit = 16 * megabyte;
const bodies = new WeakMap<object, Promise<Buffer>>();

/** The body's bytes; a second call for the same request gives the same bytes. Rejects with {@link BodyTooLarge}. */
export async function readBody(ctx: Context, limit = megabyte): Promise<Buffer> {
  const known = bodies.get(ctx.req);
  const reading = known ?? readAll(ctx, limit);
  if (!known) bodies.set(ctx.req, reading);
  const body = await reading;
  if (body.length > limit) throw tooLarge(limit);
  return body;
}

/** The body if it was read, or is being read; undefined where nobody asked for it, or it was too large. */
export async function knownBody(ctx: { req: object }): Promise<Buffer | undefined> {
  return bodies.get(ctx.req)?.catch(() => undefined);
}

const tooLarge = (limit: number): BodyTooLarge => new BodyTooLarge(`The body may have ${limit} bytes at most.`);

async function readAll(ctx: Context, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early must not destroy the stream: the answer goes over the same socket.
  for await (const chunk of ctx.req.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
    if (size > limit + drainLimit) break;
  }
  if (size <= limit) return Buffer.concat(chunks, size);
  ctx.set('connection', 'close');
  throw tooLarge(limit);
}

/** Gives a body that was read already back to a reader that insists on the stream, as the provider does. */
export function replayBody(ctx: Context, body: Buffer): void {
  ctx.req.headers['content-length'] = String(body.length);
  delete ctx.req.headers['transfer-encoding'];
  Object.defineProperties(ctx.req, {
    readable: { value: true, configurable: true },
    iterator: { value: () => [body].values(), configurable: true },
  });
}
