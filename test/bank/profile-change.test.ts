/** A strict bank on a folder that was permissive: what clients registered then counts no more than its profile lets it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Reply,
  register,
  registrationClaims,
  rs256KeyOf,
  send,
  sign,
  startTestBank,
  type TestBank,
} from './support/bank.ts';
import { type RelyingParty, type RelyingPartyOptions, relyingParty } from './support/relying-party.ts';
import {
  asserted,
  authorisationUrl,
  basic,
  clientAssertion,
  firstAnswer,
  post,
  refused,
  requestClaims,
  requestObject,
  signedUrl,
  unsecured,
} from './support/requests.ts';

let bank: TestBank;
const parties: Record<string, RelyingParty> = {};
const consents: Record<string, string> = {};
const tokens: Record<string, string> = {};
const rs256 = 'RS256';
const loopback = 'http://127.0.0.1:53682/callback';
const registered: Record<string, RelyingPartyOptions> = {
  'a secret': { method: 'client_secret_basic' },
  'RS256 for its assertions': { claims: { token_endpoint_auth_signing_alg: rs256 } },
  'RS256 for id_tokens': { method: 'tls_client_auth', claims: { id_token_signed_response_alg: rs256 } },
  'RS256 for request objects': { method: 'tls_client_auth', claims: { request_object_signing_alg: rs256 } },
  'no signature for request objects': { claims: { request_object_signing_alg: 'none' } },
  'native redirects': {
    claims: {
      application_type: 'native',
      redirect_uris: [
        loopback,
        'vscode://open-banking-workbench.open-banking-workbench/callback',
        'https://app.getpostman.com/oauth2/callback',
      ],
    },
  },
};
beforeAll(async () => {
  bank = await startTestBank();
  for (const [name, options] of Object.entries(registered)) {
    const party = await relyingParty(bank, options);
    parties[name] = party;
    tokens[name] = (await tokenOf(party)).json.access_token;
    const consent = { Data: { Permissions: ['ReadAccountsBasic'] }, Risk: {} };
    const created = await party.api('/account-access-consents', tokens[name], { method: 'POST', body: consent });
    consents[name] = created.json.Data.ConsentId;
  }
  await bank.restart({ profile: 'strict' });
});
afterAll(() => bank.stop());
afterEach(() => expect(bank.failures).toEqual([]));

const partyWith = (name: string): RelyingParty => {
  const party = parties[name];
  if (!party) throw new Error(name);
  return party;
};

/** Client credentials in the way that the client registered. */
async function tokenOf(party: RelyingParty): Promise<Reply> {
  const {
    token_endpoint_auth_method: method,
    client_secret: secret,
    token_endpoint_auth_signing_alg: alg,
  } = party.registration.json;
  const form = { grant_type: 'client_credentials', scope: 'accounts' };
  const url = bank.ready.tokenEndpoint;
  if (method === 'client_secret_basic') return post(party.tpp.agent, url, form, basic(party.clientId, secret));
  if (method === 'tls_client_auth') return post(party.tpp.agent, url, { ...form, client_id: party.clientId });
  const key = (await rs256KeyOf(party.tpp)) as never;
  const assertion = alg === rs256 ? await clientAssertion(party, {}, { alg, key }) : undefined;
  return post(party.tpp.agent, url, { ...form, ...(await asserted(party, assertion)) });
}

describe.each([
  ['a secret', 'token_endpoint_auth_method client_secret_basic'],
  ['RS256 for its assertions', 'token_endpoint_auth_signing_alg RS256'],
  ['RS256 for id_tokens', 'id_token_signed_response_alg RS256'],
  ['RS256 for request objects', 'request_object_signing_alg RS256'],
])('a client that registered %s', (name, told) => {
  const says = expect.stringMatching(new RegExp(`registered with ${told}, and a strict bank takes .*permissive`));

  it('gets no token, and hears why and what to do', async () => {
    const reply = await tokenOf(partyWith(name));
    expect(refused(reply)).toEqual({ status: 401, error: 'invalid_client' });
    expect(reply.json.error_description).toEqual(says);
  });

  it('uses no token of before at the API and at its registration', async () => {
    const party = partyWith(name);
    const read = await party.api(`/account-access-consents/${consents[name]}`, tokens[name]);
    expect([read.status, read.headers['www-authenticate']]).toEqual([401, says]);
    const own = await party.api(`${bank.ready.registrationEndpoint}/${party.clientId}`, tokens[name]);
    expect([own.status, own.json.error_description]).toEqual([401, says]);
  });

  it('begins no authorisation', async () => {
    const party = partyWith(name);
    const answer = await firstAnswer(await signedUrl(party, requestClaims(party, consents[name] ?? '')));
    expect(answer).toEqual({ status: 401, page: says });
  });

  it('does not stand in the way of another registration of its software statement', async () => {
    const { tpp } = partyWith(name);
    expect((await register(tpp, bank.ready)).status).toBe(201);
    const second = await register(tpp, bank.ready);
    expect(refused(second)).toEqual({ status: 400, error: 'invalid_client_metadata' });
  });
});

describe('a client that registered no signature for request objects', () => {
  const name = 'no signature for request objects';
  const claims = (changes = {}) => requestClaims(partyWith(name), consents[name] ?? '', changes);
  const told = expect.stringContaining('a strict bank takes signed ones only');

  it('is refused with an unsecured one, and hears of it at its redirect URI', async () => {
    const url = authorisationUrl(partyWith(name), { request: unsecured(claims()) });
    expect(await firstAnswer(url)).toEqual({
      answer: expect.objectContaining({ error: 'invalid_request_object', error_description: told }),
    });
  });

  it('is refused when it pushes an unsecured one', async () => {
    const party = partyWith(name);
    const form = { ...(await asserted(party)), request: unsecured(claims()) };
    const reply = await post(party.tpp.agent, `${new URL(bank.ready.tokenEndpoint).origin}/par`, form);
    expect(reply.json).toEqual({ error: 'invalid_request_object', error_description: told });
  });

  it('is refused with plain parameters', async () => {
    const { claims: asked, ...plain } = claims();
    const parameters = { ...(plain as Record<string, string>), claims: JSON.stringify(asked) };
    const url = authorisationUrl(partyWith(name), parameters);
    expect(await firstAnswer(url)).toEqual({ answer: expect.objectContaining({ error: 'invalid_request' }) });
  });

  it('goes on with a signed one, and may register that', async () => {
    const party = partyWith(name);
    const begun = await firstAnswer(await signedUrl(party, claims()));
    expect(begun).toMatchObject({ status: 200 });
    const token = (await tokenOf(party)).json.access_token;
    const body = await sign(party.tpp, registrationClaims(party.tpp, bank.ready));
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/jwt' };
    const updated = await send(party.tpp.agent, 'PUT', `${bank.ready.registrationEndpoint}/${party.clientId}`, {
      headers,
      body,
    });
    expect([updated.status, updated.json.request_object_signing_alg]).toEqual([200, 'PS256']);
  });
});

describe('a client that registered native redirects', () => {
  const name = 'native redirects';
  const urlWith = (redirect_uri: string) =>
    signedUrl(partyWith(name), requestClaims(partyWith(name), consents[name] ?? '', { redirect_uri }));

  it.each([loopback, 'vscode://open-banking-workbench.open-banking-workbench/callback'])(
    'is not sent to %s',
    async (uri) => {
      const answer = await firstAnswer(await urlWith(uri));
      expect(answer).toEqual({ status: 400, page: expect.stringContaining('a strict bank takes https only') });
    },
  );

  it('pushes none of them', async () => {
    const party = partyWith(name);
    const claims = requestClaims(party, consents[name] ?? '', { redirect_uri: loopback });
    const form = {
      ...(await asserted(party)),
      request: await requestObject(party, claims),
      code_challenge: 'x'.repeat(43),
    };
    const reply = await post(party.tpp.agent, `${new URL(bank.ready.tokenEndpoint).origin}/par`, form);
    expect(reply.status).toBe(400);
    expect(reply.json.error_description).toContain('a strict bank takes https only');
  });

  it('hears of no unsecured request there', async () => {
    const party = partyWith(name);
    const request = unsecured(requestClaims(party, consents[name] ?? '', { redirect_uri: loopback }));
    expect(await firstAnswer(authorisationUrl(party, { request }))).toMatchObject({ status: 400 });
  });

  it('goes on with its https one', async () => {
    const begun = await firstAnswer(await urlWith('https://app.getpostman.com/oauth2/callback'));
    expect(begun).toMatchObject({ status: 200 });
  });
});
