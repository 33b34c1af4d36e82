/** A customer who is logged in to look after what he shares: a cookie of its own, which no authorisation takes for a login. */
import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'koa';
import type { Clock } from '../clock.ts';
import type { Customer } from '../data/records.ts';
import type { Documents } from '../store/store.ts';
import { csrfToken } from './form.ts';

/** Kind `CustomerSession`; its id is a digest of the cookie, so that the database holds nothing to log in with. */
interface CustomerSession {
  customerId: string;
  /** When it was last used, milliseconds. */
  usedAt: number;
}

export interface Session {
  customer: Customer;
  /** What its forms are bound to; see `readForm`. */
  formsOf: string;
  csrf: string;
}

/** Milliseconds after the last page. */
const sessionLife = 15 * 60_000;
/** A page that is looked at so soon after the last prolongs nothing, so that reading need not write each time. */
const renewalDelay = 60_000;

const path = '/connected';

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/**
 * Sessions of the customers' own pages. They end by protocol time, as they are about the person who sits there and not about the bank's books.
 */
export function customerSessions(deps: { store: Documents; clock: Clock; csrfSecret: Buffer }) {
  const { store, clock, csrfSecret } = deps;
  // A browser keeps one cookie for all ports of a host: two banks on this machine must not log each other's customers out.
  const own = csrfToken(csrfSecret, 'names of cookies').slice(0, 8);
  // Over TLS a name of its own, as a browser lets plain HTTP replace no cookie that is for TLS alone.
  const nameOf = (ctx: Context, what: string): string => `${ctx.secure ? '__Secure-' : ''}${what}-${own}`;
  const set = (ctx: Context, what: string, value: string | undefined): void => {
    const safe = { signed: true, httpOnly: true, sameSite: true, secure: ctx.secure, overwrite: true } as const;
    ctx.cookies.set(nameOf(ctx, what), value, { ...safe, path });
  };
  const get = (ctx: Context, what: string): string => ctx.cookies.get(nameOf(ctx, what), { signed: true }) ?? '';
  const keep = (secret: string, session: CustomerSession): Promise<void> =>
    store.put('CustomerSession', digestOf(secret), session, { expiresAt: session.usedAt + sessionLife });

  return {
    /** Who is logged in in this browser, undefined when nobody is, or too long ago. */
    async current(ctx: Context): Promise<Session | undefined> {
      const secret = get(ctx, 'connected');
      if (secret === '') return undefined;
      const session = await store.get<CustomerSession>('CustomerSession', digestOf(secret));
      const customer = session && (await store.get<Customer>('Customer', session.customerId));
      if (session === undefined || customer === undefined) return undefined;
      const now = clock.now();
      if (now - session.usedAt >= renewalDelay) await keep(secret, { ...session, usedAt: now });
      const formsOf = `connected ${secret}`;
      return { customer, formsOf, csrf: csrfToken(csrfSecret, formsOf) };
    },

    /** Begins a session under a new secret, whatever the browser had. */
    async begin(ctx: Context, customer: Customer): Promise<void> {
      await this.end(ctx);
      const secret = randomBytes(32).toString('base64url');
      await keep(secret, { customerId: customer.customerId, usedAt: clock.now() });
      set(ctx, 'connected', secret);
    },

    async end(ctx: Context): Promise<void> {
      const secret = get(ctx, 'connected');
      if (secret !== '') await store.delete('CustomerSession', digestOf(secret));
      set(ctx, 'connected', undefined);
    },

    /** What the login form is bound to, where nobody is logged in yet: this browser. */
    loginForms(ctx: Context): { formsOf: string; csrf: string } {
      const secret = get(ctx, 'login') || randomBytes(16).toString('base64url');
      set(ctx, 'login', secret);
      const formsOf = `login ${secret}`;
      return { formsOf, csrf: csrfToken(csrfSecret, formsOf) };
    },
  };
}
