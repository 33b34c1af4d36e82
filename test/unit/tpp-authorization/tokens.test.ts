/** Tokens: how the client authenticates, how long a token is used, how it is renewed. */
import { expect, test } from 'vitest';
import { refreshTokens } from '../../../src/tpp/authorization/renewal.ts';
import { clientCredentialsToken } from '../../../src/tpp/client/client-token.ts';
import { keptTokens } from '../../../src/tpp/client/token-set.ts';
import type { RunCommand } from '../../../src/tpp/commands/allowed-command.ts';
import { fail, problemOf } from '../../../src/tpp/errors.ts';
import { halfHash } from '../../../src/tpp/jwt/half-hash.ts';
import { verifyJwt } from '../../../src/tpp/jwt/verify.ts';
import { consentAtStub } from '../tpp-journey/authorised.ts';
import {
  accountsBase,
  bankKey,
  clientId,
  discoveryDocument,
  type IdTokenParts,
  idToken,
  issuer,
  now,
  otherKey,
  ourKey,
  type Reply,
  type Route,
  seconds,
  stub,
} from '../tpp-journey/stub.ts';

const endpoint = `POST ${discoveryDocument.token_endpoint}`;
const form = (body: string | undefined) => Object.fromEntries(new URLSearchParams(body));

test('client_secret_basic leaves a UUID’s hyphens as they are', async () => {
  const { session, sent, secrets } = stub({ client: { tokenEndpointAuthMethod: 'client_secret_basic' } });
  secrets.set(`client_secret/sandbox/${clientId}`, 'se-cret:+ü');
  await clientCredentialsToken(session, 'accounts');
  const credentials = sent.at(-1)?.headers?.authorization?.replace('Basic ', '') ?? '';
  expect(Buffer.from(credentials, 'base64').toString()).toBe(`${clientId}:se-cret%3A%2B%C3%BC`);
  expect(form(sent.at(-1)?.body)).toEqual({ grant_type: 'client_credentials', scope: 'accounts' });
});

test('client_secret_post puts the secret into the body', async () => {
  const { session, sent, secrets } = stub({ client: { tokenEndpointAuthMethod: 'client_secret_post' } });
  secrets.set(`client_secret/sandbox/${clientId}`, 's');
  await clientCredentialsToken(session);
  expect(form(sent.at(-1)?.body)).toMatchObject({ client_id: clientId, client_secret: 's' });
});

test('a client that is refused with its secret is to be taken over with another', async () => {
  const { session, secrets } = stub({
    client: { tokenEndpointAuthMethod: 'client_secret_basic' },
    routes: { [endpoint]: () => ({ status: 401, body: { error: 'invalid_client' } }) },
  });
  secrets.set(`client_secret/sandbox/${clientId}`, 'wrong');
  const problem = await clientCredentialsToken(session).catch(problemOf);
  expect(problem).toMatchObject({
    remedies: [{ do: 'adoptClient', clientId, secret: true }, { do: 'registerAnother' }],
  });
});

test('a client that authenticates in a way that we do not have is told as that, and nothing is sent', async () => {
  const { session, sent } = stub({ client: { tokenEndpointAuthMethod: 'attest_jwt' } });
  const problem = await clientCredentialsToken(session).catch(problemOf);
  expect(problem).toMatchObject({
    message: `The client ${clientId} authenticates with attest_jwt, which is not supported here.`,
    remedies: [{ do: 'registerAnother' }],
  });
  expect(sent.filter(({ method }) => method === 'POST')).toEqual([]);
});

test('tls_client_auth only names the client', async () => {
  const { session, sent } = stub();
  await clientCredentialsToken(session);
  expect(form(sent.at(-1)?.body)).toEqual({ grant_type: 'client_credentials', scope: 'accounts', client_id: clientId });
});

test.each([
  [undefined, issuer],
  ['issuer', issuer],
  ['tokenEndpoint', discoveryDocument.token_endpoint],
  ['both', [issuer, discoveryDocument.token_endpoint]],
  ['https://as.bank.example', 'https://as.bank.example'],
])('private_key_jwt signs an assertion for the audience %s', async (clientAssertionAudience, aud) => {
  const { session, sent } = stub({
    client: { tokenEndpointAuthMethod: 'private_key_jwt' },
    entry: { client: { clientAssertionAudience } },
  });
  await clientCredentialsToken(session);
  const { client_assertion = '' } = form(sent.at(-1)?.body);
  const { payload } = await verifyJwt(client_assertion, { keys: [{ ...ourKey.publicJwk, kid: ourKey.kid }] });
  expect(payload).toMatchObject({ iss: clientId, sub: clientId, aud, iat: seconds, exp: seconds + 60 });
});

test('a client without its secret is told so', async () => {
  const { session } = stub({ client: { tokenEndpointAuthMethod: 'client_secret_basic' } });
  await expect(clientCredentialsToken(session)).rejects.toMatchObject({ code: 'client_secret_missing' });
});

test('a client-credentials token is used until 30 s before its end', async () => {
  const { session, sent, pass } = stub();
  const asked = () => sent.filter(({ purpose }) => purpose === 'token').length;
  await clientCredentialsToken(session);
  pass(269_000);
  await clientCredentialsToken(session);
  expect(asked()).toBe(1);
  pass(2000);
  await clientCredentialsToken(session);
  expect(asked()).toBe(2);
  await clientCredentialsToken(session, 'payments');
  expect(asked()).toBe(3);
});

const refusals: [string, Route, object][] = [
  [
    'invalid_client',
    () => ({ status: 400, body: { error: 'invalid_client', error_description: 'no such client' } }),
    {
      code: 'token_refused',
      bank: { status: 400, error: 'invalid_client', description: 'no such client' },
      remedies: [{ do: 'adoptClient', clientId }, { do: 'registerAnother' }],
    },
  ],
  [
    'a challenge',
    () => ({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="bank"' },
      body: { error: 'invalid_client', error_description: 'bad secret' },
    }),
    { code: 'token_refused', bank: { status: 401, error: 'invalid_client', description: 'bad secret' } },
  ],
  ['401 without a body', () => ({ status: 401 }), { code: 'token_refused', bank: { status: 401 } }],
  [
    '500 with a page',
    () => ({ status: 500, headers: { 'content-type': 'text/html' }, body: '<html>' }),
    { code: 'token_refused', bank: { status: 500 } },
  ],
  [
    '200 with a page',
    () => ({ headers: { 'content-type': 'text/html' }, body: '<html>' }),
    { code: 'answer_not_json' },
  ],
  ['200 without a token', () => ({ body: { token_type: 'Bearer' } }), { code: 'token_answer_invalid' }],
  [
    'less scope than asked',
    () => ({ body: { access_token: 'a', token_type: 'Bearer', scope: 'payments' } }),
    { code: 'token_answer_invalid' },
  ],
];

const ownWords: [string, Reply, object, string][] = [
  [
    'a gateway’s fault',
    { status: 401, body: { fault: { faultstring: 'Who is that?', detail: { errorcode: 'oauth.v2.Who' } } } },
    { status: 401, error: 'oauth.v2.Who', description: 'Who is that?' },
    'with oauth.v2.Who: Who is that?.',
  ],
  [
    'a fault beside a challenge',
    { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { fault: { faultstring: 'Not you' } } },
    { status: 401, description: 'Not you' },
    'with status 401: Not you.',
  ],
  [
    'a nested error',
    { status: 400, body: { error: { code: 'E7', message: 'No such client' } } },
    { status: 400, error: 'E7', description: 'No such client' },
    'with E7: No such client.',
  ],
  [
    'OBIE’s errors',
    { status: 400, body: { Code: '400', Errors: [{ ErrorCode: 'U004', Message: 'No such field' }] } },
    { status: 400, codes: ['U004'], description: 'No such field' },
    'with status 400: No such field.',
  ],
  [
    '200 with an error',
    { body: { error: 'invalid_client', error_description: 'unknown' } },
    { status: 200, error: 'invalid_client', description: 'unknown' },
    'with invalid_client: unknown.',
  ],
  [
    '200 with a nested error and a null token',
    { body: { access_token: null, error: { message: 'not today' } } },
    { status: 200, description: 'not today' },
    'with status 200: not today.',
  ],
];

test.each(ownWords)('the bank’s own words are told, with the interaction id: %s', async (_name, reply, bank, words) => {
  const { session } = stub({ routes: { [endpoint]: () => reply } });
  expect(await clientCredentialsToken(session).catch(problemOf)).toMatchObject({
    code: 'token_refused',
    message: expect.stringContaining(words),
    bank,
    interactionId: '00000000-0000-4000-8000-00000000face',
  });
});

const nothingSaid = [null, '', ' '];
const readableTokens: [string, Reply][] = [
  ['status 201', { status: 201, body: { access_token: 'a', token_type: 'Bearer' } }],
  ['no token_type', { body: { access_token: 'a' } }],
  ['a token_type of a gateway', { body: { access_token: 'a', token_type: 'BearerToken' } }],
  ['blanks around the token_type', { body: { access_token: 'a', token_type: ' Bearer ' } }],
  ['a list as scope', { body: { access_token: 'a', token_type: 'Bearer', scope: ['openid', null, 'accounts'] } }],
  ['a number as scope', { body: { access_token: 'a', token_type: 'Bearer', scope: 5 } }],
  ['an object as refresh_token', { body: { access_token: 'a', token_type: 'Bearer', refresh_token: {} } }],
  ...nothingSaid.map((blank): [string, Reply] => [
    `${JSON.stringify(blank)} everywhere`,
    {
      body: {
        access_token: 'a',
        token_type: blank,
        expires_in: blank,
        scope: blank,
        refresh_token: blank,
        id_token: blank,
        error: blank,
      },
    },
  ]),
];

test.each(readableTokens)('a token is not thrown away for a member that is not needed: %s', async (_name, reply) => {
  const { session, secrets } = stub({ state: { consents: [consent] }, routes: { [endpoint]: () => reply } });
  expect(await clientCredentialsToken(session)).toMatchObject({ access_token: 'a' });
  secrets.set('tokens/sandbox/aac-1', JSON.stringify(kept));
  expect(await refreshTokens(session, 'aac-1')).toMatchObject({
    access_token: 'a',
    refresh_token: 'r1',
    id_token: 'i',
  });
});

const read = (Status: string, more: object = {}): Reply => ({
  body: { Data: { ConsentId: 'aac-1', Status, ...more } },
});
const refusedRefreshes: [what: string, answer: Reply, remedy: string, words: RegExp][] = [
  [
    'is as it was',
    read('Authorised'),
    'authoriseConsent',
    /status is Authorised.*may have stopped the sharing at the bank.*the same consent again/,
  ],
  ['was stopped at a 4.0 bank', read('CANC'), 'authoriseConsent', /status is CANC.*may have stopped.*brings it back/],
  ['is over', read('EXPD'), 'createConsent', /time is over \(its status is EXPD\): create another/],
  [
    'is over by its date alone',
    read('Authorised', { ExpirationDateTime: '2026-03-01T11:00:00Z' }),
    'createConsent',
    /time is over \(its status is Authorised\): create another/,
  ],
  ['cannot be read', { status: 500 }, 'authoriseConsent', /Let the customer authorise again/],
  ['was withdrawn', read('Revoked'), 'createConsent', /status is Revoked: create another/],
  [
    'is none any more',
    { status: 400, body: { Errors: [{ ErrorCode: 'UK.OBIE.Resource.NotFound' }] } },
    'createConsent',
    /does not have this consent any more/,
  ],
];

test.each(refusedRefreshes)(
  'a refresh that is refused leads on by its consent, which %s',
  async (_what, answer, remedy, words) => {
    const { session, secrets } = stub({
      state: { consents: [consent] },
      routes: {
        [endpoint]: ({ body = '' }) =>
          body.includes('refresh_token')
            ? { status: 400, body: { error: 'invalid_grant' } }
            : { body: { access_token: 'a', token_type: 'Bearer' } },
        [`GET ${accountsBase}/account-access-consents/aac-1`]: () => answer,
      },
    });
    secrets.set('tokens/sandbox/aac-1', JSON.stringify(kept));
    expect(await refreshTokens(session, 'aac-1').catch(problemOf)).toMatchObject({
      code: 'token_refused',
      bank: { status: 400, error: 'invalid_grant' },
      try: expect.stringMatching(words),
      remedies: [expect.objectContaining({ do: remedy })],
    });
  },
);

test.each(['before the refusal', 'while its reason is looked for'])(
  'of two that renew at once the second goes on with what the first was given, kept %s',
  async (when) => {
    const theirs = JSON.stringify({ ...kept, access_token: 'new', expires_at: now + 60_000, refresh_token: 'r2' });
    const { session, secrets } = stub({
      state: { consents: [consent] },
      routes: {
        [endpoint]: ({ body = '' }) => {
          const refused = body.includes('refresh_token');
          if (refused === (when === 'before the refusal')) secrets.set('tokens/sandbox/aac-1', theirs);
          return refused
            ? { status: 400, body: { error: 'invalid_grant' } }
            : { body: { access_token: 'a', token_type: 'Bearer' } };
        },
      },
    });
    secrets.set('tokens/sandbox/aac-1', JSON.stringify(kept));
    expect(await refreshTokens(session, 'aac-1')).toEqual(JSON.parse(theirs));
    expect(secrets.get('tokens/sandbox/aac-1')).toBe(theirs);
  },
);

test('a refresh that is refused while the access token is good is told, and not taken for what another renewed', async () => {
  const { session, secrets } = stub({
    state: { consents: [consent] },
    routes: { [endpoint]: () => ({ status: 400, body: { error: 'invalid_grant' } }) },
  });
  secrets.set('tokens/sandbox/aac-1', JSON.stringify({ ...kept, expires_at: now + 60_000 }));
  expect(await refreshTokens(session, 'aac-1').catch(problemOf)).toMatchObject({ code: 'token_refused' });
});

test('after a refusal a store is asked for its tokens as they are now, and where it fails the refusal is told', async () => {
  const refused = { [endpoint]: () => ({ status: 400, body: { error: 'invalid_grant' } }) };
  const { session, secrets } = stub({ state: { consents: [consent] }, routes: refused });
  secrets.set('tokens/sandbox/aac-1', JSON.stringify(kept));
  const theirs = { ...kept, access_token: 'new', expires_at: now + 60_000 };
  /** Asked anew, it has what others put there: after the refusal something else than before. */
  const storing = (after: () => string) => {
    const anew = [() => JSON.stringify(kept), after];
    const get = async (...[name, fresh]: Parameters<typeof session.secrets.get>) =>
      (fresh && name.startsWith('tokens') ? anew.shift()?.() : undefined) ?? session.secrets.get(name);
    return { ...session, secrets: { ...session.secrets, get } };
  };
  expect(
    await refreshTokens(
      storing(() => JSON.stringify(theirs)),
      'aac-1',
    ),
  ).toEqual(theirs);
  const locked = () => expect.fail('the vault is locked');
  expect(await refreshTokens(storing(locked), 'aac-1').catch(problemOf)).toMatchObject({ code: 'token_refused' });
});

/** An id_token as it comes with a refresh: neither nonce nor consent in it. */
const refreshed = (parts: IdTokenParts = {}) =>
  idToken(
    { nonce: 'n', state: 's', consentId: 'aac-1', code: 'c' },
    { ...parts, claims: { nonce: undefined, s_hash: undefined, c_hash: undefined, ...parts.claims } },
  );
const intent = 'openbanking_intent_id';

const refreshedTokens: [name: string, () => string | Promise<string>, taken: boolean][] = [
  ['a good one', () => refreshed(), true],
  ['one without the consent', () => refreshed({ claims: { [intent]: undefined } }), true],
  ['aud as a list', () => refreshed({ claims: { aud: [clientId] } }), true],
  ['the nonce of before', () => refreshed({ claims: { nonce: 'n' } }), true],
  ['a hash of the access token', () => refreshed({ claims: { at_hash: halfHash('a', 'PS256') } }), true],
  ['another customer', () => refreshed({ claims: { sub: 'customer-2' } }), false],
  ['another issuer', () => refreshed({ claims: { iss: 'https://other.example' } }), false],
  ['another client', () => refreshed({ claims: { aud: 'another' } }), false],
  ['one more audience', () => refreshed({ claims: { aud: [clientId, 'another'], azp: clientId } }), false],
  ['another consent', () => refreshed({ claims: { [intent]: 'aac-2' } }), false],
  ['another nonce', () => refreshed({ claims: { nonce: 'x' } }), false],
  ['an end in the past', () => refreshed({ claims: { exp: seconds - 60 } }), false],
  ['no signature', () => refreshed({ header: { alg: 'none' } }), false],
  ['an alg that is not registered', () => refreshed({ key: { ...bankKey, algorithm: 'RS256' } }), false],
  ['the signature of another', () => refreshed({ key: { ...otherKey, kid: bankKey.kid } }), false],
  ['no JWT', () => 'no JWT', false],
];

test.each(refreshedTokens)('an id_token that comes with a refresh is judged: %s', async (_name, make, taken) => {
  const given = await make();
  for (const before of [await idToken({ nonce: 'n', state: 's', consentId: 'aac-1', code: 'c' }), undefined]) {
    const { session, secrets, warnings } = stub({
      state: { consents: [consent] },
      routes: { [endpoint]: () => ({ body: { access_token: 'a', token_type: 'Bearer', id_token: given } }) },
    });
    secrets.set('tokens/sandbox/aac-1', JSON.stringify({ ...kept, id_token: before }));
    const tokens = await refreshTokens(session, 'aac-1');
    expect(tokens.access_token, 'the tokens are kept').toBe('a');
    const measured = before !== undefined || !needsBefore.includes(_name);
    expect(tokens.id_token).toBe(taken || !measured ? given : before);
    expect(warnings.map(({ code }) => code)).toEqual(taken || !measured ? [] : ['id_token_left_aside']);
  }
});
/** What only an earlier one can tell. */
const needsBefore = ['another customer', 'one more audience', 'another nonce'];

test('the id_token of before, sent again, stays without a word, and one whose keys cannot be had is left aside', async () => {
  const old = await refreshed({ claims: { exp: seconds - 60 } });
  let id_token = old;
  const { session, secrets, warnings } = stub({
    state: { consents: [consent] },
    routes: {
      [endpoint]: () => ({ body: { access_token: 'a', token_type: 'Bearer', id_token } }),
      [`GET ${discoveryDocument.jwks_uri}`]: () => ({ status: 404 }),
    },
  });
  secrets.set('tokens/sandbox/aac-1', JSON.stringify({ ...kept, id_token: old }));
  expect((await refreshTokens(session, 'aac-1')).id_token).toBe(old);
  expect(warnings).toEqual([]);
  id_token = await refreshed();
  expect(await refreshTokens(session, 'aac-1')).toMatchObject({ access_token: 'a', id_token: old });
  expect(warnings).toMatchObject([{ code: 'id_token_left_aside', message: expect.stringContaining('404') }]);
});

test('a new refresh token is kept before the id_token beside it is judged, which may take the time of a key set', async () => {
  const id_token = await refreshed();
  const before = await refreshed({ claims: { exp: seconds - 60 } });
  const atKeys: unknown[] = [];
  const made = stub({
    state: { consents: [consent] },
    routes: {
      [endpoint]: () => ({ body: { access_token: 'a', token_type: 'Bearer', refresh_token: 'r2', id_token } }),
      [`GET ${discoveryDocument.jwks_uri}`]: () => {
        atKeys.push(JSON.parse(made.secrets.get('tokens/sandbox/aac-1') ?? '{}'));
        return { body: { keys: [{ ...bankKey.publicJwk, kid: bankKey.kid, use: 'sig' }] } };
      },
    },
  });
  made.secrets.set('tokens/sandbox/aac-1', JSON.stringify({ ...kept, id_token: before }));
  expect(await refreshTokens(made.session, 'aac-1')).toMatchObject({ refresh_token: 'r2', id_token });
  expect(atKeys).toMatchObject([{ access_token: 'a', refresh_token: 'r2', id_token: before }]);
  const after = JSON.parse(made.secrets.get('tokens/sandbox/aac-1') ?? '{}');
  expect(after).toMatchObject({ refresh_token: 'r2', id_token });
});

test.each(refusals)('the token endpoint refuses: %s', async (_name, route, expected) => {
  const { session, secrets } = stub({ routes: { [endpoint]: route } });
  expect(await clientCredentialsToken(session).catch(problemOf)).toMatchObject(expected);
  expect(secrets.size).toBe(0);
});

const lifetimes: [string, unknown, number][] = [
  ['a number', 60, 60],
  ['a text', '300', 300],
  ['nothing at all', undefined, 300],
  ['null', null, 300],
  ['more than a Date holds', 1e300, 300],
  ['ten years and more', 11 * 366 * 24 * 3600, 300],
  ['a negative number', -1, 300],
  ['a text that is no number', 'NaN', 300],
  ['a text with a unit', '300s', 300],
  ['an empty text', '', 300],
  ['an object', { seconds: 60 }, 300],
];

test.each(lifetimes)(
  'a token lives as long as expires_in says, or counts as of unknown life: %s',
  async (_name, expires_in, lives) => {
    const { session, secrets } = stub({
      routes: { [endpoint]: () => ({ body: { access_token: 'a', token_type: 'Bearer', expires_in } }) },
    });
    const tokens = await clientCredentialsToken(session);
    expect(tokens.expires_at).toBe(now + lives * 1000);
    expect(() => new Date(tokens.expires_at).toISOString()).not.toThrow();
    expect(secrets.size).toBe(1);
  },
);

test.each([
  ['of the type DPoP', { token_type: 'DPoP' }, 'dpop'],
  ['of the type mac', { token_type: 'mac' }, 'token_type'],
  ['with a line end', { access_token: 'a\r\nx-evil: 1' }, 'no header can carry'],
  ['with a line end behind it', { access_token: 'a\n' }, 'no header can carry'],
  ['with a NUL', { access_token: 'a\u0000' }, 'no header can carry'],
  ['with a letter beyond ASCII', { access_token: 'tökén' }, 'no header can carry'],
])('a token is refused as the bank’s fault: %s', async (_name, change, words) => {
  const { session, secrets } = stub({
    state: { consents: [consent] },
    routes: { [endpoint]: () => ({ body: { access_token: 'a', token_type: 'Bearer', expires_in: 60, ...change } }) },
  });
  const refusal = { code: 'token_answer_invalid', message: expect.stringContaining(words) };
  await expect(clientCredentialsToken(session)).rejects.toMatchObject(refusal);
  secrets.set('tokens/sandbox/aac-1', JSON.stringify(kept));
  await expect(refreshTokens(session, 'aac-1')).rejects.toMatchObject(refusal);
  expect(secrets.get('tokens/sandbox/aac-1'), 'the old refresh token stays').toBe(JSON.stringify(kept));
});

test('a token kept by others that no header can carry, or no Date can hold, is as good as absent', () => {
  const good = { access_token: 'a', expires_at: now, scope: 'accounts' };
  expect(keptTokens(JSON.stringify(good))).toEqual(good);
  expect(keptTokens(JSON.stringify({ ...good, access_token: 'a\nb' }))).toBeUndefined();
  expect(keptTokens(JSON.stringify({ ...good, expires_at: 1e300 }))).toBeUndefined();
  expect(keptTokens(undefined)).toBeUndefined();
});

test('what went wrong below HTTP keeps its own code', async () => {
  const { session } = stub({ discovery: { token_endpoint: 'https://gone.example/token' } });
  await expect(clientCredentialsToken(session)).rejects.toMatchObject({ code: 'bank_unreachable' });
});

const consent = consentAtStub();
const kept = { access_token: 'old', expires_at: now, refresh_token: 'r1', id_token: 'i', scope: 'openid accounts' };

test('a refresh keeps the old refresh token where the bank sends no new one, and takes a new one', async () => {
  let refresh: string | undefined;
  const { session, secrets, sent } = stub({
    state: { consents: [consent] },
    routes: {
      [endpoint]: () => ({
        body: { access_token: 'new', token_type: 'bearer', expires_in: 60, refresh_token: refresh },
      }),
    },
  });
  secrets.set('tokens/sandbox/aac-1', JSON.stringify(kept));
  expect(await refreshTokens(session, 'aac-1')).toEqual({
    ...kept,
    access_token: 'new',
    expires_at: now + 60_000,
    lifetime: 60_000,
    rotates: false,
  });
  refresh = 'r2';
  expect(await refreshTokens(session, 'aac-1')).toMatchObject({ refresh_token: 'r2' });
  expect(form(sent.at(-1)?.body)).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'r1' });
});

test('a refresh token survives a bank that fails', async () => {
  const { session, secrets } = stub({
    state: { consents: [consent] },
    routes: { [endpoint]: () => ({ status: 503 }) },
  });
  secrets.set('tokens/sandbox/aac-1', JSON.stringify(kept));
  await expect(refreshTokens(session, 'aac-1')).rejects.toMatchObject({ code: 'token_refused' });
  expect(JSON.parse(secrets.get('tokens/sandbox/aac-1') ?? '')).toEqual(kept);
});

test('without a refresh token the reason is said', async () => {
  const { session, secrets } = stub({ state: { consents: [consent] } });
  secrets.set('tokens/sandbox/aac-1', JSON.stringify({ ...kept, refresh_token: undefined }));
  expect(await refreshTokens(session, 'aac-1').catch(problemOf)).toMatchObject({
    code: 'token_missing',
    try: expect.stringMatching(/^Register the client with the grant type refresh_token/),
  });
});

test.each([
  ['takes it', false],
  ['fails', true],
])(
  'a refresh token that the bank rotates goes back to the team’s command, and is not lost where that %s',
  async (_what, fails) => {
    const vault = new Map([['tokens.aac-1', JSON.stringify(kept)]]);
    const run: RunCommand = async (_named, { environment = {}, input } = {}) => {
      const { OBW_SECRET_ACTION: action, OBW_SECRET_NAME: name = '' } = environment;
      if (action === 'get') return Buffer.from(vault.get(name) ?? '');
      if (fails) fail({ code: 'command_failed', message: 'It failed.', try: 'Mend it.' });
      vault.set(name, String(input));
      return Buffer.alloc(0);
    };
    const { file } = stub().session.workspace;
    const { session, secrets, warnings, sent } = stub({
      state: { consents: [consent] },
      routes: { [endpoint]: () => ({ body: { access_token: 'a', token_type: 'Bearer', refresh_token: 'rotated' } }) },
      workspace: { file: { ...file, secretCommand: ['vault', '{action}', '{name}'] }, run },
    });
    expect(await refreshTokens(session, 'aac-1')).toMatchObject({ refresh_token: 'rotated' });
    const there = vault.get('tokens.aac-1');
    const here = secrets.get('unstored/sandbox/tokens/aac-1');
    expect(JSON.parse((fails ? here : there) ?? '').refresh_token).toBe('rotated');
    expect([...secrets.keys()]).toEqual(fails ? ['unstored/sandbox/tokens/aac-1'] : []);
    expect(warnings.map(({ code }) => code)).toEqual(fails ? ['secret_not_stored'] : []);
    await refreshTokens(session, 'aac-1');
    expect(
      sent
        .filter(({ purpose }) => purpose === 'token')
        .map(({ body }) => new URLSearchParams(body).get('refresh_token')),
    ).toEqual([kept.refresh_token, 'rotated']);
  },
);

test('a network that fails is told at once: the team’s command is not asked again for what another may have renewed', async () => {
  const asked: (string | undefined)[] = [];
  const run: RunCommand = async (_named, { environment = {} } = {}) => {
    asked.push(environment.OBW_SECRET_NAME);
    return Buffer.from(JSON.stringify(kept));
  };
  const { file } = stub().session.workspace;
  const { session } = stub({
    state: { consents: [consent] },
    routes: {
      [endpoint]: () => fail({ code: 'server_certificate_untrusted', message: 'It failed.', try: 'Try again.' }),
    },
    workspace: { file: { ...file, secretCommand: ['vault', '{action}', '{name}'] }, run },
  });
  await expect(refreshTokens(session, 'aac-1')).rejects.toMatchObject({ code: 'server_certificate_untrusted' });
  expect(asked.filter((name) => name?.startsWith('tokens'))).toEqual(['tokens.aac-1']);
});

test('a client that is registered for refresh tokens and got none is not sent to register again', async () => {
  const registration = { client_id: 'c', grant_types: ['authorization_code', 'refresh_token'] };
  const { session, secrets } = stub({ client: { registration }, state: { consents: [consent] } });
  secrets.set('tokens/sandbox/aac-1', JSON.stringify({ ...kept, refresh_token: undefined }));
  expect(await refreshTokens(session, 'aac-1').catch(problemOf)).toMatchObject({
    code: 'token_missing',
    try: expect.stringContaining('this bank gives none here'),
    remedies: [{ do: 'authoriseConsent', consentId: 'aac-1' }],
  });
});
