/** The life of tokens, pushed authorisation requests and PKCE. */
import { createHash } from 'node:crypto';
import * as oidc from 'openid-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { laterBy } from './support/clock.ts';
import { authorise } from './support/customer.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import {
  answerIn,
  asserted,
  authorisationUrl,
  exchange,
  post,
  refused,
  requestClaims,
  requestObject,
} from './support/requests.ts';

let bank: TestBank;
let tpp: Tpp;
let stranger: Tpp;
beforeAll(async () => {
  bank = await startTestBank({ severalClients: true });
  [tpp, stranger] = await Promise.all([bank.tpp(), bank.tpp()]);
});
afterAll(() => bank.stop());
afterEach(() => {
  vi.useRealTimers();
  expect(bank.failures).toEqual([]);
});

describe('the life of tokens', () => {
  const refresh = async (party: RelyingParty, refreshToken: unknown) =>
    post(party.tpp.agent, bank.ready.tokenEndpoint, {
      ...(await asserted(party)),
      grant_type: 'refresh_token',
      refresh_token: String(refreshToken),
    });

  it('there is a refresh token only for who registered the grant', async () => {
    const party = await relyingParty(bank, {
      tpp,
      claims: { grant_types: ['authorization_code', 'client_credentials'] },
    });
    const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
    expect(tokens.refresh_token).toBeUndefined();
  });

  it('a refresh token gives new access tokens, more than once', async () => {
    const party = await relyingParty(bank, { tpp });
    const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
    for (let time = 0; time < 2; time++) {
      const again = await oidc.refreshTokenGrant(party.config, String(tokens.refresh_token));
      expect((await party.api('/accounts', again.access_token)).status).toBe(200);
    }
  });

  it('another client cannot use a refresh token', async () => {
    const [party, other] = await Promise.all([relyingParty(bank, { tpp }), relyingParty(bank, { tpp: stranger })]);
    const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
    expect(refused(await refresh(other, tokens.refresh_token))).toEqual({ status: 400, error: 'invalid_grant' });
  });

  it('an access token ends after its hour, a client-credentials token after five minutes', async () => {
    const party = await relyingParty(bank, { tpp });
    const tokens = await party.authorise(await party.consentId(), { user: 'rora' });
    const credentials = await party.clientCredentials();
    expect(tokens.expires_in).toBe(3600);
    laterBy(301);
    expect((await party.api('/account-access-consents/aac-1', credentials)).status).toBe(401);
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(200);
    laterBy(3300);
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(401);
    expect((await refresh(party, tokens.refresh_token)).status).toBe(200);
  });

  it('DELETE of the consent kills its tokens', async () => {
    const party = await relyingParty(bank, { tpp });
    const consentId = await party.consentId();
    const tokens = await party.authorise(consentId, { user: 'rora' });
    const path = `/account-access-consents/${consentId}`;
    expect((await party.api(path, await party.clientCredentials(), { method: 'DELETE' })).status).toBe(204);
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(401);
    expect(refused(await refresh(party, tokens.refresh_token))).toEqual({ status: 400, error: 'invalid_grant' });
  });

  it('no token outlives its consent', async () => {
    const party = await relyingParty(bank, { tpp });
    const consentId = await party.consentId({ ExpirationDateTime: new Date(Date.now() + 20_000).toISOString() });
    const tokens = await party.authorise(consentId, { user: 'rora' });
    expect(tokens.expires_in).toBeLessThanOrEqual(20);
    const again = await refresh(party, tokens.refresh_token);
    expect(again.json.expires_in).toBeLessThanOrEqual(20);
    laterBy(21);
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(401);
    expect((await party.api('/accounts', again.json.access_token)).status).toBe(401);
    expect(refused(await refresh(party, tokens.refresh_token))).toEqual({ status: 400, error: 'invalid_grant' });
  });
});

describe('pushed authorisation requests and PKCE', () => {
  const push = async (party: RelyingParty, changes: Record<string, unknown> = {}) => {
    const claims = requestClaims(party, await party.consentId(), changes);
    const reply = await post(party.tpp.agent, `${new URL(party.bank.ready.tokenEndpoint).origin}/par`, {
      ...(await asserted(party)),
      request: await requestObject(party, claims),
    });
    return { reply, claims };
  };
  const codeFor = async (party: RelyingParty, changes: Record<string, unknown>) => {
    const { reply } = await push(party, changes);
    const url = authorisationUrl(party, { request_uri: reply.json.request_uri });
    return { url, code: answerIn(await authorise(url, { user: 'mits' })).code ?? '' };
  };
  const verified = (of: RelyingParty, code: string, verifier?: string) =>
    exchange(of, code, verifier ? { code_verifier: verifier } : {});
  const s256 = async (verifier: string) => ({
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });

  describe.each(['permissive', 'strict'] as const)('at a %s bank', (profile) => {
    let own: TestBank;
    let party: RelyingParty;
    beforeAll(async () => {
      own = profile === 'permissive' ? bank : await startTestBank({ profile });
      party = await relyingParty(own, profile === 'permissive' ? { tpp } : {});
    });
    afterAll(async () => {
      if (own !== bank) await own.stop();
    });

    it('a signed request is pushed, used and spent', async () => {
      const verifier = oidc.randomPKCECodeVerifier();
      const { url, code } = await codeFor(party, await s256(verifier));
      expect((await verified(party, code, verifier)).status).toBe(200);
      expect(answerIn(await authorise(url, { user: 'mits' }))).toMatchObject({ error: 'invalid_request_uri' });
    });

    it.each<[string, (verifier: string) => string | undefined]>([
      ['wrong', () => oidc.randomPKCECodeVerifier()],
      ['missing', () => undefined],
      ['the challenge itself', (verifier) => createHash('sha256').update(verifier).digest('base64url')],
    ])('refuses a verifier that is %s', async (_name, given) => {
      const verifier = oidc.randomPKCECodeVerifier();
      const { code } = await codeFor(party, await s256(verifier));
      expect(refused(await verified(party, code, given(verifier)))).toEqual({ status: 400, error: 'invalid_grant' });
    });

    it('refuses the method plain', async () => {
      const plain = { code_challenge: oidc.randomPKCECodeVerifier(), code_challenge_method: 'plain' };
      expect(refused((await push(party, plain)).reply)).toEqual({ status: 400, error: 'invalid_request' });
    });

    it('refuses an intent that is not there before anything is kept', async () => {
      const claims = { id_token: { openbanking_intent_id: { value: 'aac-none', essential: true } } };
      const verifier = await s256(oidc.randomPKCECodeVerifier());
      expect(refused((await push(party, { claims, ...verifier })).reply)).toEqual({
        status: 400,
        error: 'invalid_request',
      });
    });

    it(`${profile === 'strict' ? 'wants' : 'does not want'} PKCE`, async () => {
      const { reply } = await push(party);
      expect(reply.status).toBe(profile === 'strict' ? 400 : 201);
    });

    it('forgets a pushed request after a minute', async () => {
      const { reply } = await push(party, await s256(oidc.randomPKCECodeVerifier()));
      laterBy(61);
      const url = authorisationUrl(party, { request_uri: reply.json.request_uri });
      expect(answerIn(await authorise(url, { user: 'mits' }))).toMatchObject({ error: 'invalid_request_uri' });
    });
  });
});
