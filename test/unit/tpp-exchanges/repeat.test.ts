import { describe, expect, it } from 'vitest';
import { repetitionOf, repetitionWarnings } from '../../../src/tpp/exchanges/repeat.ts';
import { consentTokensName } from '../../../src/tpp/workspace/secrets.ts';
import { consentTold } from '../../support/consents.ts';
import { now, stub } from '../tpp-journey/stub.ts';
import { exchange, type Told } from './records.ts';

const old = 'old-access-token-that-has-ended-0001';
const url = 'https://rs.bank.example/open-banking/v3.1/aisp/accounts';
const asConsent: Told = {
  url,
  token: { of: 'consent', consentId: 'aac-1' },
  requestHeaders: { authorization: `Bearer ${old}`, accept: 'application/json', 'x-fapi-interaction-id': 'i1' },
};
const consent = consentTold({
  bank: 'sandbox',
  clientId: '',
  consentId: 'aac-1',
  status: 'Authorised',
  permissions: [],
  createdAt: '',
});

function sessionWith(tokens: object) {
  const made = stub();
  const consents = [{ ...consent, clientId: made.state().clients[0]?.clientId ?? '' }];
  const again = stub({ state: { clients: made.state().clients, consents } });
  again.secrets.set(consentTokensName('sandbox', 'aac-1'), JSON.stringify({ scope: 'accounts', ...tokens }));
  return again;
}

describe('a repetition', () => {
  it('has the token that is good now, and a fresh interaction id', async () => {
    const { session } = sessionWith({ access_token: 'fresh-token', expires_at: now + 600_000 });
    const request = await repetitionOf(session, exchange(asConsent));
    expect(request).toEqual({
      method: 'GET',
      url,
      headers: { authorization: 'Bearer fresh-token', accept: 'application/json' },
      purpose: 'accounts',
      token: { of: 'consent', consentId: 'aac-1' },
    });
  });

  it('refreshes a token that is spent', async () => {
    const { session } = sessionWith({ access_token: old, expires_at: now - 1, refresh_token: 'r' });
    const { headers } = await repetitionOf(session, exchange(asConsent));
    expect(headers?.authorization).toBe('Bearer a-token');
  });

  it('asks for the client’s own token where that went', async () => {
    const { session } = stub();
    const record = exchange({ ...asConsent, token: { of: 'client', scope: 'accounts' } });
    expect((await repetitionOf(session, record)).headers?.authorization).toBe('Bearer a-token');
  });

  it('sends the real values again where the record shows masks', async () => {
    const { session } = stub();
    const record = exchange({
      method: 'POST',
      purpose: 'token',
      url: 'https://as.bank.example/token?code=abc',
      requestHeaders: { authorization: 'Basic Zm9vOmJhcg==', 'content-type': 'application/x-www-form-urlencoded' },
      requestBody: 'grant_type=refresh_token&refresh_token=real-one',
    });
    expect(await repetitionOf(session, record)).toMatchObject({
      url: 'https://as.bank.example/token?code=abc',
      headers: { authorization: 'Basic Zm9vOmJhcg==' },
      body: 'grant_type=refresh_token&refresh_token=real-one',
    });
    const edited = await repetitionOf(session, record, {
      body: 'grant_type=refresh_token&refresh_token=…&scope=accounts',
    });
    expect(edited.body).toBe('grant_type=refresh_token&refresh_token=real-one&scope=accounts');
  });

  it('sends what was edited', async () => {
    const { session } = sessionWith({ access_token: 'fresh-token', expires_at: now + 600_000 });
    const record = exchange({ ...asConsent, method: 'POST', requestBody: '{}' });
    const headers = { ...record.requestHeaders, 'x-new': '1', accept: 'text/html' };
    const changes = { method: 'put', url: `${url}?a=1`, headers, body: '{"b":1}' };
    expect(await repetitionOf(session, record, changes)).toMatchObject({
      method: 'PUT',
      url: `${url}?a=1`,
      headers: { authorization: 'Bearer fresh-token', 'x-new': '1', accept: 'text/html' },
      body: '{"b":1}',
    });
  });

  it.each([
    ['a token', asConsent],
    [
      'a body',
      {
        url,
        method: 'POST',
        requestBody: 'client_secret=abc',
        requestHeaders: { 'content-type': 'application/x-www-form-urlencoded' },
      },
    ],
  ])('to another host does not take %s along', async (_, told) => {
    const { session, sent } = sessionWith({ access_token: 'fresh-token', expires_at: now + 600_000 });
    const elsewhere = { url: 'https://rs.bank.example.evil.test/x' };
    await expect(repetitionOf(session, exchange(told), elsewhere)).rejects.toMatchObject({ code: 'usage' });
    expect(sent).toEqual([]);
  });

  it('of a record from a file is refused where its secrets are not to be had', async () => {
    const { session } = stub();
    const copy = structuredClone(exchange({ method: 'POST', requestBody: 'refresh_token=x-is-long-enough' }));
    await expect(repetitionOf(session, copy)).rejects.toMatchObject({ code: 'usage' });
  });

  it('of a record from a file is possible where a token is all that is masked', async () => {
    const { session } = sessionWith({ access_token: 'fresh-token', expires_at: now + 600_000 });
    const { headers } = await repetitionOf(session, structuredClone(exchange(asConsent)));
    expect(headers?.authorization).toBe('Bearer fresh-token');
  });

  it('of an unknown method is refused', async () => {
    await expect(repetitionOf(stub().session, exchange(), { method: 'BREW' })).rejects.toMatchObject({ code: 'usage' });
  });
});

it.each<[string, Told, RegExp | undefined]>([
  ['a code', { method: 'POST', requestBody: 'code=abc' }, /good once/],
  ['a client assertion', { method: 'POST', requestBody: 'client_assertion=abc' }, /jti once/],
  ['a registration', { method: 'POST', purpose: 'register' }, /old one/],
  ['an idempotency key', { method: 'POST', requestHeaders: { 'x-idempotency-key': 'k' } }, /old answer/],
  ['a deletion', { method: 'DELETE' }, /brought back/],
  ['a plain read', {}, undefined],
])('warns of %s', (_, told, words) => {
  const warnings = repetitionWarnings(exchange(told));
  expect(warnings).toEqual(words === undefined ? [] : [expect.stringMatching(words)]);
});
