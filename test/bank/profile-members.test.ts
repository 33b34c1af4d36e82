/** Members of a profile that neither strict nor permissive changes: the bank does as each says. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { strict } from '../../src/bank/profile/strict.ts';
import { register, send, startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { asserted, firstAnswer, post, requestClaims, signedUrl } from './support/requests.ts';

let bank: TestBank;
let tpp: Tpp;
let party: RelyingParty;
beforeAll(async () => {
  bank = await startTestBank({
    severalClients: true,
    profile: {
      ...strict,
      name: 'particular',
      subjectNameSpellings: ['dotted-hex'],
      responseTypes: ['code id_token'],
      responseModes: ['fragment'],
      pageSizes: { min: 1, usual: 10, max: 20 },
      offers: { ...strict.offers, refreshTokenRotation: true },
    },
  });
  tpp = await bank.tpp();
  party = await relyingParty(bank, { tpp, claims: { response_types: ['code id_token'] } });
}, 60_000);
afterAll(() => bank.stop());
afterEach(() => expect(bank.failures).toEqual([]));

const tlsClient = (subject: string) =>
  register(tpp, bank.ready, {
    response_types: ['code id_token'],
    token_endpoint_auth_method: 'tls_client_auth',
    token_endpoint_auth_signing_alg: undefined,
    tls_client_auth_subject_dn: subject,
  });

it('subjectNameSpellings: a name in another spelling is refused with the one that is wanted', async () => {
  const refused = await tlsClient(tpp.subjectDn);
  expect(refused.status).toBe(400);
  expect(refused.json.error_description).toMatch(/takes the organisation identifier as 2\.5\.4\.97=#0c10. only/);
  const hex = tpp.subjectDn.replace(/organizationIdentifier=([^,]+)/, (_, value: string) => {
    const bytes = Buffer.from(value);
    return `2.5.4.97=#0c${bytes.length.toString(16).padStart(2, '0')}${bytes.toString('hex')}`;
  });
  expect(await tlsClient(hex)).toMatchObject({ status: 201 });
});

it('responseTypes: another is not registered', async () => {
  const refused = await register(tpp, bank.ready, { response_types: ['code'] });
  expect(refused.status).toBe(400);
  expect(refused.json.error_description).toBe('response_types has "code": expected code id_token');
});

it('responseModes: another is not published and refused', async () => {
  const { json } = await send(tpp.agent, 'GET', bank.ready.discovery);
  expect(json.response_modes_supported).toEqual(['fragment']);
  const claims = requestClaims(party, await party.consentId(), { response_mode: 'query' });
  expect(await firstAnswer(await signedUrl(party, claims))).toMatchObject({
    answer: expect.objectContaining({
      error: 'invalid_request',
      error_description: expect.stringContaining('response_mode=query is not for this bank'),
    }),
  });
});

it('pageSizes: a page is as long as they say, and no longer', async () => {
  const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
  const accounts = await party.api('/accounts', tokens.access_token);
  const path = `/accounts/${accounts.json.Data.Account[0].AccountId}/transactions`;
  expect((await party.api(path, tokens.access_token)).json.Data.Transaction).toHaveLength(10);
  expect((await party.api(`${path}?pageSize=20`, tokens.access_token)).json.Data.Transaction).toHaveLength(20);
  expect((await party.api(`${path}?pageSize=21`, tokens.access_token)).status).toBe(400);
});

it('refreshTokenRotation: a refresh gives another refresh token, and the old one is spent', async () => {
  const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
  const refresh = async (token: unknown) =>
    post(tpp.agent, bank.ready.tokenEndpoint, {
      grant_type: 'refresh_token',
      refresh_token: String(token),
      ...(await asserted(party)),
    });
  const first = await refresh(tokens.refresh_token);
  expect(first.status).toBe(200);
  expect(first.json.refresh_token).not.toBe(tokens.refresh_token);
  expect((await refresh(tokens.refresh_token)).json.error).toBe('invalid_grant');
});
