/** Whose a client certificate is: every door takes those of the client's own software statement, and nobody else's. */
import { X509Certificate } from 'node:crypto';
import type { Agent } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { thumbprintOf } from '../../src/bank/directory/peer.ts';
import { openFolder } from '../../src/bank/folder.ts';
import {
  agentOf,
  type Reply,
  register,
  registrationClaims,
  send,
  sign,
  startTestBank,
  type TestBank,
  type Tpp,
} from './support/bank.ts';
import { certificateLike, type Transport } from './support/certificates.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { asserted, basic, post, refused, requestClaims, requestObject } from './support/requests.ts';
import { inStore } from './support/state.ts';

let bank: TestBank;
let tpp: Tpp;
let stranger: Tpp;
const parties = {} as Record<'secretive' | 'signing' | 'named', RelyingParty>;
beforeAll(async () => {
  bank = await startTestBank({ severalClients: true });
  [tpp, stranger] = await Promise.all([bank.tpp(), bank.tpp()]);
  parties.secretive = await relyingParty(bank, { tpp, method: 'client_secret_basic' });
  parties.signing = await relyingParty(bank, { tpp });
  parties.named = await relyingParty(bank, { tpp, method: 'tls_client_auth' });
});
afterAll(() => bank.stop());
afterEach(() => expect(bank.failures).toEqual([]));

const origin = (): string => new URL(bank.ready.tokenEndpoint).origin;
const secret = (): Record<string, string> =>
  basic(parties.secretive.clientId, parties.secretive.registration.json.client_secret);
const credentials = { grant_type: 'client_credentials', scope: 'accounts' };

/** Lists a certificate at the directory for a software statement. */
async function listed(softwareId: string, transport: Transport): Promise<Transport> {
  const folder = await openFolder({ dir: bank.dir });
  try {
    await folder.directory.list(softwareId, 'tls', new X509Certificate(transport.certificate));
    return transport;
  } finally {
    await folder.store.close();
  }
}

/** Another software statement of the same organisation. */
async function sibling(): Promise<Transport> {
  const folder = await openFolder({ dir: bank.dir });
  try {
    const { transport } = await folder.directory.issue({ organisationId: tpp.organisationId });
    return { certificate: transport.certificate, key: transport.key ?? '' };
  } finally {
    await folder.store.close();
  }
}

/** A client credentials token as a bank would have given it that looked at no certificate but bound it. */
function tokenFor(party: RelyingParty, transport: Transport): Promise<string> {
  return inStore(bank, async (store) => {
    const own = await party.clientCredentials();
    const token = await store.get<object>('ClientCredentials', own);
    const bound = `${own.slice(0, -8)}borrowed`;
    const thumbprint = thumbprintOf(new X509Certificate(transport.certificate));
    await store.put(
      'ClientCredentials',
      bound,
      { ...token, jti: bound, 'x5t#S256': thumbprint },
      { index: { clientId: party.clientId } },
    );
    return bound;
  });
}

interface Knock {
  agent: Agent;
  transport: Transport;
}
type Door = [name: string, taken: number, knock: (with_: Knock) => Promise<Reply>];

const withToken =
  (method: 'GET' | 'PUT' | 'DELETE', url: (party: RelyingParty) => string) =>
  async ({ agent, transport }: Knock): Promise<Reply> => {
    const party = method === 'GET' ? parties.secretive : await relyingParty(bank, { tpp });
    const authorization = `Bearer ${await tokenFor(party, transport)}`;
    const body = method === 'PUT' ? await sign(tpp, registrationClaims(tpp, bank.ready)) : undefined;
    return send(agent, method, url(party), {
      headers: { authorization, ...(body !== undefined && { 'content-type': 'application/jwt' }) },
      ...(body !== undefined && { body }),
    });
  };
const registrationOf = (party: RelyingParty): string => `${bank.ready.registrationEndpoint}/${party.clientId}`;

const doors: Door[] = [
  ['the token endpoint, by secret,', 200, ({ agent }) => post(agent, bank.ready.tokenEndpoint, credentials, secret())],
  [
    'the token endpoint, by assertion,',
    200,
    async ({ agent }) =>
      post(agent, bank.ready.tokenEndpoint, { ...credentials, ...(await asserted(parties.signing)) }),
  ],
  [
    'pushed authorisation requests',
    201,
    async ({ agent }) => {
      const claims = requestClaims(parties.secretive, await parties.secretive.consentId());
      return post(agent, `${origin()}/par`, { request: await requestObject(parties.secretive, claims) }, secret());
    },
  ],
  ['introspection', 200, ({ agent }) => post(agent, `${origin()}/introspection`, { token: 'any' }, secret())],
  ['reading a registration', 200, withToken('GET', registrationOf)],
  ['updating a registration', 200, withToken('PUT', registrationOf)],
  ['deleting a registration', 204, withToken('DELETE', registrationOf)],
  ['the API', 403, withToken('GET', () => `${bank.ready.resourceServer}/aisp/accounts`)],
  [
    'a helper in Ozone’s manner',
    200,
    ({ agent }) => send(agent, 'GET', `${origin()}/ozone/v1.0/clients`, { headers: secret() }),
  ],
  ['a helper, by token,', 200, withToken('GET', () => `${origin()}/ozone/v1.0/clients`)],
  ['the environment', 200, ({ agent }) => send(agent, 'GET', bank.ready.environment, { headers: secret() })],
];

const knockWith = async (transport: Transport): Promise<Knock> => ({
  agent: await agentOf(bank.ready, transport),
  transport,
});

describe.each<[string, () => Promise<Transport>]>([
  ['a renewed certificate, which is not listed but names the organisation,', () => certificateLike(bank, tpp)],
  [
    'a second certificate of the same software statement',
    async () => listed(tpp.softwareId, await certificateLike(bank, tpp)),
  ],
  [
    'a self-signed certificate that is listed',
    async () => listed(tpp.softwareId, await certificateLike(bank, tpp, { selfSigned: true })),
  ],
  [
    'a certificate that was brought, whatever its names,',
    async () => listed(tpp.softwareId, await certificateLike(bank, stranger, { selfSigned: true })),
  ],
])('%s', (_name, make) => {
  let own: Knock;
  beforeAll(async () => {
    own = await knockWith(await make());
  });

  it.each(doors)('at %s is taken: %i', async (_door, taken, knock) => {
    const reply = await knock(own);
    expect([reply.status, reply.text]).toEqual([taken, expect.any(String)]);
  });

  it('registers a client', async () => {
    expect((await register({ ...tpp, agent: own.agent }, bank.ready)).status).toBe(201);
  });
});

const ofOther = (): RegExp => new RegExp(`of the organisation ${stranger.organisationId}, and the client is of`);
describe.each<[string, () => Promise<Transport>, () => RegExp]>([
  ['another organisation’s certificate', async () => stranger.transport, ofOther],
  [
    'another organisation’s certificate with the very names of the client',
    async () => listed(stranger.softwareId, await certificateLike(bank, tpp, { selfSigned: true })),
    ofOther,
  ],
  [
    'the certificate of another software statement of the same organisation',
    sibling,
    () => /of the software statement \w{22} of the same organisation: send a transport certificate of/,
  ],
])('%s', (_name, make, reason) => {
  let foreign: Knock;
  beforeAll(async () => {
    foreign = await knockWith(await make());
  });

  it.each(doors)('at %s is a 401', async (_door, _taken, knock) => {
    const reply = await knock(foreign);
    expect([reply.status, reply.text]).toEqual([401, expect.any(String)]);
    const said = reply.json?.error_description ?? reply.headers['www-authenticate'];
    expect(said).toMatch(reason());
    expect(said).not.toContain(parties.secretive.registration.json.client_secret);
  });

  it('at the token endpoint, by the registered name, is a 401', async () => {
    const form = { ...credentials, client_id: parties.named.clientId };
    const reply = await post(foreign.agent, bank.ready.tokenEndpoint, form);
    expect(refused(reply)).toEqual({ status: 401, error: 'invalid_client' });
    expect(reply.json.error_description).toMatch(reason());
  });

  it('registers no client', async () => {
    const reply = await register({ ...tpp, agent: foreign.agent }, bank.ready);
    expect(refused(reply)).toEqual({ status: 400, error: 'invalid_software_statement' });
    expect(reply.json.error_description).toMatch(reason());
  });
});
