/** The JWT inspector on tokens that a bank of each profile took or made: their kinds, and no error. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectToken } from '../../src/tpp/inspect/inspect.ts';
import type { InspectionContext } from '../../src/tpp/inspect/inspection.ts';
import { registrationClaims, send, sign, startTestBank, type TestBank } from './support/bank.ts';
import { authorise } from './support/customer.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import {
  answerIn,
  authorisationUrl,
  clientAssertion,
  exchange,
  post,
  requestClaims,
  signedUrl,
  unsecured,
} from './support/requests.ts';

describe.each(['permissive', 'strict'] as const)('at a %s bank', (profile) => {
  let bank: TestBank;
  let party: RelyingParty;
  beforeAll(async () => {
    bank = await startTestBank({ profile, severalClients: true });
    party = await relyingParty(bank);
  });
  afterAll(() => bank.stop());

  const inspected = (token: unknown, origin?: InspectionContext['origin']) => {
    const { ready } = bank;
    const { issuer, tokenEndpoint, organisationId } = ready;
    const expectations = { issuer, tokenEndpoint, organisationId, environment: 'sandbox' } as const;
    const { kind, form, members, findings } = inspectToken(String(token), {
      now: Date.now(),
      permissive: profile === 'permissive',
      version: 'v3.1.11',
      origin,
      expectations,
    });
    const errors = findings.filter(({ severity }) => severity === 'error');
    const strangers = members.filter(({ known }) => !known).map(({ pointer }) => pointer);
    return { kind, form, errors, strangers, warnings: findings.filter(({ severity }) => severity === 'warning') };
  };
  const good = (kind: string) => ({ kind, form: 'signed', errors: [], strangers: [], warnings: [] });

  it('its software statement, and the request that registers it, are right', async () => {
    const { ssa } = party.tpp;
    expect(inspected(ssa)).toEqual(good('software-statement'));
    const request = await sign(party.tpp, registrationClaims(party.tpp, bank.ready));
    const headers = { 'content-type': 'application/jwt' };
    expect(
      await send(party.tpp.agent, 'POST', bank.ready.registrationEndpoint, { headers, body: request }),
    ).toHaveProperty('status', 201);
    expect(inspected(request)).toEqual(good('registration-request'));
  });

  it('the request object, and the id_tokens of both channels, are right', async () => {
    const { url, nonce } = await party.authorizationUrl(await party.consentId());
    const request = new URL(url).searchParams.get('request');
    const { code = '', id_token: front } = answerIn(await authorise(url, { user: 'rora' }));
    const { json: tokens } = await exchange(party, code);
    expect(inspected(request)).toEqual(good('request-object'));
    expect(inspected(front)).toEqual(good('id-token-front-channel'));
    expect(inspected(front, 'front-channel')).toEqual(good('id-token-front-channel'));
    expect(inspected(tokens.id_token, 'token-endpoint')).toEqual(good('id-token-token-endpoint'));
    expect(inspected(tokens.id_token).errors).toEqual([]);
    expect(inspected(tokens.id_token).kind).toMatch(/^id-token/);
    expect(nonce).not.toBe('');
  });

  it('the client assertion is right', async () => {
    const assertion = await clientAssertion(party);
    const form = { grant_type: 'client_credentials', scope: 'accounts', client_assertion: assertion };
    const type = { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' };
    expect(await post(party.tpp.agent, bank.ready.tokenEndpoint, { ...form, ...type })).toHaveProperty('status', 200);
    expect(inspected(assertion)).toEqual(good('client-assertion'));
  });

  if (profile === 'permissive') {
    it.each<[string, Record<string, unknown>]>([
      ['algorithms that FAPI forbids', { id_token_signed_response_alg: 'RS256', request_object_signing_alg: 'none' }],
      ['a client secret', { token_endpoint_auth_method: 'client_secret_basic' }],
      ['the issuer as audience', { aud: 'issuer' }],
      ['no redirect URIs', { redirect_uris: undefined }],
      ['a mobile application', { application_type: 'mobile' }],
      ['a request made long ago', { iat: 1 }],
    ])('a registration that it took, with %s, shows nothing worse than a warning', async (_, changes) => {
      const tpp = await bank.tpp();
      const aud = changes.aud === undefined ? {} : { aud: bank.ready.issuer };
      const body = await sign(tpp, registrationClaims(tpp, bank.ready, { ...changes, ...aud }));
      const headers = { 'content-type': 'application/jwt' };
      const { status, text } = await send(tpp.agent, 'POST', bank.ready.registrationEndpoint, { headers, body });
      expect({ status, text }).toMatchObject({ status: 201 });
      expect(inspected(body)).toMatchObject({ kind: 'registration-request', errors: [] });
    });

    it('an unsecured request object that it took shows a warning, and is not called good', async () => {
      const lenient = await relyingParty(bank, { claims: { request_object_signing_alg: 'none' } });
      const request = unsecured(requestClaims(lenient, await lenient.consentId()));
      const url = authorisationUrl(lenient, { response_type: 'code id_token', scope: 'openid accounts', request });
      expect(answerIn(await authorise(url, { user: 'rora' }))).toHaveProperty('code');
      expect(inspected(request)).toMatchObject({
        kind: 'request-object',
        form: 'unsecured',
        errors: [],
        warnings: [{ code: 'alg_none' }],
      });
    });

    it('a request object without nbf and exp that it took shows warnings', async () => {
      const claims = requestClaims(party, await party.consentId(), { nbf: undefined, exp: undefined });
      const url = await signedUrl(party, claims);
      expect(answerIn(await authorise(url, { user: 'rora' }))).toHaveProperty('code');
      const { errors, warnings } = inspected(new URL(url).searchParams.get('request'));
      expect(errors).toEqual([]);
      expect(warnings.map(({ code }) => code)).toEqual(['nbf_missing', 'exp_missing']);
    });
  }
});
