/** No error answer of any listener tells of the bank's inside, whatever is sent, and none of it is a failure of the bank. */
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { often, seed } from '../support/chance.ts';
import { startTestBank, type TestBank } from './support/bank.ts';
import { Browser } from './support/customer.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { asserted, authorisationUrl, requestClaims, requestObject, unsecured } from './support/requests.ts';

let bank: TestBank;
let party: RelyingParty;
let doors: Record<'tls' | 'mtls' | 'front', { agent: http.Agent; origin: string }>;
let words: string[];
let tokens: { customer: string; credentials: string };
let consentId: string;
let bodies: string[];
let interaction: { path: string; cookie: string };
beforeAll(async () => {
  bank = await startTestBank();
  party = await relyingParty(bank);
  consentId = await party.consentId();
  const authorised = await party.authorise(await party.consentId(), { user: 'rora' });
  tokens = { customer: authorised.access_token, credentials: await party.clientCredentials() };
  const ca = await readFile(bank.ready.ca);
  const { certificate: cert, key } = party.tpp.transport;
  doors = {
    tls: { agent: new https.Agent({ ca, servername: 'localhost', keepAlive: true }), origin: bank.ready.issuer },
    mtls: {
      agent: new https.Agent({ ca, cert, key, servername: 'localhost', keepAlive: true }),
      origin: new URL(bank.ready.tokenEndpoint).origin,
    },
    front: { agent: new http.Agent({ keepAlive: true }), origin: new URL(bank.ready.frontChannel).origin },
  };
  const claims = requestClaims(party, consentId);
  const browser = new Browser();
  const login = await browser.follow(authorisationUrl(party, { request: await requestObject(party, claims) }));
  const [cookie] = browser.cookies.filter(({ path }) => path.startsWith('/interaction/'));
  interaction = {
    path: 'url' in login ? new URL(login.url).pathname : '',
    cookie: browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
  };
  expect(cookie).toBeDefined();
  words = [
    consentId,
    party.clientId,
    party.tpp.softwareId,
    party.tpp.kid,
    '__proto__',
    'constructor',
    'null',
    '%00',
    '%zz',
    '..%2f..%2fetc',
    '%F0%9F%92%A9',
    '[]',
    '{}',
    '-1',
    '1e999',
    'a.b.c',
    'eyJhbGciOiJub25lIn0.e30.',
    "'",
    '%22',
    '%0d%0a',
  ];
  bodies = [
    '',
    '{',
    '{"Data":{"Permissions":null},"Risk":{}}',
    '{"__proto__":{"x":1},"Data":7}',
    new URLSearchParams({ ...(await asserted(party)), grant_type: 'authorization_code', code: 'x' }).toString(),
    new URLSearchParams({ ...(await asserted(party)), grant_type: 'refresh_token', refresh_token: '' }).toString(),
    new URLSearchParams({ ...(await asserted(party)), grant_type: 'client_credentials', scope: '"' }).toString(),
    new URLSearchParams({ client_assertion: 'a.b.c', client_assertion_type: 'x', grant_type: 'y' }).toString(),
    new URLSearchParams({ request: unsecured(claims), client_id: party.clientId }).toString(),
    new URLSearchParams({ ...(await asserted(party)), token: tokens.customer }).toString(),
    'grant_type=a&grant_type=b&client_id=%zz',
    'csrf=x&loginName=rora&password=x',
    await requestObject(party, claims),
    `${await requestObject(party, { ...claims, software_statement: party.tpp.ssa })}`,
    'eyJhbGciOiJQUzI1NiJ9.bm8.c2ln',
    '\u0000\uffff',
  ];
});
afterAll(async () => {
  for (const { agent } of Object.values(doors ?? {})) agent.destroy();
  await bank.stop();
});

interface Asked {
  door: 'tls' | 'mtls' | 'front';
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

function ask({ door, method, path, headers, body }: Asked): Promise<{ status: number; text: string; headers: string }> {
  const { agent, origin } = doors[door];
  const { request } = door === 'front' ? http : https;
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string; headers: string }>();
  // The path goes out as it stands: no parser of ours tidies it up.
  const { hostname, port } = new URL(origin);
  const bytes = Buffer.from(method === 'GET' || method === 'HEAD' ? '' : body);
  const length = bytes.length > 0 ? { 'content-length': String(bytes.length) } : {};
  const sent = request({ agent, hostname, port, method, path, headers: { ...headers, ...length } }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    answer.on('end', () =>
      resolve({ status: answer.statusCode ?? 0, text, headers: JSON.stringify(answer.rawHeaders) }),
    );
  });
  sent.on('error', reject);
  sent.end(bytes);
  return promise;
}

const inside = new RegExp(
  [
    String.raw`\bat (?:async )?\S+ \(`,
    String.raw`\bat (?:file|node):`,
    'node_modules|oidc-provider|node:internal|SQLITE|sqlite|ERR_[A-Z]',
    String.raw`\.[cm]?[jt]s:\d+`,
    '/(?:home|tmp|work|usr)/',
    String.raw`\b(?:Type|Reference|Range|Syntax)Error\b|Cannot read prop|is not a function|undefined`,
  ].join('|'),
);

it('no answer holds a stack trace, a path or an error of the machinery, and nothing fails', async () => {
  const word = fc.nat().map((index) => words[index % words.length] ?? '');
  const known = fc.constantFrom(
    '/auth',
    '/auth/x',
    '/token',
    '/par',
    '/introspection',
    '/jwks',
    '/.well-known/openid-configuration',
    '/interaction/x',
    '/interaction/x/login',
    'INTERACTION',
    'INTERACTION/login',
    'INTERACTION/consent',
    '/keystore/x/x.jwks',
    '/keystore/openbanking.jwks',
    '/dynamic-client-registration/v3.1/register',
    '/dynamic-client-registration/v3.1/register/x',
    '/auth/x/doLogin',
    '/auth/x/aac/doConfirm',
    '/ozone/v1.0/postman/environment',
    '/ozone/v1.0/postman/collection',
    '/ozone/v1.0/clients',
    '/ozone/v1.0/client/x',
    '/ozone/v1.0/redirect-url-update',
    '/ozone/v1.0/headless-update',
    '/ozone/v1.0/audit-log/00000000-0000-4000-8000-000000000000',
    '/o3/v1.0/auth-code-url/x',
    '/open-banking/v3.1/aisp/account-access-consents',
    '/open-banking/v3.1/aisp/account-access-consents/x',
    '/open-banking/v3.1/aisp/accounts',
    '/open-banking/v3.1/aisp/accounts/x',
    '/open-banking/v3.1/aisp/accounts/x/transactions',
    '/open-banking/v3.1/aisp/balances',
    '/',
  );
  const parameter = fc.tuple(
    fc.constantFrom(
      'client_id',
      'request',
      'request_uri',
      'response_type',
      'response_mode',
      'scope',
      'redirect_uri',
      'state',
      'claims',
      'prompt',
      'max_age',
      'nonce',
      'code_challenge',
      'page',
      'pageSize',
      'fromBookingDateTime',
      'toBookingDateTime',
    ),
    word,
  );
  const authorization = fc.oneof(
    fc.constantFrom('customer' as const, 'credentials' as const).map((name) => () => `Bearer ${tokens[name]}`),
    fc.constantFrom('', 'Bearer', 'Bearer  ', 'Basic', 'Basic %%%', 'Basic Og==', 'Digest x').map((text) => () => text),
    word.map((text) => () => `Basic ${Buffer.from(`${text}:${text}`).toString('base64')}`),
  );
  const headers = fc.record(
    {
      authorization,
      'content-type': fc.constantFrom(
        'application/json',
        'application/x-www-form-urlencoded',
        'application/jwt',
        'a/b',
        'x',
      ),
      accept: fc.constantFrom('*/*', 'application/json', 'text/html', 'image/png', 'x'),
      'x-fapi-interaction-id': fc.constantFrom('x', ''),
      cookie: fc.constantFrom('OWN', '_interaction=x', '_interaction_resume=x; _session=y', '=;;'),
      host: fc.constantFrom('127.0.0.1', 'evil.example', '[', 'a:b:c'),
      'sec-fetch-site': fc.constantFrom('same-origin', 'cross-site'),
    },
    { requiredKeys: [] },
  );
  const asked = fc.record({
    door: fc.constantFrom('tls' as const, 'mtls' as const, 'front' as const),
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'),
    path: fc.tuple(known, fc.array(word, { maxLength: 2 }), fc.array(parameter, { maxLength: 4 })),
    headers,
    body: fc.nat(),
  });
  let refusals = 0;
  await fc.assert(
    fc.asyncProperty(asked, async ({ door, method, path: [start, more, query], headers: given, body }) => {
      const { authorization: makeAuthorization, cookie, ...rest } = given;
      const path = `${[start.replace('INTERACTION', interaction.path), ...more].join('/').replace(/^\/\//, '/')}?${query
        .map(([name, value]) => `${name}=${value}`)
        .join('&')}`;
      const answer = await ask({
        door,
        method,
        path,
        headers: {
          ...rest,
          ...(makeAuthorization && { authorization: makeAuthorization() }),
          ...(cookie && { cookie: cookie === 'OWN' ? interaction.cookie : cookie }),
        },
        body: bodies[body % bodies.length] ?? '',
      });
      if (answer.status < 400) return;
      refusals += 1;
      expect(answer.status).toBeLessThan(500);
      expect(answer.text).not.toMatch(inside);
      expect(answer.headers).not.toMatch(inside);
      expect(bank.failures).toEqual([]);
    }),
    { numRuns: often(1500), seed, endOnFailure: true },
  );
  expect(refusals).toBeGreaterThan(often(500));
});
