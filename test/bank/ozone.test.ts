/** The helper endpoints in Ozone's manner, over real sockets: who may ask for what, and what a strict bank says to all of it. */
import { randomUUID } from 'node:crypto';
import type { Agent } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { agentOf, type Reply, send, startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { authorise, Browser, textOf } from './support/customer.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { answerIn, authorisationUrl, basic, post, requestClaims, signedUrl, unsecured } from './support/requests.ts';

let bank: TestBank;
let tpp: Tpp;
let guide: RelyingParty;
let signing: RelyingParty;
let sibling: RelyingParty;
let stranger: RelyingParty;
let nobody: Agent;
let rs: string;

/** The claims of the guide's client: a secret, and unsecured request objects. */
const unsecuredClaims = { request_object_signing_alg: 'none' };

beforeAll(async () => {
  bank = await startTestBank({ severalClients: true });
  tpp = await bank.tpp();
  nobody = await agentOf(bank.ready);
  const secret = { method: 'client_secret_basic', claims: unsecuredClaims } as const;
  [guide, sibling, signing, stranger] = await Promise.all([
    relyingParty(bank, { ...secret, tpp }),
    relyingParty(bank, { ...secret, tpp }),
    relyingParty(bank, { method: 'client_secret_basic', tpp }),
    relyingParty(bank, secret),
  ]);
  rs = new URL(bank.ready.tokenEndpoint).origin;
});
afterAll(() => bank.stop());
afterEach(() => {
  expect(bank.failures).toEqual([]);
});

const credentials = (party: RelyingParty) => basic(party.clientId, party.registration.json.client_secret);
const form = { 'content-type': 'application/x-www-form-urlencoded' };

type Method = Parameters<typeof send>[1];
/** Asks a helper endpoint as a client with its secret and certificate. */
const ask = (
  party: RelyingParty,
  path: string,
  { method = 'GET', headers = {}, body, agent = party.tpp.agent }: AskOptions = {},
): Promise<Reply> =>
  send(agent, method, `${rs}${path}`, { headers: { ...credentials(party), ...headers }, ...(body && { body }) });
interface AskOptions {
  method?: Method;
  headers?: Record<string, string>;
  body?: string;
  agent?: Agent;
}

const refused = (reply: Reply) => [reply.status, reply.json?.error, reply.json?.error_description];

/** The token endpoint's answer to a code of the guide's client. */
const exchange = (party: RelyingParty, code: string) =>
  post(
    party.tpp.agent,
    bank.ready.tokenEndpoint,
    { grant_type: 'authorization_code', code, redirect_uri: party.registration.json.redirect_uris[0] },
    credentials(party),
  );

const authCodeUrl = async (party: RelyingParty, more = ''): Promise<string> => {
  const reply = await ask(party, `/o3/v1.0/auth-code-url/${await party.consentId()}?scope=accounts&alg=none${more}`);
  expect(reply.status, reply.text).toBe(200);
  return reply.text;
};

describe('who may ask', () => {
  const paths: [Method, string][] = [
    ['GET', '/ozone/v1.0/clients'],
    ['GET', '/ozone/v1.0/client/x'],
    ['DELETE', '/ozone/v1.0/client/x'],
    ['PUT', '/ozone/v1.0/redirect-url-update'],
    ['PUT', '/ozone/v1.0/headless-update'],
    ['GET', `/ozone/v1.0/audit-log/${randomUUID()}`],
    ['GET', '/o3/v1.0/auth-code-url/aac-x?alg=none'],
    ['GET', '/ozone/v1.0/auth-code-url/aac-x?alg=none'],
  ];
  it.each(paths)('%s %s is for clients with their certificate', async (method, path) => {
    const refusals: [string, Promise<Reply>, number, RegExp][] = [
      ['no certificate', ask(guide, path, { method, agent: nobody }), 401, /no client certificate: send/],
      ['no credentials', send(tpp.agent, method, `${rs}${path}`), 401, /Send Authorization: Basic/],
      [
        'a wrong secret',
        send(tpp.agent, method, `${rs}${path}`, { headers: basic(guide.clientId, 'x') }),
        401,
        /wrong/,
      ],
      ['an unknown client', send(tpp.agent, method, `${rs}${path}`, { headers: basic('x', 'x') }), 401, /No client/],
      [
        'the certificate of another software statement',
        ask(guide, path, { method, agent: stranger.tpp.agent }),
        401,
        /not the client's: .* is of the organisation 00158\w+, and the client is of 00158/,
      ],
    ];
    for (const [name, asking, status, reason] of refusals) {
      const reply = await asking;
      expect([name, ...refused(reply)]).toEqual([name, status, expect.any(String), expect.stringMatching(reason)]);
    }
  });

  it('a client without a secret asks with a client credentials token', async () => {
    const party = await relyingParty(bank, { tpp, claims: unsecuredClaims });
    const token = await party.clientCredentials();
    const ofClient = (bearer: string) =>
      send(tpp.agent, 'GET', `${rs}/ozone/v1.0/client/${party.clientId}`, {
        headers: { authorization: `Bearer ${bearer}` },
      });
    expect(await ofClient(token)).toMatchObject({ status: 200, json: { client_id: party.clientId } });
    expect(await ofClient(randomUUID())).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    const { access_token: customers } = await guide.authorise(await guide.consentId(), { user: 'rora' }).catch(() => ({
      access_token: '',
    }));
    expect((await ofClient(customers)).status).toBe(401);
  });

  it('a path or method that is not there is answered with those that are', async () => {
    expect(refused(await ask(guide, '/ozone/v1.0/treasure'))).toEqual([
      404,
      'not_found',
      expect.stringContaining('/ozone/v1.0/clients'),
    ]);
    const reply = await ask(guide, '/ozone/v1.0/redirect-url-update');
    expect(refused(reply)).toEqual([405, 'invalid_request', expect.stringContaining('PUT')]);
    expect(reply.headers.allow).toBe('PUT');
  });
});

describe('the authorisation URL', () => {
  it.each(['/o3', '/ozone'])('of %s is plain text and leads to a code', async (vendor) => {
    const reply = await ask(guide, `${vendor}/v1.0/auth-code-url/${await guide.consentId()}?scope=accounts&alg=none`);
    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(reply.text.startsWith(`${bank.ready.frontChannel}?client_id=${guide.clientId}&`)).toBe(true);
    expect(reply.text.endsWith('.')).toBe(false);
    const left = await authorise(reply.text, { user: 'rora' });
    expect(new URL(left).hash).toMatch(/id_token=/);
    expect((await exchange(guide, answerIn(left).code ?? '')).status).toBe(200);
  });

  it.each(['?scope=accounts', '', '?alg='])('needs no alg: %j', async (query) => {
    const reply = await ask(guide, `/o3/v1.0/auth-code-url/${await guide.consentId()}${query}`);
    expect(reply.status, reply.text).toBe(200);
    expect(answerIn(await authorise(reply.text, { user: 'rora' }))).toHaveProperty('code');
  });

  it('has the response type that was asked for', async () => {
    const left = await authorise(await authCodeUrl(guide, '&responseType=code'), { user: 'rora' });
    expect(new URL(left).searchParams.get('code')).toBeTruthy();
    expect(left).not.toContain('id_token');
    const hybrid = await authorise(await authCodeUrl(guide, '&responseType=id_token%20code'), { user: 'rora' });
    expect(new URL(hybrid).hash).toMatch(/id_token=/);
  });

  const refusals: [name: string, status: number, reason: RegExp, query: string, party?: () => RelyingParty][] = [
    ['a signature', 400, /alg is PS256.*sign the request object yourself/, 'scope=accounts&alg=PS256'],
    ['a scope of payments', 400, /"payments".*scope=accounts/, 'scope=payments&alg=none'],
    ['two scopes', 400, /scope=accounts/, 'scope=accounts+payments&alg=none'],
    ['an empty scope', 400, /scope=accounts/, 'scope=&alg=none'],
    ['an unregistered response type', 400, /registered code, code id_token/, 'alg=none&responseType=token'],
    ['a client that has to sign', 400, /registered with .* PS256/, 'alg=none', () => signing],
  ];
  it.each(refusals)('is refused for %s', async (_name, status, reason, query, party = () => guide) => {
    const id = await party().consentId();
    const reply = await ask(party(), `/o3/v1.0/auth-code-url/${id}?${query}`);
    expect(refused(reply)).toEqual([status, 'invalid_request', expect.stringMatching(reason)]);
  });

  it.each([
    ['an unknown intent', async () => 'aac-unknown'],
    ["another client's intent", () => sibling.consentId()],
  ])('is refused for %s', async (_name, intent) => {
    const reply = await ask(guide, `/o3/v1.0/auth-code-url/${await intent()}?alg=none`);
    expect(refused(reply)).toEqual([404, 'not_found', expect.stringContaining('no consent of this client')]);
  });

  it('is refused for a consent that its customer refused', async () => {
    const id = await guide.consentId();
    const url = (await ask(guide, `/o3/v1.0/auth-code-url/${id}?alg=none`)).text;
    await authorise(url, { user: 'rora', refuse: true });
    const reply = await ask(guide, `/o3/v1.0/auth-code-url/${id}?alg=none`);
    expect(refused(reply)).toEqual([400, 'invalid_request', expect.stringContaining('create a new one')]);
  });
});

/** A program at the front door: no cookies, no redirects followed. */
const program = async (
  url: string,
  {
    fields,
    headers = {},
  }: { fields?: Record<string, string> | [string, string][]; headers?: Record<string, string> } = {},
): Promise<Reply> => {
  const response = await fetch(url, {
    method: fields ? 'POST' : 'GET',
    redirect: 'manual',
    headers: { accept: 'application/json', ...headers },
    ...(fields && { body: new URLSearchParams(fields) }),
  });
  const text = await response.text();
  const json: unknown = text.startsWith('{') ? JSON.parse(text) : undefined;
  return { status: response.status, headers: Object.fromEntries(response.headers), text, json };
};
const stepUrl = (id: string, step: string) => `${bank.ready.frontChannel}/${id}/${step}`;
const begin = async (party = guide, more = ''): Promise<string> => {
  const reply = await program(await authCodeUrl(party, more));
  expect(reply.status, reply.text).toBe(200);
  expect(reply.json).toEqual({ interaction: { interactionId: expect.any(String), params: expect.any(Object) } });
  expect(reply.headers).not.toHaveProperty('set-cookie');
  return reply.json.interaction.interactionId;
};
const rora = { loginName: 'rora', password: 'rora.' };

describe('the JSON face of /auth', () => {
  it.each<[name: string, of: () => RelyingParty, url: (claims: Record<string, unknown>) => Promise<string>]>([
    [
      'an unsecured request object',
      () => guide,
      async (claims) => authorisationUrl(guide, { request: unsecured(claims) }),
    ],
    ['a signed one', () => signing, (claims) => signedUrl(signing, claims)],
  ])('says what was asked for by %s, with claims as an object', async (_name, of, url) => {
    const claims = requestClaims(of(), await of().consentId(), { max_age: 600 });
    const { interaction } = (await program(await url(claims))).json;
    const { client_id, response_type, redirect_uri, scope, state, nonce } = claims;
    expect(interaction).toEqual({
      interactionId: expect.any(String),
      params: {
        ...{ client_id, redirect_uri, scope, state, nonce, max_age: '600' },
        response_type: expect.stringMatching(/^code id_token$/),
        claims: claims.claims,
      },
    });
    expect(response_type).toBe('code id_token');
  });

  it.each(['application/json;charset=UTF-8', 'APPLICATION/JSON, text/plain, */*'])('answers %s', async (accept) => {
    const reply = await program(await authCodeUrl(guide), { headers: { accept } });
    expect(reply.json).toHaveProperty('interaction.interactionId');
  });

  it('takes a program without cookies from the URL to the accounts that were confirmed', async () => {
    const id = await begin();
    const login = await program(stepUrl(id, 'doLogin'), { fields: rora });
    expect(login.status, login.text).toBe(200);
    expect(login.json).toMatchObject({ interaction: { interactionId: id }, accounts: expect.any(Array) });
    const [first, second] = login.json.accounts.map(({ accountId }: { accountId: string }) => accountId);
    const confirmed = await program(stepUrl(id, 'aac/doConfirm'), {
      fields: [
        ['accounts', first],
        ['accounts', second],
      ],
    });
    expect(confirmed.status, confirmed.text).toBe(200);
    const answer = answerIn(confirmed.json.redirectUri);
    expect(answer).toMatchObject({ code: expect.any(String), id_token: expect.any(String), state: expect.any(String) });
    const { json } = await exchange(guide, answer.code ?? '');
    const accounts = await guide.api('/accounts', json.access_token);
    expect(accounts.json.Data.Account.map(({ AccountId }: { AccountId: string }) => AccountId)).toEqual([
      first,
      second,
    ]);
  });

  it('sends away with a 302 whoever does not ask for JSON', async () => {
    const id = await begin(guide, '&responseType=code');
    const login = await program(stepUrl(id, 'doLogin'), { fields: rora, headers: { accept: '*/*' } });
    const accounts = login.json.accounts[0].accountId;
    const reply = await program(stepUrl(id, 'aac/doConfirm'), { fields: { accounts }, headers: { accept: '*/*' } });
    expect(reply.status).toBe(302);
    expect(new URL(String(reply.headers.location)).searchParams.get('code')).toBeTruthy();
  });

  const steps: [name: string, status: number, reason: RegExp, send: (id: string) => Promise<Reply>][] = [
    ['an unknown interaction', 404, /Begin with/, () => program(stepUrl('unknown', 'doLogin'), { fields: rora })],
    ['no password', 400, /needed/, (id) => program(stepUrl(id, 'doLogin'), { fields: { loginName: 'rora' } })],
    [
      'two login names',
      400,
      /each once/,
      (id) => program(stepUrl(id, 'doLogin'), { fields: [['loginName', 'rora'], ...Object.entries(rora)] }),
    ],
    [
      'a wrong password',
      401,
      /do not match/,
      (id) => program(stepUrl(id, 'doLogin'), { fields: { ...rora, loginName: 'ivsa' } }),
    ],
    [
      'a page of another site',
      403,
      /programs/,
      (id) => program(stepUrl(id, 'doLogin'), { fields: rora, headers: { 'sec-fetch-site': 'cross-site' } }),
    ],
    [
      'more than a form',
      413,
      /bytes/,
      (id) => program(stepUrl(id, 'doLogin'), { fields: { ...rora, more: 'x'.repeat(1024 * 1024) } }),
    ],
    [
      'a confirmation before the login',
      403,
      /doLogin first/,
      (id) => program(stepUrl(id, 'aac/doConfirm'), { fields: { accounts: 'x' } }),
    ],
    [
      'no account',
      400,
      /at least one account/,
      async (id) => {
        await program(stepUrl(id, 'doLogin'), { fields: rora });
        return program(stepUrl(id, 'aac/doConfirm'), { fields: {} });
      },
    ],
    [
      "another customer's account",
      400,
      /cannot be shared/,
      async (id) => {
        await program(stepUrl(id, 'doLogin'), { fields: rora });
        return program(stepUrl(id, 'aac/doConfirm'), { fields: { accounts: '500004000000000000000099' } });
      },
    ],
    [
      'a second confirmation',
      404,
      /over/,
      async (id) => {
        const login = await program(stepUrl(id, 'doLogin'), { fields: rora });
        const fields = { accounts: login.json.accounts[0].accountId };
        expect((await program(stepUrl(id, 'aac/doConfirm'), { fields })).status).toBe(200);
        return program(stepUrl(id, 'aac/doConfirm'), { fields });
      },
    ],
  ];
  it.each(steps)('%s is a %i', async (_name, status, reason, sending) => {
    const reply = await sending(await begin());
    expect(refused(reply)).toEqual([status, expect.any(String), expect.stringMatching(reason)]);
    expect(reply.headers).not.toHaveProperty('set-cookie');
  });

  it('says why an authorisation request is refused, with or without a way back to the client', async () => {
    const url = await authCodeUrl(guide);
    const expired = url.replace(/request=[^&]*/, 'request=x');
    expect(refused(await program(expired))).toEqual([400, expect.any(String), expect.any(String)]);
    expect(refused(await program(url.replace(guide.clientId, randomUUID())))).toEqual([
      expect.any(Number),
      'invalid_client',
      expect.any(String),
    ]);
  });

  it.each(['application/json', '*/*'])(
    'tells the client where nothing can be shared any more, as %s',
    async (accept) => {
      const url = await authCodeUrl(guide);
      const { json } = await program(url);
      const id = json.interaction.interactionId;
      await authorise(url, { user: 'rora', refuse: true });
      const login = await program(stepUrl(id, 'doLogin'), { fields: rora });
      const said = 'This request was refused before. Nothing can be shared by it.';
      expect(login.json).toMatchObject({ accounts: [], blocked: said });
      const fields = { accounts: '500004000000000000000011' };
      const reply = await program(stepUrl(id, 'aac/doConfirm'), { fields, headers: { accept } });
      const redirect = accept === '*/*' ? String(reply.headers.location) : reply.json.redirectUri;
      expect(answerIn(redirect)).toMatchObject({
        error: 'access_denied',
        error_description: said,
        state: expect.any(String),
      });
      if (accept !== '*/*')
        expect(reply).toMatchObject({ status: 400, json: { error: 'access_denied', blocked: said } });
      expect((await program(stepUrl(id, 'aac/doConfirm'), { fields })).status).toBe(404);
    },
  );

  it('gives the page by which a client has its answer posted', async () => {
    const claims = requestClaims(guide, await guide.consentId(), { response_mode: 'form_post' });
    const { json } = await program(authorisationUrl(guide, { request: unsecured(claims) }));
    const id = json.interaction.interactionId;
    const login = await program(stepUrl(id, 'doLogin'), { fields: rora });
    const fields = { accounts: login.json.accounts[0].accountId };
    const reply = await program(stepUrl(id, 'aac/doConfirm'), { fields });
    expect([reply.status, reply.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
    expect(reply.text).toMatch(/name="code"/);
  });

  it('gives one code to two confirmations at the same time', async () => {
    const id = await begin();
    const login = await program(stepUrl(id, 'doLogin'), { fields: rora });
    const fields = { accounts: login.json.accounts[0].accountId };
    const replies = await Promise.all([0, 1, 2].map(() => program(stepUrl(id, 'aac/doConfirm'), { fields })));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
  });

  it('counts wrong tries together with the page, and locks the name for both', async () => {
    const id = await begin();
    for (let wrong = 0; wrong < 4; wrong++) {
      const reply = await program(stepUrl(id, 'doLogin'), { fields: { loginName: 'mits', password: 'x' } });
      expect(reply.status).toBe(401);
    }
    const browser = new Browser();
    const page = await browser.follow(await authCodeUrl(guide));
    if ('left' in page) throw new Error(textOf(page));
    const action = /action="([^"]*)"/.exec(page.page)?.[1] ?? '';
    const csrf = /name="csrf" value="([^"]*)"/.exec(page.page)?.[1] ?? '';
    const typed = new URLSearchParams({ csrf, loginName: 'mits', password: 'x' });
    const fifth = await browser.follow(new URL(action, page.url).href, typed);
    expect(fifth).toMatchObject({ status: 429 });
    const locked = await program(stepUrl(id, 'doLogin'), { fields: { loginName: 'mits', password: 'mits.' } });
    expect(refused(locked)).toEqual([429, 'access_denied', expect.stringContaining('Try again in')]);
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('cannot go on with what a browser began, nor a browser with what a program began', async () => {
    const page = await new Browser().follow(await authCodeUrl(guide));
    const uid = 'left' in page ? '' : new URL(page.url).pathname.split('/').at(-1);
    expect(uid).toMatch(/./);
    expect((await program(stepUrl(uid ?? '', 'doLogin'), { fields: rora })).status).toBe(404);
    const opened = await new Browser().follow(
      `${new URL(bank.ready.frontChannel).origin}/interaction/${await begin()}`,
    );
    expect(opened).toMatchObject({ status: 404 });
  });

  it('gives browsers, and whoever takes anything, the page', async () => {
    for (const accept of ['*/*', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8']) {
      const reply = await program(await authCodeUrl(guide), { headers: { accept } });
      expect(reply.status).toBe(303);
      expect(reply.headers.location).toMatch(/^\/interaction\//);
    }
  });
});

describe('a headless client', () => {
  const set = (party: RelyingParty, headless: string) =>
    ask(party, '/ozone/v1.0/headless-update', { method: 'PUT', headers: form, body: `headless=${headless}` });
  const anything = { accept: '*/*' };
  const asCustomer = (name: string, password: string) => ({ ...anything, ...basic(name, password) });

  it('gets the code by a 302 at once, with the password of a customer in the request', async () => {
    expect(await set(sibling, 'true')).toMatchObject({ status: 200, json: { headless: true } });
    const reply = await program(await authCodeUrl(sibling), { headers: asCustomer('rora', 'rora.') });
    expect(reply.status, reply.text).toBe(302);
    expect(reply.headers).not.toHaveProperty('set-cookie');
    const { code = '' } = answerIn(String(reply.headers.location));
    const { json } = await exchange(sibling, code);
    expect((await sibling.api('/accounts', json.access_token)).json.Data.Account.length).toBeGreaterThan(1);
  });

  const refusals: [name: string, status: number, reason: RegExp, headers: Record<string, string>][] = [
    ['no password', 401, /Authorization: Basic/, anything],
    ['an empty password', 401, /do not match/, asCustomer('rora', '')],
    ['the password of another', 401, /do not match/, asCustomer('rora', 'ivsa.')],
    ['a customer whom nobody knows', 401, /do not match/, asCustomer('nobody', 'rora.')],
    ["the client's own credentials", 401, /do not match/, asCustomer('client', 'secret')],
  ];
  it.each(refusals)('gets none with %s', async (_name, status, reason, headers) => {
    await set(sibling, 'true');
    const reply = await program(await authCodeUrl(sibling), { headers });
    expect(refused(reply)).toEqual([status, expect.any(String), expect.stringMatching(reason)]);
    expect(reply.headers).not.toHaveProperty('location');
    expect(reply.headers).not.toHaveProperty('www-authenticate');
  });

  it('is one until it says otherwise, and no other client becomes one by that', async () => {
    await set(sibling, 'true');
    const page = await program(await authCodeUrl(guide), { headers: asCustomer('rora', 'rora.') });
    expect([page.status, page.headers.location]).toEqual([303, expect.stringMatching(/^\/interaction\//)]);
    expect(await set(sibling, 'false')).toMatchObject({ status: 200, json: { headless: false } });
    const after = await program(await authCodeUrl(sibling), { headers: asCustomer('rora', 'rora.') });
    expect(after.status).toBe(303);
    expect(refused(await set(sibling, 'perhaps'))).toEqual([400, 'invalid_request', expect.stringContaining('true')]);
  });

  it('is told of a refused request as any client is', async () => {
    await set(sibling, 'true');
    const url = new URL(await authCodeUrl(sibling));
    url.searchParams.delete('request');
    const reply = await program(url.href, { headers: asCustomer('rora', 'rora.') });
    expect(reply.status).toBe(303);
    expect(answerIn(String(reply.headers.location)).error).toBe('invalid_request');
  });
});

describe('the clients of a software statement', () => {
  const ids = async (party: RelyingParty): Promise<string[]> =>
    (await ask(party, '/ozone/v1.0/clients')).json.map((client: { client_id: string }) => client.client_id);

  it('are listed, each without its secret, and no other is', async () => {
    const reply = await ask(guide, '/ozone/v1.0/clients');
    expect(await ids(guide)).toEqual(expect.arrayContaining([guide.clientId, sibling.clientId, signing.clientId]));
    expect(await ids(stranger)).toEqual([stranger.clientId]);
    expect(reply.text).not.toContain('"client_secret"');
    expect(reply.text).not.toContain(guide.registration.json.client_secret);
  });

  it('are read and removed by each other, and those of others are not there', async () => {
    const third = await relyingParty(bank, { tpp, method: 'client_secret_basic', claims: unsecuredClaims });
    const path = `/ozone/v1.0/client/${third.clientId}`;
    expect(await ask(guide, path)).toMatchObject({
      status: 200,
      json: { client_id: third.clientId, token_endpoint_auth_method: 'client_secret_basic', headless: false },
    });
    for (const method of ['GET', 'DELETE'] as const) {
      expect(refused(await ask(stranger, path, { method }))).toEqual([
        404,
        'not_found',
        expect.stringContaining('GET /ozone/v1.0/clients'),
      ]);
    }
    const token = await third.clientCredentials();
    expect((await ask(guide, path, { method: 'DELETE' })).status).toBe(204);
    expect(await ids(guide)).not.toContain(third.clientId);
    expect((await third.api('/account-access-consents/aac-x', token)).status).toBe(401);
    expect((await ask(guide, path)).status).toBe(404);
  });
});

describe('other redirect URIs', () => {
  const update = (party: RelyingParty, body: string, headers: Record<string, string> = form) =>
    ask(party, '/ozone/v1.0/redirect-url-update', { method: 'PUT', headers, body });
  const list = (...uris: string[]) => `redirectURL=${encodeURIComponent(uris.join(','))}`;

  it('hold at once, at registration management too', async () => {
    const party = await relyingParty(bank, { tpp, method: 'client_secret_basic', claims: unsecuredClaims });
    const uris = ['https://tpp.example/one', 'https://tpp.example/two'];
    expect(await update(party, list(...uris))).toMatchObject({ status: 200, json: { redirect_uris: uris } });
    const left = await authorise(await authCodeUrl(party, '&responseType=code'), { user: 'rora' });
    expect(left.startsWith('https://tpp.example/one?')).toBe(true);
    const registered = await send(tpp.agent, 'GET', `${bank.ready.registrationEndpoint}/${party.clientId}`, {
      headers: { authorization: `Bearer ${await party.clientCredentials()}` },
    });
    expect(registered.json.redirect_uris).toEqual(uris);
  });

  const refusals: [name: string, reason: RegExp, body: string][] = [
    ['none', /missing/, ''],
    ['an empty one', /missing/, 'redirectURL='],
    ['one that is no URI', /not an absolute URI/, list('mobile')],
    ['one with a fragment', /no fragment/, list('https://tpp.example/#x')],
    ['plain http', /https only/, list('http://tpp.example/')],
    ['a script', /custom schemes need/, list('javascript:alert(1)')],
    ['a good one and a bad one', /https only/, list('https://tpp.example/', 'http://tpp.example/')],
    ['a very long one', /256 characters/, list(`https://tpp.example/${'x'.repeat(300)}`)],
  ];
  it.each(refusals)('are not %s', async (_name, reason, body) => {
    expect(refused(await update(guide, body))).toEqual([400, 'invalid_request', expect.stringMatching(reason)]);
    const { json } = await ask(guide, `/ozone/v1.0/client/${guide.clientId}`);
    expect(json.redirect_uris).toEqual(guide.registration.json.redirect_uris);
  });

  it('come in a form, and in no large one', async () => {
    const json = await update(guide, '{}', { 'content-type': 'application/json' });
    expect(refused(json)).toEqual([415, 'invalid_request', expect.stringContaining('form')]);
    expect((await update(guide, list('x'.repeat(20_000)))).status).toBe(413);
  });
});

describe('a strict bank', () => {
  let strict: TestBank;
  let party: RelyingParty;
  beforeAll(async () => {
    // Its only client was a headless one while the bank was permissive.
    strict = await startTestBank();
    party = await relyingParty(strict, { method: 'tls_client_auth' });
    const token = await party.clientCredentials();
    const made = await send(
      party.tpp.agent,
      'PUT',
      `${new URL(strict.ready.tokenEndpoint).origin}/ozone/v1.0/headless-update`,
      {
        headers: { authorization: `Bearer ${token}`, ...form },
        body: 'headless=true',
      },
    );
    expect(made.json.headless).toBe(true);
    await strict.restart({ profile: 'strict' });
  });
  afterAll(() => strict.stop());

  const says = expect.stringContaining('strict profile');
  it.each<[Method, string]>([
    ['GET', '/ozone/v1.0/postman/environment'],
    ['GET', '/ozone/v1.0/postman/collection'],
    ['GET', '/ozone/v1.0/clients'],
    ['GET', '/ozone/v1.0/client/x'],
    ['DELETE', '/ozone/v1.0/client/x'],
    ['PUT', '/ozone/v1.0/redirect-url-update'],
    ['PUT', '/ozone/v1.0/headless-update'],
    ['GET', '/ozone/v1.0/audit-log/x'],
    ['GET', '/o3/v1.0/auth-code-url/x'],
    ['GET', '/ozone/v1.0/auth-code-url/x'],
    ['GET', '/o3/whatever'],
  ])('has no %s %s and says so', async (method, path) => {
    const reply = await send(party.tpp.agent, method, `${new URL(strict.ready.tokenEndpoint).origin}${path}`);
    expect(refused(reply)).toEqual([404, 'not_found', says]);
  });

  it('has no JSON face of /auth and says so', async () => {
    const { url } = await party.authorizationUrl(await party.consentId());
    for (const reply of [
      await program(url),
      await program(`${strict.ready.frontChannel}/x/doLogin`, { fields: rora }),
      await program(`${strict.ready.frontChannel}/x/aac/doConfirm`, { fields: rora }),
    ]) {
      expect(refused(reply)).toEqual([404, 'not_found', says]);
    }
  });

  it('shows its page to the customers of a client that was headless', async () => {
    const { url } = await party.authorizationUrl(await party.consentId());
    const reply = await program(url, { headers: { accept: '*/*', ...basic('rora', 'rora.') } });
    expect([reply.status, reply.headers.location]).toEqual([303, expect.stringMatching(/^\/interaction\//)]);
    expect(strict.failures).toEqual([]);
  });
});
