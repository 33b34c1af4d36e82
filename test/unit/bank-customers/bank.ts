/** A bank of one room: the customer's pages on a real koa over loopback, with an authorisation server and a store held in memory. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import Koa, { type Context } from 'koa';
import { businessClock, type Moment } from '../../../src/bank/clock.ts';
import type { CustomerStore } from '../../../src/bank/customers/attempts.ts';
import {
  type Authorisations,
  customerPages,
  type PendingAuthorisation,
} from '../../../src/bank/customers/authorisation.ts';
import { type Connections, connectedPages } from '../../../src/bank/customers/connected.ts';
import type { Connection } from '../../../src/bank/customers/connected-pages.ts';
import { approvalsElsewhere } from '../../../src/bank/customers/elsewhere.ts';
import { elsewhereRoutes } from '../../../src/bank/customers/elsewhere-routes.ts';
import type { Account, Consent, Customer } from '../../../src/bank/data/records.ts';
import { readBody } from '../../../src/bank/http/body.ts';
import { permissive } from '../../../src/bank/profile/permissive.ts';
import type { Kind, PutOptions } from '../../../src/bank/store/store.ts';

export const day = 24 * 60 * 60 * 1000;
/** 1 July 2026, noon in London. */
export const noon = Date.UTC(2026, 6, 1, 11);

export const customers: Customer[] = [
  { customerId: '100001000000000000000001', login: 'rora', password: 'rora.', name: 'Roberta Rastapopoulos' },
  { customerId: '100001000000000000000002', login: 'mits', password: 'mits.', name: 'Mitsuhirato Spectrum' },
  { customerId: '100001000000000000000003', login: 'ivsa', password: 'ivsa.', name: 'Ivana Santos' },
];
export const [rora, mits] = ['100001000000000000000001', '100001000000000000000002'];

function account(last: number, customerId: string, rest: Partial<Account>): Account {
  return {
    accountId: `50000400000000000000000${last}`,
    customerId,
    accountType: 'Personal',
    accountSubType: 'CurrentAccount',
    currency: 'GBP',
    nickname: 'Everyday',
    openingDate: '2019-03-01',
    identification: [
      { schemeName: 'UK.OBIE.SortCodeAccountNumber', identification: `1000010901010${last}`, name: 'R' },
    ],
    servicer: { schemeName: 'UK.OBIE.BICFI', identification: 'WORKGB2L' },
    creditLimit: 0,
    ...rest,
  };
}

export const accounts: Account[] = [
  account(1, rora, {}),
  account(2, rora, { nickname: 'Rainy day', accountSubType: 'Savings' }),
  account(3, rora, {
    nickname: 'Travel card',
    accountSubType: 'CreditCard',
    identification: [{ schemeName: 'UK.OBIE.PAN', identification: '4929123412341234', name: 'R' }],
  }),
  account(4, rora, {
    nickname: 'Holiday euros',
    currency: 'EUR',
    identification: [{ schemeName: 'UK.OBIE.IBAN', identification: 'GB29OBI170000170000001', name: 'R' }],
  }),
  account(5, mits, { nickname: 'Luigi International', accountType: 'Business' }),
];

export const consent: Consent = {
  consentId: 'aac-8b1d3c1e-0b5f-4a53-9f0a-0f2a7d5d8f10',
  clientId: 'client',
  status: 'awaitingAuthorisation',
  version: '3.1',
  createdAt: noon,
  statusUpdatedAt: noon,
  permissions: [
    'ReadAccountsDetail',
    'ReadBalances',
    'ReadTransactionsDetail',
    'ReadTransactionsCredits',
    'ReadTransactionsDebits',
  ],
};

interface Stored {
  document: unknown;
  options: PutOptions;
}

/** The documents of a store in a map, expiring by the same clock as the pages. */
function documents(now: () => number): CustomerStore & { kept: Map<string, Stored> } {
  const kept = new Map<string, Stored>();
  let queue: Promise<unknown> = Promise.resolve();
  const within = new AsyncLocalStorage<boolean>();
  const live = (kind: Kind): Stored[] =>
    [...kept]
      .filter(([key, { options }]) => key.startsWith(`${kind} `) && (options.expiresAt ?? Infinity) > now())
      .map(([, s]) => s);
  const put = async (kind: Kind, id: string, document: unknown, options: PutOptions = {}): Promise<void> => {
    kept.set(`${kind} ${id}`, { document, options });
  };
  return {
    kept,
    async get<T>(kind: Kind, id: string) {
      const stored = kept.get(`${kind} ${id}`);
      return stored !== undefined && (stored.options.expiresAt ?? Infinity) > now()
        ? (stored.document as T)
        : undefined;
    },
    async find<T>(kind: Kind, index: string, value: string) {
      return live(kind)
        .filter((s) => s.options.index?.[index] === value)
        .map((s) => s.document as T);
    },
    list: async <T>(kind: Kind) => live(kind).map((s) => s.document as T),
    put,
    async insert(kind, id, document, options) {
      if (kept.has(`${kind} ${id}`)) return false;
      await put(kind, id, document, options);
      return true;
    },
    async delete(kind, id) {
      kept.delete(`${kind} ${id}`);
    },
    async deleteBy() {},
    /** One after the other, undone when it fails; a unit within one is part of it. */
    unit<T>(work: () => Promise<T>) {
      if (within.getStore() === true) return work();
      const alone = async (): Promise<T> => {
        const before = new Map(kept);
        try {
          return await within.run(true, work);
        } catch (error) {
          kept.clear();
          for (const [key, stored] of before) kept.set(key, stored);
          throw error;
        }
      };
      const result = queue.then(alone);
      queue = result.catch(() => undefined);
      return result;
    },
  };
}

/** An authorisation server that takes the browser from login to consent and then to the redirect, as the provider does. */
class FakeAuthorisations implements Authorisations {
  readonly pending = new Map<string, PendingAuthorisation>();
  readonly calls: string[] = [];
  /** Whether the next step fails, as a bug or a full disk would have it. */
  failing = false;
  async find(ctx: Context, uid: string): Promise<PendingAuthorisation | undefined> {
    return ctx.cookies.get('browser') === 'hers' ? this.pending.get(uid) : undefined;
  }
  #open(uid: string): PendingAuthorisation {
    const found = this.pending.get(uid);
    if (found === undefined) throw new Error('the interaction is over');
    return found;
  }
  /** When the customer last gave his password, where that was said. */
  passwordAt: Moment | undefined;
  async loggedIn(_: Context, uid: string, customerId: string, at?: Moment): Promise<string> {
    if (this.failing) throw new Error('the disk is full');
    this.passwordAt = at;
    this.calls.push(`loggedIn ${customerId}`);
    this.pending.set(uid, { ...this.#open(uid), prompt: 'consent', customerId });
    return `/interaction/${uid}`;
  }
  async approved(_: Context, uid: string, accountIds: string[]): Promise<string> {
    const { redirectUri } = this.#open(uid);
    this.calls.push(`approved ${accountIds.join(' ')}`);
    this.pending.delete(uid);
    return `${redirectUri}#code=good`;
  }
  async refused(_: Context, uid: string, blocked?: string): Promise<string> {
    const { redirectUri } = this.#open(uid);
    this.calls.push(blocked === undefined ? 'refused' : `refused: ${blocked}`);
    this.pending.delete(uid);
    return `${redirectUri}#error=access_denied`;
  }
}

/** What is shared, as a list that a test fills. */
class FakeConnections implements Connections {
  all: Connection[] = [];
  readonly calls: string[] = [];
  async of(customerId: string): Promise<Connection[]> {
    return this.all.filter(({ consent }) => consent.customerId === customerId);
  }
  #change(consentId: string, change: Partial<Consent>): void {
    this.all = this.all.map((one) =>
      one.consent.consentId === consentId ? { ...one, consent: { ...one.consent, ...change } } : one,
    );
  }
  async share({ consentId }: Consent, accountIds: string[]): Promise<void> {
    this.calls.push(`share ${accountIds.join(' ')}`);
    this.#change(consentId, { accountIds });
  }
  async stop({ consentId }: Consent): Promise<void> {
    this.calls.push(`stop ${consentId}`);
    this.#change(consentId, { status: 'revoked' });
  }
}

/** Starts the pages on a port of their own. `time.now` is theirs to move, and `clocks.business.ahead`. */
export async function startPages() {
  const time = { now: noon };
  const protocol = { now: () => time.now };
  const clocks = { business: businessClock(protocol), protocol };
  const store = documents(() => clocks.business.now());
  for (const one of customers) await store.put('Customer', one.customerId, one);
  for (const one of accounts) await store.put('Account', one.accountId, one, { index: { customerId: one.customerId } });
  await store.put('Consent', consent.consentId, consent);
  await store.put('Client', consent.clientId, { client_id: consent.clientId });
  const authorisations = new FakeAuthorisations();
  const connections = new FakeConnections();
  const errors: unknown[] = [];
  const start = async (): Promise<{ server: Server; origin: string }> => {
    const koa = new Koa({ keys: ['a key for cookies'] });
    koa.on('error', (error) => errors.push(error));
    const options = { profile: permissive };
    const shared = { store, clocks, options, readBody, csrfSecret: randomBytes(32) };
    const approvals = approvalsElsewhere({ store, clocks, secret: randomBytes(32) });
    koa.use(customerPages({ ...shared, authorisations, approvals }).routes());
    koa.use(connectedPages({ ...shared, connections }).routes());
    koa.use(elsewhereRoutes({ ...shared, authorisations, approvals }).routes());
    const server = createServer(koa.callback());
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return { server, origin: `http://127.0.0.1:${address.port}` };
  };
  let { server, origin } = await start();
  const stop = () => new Promise((done) => server.close(done).closeAllConnections());
  return {
    time,
    clocks,
    store,
    authorisations,
    connections,
    errors,
    get origin() {
      return origin;
    },
    /** Begins an authorisation for this browser and gives its uid. */
    begin(rest: Partial<PendingAuthorisation> = {}): string {
      const uid = randomBytes(16).toString('base64url');
      const clientName = 'Money Mentor';
      const redirectUri = 'https://app.getpostman.com/oauth2/callback';
      authorisations.pending.set(uid, {
        uid,
        prompt: 'login',
        clientName,
        redirectUri,
        parameters: {},
        // Of a profile that gives its customers more time than a code has.
        endsIn: 60 * 60_000,
        consent,
        ...rest,
      });
      return uid;
    },
    stop,
    /** The same store under a new server, as after a kill. */
    async restart() {
      await stop();
      ({ server, origin } = await start());
    },
  };
}
export type Pages = Awaited<ReturnType<typeof startPages>>;
