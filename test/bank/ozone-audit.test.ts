/** The audit log: what the bank saw of an interaction, for the client whose it is, for a while, and with no secret in it. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { maxRecords } from '../../src/bank/ozone/audit-log.ts';
import { type Reply, send, startTestBank, type TestBank } from './support/bank.ts';
import { laterBy } from './support/clock.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { asserted, basic, post } from './support/requests.ts';

let bank: TestBank;
let party: RelyingParty;
let sibling: RelyingParty;
let stranger: RelyingParty;

beforeAll(async () => {
  bank = await startTestBank({ severalClients: true });
  const tpp = await bank.tpp();
  const options = { method: 'client_secret_basic', claims: { request_object_signing_alg: 'none' } } as const;
  [party, sibling, stranger] = await Promise.all([
    relyingParty(bank, { ...options, tpp }),
    relyingParty(bank, { ...options, tpp }),
    relyingParty(bank, options),
  ]);
});
afterAll(() => bank.stop());
afterEach(() => {
  vi.useRealTimers();
  expect(bank.failures).toEqual([]);
});

const rs = () => new URL(bank.ready.tokenEndpoint).origin;
const secretOf = (of: RelyingParty): string => of.registration.json.client_secret;
const read = (id: string, of = party): Promise<Reply> =>
  send(of.tpp.agent, 'GET', `${rs()}/ozone/v1.0/audit-log/${id}`, { headers: basic(of.clientId, secretOf(of)) });

/** Line, status and client of each record. */
const linesOf = (reply: Reply): string[] =>
  reply.json.records.map(
    (record: { request: { line: string }; response: { status: number }; clientId?: string }) =>
      `${record.request.line} → ${record.response.status}, ${record.clientId ?? 'nobody'}`,
  );
const named = (id: string) => ({ 'x-fapi-interaction-id': id });
const accounts = '/open-banking/v3.1/aisp/accounts';
const ask = (id: string, token: string, path = accounts, of = party): Promise<Reply> =>
  send(of.tpp.agent, 'GET', `${rs()}${path}`, { headers: { ...named(id), authorization: `Bearer ${token}` } });

it('tells of every request of an interaction, in order: lines, times, client, certificate', async () => {
  const id = randomUUID();
  const form = { grant_type: 'client_credentials', scope: 'accounts' };
  const headers = { ...basic(party.clientId, secretOf(party)), ...named(id) };
  const began = Date.now();
  const token = (await post(party.tpp.agent, bank.ready.tokenEndpoint, form, headers)).json.access_token;
  const body = { Data: { Permissions: ['ReadBalances'] }, Risk: {} };
  await party.api('/account-access-consents', token, { method: 'POST', body, headers: named(id) });
  await ask(id, token);
  await ask(id, randomUUID());
  const reply = await read(id);
  expect(reply).toMatchObject({ status: 200, json: { interactionId: id } });
  expect(linesOf(reply)).toEqual([
    `POST /token HTTP/1.1 → 200, ${party.clientId}`,
    `POST /open-banking/v3.1/aisp/account-access-consents HTTP/1.1 → 400, ${party.clientId}`,
    `GET ${accounts} HTTP/1.1 → 403, ${party.clientId}`,
    `GET ${accounts} HTTP/1.1 → 401, nobody`,
  ]);
  const [granted, refused, forbidden, unknown] = reply.json.records;
  expect(granted.request.headers).toMatchObject({ authorization: 'Basic …', 'x-fapi-interaction-id': id });
  expect(granted.certificate.subject).toContain('CN=');
  expect(granted.certificate.thumbprint).toMatch(/^[\w-]{43}$/);
  expect(Date.parse(granted.receivedAt)).toBeGreaterThanOrEqual(began - 1);
  expect(Date.parse(granted.answeredAt)).toBeGreaterThanOrEqual(Date.parse(granted.receivedAt));
  expect(granted.response).toEqual({ status: 200, reason: 'OK' });
  expect(refused.response.error).toMatchObject({ Code: '400 Bad Request', Errors: expect.any(Array) });
  expect(forbidden.response.error.Errors[0].Message).toContain('client credentials token');
  expect(unknown.response.challenge).toContain('The token is unknown, revoked or expired long ago.');
});

it('tells a client of what others tried in its name, and by its token', async () => {
  const id = randomUUID();
  const form = { grant_type: 'client_credentials', scope: 'accounts' };
  const wrong = { ...basic(party.clientId, 'wrong'), ...named(id) };
  await post(stranger.tpp.agent, bank.ready.tokenEndpoint, form, wrong);
  await ask(id, await party.clientCredentials(), accounts, stranger);
  const reply = await read(id);
  expect(linesOf(reply)).toEqual([
    `POST /token HTTP/1.1 → 401, ${party.clientId}`,
    `GET ${accounts} HTTP/1.1 → 401, ${party.clientId}`,
  ]);
  expect(reply.json.records[0].response.error.error).toBe('invalid_client');
  expect(reply.json.records[1].response.challenge).toContain('bound to another client certificate');
  expect(reply.json.records[1].certificate.subject).toBe((await own(stranger)).certificate.subject);
});

/** A record of a request by this client itself. */
async function own(of: RelyingParty) {
  const id = randomUUID();
  await ask(id, await of.clientCredentials(), accounts, of);
  return (await read(id, of)).json.records[0];
}

it('finds the client of an assertion, and of a step of the JSON face', async () => {
  const signer = await relyingParty(bank, { tpp: party.tpp });
  const id = randomUUID();
  const form = { grant_type: 'client_credentials', scope: 'payments', ...(await asserted(signer, 'x.y.z')) };
  await post(signer.tpp.agent, bank.ready.tokenEndpoint, { ...form, ...(await asserted(signer)) }, named(id));
  const token = await signer.clientCredentials();
  const log = await send(signer.tpp.agent, 'GET', `${rs()}/ozone/v1.0/audit-log/${id}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(linesOf(log)).toEqual([`POST /token HTTP/1.1 → 200, ${signer.clientId}`]);

  const intent = await party.consentId();
  const url = await send(party.tpp.agent, 'GET', `${rs()}/o3/v1.0/auth-code-url/${intent}?scope=accounts&alg=none`, {
    headers: { ...basic(party.clientId, secretOf(party)), ...named(id) },
  });
  const json = { accept: 'application/json', ...named(id) };
  const begun = await send(undefined, 'GET', url.text, { headers: json });
  const uid = begun.json.interaction.interactionId;
  await send(undefined, 'POST', `${bank.ready.frontChannel}/${uid}/doLogin`, {
    headers: { ...json, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'loginName=rora&password=wrong',
  });
  const reply = await read(id);
  expect(linesOf(reply)).toEqual([
    `GET /o3/v1.0/auth-code-url/${intent}?scope=accounts&alg=none HTTP/1.1 → 200, ${party.clientId}`,
    `GET /auth?client_id=${party.clientId}&request=…&response_type=code id_token&scope=openid accounts HTTP/1.1 → 200, ${party.clientId}`,
    `POST /auth/…/doLogin HTTP/1.1 → 401, ${party.clientId}`,
  ]);
  expect(reply.text).not.toContain(uid);
});

it('has the interaction ids that the bank made, too', async () => {
  const answer = await send(party.tpp.agent, 'GET', `${rs()}${accounts}`, {
    headers: { authorization: `Bearer ${await party.clientCredentials()}` },
  });
  const id = String(answer.headers['x-fapi-interaction-id']);
  expect(linesOf(await read(id.toUpperCase()))).toEqual([`GET ${accounts} HTTP/1.1 → 403, ${party.clientId}`]);
});

describe('is not for', () => {
  const cases: [name: string, status: number, reason: RegExp, id: (of: string) => string, of: () => RelyingParty][] = [
    ['another client of the software statement', 404, /no request of this client/, (id) => id, () => sibling],
    ['a stranger', 404, /no request of this client/, (id) => id, () => stranger],
    ['an interaction that never was', 404, /keeps the last 1000 requests/, () => randomUUID(), () => party],
    ['an id that is none', 400, /UUID/, () => 'x', () => party],
  ];
  it.each(cases)('%s', async (_name, status, reason, idOf, of) => {
    const id = randomUUID();
    await ask(id, await party.clientCredentials());
    const reply = await read(idOf(id), of());
    expect([reply.status, reply.json.error_description]).toEqual([status, expect.stringMatching(reason)]);
  });
});

it('holds no secret, nor does the file that it is kept in', async () => {
  const id = randomUUID();
  const planted = `planted-${randomUUID()}`;
  const jwt = `eyJhbGciOiJub25lIn0.${Buffer.from(planted).toString('base64url')}.${planted}`;
  const query = `?access_token=${planted}&request=${jwt}&scope=${jwt}&fromBookingDateTime=${jwt}`;
  await ask(id, planted, `${accounts}${query}`);
  await send(party.tpp.agent, 'GET', `${rs()}${accounts}`, {
    headers: { ...named(id), ...basic(party.clientId, planted), cookie: planted, 'x-fapi-customer-ip-address': jwt },
  });
  const form = { grant_type: 'authorization_code', code: planted, client_assertion: jwt, client_id: party.clientId };
  await post(party.tpp.agent, bank.ready.tokenEndpoint, form, named(id));
  const body = { Data: { Permissions: [planted] }, Risk: {} };
  await party.api('/account-access-consents', await party.clientCredentials(), {
    method: 'POST',
    body,
    headers: named(id),
  });
  const reply = await read(id);
  expect(linesOf(reply).length).toBe(4);
  const secrets = [planted, Buffer.from(planted).toString('base64url'), secretOf(party)];
  for (const secret of secrets) expect(reply.text).not.toContain(secret);
  const file = Buffer.concat(
    await Promise.all(['bank.sqlite', 'bank.sqlite-wal'].map((name) => readFile(join(bank.dir, name)))),
  );
  expect(file.includes(id)).toBe(true);
  for (const secret of secrets.slice(0, 2)) expect(file.includes(secret)).toBe(false);
});

it('outlives the bank, and not a day', async () => {
  const id = randomUUID();
  await ask(id, await party.clientCredentials());
  await bank.restart();
  expect(linesOf(await read(id))).toEqual([`GET ${accounts} HTTP/1.1 → 403, ${party.clientId}`]);
  laterBy(23 * 3600);
  expect((await read(id)).status).toBe(200);
  laterBy(2 * 3600);
  expect((await read(id)).status).toBe(404);
});

it(`keeps the last ${maxRecords} requests, across restarts, and hardly more`, { timeout: 300_000 }, async () => {
  const token = await party.clientCredentials();
  const [first, last] = [randomUUID(), randomUUID()];
  const some = async (count: number): Promise<void> => {
    for (let sent = 0; sent < count; sent++) await ask(randomUUID(), token);
  };
  await ask(first, token);
  await some(maxRecords / 2);
  await bank.restart();
  await some(maxRecords / 2 - 2);
  await ask(last, token);
  expect((await read(first)).status).toBe(200);
  await some(150);
  expect((await read(first)).status).toBe(404);
  expect((await read(last)).status).toBe(200);
});
