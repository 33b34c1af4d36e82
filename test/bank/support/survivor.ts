/** A TPP that goes the guide's way step by step and knows what to do when an answer is lost: it never takes silence for a no. */
import { randomUUID } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { z } from 'zod';
import type { Ready } from '../../../src/bank/index.ts';
import { type Reply, registrationClaims, send, sign, type Tpp } from './bank.ts';
import { Browser, formOf } from './customer.ts';
import { everyPermission } from './relying-party.ts';

export type Method = 'client_secret_basic' | 'private_key_jwt';

export interface Journey {
  ready: Ready;
  /** Every request passes here. */
  watch: <T>(request: () => Promise<T>) => Promise<T>;
  freshTpp: () => Promise<Tpp>;
  method: Method;
  /** Whether a code whose answer was lost is tried again, before the customer is asked again. */
  triesCodeAgain: boolean;
  tpp: Tpp;
  clientId: string;
  secret: string | undefined;
  clientToken: string;
  consentId: string;
  browser: Browser;
  /** Where the browser stands. */
  at: { page: string; url: string };
  code: string;
  accessToken: string;
  accountId: string;
  accounts: unknown;
  balances: unknown;
  transactions: unknown;
}

export interface Step {
  name: string;
  /** Does the step and keeps what was answered. */
  go(journey: Journey): Promise<void>;
  /** Does it after its answer was lost and the bank came back. */
  again(journey: Journey): Promise<void>;
  /** What must be true once the step was answered, and until a later one changes it. */
  holds(journey: Journey): Promise<void>;
  /** The steps whose beginning ends what `holds` says. */
  until?: string[];
}

const form = 'application/x-www-form-urlencoded';
const redirectUri = 'https://app.getpostman.com/oauth2/callback';

/** The reply, if its status is that; else an error with all that the bank said. */
function expectStatus(reply: Reply, status: number, what: string): Reply {
  if (reply.status !== status) throw new Error(`${what}: ${reply.status} instead of ${status}: ${reply.text}`);
  return reply;
}

function ensure(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

const request: (
  journey: Journey,
  ...rest: Parameters<typeof send> extends [unknown, ...infer R] ? R : never
) => Promise<Reply> = (journey, ...rest) => journey.watch(() => send(journey.tpp.agent, ...rest));

const basic = ({ clientId, secret }: Journey) => ({
  authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
});

async function token(journey: Journey, parameters: Record<string, string>): Promise<Reply> {
  const { method, clientId, tpp, ready } = journey;
  const body = new URLSearchParams(parameters);
  if (method === 'private_key_jwt') {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: clientId,
      sub: clientId,
      aud: ready.tokenEndpoint,
      jti: randomUUID(),
      iat: now,
      exp: now + 60,
    };
    const assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'PS256', kid: tpp.kid }).sign(tpp.signingKey);
    body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    body.set('client_assertion', assertion);
  }
  const headers = { 'content-type': form, ...(method === 'client_secret_basic' && basic(journey)) };
  return request(journey, 'POST', ready.tokenEndpoint, { headers, body: body.toString() });
}

function api(journey: Journey, bearer: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<Reply> {
  return request(journey, method, `${journey.ready.resourceServer}/aisp${path}`, {
    headers: {
      authorization: `Bearer ${bearer}`,
      'x-fapi-interaction-id': randomUUID(),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function postRegistration(journey: Journey): Promise<Reply> {
  const { tpp, ready, method } = journey;
  const claims = registrationClaims(tpp, ready, { token_endpoint_auth_method: method });
  const headers = { 'content-type': 'application/jwt' };
  return request(journey, 'POST', ready.registrationEndpoint, { headers, body: await sign(tpp, claims) });
}

const registered = z.object({ client_id: z.string(), client_secret: z.string().optional() });

function keepClient(journey: Journey, reply: Reply): void {
  const { client_id: clientId, client_secret: secret } = registered.parse(reply.json);
  Object.assign(journey, { clientId, secret });
}

async function readClient(journey: Journey, bearer: string): Promise<Reply> {
  const url = `${journey.ready.registrationEndpoint}/${journey.clientId}`;
  const reply = await request(journey, 'GET', url, { headers: { authorization: `Bearer ${bearer}` } });
  return expectStatus(reply, 200, 'reading the client');
}

async function clientCredentials(journey: Journey): Promise<string> {
  const reply = await token(journey, { grant_type: 'client_credentials', scope: 'accounts' });
  return expectStatus(reply, 200, 'client credentials').json.access_token;
}

const consentStatus = async (journey: Journey): Promise<string> => {
  const reply = await api(journey, journey.clientToken, 'GET', `/account-access-consents/${journey.consentId}`);
  return expectStatus(reply, 200, 'reading the consent').json.Data.Status;
};

async function authorisationUrl({ clientId, consentId, ready, tpp }: Journey): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const intent = { openbanking_intent_id: { value: consentId, essential: true } };
  const claims = {
    iss: clientId,
    aud: ready.issuer,
    client_id: clientId,
    response_type: 'code id_token',
    redirect_uri: redirectUri,
    scope: 'openid accounts',
    state: randomUUID(),
    nonce: randomUUID(),
    nbf: now - 10,
    exp: now + 290,
    claims: { userinfo: intent, id_token: intent },
  };
  const url = new URL(ready.frontChannel);
  const { response_type, scope } = claims;
  url.search = new URLSearchParams({
    client_id: clientId,
    response_type,
    scope,
    request: await sign(tpp, claims),
  }).toString();
  return url.href;
}

const says = (page: string): string => page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const stands = (journey: Journey, page: 'login' | 'consent'): boolean =>
  journey.at.page.includes(`data-page="${page}"`);

/** Follows a link or a form, as far as the bank's next page; the URL it leaves for, when it does. */
async function browse(journey: Journey, url: string, fields?: URLSearchParams): Promise<string | undefined> {
  const end = await journey.browser.follow(url, fields);
  if ('left' in end) return end.left;
  journey.at = end;
  return undefined;
}

const reload = (journey: Journey): Promise<string | undefined> => browse(journey, journey.at.url);

async function open(journey: Journey): Promise<void> {
  journey.browser = new WatchedBrowser(journey);
  await browse(journey, await authorisationUrl(journey));
  ensure(stands(journey, 'login'), `no login page: ${says(journey.at.page)}`);
}

async function logIn(journey: Journey): Promise<void> {
  const { action, fields } = formOf(journey.at.page, 'login', journey.at.url);
  fields.set('loginName', 'rora');
  fields.set('password', 'rora.');
  await browse(journey, action, fields);
  ensure(stands(journey, 'consent'), `no consent page: ${says(journey.at.page)}`);
}

async function approve(journey: Journey): Promise<void> {
  const { action, fields, accounts } = formOf(journey.at.page, 'consent', journey.at.url);
  for (const account of accounts) if (!fields.getAll('accounts').includes(account)) fields.append('accounts', account);
  fields.set('decision', 'approve');
  const left = await browse(journey, action, fields);
  ensure(left !== undefined, `the bank kept the customer: ${says(journey.at.page)}`);
  const answer = new URLSearchParams(new URL(left).hash.slice(1));
  ensure(
    decodeJwt(answer.get('id_token') ?? '').openbanking_intent_id === journey.consentId,
    `another consent: ${left}`,
  );
  journey.code = answer.get('code') ?? '';
}

async function authoriseAnew(journey: Journey): Promise<void> {
  await open(journey);
  await logIn(journey);
  await approve(journey);
}

const exchange = (journey: Journey): Promise<Reply> =>
  token(journey, { grant_type: 'authorization_code', code: journey.code, redirect_uri: redirectUri });

async function read(journey: Journey, path: string): Promise<unknown> {
  return expectStatus(await api(journey, journey.accessToken, 'GET', path), 200, path).json.Data;
}

class WatchedBrowser extends Browser {
  readonly #journey: Journey;
  constructor(journey: Journey) {
    super();
    this.#journey = journey;
  }
  override open(url: string, fields?: URLSearchParams): Promise<Response> {
    return this.#journey.watch(() => super.open(url, fields));
  }
}

const once = (go: (journey: Journey) => Promise<void>) => ({ go, again: go });
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The steps of `obw demo` that talk to the bank, the customer's part in three. */
export const steps: readonly Step[] = [
  {
    name: 'register',
    async go(journey) {
      keepClient(journey, expectStatus(await postRegistration(journey), 201, 'registration'));
    },
    async again(journey) {
      const reply = await postRegistration(journey);
      if (reply.status === 201) return keepClient(journey, reply);
      // It was kept, whole: the answer to the first request is lost, and with it the secret.
      const clientId = /already registered: .* is the client ([\w-]+)/.exec(reply.json?.error_description)?.[1];
      ensure(reply.status === 400 && clientId !== undefined, `registration again: ${reply.status} ${reply.text}`);
      Object.assign(journey, { clientId, secret: undefined });
      if (journey.method === 'private_key_jwt') {
        await readClient(journey, await clientCredentials(journey));
        return;
      }
      journey.tpp = await journey.freshTpp();
      keepClient(journey, expectStatus(await postRegistration(journey), 201, 'registration of another software'));
    },
    async holds(journey) {
      const { json } = await readClient(journey, journey.clientToken || (await clientCredentials(journey)));
      ensure(json.client_id === journey.clientId && same(json.redirect_uris, [redirectUri]), `another client: ${json}`);
    },
  },
  {
    name: 'environment',
    ...once(async (journey) => {
      const reply = await request(journey, 'GET', journey.ready.environment, { headers: basic(journey) });
      // A client with a key has no secret to download.
      expectStatus(reply, journey.secret === undefined ? 401 : 200, 'environment');
    }),
    holds: (journey) => steps.find(({ name }) => name === 'environment')?.go(journey) ?? Promise.reject(),
  },
  {
    name: 'client-credentials',
    ...once(async (journey) => {
      journey.clientToken = await clientCredentials(journey);
    }),
    holds: async (journey) => void (await readClient(journey, journey.clientToken)),
  },
  {
    name: 'consent',
    ...once(async (journey) => {
      const body = { Data: { Permissions: everyPermission }, Risk: {} };
      const reply = await api(journey, journey.clientToken, 'POST', '/account-access-consents', body);
      journey.consentId = expectStatus(reply, 201, 'consent').json.Data.ConsentId;
    }),
    async holds(journey) {
      const status = await consentStatus(journey);
      ensure(status === 'AwaitingAuthorisation', `the consent is ${status}`);
    },
    until: ['approve'],
  },
  {
    name: 'open',
    ...once(open),
    async holds(journey) {
      await reload(journey);
      ensure(stands(journey, 'login'), `the login page is gone: ${says(journey.at.page)}`);
    },
    until: ['login'],
  },
  {
    name: 'login',
    go: logIn,
    async again(journey) {
      await reload(journey);
      if (!stands(journey, 'login') && !stands(journey, 'consent')) await open(journey);
      if (stands(journey, 'login')) await logIn(journey);
    },
    async holds(journey) {
      await reload(journey);
      ensure(stands(journey, 'consent'), `the customer is logged out: ${says(journey.at.page)}`);
    },
    until: ['approve'],
  },
  {
    name: 'approve',
    go: approve,
    async again(journey) {
      await reload(journey);
      if (stands(journey, 'consent')) await approve(journey);
      else await authoriseAnew(journey);
    },
    async holds(journey) {
      const status = await consentStatus(journey);
      ensure(status === 'Authorised', `the consent is ${status}`);
    },
  },
  {
    name: 'token',
    async go(journey) {
      journey.accessToken = expectStatus(await exchange(journey), 200, 'token').json.access_token;
    },
    async again(journey) {
      if (journey.triesCodeAgain) {
        const reply = await exchange(journey);
        if (reply.status === 200) {
          journey.accessToken = reply.json.access_token;
          return;
        }
        ensure(reply.json?.error === 'invalid_grant', `token again: ${reply.status} ${reply.text}`);
      }
      await authoriseAnew(journey);
      journey.accessToken = expectStatus(await exchange(journey), 200, 'token of a new code').json.access_token;
    },
    holds: async (journey) => void (await read(journey, '/accounts')),
  },
  {
    name: 'accounts',
    ...once(async (journey) => {
      const data = await read(journey, '/accounts');
      journey.accounts = data;
      const { Account } = z.object({ Account: z.array(z.object({ AccountId: z.string() })).min(2) }).parse(data);
      journey.accountId = Account[0]?.AccountId ?? '';
    }),
    holds: async (journey) => ensure(same(await read(journey, '/accounts'), journey.accounts), 'other accounts'),
  },
  {
    name: 'balances',
    ...once(async (journey) => {
      journey.balances = await read(journey, `/accounts/${journey.accountId}/balances`);
    }),
    async holds(journey) {
      const now = await read(journey, `/accounts/${journey.accountId}/balances`);
      ensure(same(now, journey.balances), 'other balances');
    },
  },
  {
    name: 'transactions',
    ...once(async (journey) => {
      journey.transactions = await read(journey, `/accounts/${journey.accountId}/transactions`);
    }),
    async holds(journey) {
      const now = await read(journey, `/accounts/${journey.accountId}/transactions`);
      ensure(same(now, journey.transactions), 'other transactions');
    },
  },
];

/** Asks the bank for everything that it has answered so far: the steps before this one, which may have begun. */
export async function checkAnswered(journey: Journey, before: number, begun: boolean): Promise<void> {
  const started = steps.slice(0, before + (begun ? 1 : 0)).map(({ name }) => name);
  for (const step of steps.slice(0, before)) {
    if (step.until?.some((name) => started.includes(name))) continue;
    await step.holds(journey);
  }
}
