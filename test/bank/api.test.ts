/** The account information API under bad input, and what the bank's listeners publish about themselves. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentOf, type Reply, send, startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { everyPermission, type RelyingParty, relyingParty } from './support/relying-party.ts';
import { basic } from './support/requests.ts';
import { changeConsent, inStore } from './support/state.ts';

let bank: TestBank;
let tpp: Tpp;
let party: RelyingParty;
/** Another client over the same certificate. */
let other: RelyingParty;
/** Another TPP with its own certificate. */
let stranger: RelyingParty;
let customer: string;
let credentials: string;
let shared: string;
let unshared: string;
beforeAll(async () => {
  bank = await startTestBank({ severalClients: true });
  tpp = await bank.tpp();
  [party, other, stranger] = await Promise.all([
    relyingParty(bank, { tpp }),
    relyingParty(bank, { tpp }),
    relyingParty(bank),
  ]);
  credentials = await party.clientCredentials();
  const all = await party.authorise(await party.consentId(), { user: 'rora' });
  const accounts = await party.api('/accounts', all.access_token);
  [shared, unshared] = accounts.json.Data.Account.map(({ AccountId }: { AccountId: string }) => AccountId);
  customer = (await party.authorise(await party.consentId(), { user: 'rora', accounts: [shared] })).access_token;
});
afterAll(() => bank.stop());
afterEach(() => expect(bank.failures).toEqual([]));

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const trace = /\bat \S+ \(|\bat (?:async )?(?:file|node):|node_modules|\.[cm]?[jt]s:\d+|\/(?:src|work|tmp|home)\//;

/** What every refusal has: the standard's body or none, JSON, an interaction id, and nothing of the inside. */
function expectRefusal(reply: Reply, status: number, code: string | undefined): void {
  expect({ status: reply.status, code: reply.json?.Errors?.[0]?.ErrorCode }).toEqual({ status, code });
  expect(reply.headers['x-fapi-interaction-id']).toMatch(uuid);
  expect(reply.text).not.toMatch(trace);
  if (status === 401) {
    expect(reply.text).toBe('');
    expect(reply.headers['www-authenticate']).toMatch(/^Bearer /);
    return;
  }
  expect(reply.headers['content-type']).toMatch(/^application\/json/);
  expect(reply.json).toMatchObject({ Code: expect.stringContaining(String(status)), Id: expect.any(String) });
  for (const error of reply.json.Errors) {
    expect(error).toMatchObject({ ErrorCode: expect.stringMatching(/^UK\.OBIE\./), Message: expect.any(String) });
  }
}

const consentBody = (data: Record<string, unknown> = {}) => ({
  Data: { Permissions: everyPermission, ...data },
  Risk: {},
});
const create = (body: unknown, headers: Record<string, string> = {}) =>
  party.api('/account-access-consents', credentials, { method: 'POST', body, headers });
const read = (path: string, token: string | undefined = customer, headers: Record<string, string> = {}) =>
  party.api(path, token, { headers });
const inFuture = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
/** A live token of the customer whose consent then becomes something else. */
const tokenOf = async (change: (consentId: string) => Promise<unknown>): Promise<string> => {
  const consentId = await party.consentId();
  const { access_token: token } = await party.authorise(consentId, { user: 'rora' });
  await change(consentId);
  return token;
};
const changed = (changes: Parameters<typeof changeConsent>[2]) => () =>
  tokenOf((consentId) => changeConsent(bank, consentId, changes));

type Case = [name: string, status: number, code: string | undefined, ask: () => Promise<Reply>];

describe('tokens and certificates', () => {
  it.each(['bearer', 'BEARER'])('a token is taken with its scheme spelled %s', async (scheme) => {
    expect((await read('/accounts', undefined, { authorization: `${scheme} ${customer}` })).status).toBe(200);
  });

  it.each<Case>([
    [
      'no certificate',
      401,
      undefined,
      async () =>
        send(await agentOf(bank.ready), 'GET', `${bank.ready.resourceServer}/aisp/accounts`, {
          headers: { authorization: `Bearer ${customer}` },
        }),
    ],
    ['another client’s certificate with a good token', 401, undefined, () => stranger.api('/accounts', customer)],
    ['no token', 401, undefined, () => party.api('/accounts', undefined)],
    ['a token that nobody gave out', 401, undefined, () => read('/accounts', randomUUID())],
    ['a token that is no token', 401, undefined, () => read('/accounts', '§', { authorization: 'Bearer a b c' })],
    ['Basic instead of Bearer', 401, undefined, () => read('/accounts', undefined, basic('a', 'b'))],
    [
      'a token that was revoked with its consent',
      401,
      undefined,
      async () => {
        const path = (consentId: string) => `/account-access-consents/${consentId}`;
        return read('/accounts', await tokenOf((id) => party.api(path(id), credentials, { method: 'DELETE' })));
      },
    ],
    [
      'a refresh token in place of an access token',
      401,
      undefined,
      async () => {
        const tokens = await party.authorise(await party.consentId(), { user: 'mits' });
        return read('/accounts', tokens.refresh_token);
      },
    ],
    [
      'a client-credentials token where a customer’s is needed',
      403,
      'UK.OBIE.Header.Invalid',
      () => read('/accounts', credentials),
    ],
    [
      'a customer’s token where client credentials are needed',
      403,
      'UK.OBIE.Header.Invalid',
      () => read(`/account-access-consents/aac-${randomUUID()}`, customer),
    ],
    [
      'a customer’s token at the creation of a consent',
      403,
      'UK.OBIE.Header.Invalid',
      () => party.api('/account-access-consents', customer, { method: 'POST', body: consentBody() }),
    ],
    [
      'a token without the scope accounts',
      403,
      'UK.OBIE.Header.Invalid',
      async () =>
        party.api('/account-access-consents', await party.clientCredentials('payments'), {
          method: 'POST',
          body: consentBody(),
        }),
    ],
  ])('%s: %i %s', async (_name, status, code, ask) => {
    expectRefusal(await ask(), status, code);
  });
});

describe('consents', () => {
  const mismatch = 'UK.OBIE.Resource.ConsentMismatch';
  const notFound = 'UK.OBIE.Resource.NotFound';
  const status = 'UK.OBIE.Resource.InvalidConsentStatus';
  const path = (consentId: string) => `/account-access-consents/${consentId}`;

  it.each<Case>([
    ['read: unknown', 400, notFound, () => read(path(`aac-${randomUUID()}`), credentials)],
    ['deleted: unknown', 400, notFound, () => party.api(path('aac-1'), credentials, { method: 'DELETE' })],
    ['read: another client’s', 403, mismatch, async () => read(path(await other.consentId()), credentials)],
    [
      'deleted: another client’s',
      403,
      mismatch,
      async () => party.api(path(await other.consentId()), credentials, { method: 'DELETE' }),
    ],
    [
      'deleted twice',
      400,
      notFound,
      async () => {
        const consentId = await party.consentId();
        await party.api(path(consentId), credentials, { method: 'DELETE' });
        return party.api(path(consentId), credentials, { method: 'DELETE' });
      },
    ],
    [
      'used: awaiting',
      403,
      status,
      async () => read('/accounts', await changed({ status: 'awaitingAuthorisation' })()),
    ],
    ['used: rejected', 403, status, async () => read('/accounts', await changed({ status: 'rejected' })())],
    ['used: expired', 403, status, async () => read('/accounts', await changed({ expiresAt: Date.now() - 1000 })())],
    [
      'used: deleted',
      403,
      status,
      async () => read('/accounts', await tokenOf((id) => inStore(bank, (store) => store.delete('Consent', id)))),
    ],
    [
      'used: without the permission',
      403,
      mismatch,
      async () => read('/balances', await changed({ permissions: ['ReadAccountsBasic'] })()),
    ],
  ])('%s: %i %s', async (_name, expected, code, ask) => {
    expectRefusal(await ask(), expected, code);
  });

  const expected = 'UK.OBIE.Field.Expected';
  const invalid = 'UK.OBIE.Field.Invalid';
  const invalidDate = 'UK.OBIE.Field.InvalidDate';
  const missing = 'UK.OBIE.Field.Missing';
  const unexpected = 'UK.OBIE.Field.Unexpected';
  const format = 'UK.OBIE.Resource.InvalidFormat';
  const basicAnd = (...more: string[]) => consentBody({ Permissions: ['ReadAccountsBasic', ...more] });
  it.each<[name: string, code: string, body: () => unknown]>([
    ['no permission at all', invalid, () => consentBody({ Permissions: [] })],
    ['permissions missing', missing, () => consentBody({ Permissions: undefined })],
    ['an unknown permission', invalid, () => basicAnd('ReadEverything')],
    ['no account permission', expected, () => consentBody({ Permissions: ['ReadBalances'] })],
    ['transactions without credits or debits', expected, () => basicAnd('ReadTransactionsBasic')],
    ['detailed transactions without credits or debits', expected, () => basicAnd('ReadTransactionsDetail')],
    ['credits without transactions', expected, () => basicAnd('ReadTransactionsCredits')],
    ['debits without transactions', expected, () => basicAnd('ReadTransactionsDebits')],
    ['an end in the past', invalidDate, () => consentBody({ ExpirationDateTime: inFuture(-60) })],
    ['an end without a zone', invalidDate, () => consentBody({ ExpirationDateTime: '2099-01-01T00:00:00' })],
    ['an end on a day of no calendar', invalidDate, () => consentBody({ ExpirationDateTime: '2099-02-30T00:00:00Z' })],
    [
      'transactions from after to',
      invalidDate,
      () =>
        consentBody({
          TransactionFromDateTime: '2026-02-01T00:00:00Z',
          TransactionToDateTime: '2026-01-01T00:00:00Z',
        }),
    ],
    ['no Data', missing, () => ({ Risk: {} })],
    ['no Risk', missing, () => ({ Data: { Permissions: everyPermission } })],
    ['a member too many', unexpected, () => ({ ...consentBody(), More: 1 })],
    ['a member twice', unexpected, () => `{"Risk":{},"Data":{"Permissions":["ReadAccountsBasic"],"Permissions":[]}}`],
    ['not JSON', format, () => '{"Data":'],
    ['nothing', format, () => ''],
    ['a list', invalid, () => []],
    ['nested ten thousand deep', format, () => '['.repeat(10_000) + ']'.repeat(10_000)],
  ])('a body with %s: 400 %s', async (_name, code, body) => {
    expectRefusal(await create(body()), 400, code);
  });

  it.each(['with its length', 'in chunks'])('a body over 1 MB, sent %s: 413', async (how) => {
    const bytes = Buffer.from(JSON.stringify({ ...consentBody(), More: 'x'.repeat(1_100_000) }));
    const { statusCode, body } = await request(`${bank.ready.resourceServer}/aisp/account-access-consents`, {
      method: 'POST',
      dispatcher: tpp.agent,
      headers: { authorization: `Bearer ${credentials}`, 'content-type': 'application/json' },
      body: how === 'in chunks' ? Readable.from([bytes.subarray(0, 500_000), bytes.subarray(500_000)]) : bytes,
    });
    expect(statusCode).toBe(413);
    expect(await body.json()).toMatchObject({ Errors: [{ ErrorCode: format }] });
  });
});

describe('resources', () => {
  const transactions = (query: string) => read(`/accounts/${shared}/transactions?${query}`);
  const notFound = 'UK.OBIE.Resource.NotFound';
  const invalid = 'UK.OBIE.Field.Invalid';
  it.each<Case>([
    ['an account that is not shared', 403, notFound, () => read(`/accounts/${unshared}`)],
    ['balances of an account that is not shared', 403, notFound, () => read(`/accounts/${unshared}/balances`)],
    ['transactions of an account that is not shared', 403, notFound, () => read(`/accounts/${unshared}/transactions`)],
    ['an unknown account', 400, notFound, () => read('/accounts/999')],
    ['transactions of an unknown account', 400, notFound, () => read('/accounts/999/transactions')],
    ['bulk transactions', 404, notFound, () => read('/transactions')],
    ['a resource that nobody has', 404, notFound, () => read('/treasure')],
    ['a method that is not there', 405, notFound, () => party.api('/accounts', customer, { method: 'DELETE' })],
    ['a page beyond the end', 400, invalid, () => transactions('page=99999')],
    ['a page edited to 0', 400, invalid, () => transactions('page=0')],
    ['a page edited to a word', 400, invalid, () => transactions('page=last')],
    ['a page that stands twice', 400, 'UK.OBIE.Field.Unexpected', () => transactions('page=1&page=2')],
    ['a page size edited upwards', 400, invalid, () => transactions('pageSize=100000')],
    [
      'from after to',
      400,
      'UK.OBIE.Field.InvalidDate',
      () => transactions('fromBookingDateTime=2026-02-01T00:00:00&toBookingDateTime=2026-01-01T00:00:00'),
    ],
    ['a date that is none', 400, 'UK.OBIE.Field.InvalidDate', () => transactions('fromBookingDateTime=yesterday')],
  ])('%s: %i %s', async (_name, status, code, ask) => {
    expectRefusal(await ask(), status, code);
  });
});

describe('headers', () => {
  const invalid = 'UK.OBIE.Header.Invalid';
  const withId = (id: string, token = customer) => read('/accounts', token, { 'x-fapi-interaction-id': id });
  it.each<Case>([
    ['an interaction id that is no UUID', 400, invalid, () => withId('17')],
    ['a body in plain text', 415, invalid, () => create('{}', { 'content-type': 'text/plain' })],
    ['a body as a form', 415, invalid, () => create('a=b', { 'content-type': 'application/x-www-form-urlencoded' })],
    [
      'a body in another charset',
      415,
      invalid,
      () => create('{}', { 'content-type': 'application/json; charset=latin1' }),
    ],
    ['a body that is compressed', 415, invalid, () => create('{}', { 'content-encoding': 'gzip' })],
    ['an answer in XML', 406, invalid, () => read('/accounts', customer, { accept: 'application/xml' })],
  ])('%s: %i %s', async (_name, status, code, ask) => {
    expectRefusal(await ask(), status, code);
  });

  it.each(['application/json;charset=UTF-8', 'Application/JSON ; q=0.5', 'application/*', 'text/html, */*;q=0.1', ''])(
    'an Accept of %j: 200',
    async (accept) => {
      const reply = await read('/accounts', customer, { accept });
      expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
    },
  );

  it.each<[string, (id: string) => Promise<Reply>]>([
    ['200', (id) => withId(id)],
    ['401', (id) => withId(id, randomUUID())],
    ['403', (id) => withId(id, credentials)],
    ['404', (id) => read('/treasure', customer, { 'x-fapi-interaction-id': id })],
    ['406', (id) => read('/accounts', customer, { 'x-fapi-interaction-id': id, accept: 'text/html' })],
  ])('a %s replays the interaction id', async (status, ask) => {
    const id = randomUUID();
    const reply = await ask(id);
    expect(reply.status).toBe(Number(status));
    expect(reply.headers['x-fapi-interaction-id']).toBe(id);
  });

  it.each(['registrationEndpoint', 'environment', 'tokenEndpoint'] as const)(
    'is replayed by the %s too',
    async (endpoint) => {
      const id = randomUUID();
      const reply = await send(tpp.agent, 'POST', bank.ready[endpoint], { headers: { 'x-fapi-interaction-id': id } });
      expect(reply.headers['x-fapi-interaction-id']).toBe(id);
    },
  );

  it('an interaction id is made where none was sent', async () => {
    const reply = await send(tpp.agent, 'GET', `${bank.ready.resourceServer}/aisp/accounts`, {
      headers: { authorization: `Bearer ${customer}` },
    });
    expect(reply.status).toBe(200);
    expect(reply.headers['x-fapi-interaction-id']).toMatch(uuid);
  });
});

describe('what the listeners publish', () => {
  const get = async (url: string, headers: Record<string, string> = {}) =>
    send(await agentOf(bank.ready), 'GET', url, { headers });

  it('discovery names the mutual-TLS endpoints directly, and its aliases repeat them', async () => {
    const { json } = await get(bank.ready.discovery);
    const { issuer, tokenEndpoint, registrationEndpoint, authorizationEndpoint } = bank.ready;
    const mutual = new URL(tokenEndpoint).origin;
    const named = {
      token_endpoint: tokenEndpoint,
      registration_endpoint: registrationEndpoint,
      pushed_authorization_request_endpoint: `${mutual}/par`,
      introspection_endpoint: `${mutual}/introspection`,
    };
    expect(json).toMatchObject({
      issuer,
      authorization_endpoint: authorizationEndpoint,
      ...named,
      mtls_endpoint_aliases: named,
      tls_client_certificate_bound_access_tokens: true,
      response_types_supported: ['code id_token', 'code'],
      scopes_supported: ['openid', 'accounts', 'payments', 'fundsconfirmations'],
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'tls_client_auth', 'client_secret_basic'],
      request_object_signing_alg_values_supported: ['PS256', 'ES256', 'RS256', 'none'],
      id_token_signing_alg_values_supported: ['PS256', 'RS256', 'ES256'],
      code_challenge_methods_supported: ['S256'],
      protected_resources: [`${mutual}/open-banking/v3.1/aisp`, `${mutual}/open-banking/v4.0/aisp`],
      claims_supported: expect.arrayContaining(['acr', 'openbanking_intent_id']),
    });
    expect(new URL(registrationEndpoint).origin).toBe(mutual);
    expect(new URL(issuer).origin).not.toBe(mutual);
  });

  it('every URL in discovery is https, and the front door is not among them', async () => {
    const { json, text } = await get(bank.ready.discovery);
    const urls = text.match(/"https?:[^"]*"/g) ?? [];
    expect(urls.length).toBeGreaterThan(8);
    expect(urls.filter((url) => !url.startsWith('"https:'))).toEqual([]);
    expect(text).not.toContain(new URL(bank.ready.frontChannel).host);
    expect(json).not.toHaveProperty('userinfo_endpoint');
  });

  it('jwks_uri is the directory’s, and verifies the id_token', async () => {
    const { json } = await get(bank.ready.discovery);
    expect(json.jwks_uri).toContain(`/${bank.ready.organisationId}/${bank.ready.organisationId}.jwks`);
    const keys = createLocalJWKSet((await get(json.jwks_uri)).json);
    const tokens = await party.authorise(await party.consentId(), { user: 'ivsa' });
    const { payload } = await jwtVerify(tokens.id_token ?? '', keys, {
      issuer: bank.ready.issuer,
      audience: party.clientId,
    });
    expect(payload).toHaveProperty('openbanking_intent_id');
  });

  it.each([
    '/token',
    '/par',
    '/introspection',
    '/dynamic-client-registration/v3.1/register',
    '/v1.0/dynamic-client-registration/v3.1/register',
    '/open-banking/v3.1/aisp/accounts',
    '/ozone/v1.0/postman/environment',
    '/o3/v1.0/auth-code-url/x',
  ])('listeners without mutual TLS answer %s with a 403 that says where to go', async (path) => {
    for (const origin of [bank.ready.issuer, new URL(bank.ready.frontChannel).origin]) {
      const reply = await get(`${origin}${path}`);
      expect(reply).toMatchObject({ status: 403, json: { error: 'access_denied' } });
      expect(reply.json.error_description).toContain(`${new URL(bank.ready.tokenEndpoint).origin}${path}`);
    }
  });
});

describe('the environment of step 2.3', () => {
  let client: RelyingParty;
  beforeAll(async () => {
    client = await relyingParty(bank, { tpp, method: 'client_secret_basic' });
  });
  const ask = (headers: Record<string, string>, agent = tpp.agent) =>
    send(agent, 'GET', bank.ready.environment, { headers });

  it('has the shape that Postman imports, rs twice included', async () => {
    const { client_id: id, client_secret: secret } = client.registration.json;
    const { status, json } = await ask(basic(id, secret));
    expect(status).toBe(200);
    expect(json).toMatchObject({ name: id, _postman_variable_scope: 'environment', timestamp: expect.any(Number) });
    expect(json.values.map(({ key }: { key: string }) => key)).toEqual([
      'resourceServer',
      'rs',
      'resourceServerV20',
      'resourceServerV40',
      'rs',
      'obParticipantId',
      'oidcClient',
      'basicToken',
      'dummyBaseUrl',
      'tokenEndpoint',
      'authEndpoint',
      'configEndpoint',
      'redirectUrl',
    ]);
    for (const value of json.values) expect(value).toMatchObject({ enabled: true, type: 'text' });
    const values = Object.fromEntries(
      json.values.map(({ key, value }: { key: string; value: string }) => [key, value]),
    );
    expect(values).toMatchObject({
      basicToken: Buffer.from(`${id}:${secret}`).toString('base64'),
      resourceServer: bank.ready.resourceServer,
      resourceServerV40: bank.ready.resourceServer.replace('v3.1', 'v4.0'),
      tokenEndpoint: bank.ready.tokenEndpoint,
      configEndpoint: bank.ready.discovery,
      redirectUrl: 'https://app.getpostman.com/oauth2/callback',
    });
  });

  it.each<[string, RegExp, () => Promise<Reply>]>([
    ['no credentials', /Send Authorization: Basic/, () => ask({})],
    ['a bearer token', /Send Authorization: Basic/, () => ask({ authorization: `Bearer ${credentials}` })],
    ['an unknown client', /No client has this id/, () => ask(basic(randomUUID(), 'x'))],
    ['a wrong secret', /secret is wrong/, () => ask(basic(client.clientId, 'wrong'))],
    ['no secret', /secret is wrong/, () => ask(basic(client.clientId, ''))],
    ['a client that has no secret', /private_key_jwt and has no secret/, () => ask(basic(party.clientId, 'x'))],
  ])('%s: 401 with the reason', async (_name, reason, asking) => {
    const reply = await asking();
    expect(reply).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    expect(reply.json.error_description).toMatch(reason);
    expect(reply.headers['www-authenticate']).toMatch(/^Basic /);
  });
});
