/** The check that every API of the bank asks first: which certificate and which token open a door, and to what. */
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import Koa from 'koa';
import { describe, expect, it } from 'vitest';
import { accessCheck, outliveGrant, revokeGrant } from '../../../src/bank/authorization/access.ts';
import { isBearer } from '../../../src/bank/http/bearer.ts';
import { notedClientOf } from '../../../src/bank/http/noted-client.ts';
import type { ClientCertificate } from '../../../src/bank/http/state.ts';
import { permissive } from '../../../src/bank/profile/permissive.ts';
import { memoryStore } from '../../support/memory-store.ts';

const now = Date.parse('2026-11-22T09:30:00Z');
const seconds = now / 1000;
const organisationId = '0015800001041RHAAY';
const softwareId = '1234567890123456789012';
const certificate: ClientCertificate = { thumbprint: 'own', subjectDn: 'CN=us', pem: '', organisationId, softwareId };
const client = { client_id: 'c', ob_organisation_id: organisationId, ob_software_id: softwareId };
const token = { exp: seconds + 60, clientId: 'c', scope: 'accounts openid', 'x5t#S256': 'own' };
const granted = { ...token, grantId: 'g' };

interface Asked {
  authorization?: string;
  certificate?: ClientCertificate | undefined;
}

async function asked(changes: Asked = {}) {
  const { authorization = 'Bearer customers', certificate: shown } = { certificate, ...changes };
  const store = memoryStore();
  await store.put('Client', 'c', client);
  await store.put('AccessToken', 'customers', granted);
  await store.put('ClientCredentials', 'clients', token);
  await store.put('AccessToken', 'anothers', { ...token, 'x5t#S256': 'other' });
  await store.put('AccessToken', 'unbound', { ...token, 'x5t#S256': undefined });
  await store.put('AccessToken', 'ended', { ...token, exp: seconds });
  await store.put('AccessToken', 'stolen', { ...token, exp: seconds, 'x5t#S256': 'other' });
  await store.put('AccessToken', 'ending', { ...token, exp: seconds + 1 });
  await store.put('AccessToken', 'homeless', { ...token, clientId: 'gone' });
  const check = accessCheck({
    store,
    clock: { now: () => now },
    profile: permissive,
    clientCertificateOf: async () => shown,
  });
  const request = new IncomingMessage(new Socket());
  request.headers.authorization = authorization;
  const ctx = new Koa().createContext(request, new ServerResponse(request));
  return { outcome: await check(ctx), noted: notedClientOf(ctx) };
}

describe('a token with its certificate', () => {
  it('of a customer gives access to what was granted', async () => {
    const access = { kind: 'customer', clientId: 'c', scopes: new Set(['accounts', 'openid']), grantId: 'g' };
    expect(await asked()).toEqual({ outcome: { access }, noted: 'c' });
  });

  it('of a client has no grant', async () => {
    const access = { kind: 'client', clientId: 'c', scopes: new Set(['accounts', 'openid']) };
    expect(await asked({ authorization: 'bearer   clients' })).toEqual({ outcome: { access }, noted: 'c' });
  });

  it('is good to its last second', async () => {
    expect(await asked({ authorization: 'Bearer ending' })).toHaveProperty('outcome.access.kind', 'customer');
  });
});

describe('there is no access', () => {
  it.each<[what: string, changes: Asked, reason: string, description: RegExp]>([
    ['without a certificate', { certificate: undefined }, 'no_certificate', /no client certificate/],
    [
      'with a certificate that the directory refuses',
      { certificate: { ...certificate, refusal: 'it was revoked' } },
      'certificate_refused',
      /it was revoked/,
    ],
    [
      'with the certificate of another organisation',
      { certificate: { ...certificate, organisationId: '0015800001041RHAAZ' } },
      'certificate_refused',
      /of the organisation 0015800001041RHAAZ/,
    ],
    [
      'with the certificate of another software statement',
      { certificate: { ...certificate, softwareId: '9876543210987654321098' } },
      'certificate_refused',
      /9876543210987654321098 of the same organisation/,
    ],
    ['without a token', { authorization: '' }, 'no_token', /no bearer token/],
    ['with a token of another scheme', { authorization: 'Basic customers' }, 'no_token', /no bearer token/],
    ['with something before the scheme', { authorization: 'x Bearer customers' }, 'no_token', /no bearer token/],
    ['with something after the token', { authorization: 'Bearer customers, x' }, 'no_token', /no bearer token/],
    ['with a token that nobody knows', { authorization: 'Bearer other' }, 'invalid_token', /unknown/],
    ['with a token that has ended this second', { authorization: 'Bearer ended' }, 'expired_token', /expired/],
    [
      'with an ended token of another certificate',
      { authorization: 'Bearer stolen' },
      'invalid_token',
      /bound to another/,
    ],
    ['with a token of another certificate', { authorization: 'Bearer anothers' }, 'invalid_token', /bound to another/],
    ['with a token of no certificate', { authorization: 'Bearer unbound' }, 'invalid_token', /bound to another/],
    ['with a token of a client that is gone', { authorization: 'Bearer homeless' }, 'invalid_token', /no longer/],
  ])('%s', async (_what, changes, reason, description) => {
    const { outcome } = await asked(changes);
    expect(outcome).toEqual({ refused: { reason, description: expect.stringMatching(description) } });
  });
});

it('a grant that is revoked takes along what it gave, and nothing of another', async () => {
  const store = memoryStore();
  const kinds = ['AccessToken', 'RefreshToken', 'AuthorizationCode'] as const;
  for (const kind of kinds) {
    for (const grantId of ['g', 'h'])
      await store.put(kind, `${kind} of ${grantId}`, { grantId }, { index: { grantId } });
  }
  for (const grantId of ['g', 'h']) await store.put('Grant', grantId, {});
  await revokeGrant(store, 'g');
  for (const kind of kinds) {
    expect(await store.get(kind, `${kind} of g`)).toBeUndefined();
    expect(await store.get(kind, `${kind} of h`)).toEqual({ grantId: 'h' });
  }
  expect([await store.get('Grant', 'g'), await store.get('Grant', 'h')]).toEqual([undefined, {}]);
});

it('a grant whose time is over leaves its access tokens, to be known as expired', async () => {
  const store = memoryStore();
  for (const kind of ['AccessToken', 'RefreshToken', 'AuthorizationCode'] as const)
    await store.put(kind, kind, { grantId: 'g' }, { index: { grantId: 'g' } });
  await store.put('Grant', 'g', {});
  await outliveGrant(store, 'g');
  expect(await store.get('AccessToken', 'AccessToken')).toEqual({ grantId: 'g' });
  expect(await store.get('RefreshToken', 'RefreshToken')).toBeUndefined();
  expect(await store.get('AuthorizationCode', 'AuthorizationCode')).toBeUndefined();
  expect(await store.get('Grant', 'g')).toBeUndefined();
});

it.each([
  ['Bearer secret', true],
  ['bearer  secret', true],
  ['Bearer secret2', false],
  ['Bearer secre', false],
  ['Basic secret', false],
  ['secret', false],
  ['', false],
])('of the bank’s own tokens, %j is the wanted one: %s', (header, isWanted) => {
  expect(isBearer(header, 'secret')).toBe(isWanted);
  expect(isBearer(header, '')).toBe(false);
});
