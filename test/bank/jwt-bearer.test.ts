/** Re-authentication by an assertion (RFC 7523): tokens for a consent that stands, by nobody else's word and no word twice. And no CIBA. */
import { generateKeyPair } from 'jose';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { register, startTestBank, type TestBank } from './support/bank.ts';
import { laterBy } from './support/clock.ts';
import { authorise } from './support/customer.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { asserted, clientAssertion, post } from './support/requests.ts';

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const grantTypes = ['authorization_code', 'client_credentials', 'refresh_token', grantType];

let bank: TestBank;
/** The same, whose clients register by the path of DCR 3.4, which has the grant type. */
let newer: TestBank;
let party: RelyingParty;
let other: RelyingParty;
let consentId: string;
beforeAll(async () => {
  bank = await startTestBank();
  const registrationEndpoint = new URL('/dynamic-client-registration/v3.4/register', bank.ready.registrationEndpoint);
  newer = { ...bank, ready: { ...bank.ready, registrationEndpoint: registrationEndpoint.href } };
  party = await relyingParty(newer, { claims: { grant_types: grantTypes } });
  other = await relyingParty(bank);
  consentId = await party.consentId();
  await party.authorise(consentId, { user: 'rora' });
});
afterEach(() => {
  vi.useRealTimers();
  expect(bank.failures).toEqual([]);
});
afterAll(() => bank.stop());

type Signing = Parameters<typeof clientAssertion>[2];
const assertion = (changes: Record<string, unknown> = {}, signing: Signing = {}) =>
  clientAssertion(party, { sub: consentId, aud: bank.ready.tokenEndpoint, ...changes }, signing);
const present = async (given: string, of = party, form: Record<string, string> = {}) =>
  post(of.tpp.agent, bank.ready.tokenEndpoint, {
    ...(await asserted(of)),
    grant_type: grantType,
    assertion: given,
    ...form,
  });

it('an assertion gives tokens on the consent, beside those that it has', async () => {
  const own = await party.consentId();
  const before = await party.authorise(own, { user: 'rora' });
  const given = await present(await assertion({ sub: own, vot: 'P1.Cc.Ac' }), party, { scope: 'accounts' });
  expect([given.status, given.json]).toEqual([
    200,
    {
      access_token: expect.any(String),
      expires_in: 3600,
      token_type: 'Bearer',
      scope: 'accounts',
      refresh_token: expect.any(String),
    },
  ]);
  for (const token of [before.access_token, given.json.access_token])
    expect((await party.api('/accounts', token)).status).toBe(200);
  const refreshed = await post(party.tpp.agent, bank.ready.tokenEndpoint, {
    ...(await asserted(party)),
    grant_type: 'refresh_token',
    refresh_token: given.json.refresh_token,
  });
  expect((await party.api('/accounts', refreshed.json.access_token)).status).toBe(200);
  const client = await party.clientCredentials();
  await party.api(`/account-access-consents/${own}`, client, { method: 'DELETE' });
  for (const token of [given.json.access_token, refreshed.json.access_token])
    expect((await party.api('/accounts', token)).status).toBe(401);
  expect(await present(await assertion({ sub: own }))).toMatchObject({
    status: 400,
    json: { error: 'invalid_grant', error_description: expect.stringContaining('is not a consent of this client') },
  });
});

it.each<[what: string, make: () => Promise<string>, description: RegExp]>([
  [
    'signed by another key',
    async () => assertion({}, { key: (await generateKeyPair('PS256')).privateKey }),
    /signature/,
  ],
  ['of another algorithm', () => assertion({}, { key: new Uint8Array(32), alg: 'HS256' }), /HS256: PS256 is wanted/],
  ['whose kid nobody knows', () => assertion({}, { kid: 'nobody' }), /kid nobody is no signing key/],
  ['that is no JWS', async () => 'rora', /not a JWS of three parts/],
  [
    'for another server',
    () => assertion({ aud: 'https://bank.example/token' }),
    /aud of the assertion is not the token/,
  ],
  ['for the issuer', () => assertion({ aud: bank.ready.issuer }), /aud of the assertion is not the token endpoint/],
  ['of another issuer', () => assertion({ iss: other.clientId }), /iss of the assertion is .* has to be the client_id/],
  ['that has expired', () => assertion({ exp: Math.floor(Date.now() / 1000) - 1 }), /expired at/],
  ['of tomorrow', () => assertion({ nbf: Math.floor(Date.now() / 1000) + 600 }), /not to be used before/],
  ['without an end', () => assertion({ exp: undefined }), /exp of the assertion is missing/],
  ['without a jti', () => assertion({ jti: undefined }), /jti of the assertion is missing/],
  ['with a vector of trust that is no text', () => assertion({ vot: 1 }), /vot of the assertion is wrong/],
  ['about no consent', () => assertion({ sub: 'aac-none' }), /aac-none, is not a consent of this client/],
  ['about the client', () => assertion({ sub: party.clientId }), /is not a consent of this client/],
  [
    'about another’s consent',
    async () => assertion({ sub: await other.consentId() }),
    /is not a consent of this client/,
  ],
  ['about a consent that waits', async () => assertion({ sub: await party.consentId() }), /awaits its customer/],
  ['about a consent that was refused', async () => assertion({ sub: await rejected() }), /was rejected/],
])('an assertion %s is invalid_grant', async (_what, make, description) => {
  const reply = await present(await make());
  expect([reply.status, reply.json]).toEqual([
    400,
    { error: 'invalid_grant', error_description: expect.stringMatching(description) },
  ]);
});

async function rejected(): Promise<string> {
  const refused = await party.consentId();
  await authorise((await party.authorizationUrl(refused)).url, { user: 'rora', refuse: true });
  return refused;
}

it('an assertion about a consent that has expired is invalid_grant', async () => {
  const end = new Date(Date.now() + 600_000).toISOString().replace(/\.\d+Z/, '+00:00');
  const short = await party.consentId({ ExpirationDateTime: end });
  await party.authorise(short, { user: 'rora' });
  laterBy(601);
  expect(await present(await assertion({ sub: short }))).toMatchObject({
    json: { error: 'invalid_grant', error_description: expect.stringContaining('has expired') },
  });
});

it('an assertion is good once', async () => {
  const given = await assertion();
  expect((await present(given)).status).toBe(200);
  expect(await present(given)).toMatchObject({
    status: 400,
    json: { error: 'invalid_grant', error_description: expect.stringContaining('was used before (jti') },
  });
});

it('an assertion is good once whatever end it says it has', async () => {
  const given = await assertion({ exp: 2 ** 53 });
  expect((await present(given)).status).toBe(200);
  expect(await present(given)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
});

it('an assertion that one client signed is of no use to another', async () => {
  const reply = await present(await assertion(), other);
  expect([reply.status, reply.json.error]).toEqual([400, 'invalid_request']);
  const third = await relyingParty(newer, { claims: { grant_types: grantTypes } });
  expect(await present(await assertion(), third)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
});

it('a request without an assertion, or for more than accounts, says so', async () => {
  expect(await present('')).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
  const reply = await present(await assertion(), party, { scope: 'accounts payments' });
  expect(reply).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
});

it('a client that registered no refresh tokens gets none', async () => {
  const plain = await relyingParty(newer, {
    claims: { grant_types: ['authorization_code', 'client_credentials', grantType] },
  });
  const own = await plain.consentId();
  await plain.authorise(own, { user: 'rora' });
  const given = await present(await clientAssertion(plain, { sub: own, aud: bank.ready.tokenEndpoint }), plain);
  expect([given.status, given.json.refresh_token]).toEqual([200, undefined]);
});

it('CIBA is refused at registration, and discovery has nothing of it', async () => {
  const ciba = 'urn:openid:params:grant-type:ciba';
  for (const { ready } of [bank, newer]) {
    const reply = await register(await bank.tpp(), ready, { grant_types: ['client_credentials', ciba] });
    const description = expect.stringContaining('this bank has no CIBA: leave it out');
    expect([reply.status, reply.json]).toEqual([
      400,
      { error: 'invalid_client_metadata', error_description: description },
    ]);
  }
  const { config } = party;
  const discovery = JSON.stringify(config.serverMetadata());
  expect(discovery).toContain(grantType);
  expect(discovery).not.toMatch(/ciba|backchannel/);
});
