/** The audit log: what the bank saw of each interaction, kept for a while and for the client whose it is. */

import type { Context, Middleware } from 'koa';
import { uuid } from '../../standard/uuid.ts';
import type { Clock } from '../clock.ts';
import { knownBody } from '../http/body.ts';
import { interactionHeader } from '../http/interaction-id.ts';
import { notedClientOf } from '../http/noted-client.ts';
import type { Profile } from '../profile/profile.ts';
import type { ClientMetadata } from '../registration/clients.ts';
import type { Store } from '../store/store.ts';
import { type AuditRecord, recordOf, type Seen, seen } from './audit-record.ts';
import { basicOf } from './basic.ts';
import { HelperRefusal } from './refusal.ts';

export interface AuditLog {
  /** Records every request that goes through it and has an interaction id, whatever its answer. */
  middleware: Middleware;
  /** What the bank saw of an interaction of this client's, in the order in which it came. @throws HelperRefusal 400, 404 */
  read(client: ClientMetadata, interactionId: string): Promise<object>;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

const kind = 'AuditPage';
/** Records are kept by the page, and pages go round: as many as hold {@link maxRecords} beside the one that is being filled. */
const pageSize = 100;
/** Requests that are kept. */
export const maxRecords = 1_000;
const pages = maxRecords / pageSize + 1;
/** Milliseconds for which they are. */
const life = 24 * 3_600_000;
/** Milliseconds after a request until it is written, with all that came meanwhile: what has left the log by then costs nothing, and a bank that is killed loses them. */
const delay = 10_000;

interface Page {
  sequence: number;
  records: readonly AuditRecord[];
}

/**
 * The log of a bank; one without helpers keeps none. Records are written some seconds after their requests were answered, together and outside the
 * requests' units of work, so that a request that was undone is told of too.
 */
export function createAuditLog(deps: {
  profile: Profile;
  store: Store;
  clock: Clock;
  onFailure(error: unknown): void;
}): AuditLog {
  const { store, clock } = deps;
  let waiting: Seen[] = [];
  let timer: NodeJS.Timeout | undefined;
  let written: Promise<void> = Promise.resolve();
  /** The page that is being filled, as it was written last. */
  let last: Page | undefined;
  let closed = false;

  async function write(): Promise<void> {
    const records = waiting.slice(-maxRecords).map(recordOf);
    waiting = [];
    if (records.length === 0) return;
    const before = last ?? (await readPages()).at(-1) ?? { sequence: 0, records: [] };
    const filled = filledWith(before, records);
    await store.unit(async () => {
      for (const page of filled) {
        const expiresAt = (page.records.at(-1)?.at ?? clock.now()) + life;
        await store.put(kind, String(page.sequence % pages), page, { expiresAt });
      }
    });
    last = filled.at(-1);
  }

  /** Oldest first. */
  async function readPages(): Promise<Page[]> {
    return (await store.list<Page>(kind)).sort((a, b) => a.sequence - b.sequence);
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    written = written.then(write).catch(deps.onFailure);
    return written;
  }

  function keep(noted: Seen): void {
    if (closed) return;
    waiting.push(noted);
    if (waiting.length >= 2 * maxRecords) waiting = waiting.slice(-maxRecords);
    timer ??= setTimeout(flush, delay).unref();
  }

  const recording: Middleware = async (ctx, next) => {
    const [at, start] = [clock.now(), performance.now()];
    const { method } = ctx;
    const record = async (): Promise<void> => {
      const interactionId = ctx.response.get(interactionHeader) || ctx.get(interactionHeader);
      if (!uuid.test(interactionId) || ctx.path.startsWith('/ozone/v1.0/audit-log/')) return;
      const took = Math.round(performance.now() - start);
      const claimed = notedClientOf(ctx) === undefined ? await claimedClientOf(ctx) : undefined;
      keep(seen(ctx, { interactionId, at, took, method, claimed }));
    };
    try {
      await next();
    } catch (error) {
      // The answer is made further out.
      ctx.status = 500;
      await record();
      throw error;
    }
    await record();
  };

  return {
    middleware: deps.profile.offers.helpers ? recording : (_ctx, next) => next(),

    async read(client, interactionId) {
      if (!uuid.test(interactionId)) {
        throw new HelperRefusal(
          400,
          'invalid_request',
          `The interaction id is a UUID, the ${interactionHeader} of a request.`,
        );
      }
      await flush();
      const [id, since] = [interactionId.toLowerCase(), clock.now() - life];
      const records = (await readPages())
        .flatMap((page) => page.records)
        .filter((record) => record.interactionId.toLowerCase() === id && record.at > since && isOf(record, client))
        .sort((a, b) => a.at - b.at);
      if (records.length > 0) return { interactionId, records: records.map(shown) };
      throw new HelperRefusal(
        404,
        'not_found',
        `The log has no request of this client with the ${interactionHeader} ${interactionId}. It keeps the last ${maxRecords} requests for a day.`,
      );
    },

    close() {
      closed = true;
      return flush();
    },
  };
}

/** The page with the records added, and as many further ones as they need. */
function filledWith(page: Page, records: readonly AuditRecord[]): Page[] {
  const room = pageSize - page.records.length;
  const first = { ...page, records: [...page.records, ...records.slice(0, room)] };
  if (records.length <= room) return [first];
  return [first, ...filledWith({ sequence: page.sequence + 1, records: [] }, records.slice(room))];
}

function isOf({ clientId, softwareId }: AuditRecord, client: ClientMetadata): boolean {
  return clientId === undefined ? softwareId === client.ob_software_id : clientId === client.client_id;
}

function shown({ at, took, clientId, request, response, certificate, error, challenge }: AuditRecord): object {
  return {
    receivedAt: new Date(at).toISOString(),
    answeredAt: new Date(at + took).toISOString(),
    milliseconds: took,
    ...(clientId !== undefined && { clientId }),
    request,
    response: {
      ...response,
      ...(challenge !== undefined && { challenge }),
      ...(error !== undefined && { error }),
    },
    ...(certificate !== undefined && { certificate }),
  };
}

/**
 * The client that a request says it is of, right or wrong: whoever tries under a client's name is that client's business. What does not
 * look like a client's id may be a secret in the wrong place.
 */
async function claimedClientOf(ctx: Context): Promise<string | undefined> {
  const form = ctx.is('urlencoded') ? await knownBody(ctx) : undefined;
  const parameters = new URLSearchParams(form?.toString('utf8') ?? ctx.querystring);
  const basic = ctx.path === '/auth' ? undefined : basicOf(ctx.get('authorization'))?.name;
  const claimed = basic ?? parameters.get('client_id') ?? subjectOf(parameters.get('client_assertion'));
  return claimed !== undefined && uuid.test(claimed) ? claimed : undefined;
}

function subjectOf(assertion: string | null): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(assertion?.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null || !('sub' in claims)) return undefined;
    return typeof claims.sub === 'string' ? claims.sub : undefined;
  } catch {
    return undefined;
  }
}
