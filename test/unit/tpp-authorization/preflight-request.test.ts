/** Every trap of an authorisation request, one line a case: what is changed in a good request, and what the preflight says. */
import { expect, test } from 'vitest';
import { preflightRequest, requestContext } from '../../../src/tpp/authorization/preflight-request.ts';
import { authorisationRequest, previewAuthorisationRequest } from '../../../src/tpp/authorization/request.ts';
import { decodeJwt } from '../../../src/tpp/jwt/decode.ts';
import type { RequestFacts } from '../../../src/tpp/rules/request-facts.ts';
import { consentAtStub, consentId } from '../tpp-journey/authorised.ts';
import {
  clientId,
  issuer,
  loopbackRedirect,
  now,
  ourKey,
  type StubOptions,
  seconds,
  stub,
  webRedirect,
} from '../tpp-journey/stub.ts';

const consent = consentAtStub({ status: 'AwaitingAuthorisation' });
const asking = (options: StubOptions = {}) => stub({ state: { consents: [consent] }, ...options });

const { session } = asking();
const good = await previewAuthorisationRequest(session, consentId);
const found = await requestContext(session, consentId, good.claims);
const context: RequestFacts = { ...found, algorithm: undefined };
const permissive: RequestFacts = { ...context, permissive: true };
const intent = { openbanking_intent_id: { value: consentId, essential: true } };
const other = { openbanking_intent_id: { value: 'aac-2', essential: true } };

interface Case {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  context?: Partial<RequestFacts>;
  strict: string[];
  permissive?: string[];
}

const cases: Record<string, Case> = {
  'nothing wrong': { strict: [] },
  'alg none': { header: { alg: 'none' }, strict: ['error alg_none'], permissive: ['warning alg_none'] },
  'alg RS256': { header: { alg: 'RS256' }, strict: ['error alg_not_fapi'], permissive: ['warning alg_not_fapi'] },
  'alg HS256': { header: { alg: 'HS256' }, strict: ['error alg_unknown'] },
  'alg ES256': { header: { alg: 'ES256' }, strict: [] },
  'alg that the client is not registered for': {
    header: { alg: 'PS256' },
    context: { algorithm: 'ES256' },
    strict: ['error alg_not_registered'],
  },
  'kid of another key': { header: { kid: 'other' }, strict: ['error kid_not_the_key'] },
  'no kid': { header: { kid: undefined }, strict: ['error kid_missing'] },
  'iss of another client': { claims: { iss: 'other' }, strict: ['error iss_mismatch'] },
  'no iss': { claims: { iss: undefined }, strict: ['error iss_missing'], permissive: ['warning iss_missing'] },
  'client_id of another client': { claims: { client_id: 'other' }, strict: ['error client_id_mismatch'] },
  'aud is the token endpoint': {
    claims: { aud: 'https://as.bank.example/token' },
    strict: ['error aud_not_the_issuer'],
  },
  'aud with a slash too many': { claims: { aud: `${issuer}/` }, strict: ['error aud_not_the_issuer'] },
  'no aud': { claims: { aud: undefined }, strict: ['error aud_missing'] },
  'aud a list with the issuer': { claims: { aud: [issuer, 'https://x.example'] }, strict: [] },
  'no nbf': { claims: { nbf: undefined }, strict: ['error nbf_missing'], permissive: ['warning nbf_missing'] },
  'nbf in milliseconds': { claims: { nbf: now }, strict: ['error nbf_in_milliseconds'] },
  'nbf in the future': { claims: { nbf: seconds + 200 }, strict: ['error nbf_in_the_future'] },
  'nbf an hour ago and more': {
    claims: { nbf: seconds - 3601, exp: seconds - 3601 + 3600 },
    strict: ['error nbf_too_old', 'error exp_past'],
    permissive: ['warning nbf_too_old', 'error exp_past'],
  },
  'no exp': { claims: { exp: undefined }, strict: ['error exp_missing'], permissive: ['warning exp_missing'] },
  'exp a text': { claims: { exp: 'soon' }, strict: ['error exp_not_seconds'] },
  'exp past': { claims: { exp: seconds - 5 }, strict: ['error exp_past'] },
  'exp before nbf': { claims: { nbf: seconds + 30, exp: seconds + 20 }, strict: ['error exp_before_nbf'] },
  'valid for a day': {
    claims: { exp: seconds + 86_400 },
    strict: ['error lifetime_too_long'],
    permissive: ['warning lifetime_too_long'],
  },
  'response_type token': {
    claims: { response_type: 'token' },
    strict: ['error response_type_unknown'],
  },
  'response_type code, unprotected': {
    claims: { response_type: 'code' },
    strict: ['error code_without_jarm', 'error response_type_not_registered'],
    permissive: ['warning code_without_jarm', 'error response_type_not_registered'],
  },
  'response_type code with JARM': {
    claims: { response_type: 'code', response_mode: 'jwt' },
    context: { responseTypes: ['code'] },
    strict: [],
  },
  'redirect URI that is not registered': {
    claims: { redirect_uri: `${webRedirect}/` },
    strict: ['error redirect_uri_not_registered'],
  },
  'no redirect URI': { claims: { redirect_uri: undefined }, strict: ['error redirect_uri_missing'] },
  'the other registered redirect URI': { claims: { redirect_uri: loopbackRedirect }, strict: [] },
  'scope without openid': { claims: { scope: 'accounts' }, strict: ['error scope_lacks'] },
  'scope without accounts': { claims: { scope: 'openid payments' }, strict: ['error scope_lacks'] },
  'no scope': { claims: { scope: undefined }, strict: ['error scope_missing'] },
  'no state': { claims: { state: undefined }, strict: ['error state_missing'] },
  'no nonce': { claims: { nonce: '' }, strict: ['error nonce_missing'] },
  'no claims': { claims: { claims: undefined }, strict: ['error intent_missing'] },
  'intent for userinfo alone': { claims: { claims: { userinfo: intent } }, strict: ['error intent_missing'] },
  'intent of another consent': {
    claims: { claims: { userinfo: intent, id_token: other } },
    strict: ['error intent_mismatch'],
  },
  'intents that disagree': {
    claims: { claims: { userinfo: other, id_token: intent } },
    strict: ['error intent_mismatch_userinfo'],
  },
  'PKCE taken out': { context: { codeChallenge: 'x' }, strict: ['error code_challenge_missing'] },
  'PKCE of another verifier': {
    claims: { code_challenge: 'y' },
    context: { codeChallenge: 'x' },
    strict: ['error code_challenge_changed'],
  },
};

const changed = ({ claims, header }: Case) => ({
  claims: { ...good.claims, ...claims },
  header: { ...good.header, ...header },
});
const said = (given: RequestFacts, each: Case) => {
  const { claims, header } = changed(each);
  return preflightRequest(claims, header, { ...given, ...each.context }).map(
    ({ severity, code }) => `${severity} ${code}`,
  );
};

test.each(Object.entries(cases))('a strict bank: %s', (_name, each) => {
  expect(said(context, each)).toEqual(each.strict);
});

test.each(Object.entries(cases))('a permissive bank: %s', (_name, each) => {
  expect(said(permissive, each)).toEqual(each.permissive ?? each.strict);
});

test('each finding says what to do and where, and its replacement satisfies the check', () => {
  for (const each of Object.values(cases)) {
    const given = { ...context, ...each.context };
    const { claims, header } = changed(each);
    for (const { code, fix, pointer, replacement } of preflightRequest(claims, header, given)) {
      expect(fix).not.toBe('');
      expect(replacement?.pointer).toBe(pointer);
      const repaired = structuredClone({ claims, header });
      const path = pointer.split('/').slice(1);
      const name = path.pop() ?? '';
      const parent = path.reduce<object>((inside, part) => Reflect.get(inside, part), repaired);
      Reflect.set(parent, name, replacement?.value);
      const left = preflightRequest(repaired.claims, repaired.header, given).map((finding) => finding.code);
      expect(left, pointer).not.toContain(code);
    }
  }
});

test('the context is what discovery, registration and entry say', async () => {
  expect(found).toMatchObject({ clientId, consentId, audiences: [issuer], algorithm: 'PS256', permissive: false });
  expect(found.kid).toBe(ourKey.kid);
  const elsewhere = asking({ entry: { profile: 'permissive', authorizationRequest: { audience: ['a', 'b'] } } });
  const given = await requestContext(elsewhere.session, consentId, good.claims);
  expect(given).toMatchObject({ audiences: ['a', 'b'], permissive: true });
  const production = asking({ entry: { profile: 'permissive', environment: 'production' } });
  expect(await requestContext(production.session, consentId, good.claims)).toMatchObject({ permissive: false });
});

test('an edited request is signed as it stands, and its own state and redirect URI are waited for', async () => {
  const { session: ours, state } = asking();
  const made = await previewAuthorisationRequest(ours, consentId);
  const claims = { ...made.claims, state: 'mine', redirect_uri: loopbackRedirect, max_age: 60 };
  const { requestObject, url } = await authorisationRequest(ours, consentId, { header: made.header, claims });
  expect(decodeJwt(requestObject)).toMatchObject({ header: made.header, payload: claims });
  expect(new URL(url).searchParams.get('request')).toBe(requestObject);
  expect(state().consents[0]?.pending).toMatchObject({ state: 'mine', redirectUri: loopbackRedirect });
});

test('an edited request keeps its PKCE verifier only with its challenge', async () => {
  const { session: ours, state } = asking({ discovery: { code_challenge_methods_supported: ['S256'] } });
  const { claims, header, codeVerifier } = await previewAuthorisationRequest(ours, consentId);
  await authorisationRequest(ours, consentId, { header, claims, codeVerifier });
  expect(state().consents[0]?.pending?.codeVerifier).toBe(codeVerifier);
  const { code_challenge: _, ...bare } = claims;
  await authorisationRequest(ours, consentId, { header, claims: bare, codeVerifier, force: true });
  expect(state().consents[0]?.pending?.codeVerifier).toBeUndefined();
});

test.each([{ state: undefined }, { state: '' }, { redirect_uri: undefined }])(
  'an edited request whose answer could not be recognised is not sent: %o',
  async (change) => {
    const { session: ours } = asking();
    const claims = { ...good.claims, ...change };
    await expect(authorisationRequest(ours, consentId, { claims })).rejects.toMatchObject({ code: 'preflight_failed' });
  },
);

test('a preview has no URL where the bank has requests pushed first', async () => {
  expect(good.url?.startsWith(`${issuer}/auth?`)).toBe(true);
  const pushed = asking({ entry: { authorizationRequest: { par: true } } });
  expect((await previewAuthorisationRequest(pushed.session, consentId)).url).toBeUndefined();
  expect(pushed.transcript()).not.toContainEqual(expect.stringContaining('POST'));
});
