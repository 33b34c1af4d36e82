/** Reading, changing and removing a registration with the client's own token. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IssuedStatement } from '../../../src/bank/directory/issue.ts';
import type { Authority } from '../../../src/bank/pki/authority.ts';
import { ClientMetadataRefused } from '../../../src/bank/registration/clients.ts';
import { memoryStore } from '../../support/memory-store.ts';
import {
  guideClaims,
  keyOf,
  membersOf,
  type RegistrationBank,
  registrationBank,
  signed,
  temporaryAuthority,
} from '../../support/registration-bank.ts';

let authority: Authority;
let remove: () => void;
let bank: RegistrationBank;
let issued: IssuedStatement;
let other: IssuedStatement;
let clientId: string;
let answer: Record<string, unknown>;

const path = '/dynamic-client-registration/v3.1/register';

const store = memoryStore();

beforeAll(async () => {
  ({ authority, remove } = await temporaryAuthority());
  const { directory, close } = await registrationBank(authority, { store });
  [issued, other] = await Promise.all([directory.issue(), directory.issue()]);
  await close();
});
afterAll(() => remove());

beforeEach(async () => {
  bank = await registrationBank(authority, { store });
  await store.deleteBy('Registration', 'softwareId', issued.softwareId);
  answer = await membersOf(await send('POST', path, guideClaims(issued)));
  clientId = String(answer.client_id);
  grant('own', 'client', clientId);
  grant('customer', 'customer', clientId);
});
afterEach(() => bank.close());

function grant(token: string, kind: 'client' | 'customer', client: string): void {
  bank.tokens.set(token, { kind, clientId: client, scopes: new Set() });
}

async function send(method: string, where: string, claims?: Record<string, unknown>, token?: string, from = issued) {
  const body = claims && (await signed(claims, keyOf(from.signing), { alg: 'PS256', kid: from.kid }));
  bank.present(from.transport.certificate);
  return fetch(bank.url + where, {
    method,
    ...(body === undefined ? {} : { body }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/jwt' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });
}

describe("a client's registration", () => {
  it('is read as it was answered, on every path', async () => {
    for (const base of [path, '/open-banking/v3.1/dynamic-client-registration/v3.1/register']) {
      const response = await send('GET', `${base}/${clientId}`, undefined, 'own');
      expect([response.status, await membersOf(response)]).toEqual([200, answer]);
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });

  it('is changed by a full set of claims and keeps its id, its time and its secret', async () => {
    const claims = { ...guideClaims(issued), scope: 'openid accounts', client_id: clientId };
    const response = await send('PUT', `${path}/${clientId}`, claims, 'own');
    expect(response.status).toBe(200);
    const { software_statement, ...changed } = answer;
    expect(await membersOf(response)).toMatchObject({ ...changed, scope: 'openid accounts' });
    expect(bank.clients.saved.get(clientId)).toMatchObject({
      scope: 'openid accounts',
      client_secret: answer.client_secret,
    });
    const read = await send('GET', `${path}/${clientId}`, undefined, 'own');
    expect(await membersOf(read)).toMatchObject({ scope: 'openid accounts' });
  });

  it('loses its secret with the method that needed it', async () => {
    const claims = { ...guideClaims(issued), token_endpoint_auth_method: 'private_key_jwt' };
    const changed = await membersOf(await send('PUT', `${path}/${clientId}`, claims, 'own'));
    expect(changed).not.toHaveProperty('client_secret');
    expect(bank.clients.saved.get(clientId)).not.toHaveProperty('client_secret');
  });

  it('is removed with everything issued to it, and may be made again', async () => {
    const response = await send('DELETE', `${path}/${clientId}`, undefined, 'own');
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(bank.clients.saved.size).toBe(0);
    expect((await send('POST', path, guideClaims(issued))).status).toBe(201);
  });

  it('of an unknown id costs the token', async () => {
    const response = await send('GET', `${path}/nobody`, undefined, 'own');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
    expect(bank.clients.revoked).toEqual(['own']);
  });

  it('is not changed by a software statement of another', async () => {
    const response = await send('PUT', `${path}/${clientId}`, guideClaims(other), 'own', other);
    expect([response.status, await membersOf(response)]).toEqual([
      400,
      { error: 'invalid_software_statement', error_description: expect.stringMatching(/registered for/) },
    ]);
  });

  it('is not changed by a client_id of another', async () => {
    const claims = { ...guideClaims(issued), client_id: 'somebody' };
    const response = await send('PUT', `${path}/${clientId}`, claims, 'own');
    expect([response.status, await membersOf(response)]).toEqual([
      400,
      { error: 'invalid_client_metadata', error_description: expect.stringMatching(/^client_id/) },
    ]);
  });

  it('is not changed by a request used before', async () => {
    const claims = guideClaims(issued);
    expect((await send('PUT', `${path}/${clientId}`, claims, 'own')).status).toBe(200);
    const again = await send('PUT', `${path}/${clientId}`, claims, 'own');
    expect(await membersOf(again)).toMatchObject({ error_description: expect.stringMatching(/^jti/) });
  });

  it('stays as it is when the authorization server refuses the change', async () => {
    bank.clients.save = async () => {
      throw new ClientMetadataRefused('invalid_redirect_uri', 'redirect_uris must contain members');
    };
    const claims = guideClaims(issued);
    const used = await store.list('Jti');
    const response = await send('PUT', `${path}/${clientId}`, claims, 'own');
    expect([response.status, await membersOf(response)]).toEqual([
      400,
      { error: 'invalid_redirect_uri', error_description: 'redirect_uris must contain members' },
    ]);
    expect(await membersOf(await send('GET', `${path}/${clientId}`, undefined, 'own'))).toEqual(answer);
    expect(await store.list('Jti')).toHaveLength(used.length);
  });

  const tokens: [name: string, token: string | undefined, status: number, authenticate: RegExp | undefined][] = [
    ['no token', undefined, 401, /^Bearer$/],
    ['an unknown token', 'nothing', 401, /^Bearer error="invalid_token", error_description="unknown 'token'"$/],
    ["another client's token", 'other', 403, undefined],
    ["a customer's token", 'customer', 403, undefined],
  ];
  describe.each(['GET', 'PUT', 'DELETE'])('is refused to %s', (method) => {
    it.each(tokens)('with %s', async (_name, token, status, authenticate) => {
      grant('other', 'client', 'another');
      const claims = method === 'PUT' ? guideClaims(issued) : undefined;
      const response = await send(method, `${path}/${clientId}`, claims, token);
      expect(response.status).toBe(status);
      if (authenticate !== undefined) expect(response.headers.get('www-authenticate')).toMatch(authenticate);
      expect(await membersOf(response)).toHaveProperty('error_description');
      expect(bank.clients.saved.size).toBe(1);
    });
  });

  it.each([
    ['GET', path, 'POST'],
    ['PATCH', `${path}/x`, 'GET, PUT, DELETE'],
  ])('answers %s %s with 405', async (method, where, allow) => {
    const response = await send(method, where);
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(await membersOf(response)).toHaveProperty('error');
  });
});
