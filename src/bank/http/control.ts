/** The control connection: whoever needs the bank holds one open, and a bank that was started to linger ends when nobody does. */

import type { ServerResponse } from 'node:http';
import type { Context, Middleware } from 'koa';
import { truncate } from '../../standard/truncate.ts';
import { isBearer } from './bearer.ts';

/** Why a bank ends: nobody holds it any more, or whoever holds its control token said so. */
export type Reason = 'alone' | 'stopped';

/** What a holder of a connection is told, one line of JSON each; the first line has all of it. */
interface Told {
  /** What the bank says of itself. */
  ready?: unknown;
  customers?: unknown;
  /** Names of all who hold a connection, in the order they came. */
  holders?: string[];
  ending?: Reason;
}

export interface Control {
  /** Answers `/control` and what is below it; for the plain-HTTP listener. */
  middleware: Middleware;
  /** Resolves when the bank should end. */
  asked: Promise<Reason>;
  /** From now on connections are taken, and the time counts for which nobody holds one. */
  begin(facts: Omit<Told, 'holders' | 'ending'>): void;
  /** Stops counting. */
  end(): void;
}

export interface ControlOptions {
  token: string;
  /** Seconds after the last connection's end; undefined for a bank that ends by a signal only. */
  linger?: number;
  /** The directory's software statements, for `GET /control/statements`. */
  statements(): Promise<unknown[]>;
  /** A fresh assertion of one of them, for `GET /control/statements/{software id}`; undefined when there is none of this id. */
  assertion(softwareId: string): Promise<string | undefined>;
}

/** Seconds for which a bank that was just started waits for its first connection. */
const firstTimeout = 30;
/** Characters of a holder's name. */
const maxNameLength = 200;

/**
 * `GET /control` with `Authorization: Bearer <controlToken>` is answered at once and never ends: it is the connection. The header
 * `x-control-holder`, percent-encoded, names who holds it. `GET /control/statements` lists the directory's software statements,
 * with an id after it it gives a fresh assertion of one; `POST /control/stop` ends the bank for all and names its holders.
 * Without the token each is a 401.
 */
export function createControl({ token, linger, statements, assertion }: ControlOptions): Control {
  const held = new Map<ServerResponse, string>();
  const { promise: asked, resolve: ask } = Promise.withResolvers<Reason>();
  let facts: Omit<Told, 'holders' | 'ending'> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const count = (seconds: number): void => {
    if (linger === undefined || held.size > 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask('alone'), seconds * 1000);
  };
  const tell = (told: Told, to: Iterable<ServerResponse> = held.keys()): void => {
    const line = `${JSON.stringify(told)}\n`;
    for (const response of to) response.write(line);
  };
  const holders = (): string[] => [...held.values()];

  function hold(ctx: Context): void {
    const response = ctx.res;
    ctx.respond = false;
    clearTimeout(timer);
    // It may stand still for as long as its holder likes.
    ctx.req.socket.setTimeout(0);
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
    tell({ holders: [...holders(), nameOf(ctx)] });
    held.set(response, nameOf(ctx));
    tell({ ...facts, holders: holders() }, [response]);
    const left = (): void => {
      if (!held.delete(response)) return;
      tell({ holders: holders() });
      if (facts) count(linger ?? 0);
    };
    response.on('error', left).on('close', left);
  }

  async function answer(ctx: Context): Promise<void> {
    ctx.set('cache-control', 'no-store');
    if (facts === undefined || !isBearer(ctx.get('authorization'), token)) {
      ctx.status = 401;
      ctx.set('www-authenticate', 'Bearer');
      ctx.body = { error: 'invalid_token', error_description: 'The control token stands in running.json of the bank.' };
      return;
    }
    const asks = `${ctx.method} ${ctx.path}`;
    if (asks === 'GET /control') return hold(ctx);
    if (asks === 'GET /control/statements') {
      ctx.body = { statements: await statements() };
      return;
    }
    const [, softwareId] = /^GET \/control\/statements\/([\w-]+)$/.exec(asks) ?? [];
    if (softwareId !== undefined) {
      const found = await assertion(softwareId);
      ctx.status = found === undefined ? 404 : 200;
      ctx.body = found === undefined ? { error: 'not_found' } : { assertion: found };
      return;
    }
    if (asks !== 'POST /control/stop') {
      ctx.status = 405;
      return;
    }
    tell({ ending: 'stopped' });
    ctx.status = 202;
    ctx.body = { ending: 'stopped', holders: holders() };
    // Whoever comes now would hold a bank that is about to end, and take its end for an accident.
    facts = undefined;
    // Whoever asked has the answer before the connections are cut.
    ctx.res.once('close', () => ask('stopped'));
  }

  return {
    middleware: (ctx, next) => (/^\/control(\/|$)/.test(ctx.path) ? answer(ctx) : next()),
    asked,
    begin(told) {
      facts = told;
      count(Math.max(firstTimeout, linger ?? 0));
    },
    end() {
      facts = undefined;
      clearTimeout(timer);
    },
  };
}

function nameOf(ctx: Context): string {
  try {
    return truncate(decodeURIComponent(ctx.get('x-control-holder')), maxNameLength);
  } catch {
    return '';
  }
}
