/** Authorisation requests that go wrong: each is answered before anybody is asked to log in. */
import { randomUUID } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { laterBy } from './support/clock.ts';
import { authorise, Browser, textOf } from './support/customer.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import {
  answerIn,
  authorisationUrl,
  basic,
  exchange,
  firstAnswer,
  post,
  requestClaims,
  requestObject,
  signedUrl,
  unsecured,
} from './support/requests.ts';

let bank: TestBank;
let strictBank: TestBank;
let tpp: Tpp;
let stranger: Tpp;
let party: RelyingParty;
let strict: RelyingParty;
/** Registered `request_object_signing_alg: none`, as the guide has it. */
let guide: RelyingParty;
let other: RelyingParty;
beforeAll(async () => {
  [bank, strictBank] = await Promise.all([
    startTestBank({ severalClients: true }),
    startTestBank({ profile: 'strict', severalClients: true }),
  ]);
  [tpp, stranger, strict] = await Promise.all([bank.tpp(), bank.tpp(), relyingParty(strictBank)]);
  [party, guide, other] = await Promise.all([
    relyingParty(bank, { tpp }),
    relyingParty(bank, {
      tpp,
      method: 'client_secret_basic',
      claims: { request_object_signing_alg: 'none', id_token_signed_response_alg: 'RS256' },
    }),
    relyingParty(bank, { tpp: stranger }),
  ]);
});
afterAll(() => Promise.all([bank.stop(), strictBank.stop()]));
afterEach(() => {
  vi.useRealTimers();
  expect([...bank.failures, ...strictBank.failures]).toEqual([]);
});

describe('the intent', () => {
  type Intent = (of: RelyingParty) => Promise<Record<string, unknown>>;
  const asking = (value: unknown): Record<string, unknown> => ({
    claims: { id_token: { openbanking_intent_id: { value, essential: true } } },
  });
  const cases: [string, Intent][] = [
    ['unknown', async () => asking(`aac-${randomUUID()}`)],
    ['not a text', async () => asking(7)],
    ['another client’s', async (of) => asking(await (of === strict ? strictOther : other).consentId())],
    [
      'deleted',
      async (of) => {
        const consentId = await of.consentId();
        await of.api(`/account-access-consents/${consentId}`, await of.clientCredentials(), { method: 'DELETE' });
        return asking(consentId);
      },
    ],
    [
      'used and rejected',
      async (of) => {
        const consentId = await of.consentId();
        await authorise((await of.authorizationUrl(consentId)).url, { user: 'rora', refuse: true });
        return asking(consentId);
      },
    ],
    [
      'expired',
      async (of) => {
        const consentId = await of.consentId({ ExpirationDateTime: new Date(Date.now() + 20_000).toISOString() });
        laterBy(21);
        return asking(consentId);
      },
    ],
    ['missing: no claims', async () => ({ claims: undefined })],
    ['missing: empty claims', async () => ({ claims: {} })],
    ['missing: claims without it', async () => ({ claims: { id_token: { acr: { essential: true } } } })],
    ['missing: null', async () => ({ claims: { id_token: { openbanking_intent_id: null } } })],
    [
      'one in the id_token and another in userinfo',
      async (of) => {
        const [one, two] = await Promise.all([of.consentId(), of.consentId()]);
        const intent = (value: string) => ({ openbanking_intent_id: { value, essential: true } });
        return { claims: { id_token: intent(one), userinfo: intent(two) } };
      },
    ],
    [
      'of another scope than the one asked for',
      async (of) => ({ ...asking(await of.consentId()), scope: 'openid payments' }),
    ],
    [
      'of one scope of the two that are asked for',
      async (of) => ({ ...asking(await of.consentId()), scope: 'openid accounts payments' }),
    ],
  ];
  let strictOther: RelyingParty;
  beforeAll(async () => {
    strictOther = await relyingParty(strictBank);
  });

  describe.each([
    ['permissive', () => party],
    ['strict', () => strict],
  ] as const)('at a %s bank', (_profile, of) => {
    it.each(cases)('%s is invalid_request before any login page', async (_name, intent) => {
      const changes = await intent(of());
      const claims = requestClaims(of(), '', changes);
      expect(await firstAnswer(await signedUrl(of(), claims))).toEqual({
        answer: expect.objectContaining({ error: 'invalid_request', state: claims.state }),
      });
    });
  });
});

describe('the request object', () => {
  const now = () => Math.floor(Date.now() / 1000);
  type Make = (of: RelyingParty, consentId: string) => Promise<string>;
  const object =
    (changes: () => Record<string, unknown>, header?: () => Parameters<typeof requestObject>[2]): Make =>
    async (of, consentId) =>
      signedUrl(of, requestClaims(of, consentId, changes()), {}, header?.());
  const tampered: Make = async (of, consentId) => {
    const [header, , signature] = (await requestObject(of, requestClaims(of, consentId))).split('.');
    const payload = Buffer.from(JSON.stringify(requestClaims(of, consentId, { scope: 'openid accounts payments' })));
    return authorisationUrl(of, { request: `${header}.${payload.toString('base64url')}.${signature}` });
  };
  const everywhere: [string, string, Make][] = [
    ['tampered with', 'invalid_request_object', tampered],
    [
      'signed by another key',
      'invalid_request_object',
      object(
        () => ({}),
        () => ({ key: stranger.signingKey }),
      ),
    ],
    [
      'of a kid of nobody',
      'invalid_request_object',
      object(
        () => ({}),
        () => ({ kid: 'nobody' }),
      ),
    ],
    ['expired', 'invalid_request_object', object(() => ({ exp: now() - 60, nbf: now() - 120 }))],
    ['not valid yet', 'invalid_request_object', object(() => ({ exp: now() + 600, nbf: now() + 300 }))],
    ['for another bank', 'invalid_request_object', object(() => ({ aud: 'https://bank.example' }))],
    ['for nobody', 'invalid_request_object', object(() => ({ aud: undefined }))],
    ['of another issuer', 'invalid_request_object', object(() => ({ iss: 'somebody' }))],
    ['of another client', 'invalid_request_object', object(() => ({ client_id: other.clientId }))],
    ['not a JWT', 'invalid_request_object', async (of) => authorisationUrl(of, { request: 'no.jwt.here' })],
    [
      'unsigned',
      'invalid_request_object',
      async (of, id) => authorisationUrl(of, { request: unsecured(requestClaims(of, id)) }),
    ],
    [
      'missing: plain parameters',
      'invalid_request',
      async (of, id) => {
        const { claims, ...plain } = requestClaims(of, id);
        return authorisationUrl(of, { ...(plain as Record<string, string>), claims: JSON.stringify(claims) });
      },
    ],
    [
      'with a scope that is not registered',
      'invalid_scope',
      object(() => ({ scope: 'openid accounts fundsconfirmations' })),
    ],
    ['with a scope that nobody knows', 'invalid_scope', object(() => ({ scope: 'openid accounts gold' }))],
    ['without a nonce', 'invalid_request', object(() => ({ nonce: undefined }))],
    ['with prompt=none', 'login_required', object(() => ({ prompt: 'none' }))],
  ];
  const strictOnly: [string, string, Make][] = [
    ['begun more than an hour ago', 'invalid_request_object', object(() => ({ nbf: now() - 3700, exp: now() + 60 }))],
    ['good for more than an hour', 'invalid_request_object', object(() => ({ exp: now() + 3700 }))],
    ['without nbf', 'invalid_request_object', object(() => ({ nbf: undefined }))],
    ['without exp', 'invalid_request_object', object(() => ({ exp: undefined }))],
    ['without iss', 'invalid_request_object', object(() => ({ iss: undefined }))],
    ['for response_type code', 'invalid_request', object(() => ({ response_type: 'code' }))],
    [
      'with another scope outside',
      'invalid_request',
      async (of, id) => signedUrl(of, requestClaims(of, id), { scope: 'openid accounts payments' }),
    ],
    [
      'with another state outside',
      'invalid_request',
      async (of, id) => signedUrl(of, requestClaims(of, id), { state: 'x' }),
    ],
    [
      'with another response_type outside',
      'invalid_request_object',
      async (of, id) => signedUrl(of, requestClaims(of, id), { response_type: 'code' }),
    ],
  ];

  it.each(everywhere)('%s is %s at a permissive bank', async (_name, error, make) => {
    const given = await firstAnswer(await make(party, await party.consentId()));
    expect(given).toEqual({ answer: expect.objectContaining({ error, iss: bank.ready.issuer }) });
  });

  it.each([...everywhere, ...strictOnly])('%s is %s at a strict bank', async (_name, error, make) => {
    const given = await firstAnswer(await make(strict, await strict.consentId()));
    expect(given).toEqual({ answer: expect.objectContaining({ error, iss: strictBank.ready.issuer }) });
  });

  it('the error says what is wrong with it', async () => {
    const url = await object(() => ({ exp: now() - 60, nbf: now() - 120 }))(party, await party.consentId());
    expect(await firstAnswer(url)).toEqual({
      answer: expect.objectContaining({ error_description: expect.stringContaining('jwt expired') }),
    });
  });

  it('a strict bank takes the same parameters outside, whatever the order of the scopes', async () => {
    const claims = requestClaims(strict, await strict.consentId());
    const { page } = (await firstAnswer(await signedUrl(strict, claims, { scope: 'accounts openid' }))) as {
      page: string;
    };
    expect(page).toContain('Log in');
  });

  it('a permissive bank takes response_type code, and answers in the query', async () => {
    const claims = requestClaims(party, await party.consentId(), { response_type: 'code' });
    const left = await authorise(await signedUrl(party, claims), { user: 'rora' });
    expect(new URL(left).hash).toBe('');
    const { code = '', state } = answerIn(left);
    expect(state).toBe(claims.state);
    expect((await exchange(party, code)).status).toBe(200);
  });

  it('an unregistered redirect URI is never visited', async () => {
    const claims = requestClaims(party, await party.consentId(), { redirect_uri: 'https://evil.example/' });
    const given = await firstAnswer(await signedUrl(party, claims));
    expect(given).toMatchObject({ status: 400, page: expect.stringContaining('redirect_uri') });
  });

  it('an unknown client is told so on a page', async () => {
    const url = authorisationUrl(party, { client_id: randomUUID(), request: 'x.y.z' });
    expect(await firstAnswer(url)).toMatchObject({ status: 400, page: expect.stringContaining('client') });
  });

  it('a native client’s loopback redirect is compared with its port', async () => {
    const uri = 'http://127.0.0.1:53682/callback';
    const native = await relyingParty(bank, { tpp, claims: { application_type: 'native', redirect_uris: [uri] } });
    const wrong = requestClaims(native, await native.consentId(), { redirect_uri: uri.replace('53682', '53683') });
    expect(await firstAnswer(await signedUrl(native, wrong))).toMatchObject({ status: 400 });
    const right = requestClaims(native, await native.consentId());
    expect(answerIn(await authorise(await signedUrl(native, right), { user: 'ivsa' }))).toHaveProperty('code');
  });
});

describe('an unsecured request object', () => {
  const urlFor = (claims: Record<string, unknown>): string =>
    authorisationUrl(guide, { response_type: 'code id_token', scope: 'openid accounts', request: unsecured(claims) });

  it('leads a client that registered it to tokens', async () => {
    const claims = requestClaims(guide, await guide.consentId());
    const left = await authorise(urlFor(claims), { user: 'rora' });
    const tokens = await oidc.authorizationCodeGrant(guide.config, new URL(left), {
      expectedNonce: String(claims.nonce),
      expectedState: String(claims.state),
    });
    expect((await guide.api('/accounts', tokens.access_token)).status).toBe(200);
    expect(decodeProtectedHeader(tokens.id_token ?? '')).toMatchObject({ alg: 'RS256' });
  });

  it('may be posted and pushed too', async () => {
    const claims = requestClaims(guide, await guide.consentId());
    const posted = await new Browser().follow(
      bank.ready.frontChannel,
      new URLSearchParams({ client_id: guide.clientId, request: unsecured(claims) }),
    );
    expect(textOf(posted)).toContain('Log in');
    const { client_id: id, client_secret: secret } = guide.registration.json;
    const par = `${new URL(bank.ready.tokenEndpoint).origin}/par`;
    const pushed = await post(tpp.agent, par, { request: unsecured(claims) }, basic(id, secret));
    expect(pushed.status).toBe(201);
    const url = authorisationUrl(guide, { request_uri: pushed.json.request_uri });
    expect(answerIn(await authorise(url, { user: 'rora' }))).toHaveProperty('code');
  });

  it.each<[string, () => Record<string, unknown>]>([
    ['expired', () => ({ exp: Math.floor(Date.now() / 1000) - 60 })],
    ['not valid yet', () => ({ nbf: Math.floor(Date.now() / 1000) + 60 })],
    ['for another bank', () => ({ aud: 'https://bank.example' })],
    ['of another client', () => ({ client_id: other.clientId })],
    ['of another issuer', () => ({ iss: other.clientId })],
  ])('that is %s is invalid_request_object', async (_name, changes) => {
    const claims = requestClaims(guide, await guide.consentId(), changes());
    expect(await firstAnswer(urlFor(claims))).toEqual({
      answer: expect.objectContaining({ error: 'invalid_request_object', state: claims.state }),
    });
  });

  it('whose dot at the end was lost is refused with a page that says so', async () => {
    const request = unsecured(requestClaims(guide, await guide.consentId())).slice(0, -1);
    expect(await firstAnswer(authorisationUrl(guide, { request }))).toMatchObject({
      status: 400,
      page: expect.stringContaining('has lost the dot at its end'),
    });
  });

  it('with something after the last dot is refused', async () => {
    const request = `${unsecured(requestClaims(guide, await guide.consentId()))}c2ln`;
    expect(await firstAnswer(authorisationUrl(guide, { request }))).toMatchObject({ status: 400 });
  });
});
