/** Client certificates: which the bank takes, at each of its doors, and the tokens that are bound to them. */
import { createHash, X509Certificate } from 'node:crypto';
import type { Agent } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openFolder } from '../../src/bank/folder.ts';
import { agentOf, type Reply, register, send, startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { certificateLike } from './support/certificates.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { asserted, post, refused } from './support/requests.ts';
import { connectionOf, overTls } from './support/tls.ts';

let bank: TestBank;
let tpp: Tpp;
let stranger: Tpp;
beforeAll(async () => {
  bank = await startTestBank({ severalClients: true });
  [tpp, stranger] = await Promise.all([bank.tpp(), bank.tpp()]);
});
afterAll(() => bank.stop());
afterEach(() => expect(bank.failures).toEqual([]));

const token = (form: Record<string, string>, headers?: Record<string, string>, agent: Agent = tpp.agent) =>
  post(agent, bank.ready.tokenEndpoint, { grant_type: 'client_credentials', scope: 'accounts', ...form }, headers);
const dayInMilliseconds = 86_400_000;

/** Everything that looks at the certificate, and what it answers when it does not like it. */
const doors: [string, 400 | 401, string | undefined, (agent: Agent, party: RelyingParty) => Promise<Reply>][] = [
  ['the token endpoint', 401, 'invalid_client', async (agent, party) => token(await asserted(party), {}, agent)],
  [
    'pushed authorisation requests',
    401,
    'invalid_client',
    async (agent, party) => post(agent, `${origin()}/par`, await asserted(party)),
  ],
  [
    'introspection',
    401,
    'invalid_client',
    async (agent, party) => post(agent, `${origin()}/introspection`, { ...(await asserted(party)), token: 'any' }),
  ],
  [
    'the API',
    401,
    undefined,
    async (agent, party) =>
      send(agent, 'GET', `${bank.ready.resourceServer}/aisp/account-access-consents/aac-1`, {
        headers: { authorization: `Bearer ${await party.clientCredentials()}` },
      }),
  ],
  ['registration', 400, 'invalid_software_statement', (agent) => register({ ...tpp, agent }, bank.ready)],
];
const origin = (): string => new URL(bank.ready.tokenEndpoint).origin;

describe.each<[string, RegExp, () => Promise<Agent>]>([
  ['no certificate', /no client certificate|none was sent/, () => agentOf(bank.ready)],
  [
    'a self-signed certificate that nobody listed',
    /neither issued by the directory nor listed/,
    async () => agentOf(bank.ready, await certificateLike(bank, tpp, { selfSigned: true })),
  ],
  [
    'a certificate that has ended',
    /ended \d{4}-/,
    async () => agentOf(bank.ready, await certificateLike(bank, tpp, { at: Date.now() - 400 * dayInMilliseconds })),
  ],
  [
    'a certificate that is not valid yet',
    /not valid before/,
    async () => agentOf(bank.ready, await certificateLike(bank, tpp, { at: Date.now() + 2 * dayInMilliseconds })),
  ],
])('with %s', (_name, reason, connection) => {
  let agent: Agent;
  let party: RelyingParty;
  beforeAll(async () => {
    [agent, party] = await Promise.all([connection(), relyingParty(bank, { tpp })]);
  });

  it.each(doors)('%s answers %i %s', async (_door, status, error, knock) => {
    const reply = await knock(agent, party);
    expect(refused(reply)).toEqual({ status, error });
    expect(error ? reply.json.error_description : reply.headers['www-authenticate']).toMatch(reason);
    if (!error) expect(reply.text).toBe('');
  });
});

describe('a token and its certificate', () => {
  it('are bound by x5t#S256, as introspection shows', async () => {
    const party = await relyingParty(bank, { tpp });
    const reply = await post(tpp.agent, `${origin()}/introspection`, {
      ...(await asserted(party)),
      token: await party.clientCredentials(),
    });
    const { raw } = new X509Certificate(tpp.transport.certificate);
    expect(reply.json).toMatchObject({
      active: true,
      client_id: party.clientId,
      scope: 'accounts',
      cnf: { 'x5t#S256': createHash('sha256').update(raw).digest('base64url') },
    });
  });

  it('introspection tells a client nothing of the tokens of another', async () => {
    const [party, other] = await Promise.all([relyingParty(bank, { tpp }), relyingParty(bank, { tpp: stranger })]);
    const reply = await post(stranger.agent, `${origin()}/introspection`, {
      ...(await asserted(other)),
      token: await party.clientCredentials(),
    });
    expect(reply.json).toEqual({ active: false });
  });

  it('another certificate with a good token is a 401', async () => {
    const party = await relyingParty(bank, { tpp });
    const created = await party.createConsent();
    const reply = await send(stranger.agent, 'GET', created.json.Links.Self, {
      headers: { authorization: `Bearer ${await party.clientCredentials()}` },
    });
    expect(reply.status).toBe(401);
    expect(reply.text).toBe('');
    expect(reply.headers['www-authenticate']).toContain('bound to another client certificate');
  });

  it('resumed TLS sessions are looked at again at every request', async () => {
    const own = await bank.tpp();
    const party = await relyingParty(bank, { tpp: own });
    const { json } = await party.createConsent();
    const authorization = `Bearer ${await party.clientCredentials()}`;
    const get = [
      `GET ${new URL(json.Links.Self).pathname} HTTP/1.1`,
      'Host: 127.0.0.1',
      `Authorization: ${authorization}`,
      'Connection: close',
      '',
      '',
    ];
    const options = await connectionOf(bank, own);
    const first = await overTls(options, get);
    expect(first).toMatchObject({ status: 200, resumed: false });
    const second = await overTls({ ...options, session: first.session }, get);
    expect(second).toMatchObject({ status: 200, resumed: true });

    const folder = await openFolder({ dir: bank.dir });
    const { raw } = new X509Certificate(own.transport.certificate);
    await folder.directory.revoke(createHash('sha256').update(raw).digest('base64url'));
    await folder.store.close();
    const third = await overTls({ ...options, session: first.session }, get);
    expect(third).toMatchObject({ status: 401, resumed: true });
    expect(third.text).toContain('the certificate is revoked');
  });

  it('a self-signed certificate that the directory lists does all that an issued one does', async () => {
    const party = await relyingParty(bank, { selfSigned: true, method: 'tls_client_auth' });
    const tokens = await party.authorise(await party.consentId(), { user: 'ivsa' });
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(200);
  });

  it('a new certificate of the same name ends the access tokens and nothing else', async () => {
    const party = await relyingParty(bank, { tpp, method: 'tls_client_auth' });
    const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
    const renewed = await agentOf(bank.ready, await certificateLike(bank, tpp));
    const accounts = (agent: Agent, access: string) =>
      send(agent, 'GET', `${bank.ready.resourceServer}/aisp/accounts`, {
        headers: { authorization: `Bearer ${access}` },
      });
    expect((await accounts(renewed, tokens.access_token)).status).toBe(401);

    const form = {
      client_id: party.clientId,
      grant_type: 'refresh_token',
      refresh_token: String(tokens.refresh_token),
    };
    const refreshed = await post(renewed, bank.ready.tokenEndpoint, form);
    expect(refreshed.status).toBe(200);
    expect((await accounts(renewed, refreshed.json.access_token)).status).toBe(200);
    expect((await accounts(tpp.agent, refreshed.json.access_token)).status).toBe(401);
    expect((await token({ client_id: party.clientId }, {}, renewed)).status).toBe(200);
  });
});
