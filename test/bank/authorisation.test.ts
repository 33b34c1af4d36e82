/** What comes of an authorisation: the answer, its code, and doing it again. */
import { createHash, randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Reply, startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { laterBy } from './support/clock.ts';
import { authorise } from './support/customer.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import {
  answerIn,
  asserted,
  authorisationUrl,
  codeOf,
  exchange,
  post,
  refused,
  requestClaims,
  requestObject,
  signedUrl,
  statusOf,
  unsecured,
} from './support/requests.ts';

let bank: TestBank;
let strictBank: TestBank;
let tpp: Tpp;
let party: RelyingParty;
let strict: RelyingParty;
/** Registered for RS256 and unsecured request objects, as the guide has it. */
let guide: RelyingParty;
let other: RelyingParty;
beforeAll(async () => {
  [bank, strictBank] = await Promise.all([
    startTestBank({ severalClients: true }),
    startTestBank({ profile: 'strict', severalClients: true }),
  ]);
  tpp = await bank.tpp();
  [party, guide, other, strict] = await Promise.all([
    relyingParty(bank, { tpp }),
    relyingParty(bank, {
      tpp,
      method: 'client_secret_basic',
      claims: { request_object_signing_alg: 'none', id_token_signed_response_alg: 'RS256' },
    }),
    relyingParty(bank),
    relyingParty(strictBank),
  ]);
});
afterAll(() => Promise.all([bank.stop(), strictBank.stop()]));
afterEach(() => {
  vi.useRealTimers();
  expect([...bank.failures, ...strictBank.failures]).toEqual([]);
});

describe('the answer', () => {
  const half = (text: string): string =>
    createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

  it.each([
    ['permissive', () => party, 'PS256'],
    ['strict', () => strict, 'PS256'],
    ['permissive, registered for RS256', () => guide, 'RS256'],
  ] as const)('of a %s bank ties code, state and intent to the id_token', async (_name, of, alg) => {
    const consentId = await of().consentId();
    const claims = requestClaims(of(), consentId);
    const request = of() === guide ? unsecured(claims) : await requestObject(of(), claims);
    const url = authorisationUrl(of(), { response_type: 'code id_token', scope: 'openid accounts', request });
    const left = await authorise(url, { user: 'rora' });
    const { code = '', state = '', id_token: idToken = '' } = answerIn(left);
    expect(new URL(left).search).toBe('');
    expect(state).toBe(claims.state);
    expect(decodeProtectedHeader(idToken).alg).toBe(alg);
    expect(decodeJwt(idToken)).toMatchObject({
      iss: of().bank.ready.issuer,
      aud: of().clientId,
      nonce: claims.nonce,
      acr: 'urn:openbanking:psd2:sca',
      openbanking_intent_id: consentId,
      c_hash: half(code),
      // Permissive clients get it too, so that one set of checks is enough for a TPP.
      s_hash: half(state),
    });
    const { config } = of();
    const checks = { expectedNonce: String(claims.nonce), expectedState: state };
    const tokens = await oidc.authorizationCodeGrant(config, new URL(left), checks);
    const back = decodeJwt(tokens.id_token ?? '');
    expect(back).toMatchObject({ sub: decodeJwt(idToken).sub, openbanking_intent_id: consentId });
    if (back.at_hash !== undefined) expect(back.at_hash).toBe(half(tokens.access_token));
  });

  it('has auth_time where max_age was asked for', async () => {
    const claims = requestClaims(party, await party.consentId(), { max_age: 300 });
    const { id_token: idToken = '' } = answerIn(await authorise(await signedUrl(party, claims), { user: 'rora' }));
    expect(decodeJwt(idToken).auth_time).toBeTypeOf('number');
  });
});

describe('the code', () => {
  it('used twice is invalid_grant, and the first tokens are revoked', async () => {
    const code = await codeOf(party, await party.consentId());
    const first = await exchange(party, code);
    expect((await party.api('/accounts', first.json.access_token)).status).toBe(200);
    expect(refused(await exchange(party, code))).toEqual({ status: 400, error: 'invalid_grant' });
    expect((await party.api('/accounts', first.json.access_token)).status).toBe(401);
    const refreshed = await post(tpp.agent, bank.ready.tokenEndpoint, {
      ...(await asserted(party)),
      grant_type: 'refresh_token',
      refresh_token: first.json.refresh_token,
    });
    expect(refused(refreshed)).toEqual({ status: 400, error: 'invalid_grant' });
  });

  it('used twice at the same moment gives tokens once at most', async () => {
    const code = await codeOf(party, await party.consentId());
    const both = await Promise.all([exchange(party, code), exchange(party, code)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it.each<[string, (code: string) => Promise<Reply>]>([
    [
      'after its minute',
      (code) => {
        laterBy(61);
        return exchange(party, code);
      },
    ],
    ['of another client', (code) => exchange(other, code, { redirect_uri: party.registration.json.redirect_uris[0] })],
    [
      'with another redirect_uri',
      (code) => exchange(party, code, { redirect_uri: 'https://app.getpostman.com/other' }),
    ],
    ['that nobody gave out', () => exchange(party, randomUUID())],
  ])('%s is invalid_grant', async (_name, use) => {
    const code = await codeOf(party, await party.consentId());
    expect(refused(await use(code))).toEqual({ status: 400, error: 'invalid_grant' });
  });

  it('is dead once its consent is deleted', async () => {
    const consentId = await party.consentId();
    const code = await codeOf(party, consentId);
    await party.api(`/account-access-consents/${consentId}`, await party.clientCredentials(), { method: 'DELETE' });
    expect(refused(await exchange(party, code))).toEqual({ status: 400, error: 'invalid_grant' });
  });
});

describe('re-authentication', () => {
  it('sends the same intent again; the new tokens replace the old', async () => {
    const consentId = await party.consentId();
    const before = await party.authorise(consentId, { user: 'rora' });
    const after = await party.authorise(consentId, { user: 'rora' });
    expect((await party.api('/accounts', before.access_token)).status).toBe(401);
    expect((await party.api('/accounts', after.access_token)).status).toBe(200);
    const refresh = (token: unknown) => oidc.refreshTokenGrant(party.config, String(token));
    await expect(refresh(before.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(refresh(after.refresh_token)).resolves.toHaveProperty('access_token');
    expect(await statusOf(party, consentId)).toBe('Authorised');
  });

  it('leaves the old tokens until the new code is redeemed', async () => {
    const consentId = await party.consentId();
    const before = await party.authorise(consentId, { user: 'rora' });
    const code = await codeOf(party, consentId);
    expect((await party.api('/accounts', before.access_token)).status).toBe(200);
    await oidc.refreshTokenGrant(party.config, String(before.refresh_token));
    const after = await exchange(party, code);
    expect((await party.api('/accounts', before.access_token)).status).toBe(401);
    expect((await party.api('/accounts', after.json.access_token)).status).toBe(200);
  });

  it('that nobody goes on with leaves the old tokens for good', async () => {
    const consentId = await party.consentId();
    const before = await party.authorise(consentId, { user: 'rora' });
    const code = await codeOf(party, consentId);
    laterBy(61);
    expect(refused(await exchange(party, code))).toEqual({ status: 400, error: 'invalid_grant' });
    expect((await party.api('/accounts', before.access_token)).status).toBe(200);
  });

  it('approved twice gives tokens by the second code alone', async () => {
    const consentId = await party.consentId();
    const before = await party.authorise(consentId, { user: 'rora' });
    const [first, second] = [await codeOf(party, consentId), await codeOf(party, consentId)];
    expect(refused(await exchange(party, first))).toEqual({ status: 400, error: 'invalid_grant' });
    expect((await party.api('/accounts', before.access_token)).status).toBe(200);
    const after = await exchange(party, second);
    expect((await party.api('/accounts', before.access_token)).status).toBe(401);
    expect((await party.api('/accounts', after.json.access_token)).status).toBe(200);
  });

  it('approved and then deleted gives no tokens, and ends the old ones', async () => {
    const consentId = await party.consentId();
    const before = await party.authorise(consentId, { user: 'rora' });
    const code = await codeOf(party, consentId);
    const own = await party.clientCredentials();
    await party.api(`/account-access-consents/${consentId}`, own, { method: 'DELETE' });
    expect(refused(await exchange(party, code))).toEqual({ status: 400, error: 'invalid_grant' });
    expect((await party.api('/accounts', before.access_token)).status).toBe(401);
    expect((await party.api(`/account-access-consents/${consentId}`, own)).status).toBe(400);
  });

  it('that the customer refuses leaves consent and tokens as they were', async () => {
    const consentId = await party.consentId();
    const tokens = await party.authorise(consentId, { user: 'rora' });
    await authorise((await party.authorizationUrl(consentId)).url, { user: 'rora', refuse: true });
    expect(await statusOf(party, consentId)).toBe('Authorised');
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(200);
  });
});
