/** A bank that has the account information API and nothing else: real store, real HTTP, tokens by name. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import { accountInformationApi } from '../../../src/bank/accounts/api.ts';
import { consentExpiry, expireConsent, putConsent } from '../../../src/bank/accounts/consent-changes.ts';
import type { Permission } from '../../../src/bank/accounts/permissions.ts';
import { civilDay, ensureData, liveOn } from '../../../src/bank/data/ensure.ts';
import type { Account, Consent } from '../../../src/bank/data/records.ts';
import { dueWork, type Work } from '../../../src/bank/due.ts';
import { type Access, BodyTooLarge, type NoAccess, type ReadBody } from '../../../src/bank/http/state.ts';
import { permissive } from '../../../src/bank/profile/permissive.ts';
import type { Profile } from '../../../src/bank/profile/profile.ts';
import { openSqliteStore } from '../../../src/bank/store/sqlite.ts';
import type { Store } from '../../../src/bank/store/store.ts';
import { assertByTheStandard } from '../../bank/support/by-the-standard.ts';

const today = Date.UTC(2026, 10, 22, 9, 30);
export const unknownAccount = '500004000000000000000099';
/** An account of mits. */
export const others = '500004000000000000000021';
/** rora's accounts as the data set numbers them. */
export const current = '500004000000000000000011';
export const savings = '500004000000000000000012';
export const card = '500004000000000000000013';

export const allPermissions: Permission[] = [
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
];

export interface TestBank {
  /** Where its files are. */
  dir: string;
  base: string;
  store: Store;
  clock: { time: number };
  /** What the fake access check finds for `Bearer name`. */
  tokens: Map<string, Access | NoAccess>;
  revoked: string[];
  failures: unknown[];
  accounts: Account[];
  /** Stores an authorised consent and returns the name of a token for it. */
  share(changes?: Partial<Consent>): Promise<string>;
  /** Every answer is held against the standard, but for one that is `unlike` it, for a reason. */
  ask(path: string, init?: RequestInit & { token?: string; unlike?: string }): Promise<Response>;
  close(): Promise<void>;
}

const readBody: ReadBody = async (ctx, limit = 1_000_000) => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    const bytes = Buffer.from(chunk);
    size += bytes.byteLength;
    if (size <= limit) chunks.push(bytes);
  }
  if (size > limit) throw new BodyTooLarge();
  return Buffer.concat(chunks);
};

export async function startBank(
  options: {
    bulkTransactions?: boolean;
    profile?: Profile;
    transactions?: number;
    seed?: number;
    dataDay?: string;
    /** What business time comes to happens, as in a bank that runs. */
    livesOn?: boolean;
  } = {},
): Promise<TestBank> {
  const dir = await mkdtemp(join(tmpdir(), 'bank-accounts-'));
  const clock = { time: today, now: () => clock.time };
  const store = openSqliteStore(join(dir, 'bank.db'), clock);
  const { seed = 1, transactions = 0, dataDay } = options;
  await ensureData(store, { seed, transactions, dataDay }, clock);
  const tokens = new Map<string, Access | NoAccess>([
    ['client', { kind: 'client', clientId: 'tpp-1', scopes: new Set(['accounts']) }],
    ['other-client', { kind: 'client', clientId: 'tpp-2', scopes: new Set(['accounts']) }],
    ['payments-client', { kind: 'client', clientId: 'tpp-1', scopes: new Set(['payments']) }],
  ]);
  const revoked: string[] = [];
  const failures: unknown[] = [];
  const app = new Koa();
  const server = createServer();
  // A test that works for seconds between two requests would find its connection ended as idle.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const base = `${origin}/open-banking/v3.1/aisp`;
  const revokeGrant = async (grantId: string) => void revoked.push(grantId);
  const works: Record<string, Work> = {
    [civilDay]: ({ at }) => liveOn(store, at),
    [consentExpiry]: ({ id, at }) => expireConsent({ store, revokeGrant }, id, at),
  };
  const api = accountInformationApi({
    store,
    clock,
    catchUp: options.livesOn ? dueWork({ store, clock, works }) : async () => {},
    readBody,
    options: { bulkTransactions: options.bulkTransactions, profile: options.profile ?? permissive },
    addresses: { accountInformation: { '3.1': base, '4.0': base.replace('v3.1', 'v4.0') } },
    access: async (ctx) => {
      const found = tokens.get(ctx.get('Authorization').replace('Bearer ', ''));
      if (found === undefined) return { refused: { reason: 'no_token', description: 'No access token' } };
      return 'reason' in found ? { refused: found } : { access: found };
    },
    revokeGrant,
    report: (error) => void failures.push(error),
  });
  app.use(api);
  server.on('request', app.callback());
  let shares = 0;
  return {
    dir,
    base,
    store,
    clock,
    tokens,
    revoked,
    failures,
    accounts: await store.list<Account>('Account'),
    async share(changes = {}) {
      shares += 1;
      const consent: Consent = {
        consentId: `aac-${shares}`,
        clientId: 'tpp-1',
        status: 'authorised',
        version: '3.1',
        createdAt: clock.time,
        statusUpdatedAt: clock.time,
        permissions: allPermissions,
        customerId: '100001000000000000000001',
        accountIds: [current, savings, card],
        grantId: `grant-${shares}`,
        ...changes,
      };
      await putConsent(store, consent);
      const { clientId } = consent;
      tokens.set(`customer-${shares}`, {
        kind: 'customer',
        clientId,
        scopes: new Set(['openid', 'accounts']),
        grantId: `grant-${shares}`,
      });
      return `customer-${shares}`;
    },
    async ask(path, { token, headers, unlike, ...init } = {}) {
      const url = path.startsWith('http') ? path : `${base}${path}`;
      const response = await fetch(url, {
        ...init,
        headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...(headers as object) },
      });
      const { method = 'GET' } = init;
      if (unlike === undefined) assertByTheStandard(method, url, response.status, await response.clone().text());
      return response;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
