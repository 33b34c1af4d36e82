/** Refusals that name what is really wrong: a critical header, response_type code, a missing redirect_uri. */
import { CompactSign } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { registrationClaims, send, startTestBank, type TestBank } from './support/bank.ts';
import { authorise } from './support/customer.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import {
  answerIn,
  asserted,
  authorisationUrl,
  codeOf,
  exchange,
  firstAnswer,
  post,
  requestClaims,
  signedUrl,
  unsecured,
} from './support/requests.ts';

let bank: TestBank;
let strictBank: TestBank;
let party: RelyingParty;
let guide: RelyingParty;
let strict: RelyingParty;
beforeAll(async () => {
  [bank, strictBank] = await Promise.all([
    startTestBank({ severalClients: true }),
    startTestBank({ profile: 'strict', severalClients: true }),
  ]);
  [party, guide, strict] = await Promise.all([
    relyingParty(bank),
    relyingParty(bank, { method: 'client_secret_basic', claims: { request_object_signing_alg: 'none' } }),
    relyingParty(strictBank),
  ]);
});
afterAll(() => Promise.all([bank.stop(), strictBank.stop()]));
afterEach(() => expect([...bank.failures, ...strictBank.failures]).toEqual([]));

const both = [
  ['permissive', () => party],
  ['strict', () => strict],
] as const;

describe.each(both)('a critical header at a %s bank', (_profile, of) => {
  const named = /"http:\/\/openbanking.org.uk\/iat" in the crit of its header/;
  /** A good signature over a header that says it must be understood. */
  const critical = (claims: Record<string, unknown>): Promise<string> =>
    new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({
        alg: 'PS256',
        kid: of().tpp.kid,
        'http://openbanking.org.uk/iat': 1,
        crit: ['http://openbanking.org.uk/iat'],
      })
      .sign(of().tpp.signingKey, { crit: { 'http://openbanking.org.uk/iat': true } });
  const registering = (body: string) =>
    send(of().tpp.agent, 'POST', of().bank.ready.registrationEndpoint, {
      headers: { 'content-type': 'application/jwt' },
      body,
    });

  it('is named in a registration request', async () => {
    const reply = await registering(await critical(registrationClaims(of().tpp, of().bank.ready)));
    expect(reply.json).toEqual({
      error: 'invalid_client_metadata',
      error_description: expect.stringMatching(/^request JWT has "http:\/\/openbanking.org.uk\/iat" in the crit/),
    });
  });

  it('is named in a software statement', async () => {
    const [, payload = ''] = of().tpp.ssa.split('.');
    const changed = await critical(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    const claims = registrationClaims(of().tpp, of().bank.ready, { software_statement: changed });
    const body = await new CompactSign(Buffer.from(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'PS256', kid: of().tpp.kid })
      .sign(of().tpp.signingKey);
    expect((await registering(body)).json).toEqual({
      error: 'invalid_software_statement',
      error_description: expect.stringMatching(named),
    });
  });

  it('is named in a request object', async () => {
    const claims = requestClaims(of(), await of().consentId());
    const url = await signedUrl(of(), claims, { request: await critical(claims) });
    expect(await firstAnswer(url)).toEqual({
      answer: expect.objectContaining({
        error: 'invalid_request_object',
        error_description: expect.stringMatching(/'http:\/\/openbanking.org.uk\/iat' in the crit|"http.*" in the crit/),
      }),
    });
  });

  it('is named in a client assertion', async () => {
    const now = Math.floor(Date.now() / 1000);
    const { clientId } = of();
    const claims = { iss: clientId, sub: clientId, aud: of().bank.ready.issuer, jti: 'x', iat: now, exp: now + 60 };
    const form = { grant_type: 'client_credentials', scope: 'accounts' };
    const assertion = await asserted(of(), await critical(claims));
    const reply = await post(of().tpp.agent, of().bank.ready.tokenEndpoint, { ...form, ...assertion });
    expect([reply.status, reply.json.error]).toEqual([401, 'invalid_client']);
    expect(reply.json.error_description).toMatch(/client assertion has 'http:\/\/openbanking.org.uk\/iat' in the crit/);
  });
});

describe('a critical header', () => {
  it('is named in an unsecured request object', async () => {
    const [, payload] = unsecured(requestClaims(guide, await guide.consentId())).split('.');
    const header = Buffer.from('{"alg":"none","crit":["b64"],"b64":true}').toString('base64url');
    expect(await firstAnswer(authorisationUrl(guide, { request: `${header}.${payload}.` }))).toEqual({
      answer: expect.objectContaining({ error_description: expect.stringContaining('"b64" in the crit') }),
    });
  });
});

describe('response_type code', () => {
  const described = async (of: RelyingParty, changes: Record<string, unknown>): Promise<string | undefined> => {
    const given = await firstAnswer(await signedUrl(of, requestClaims(of, await of.consentId(), changes)));
    return 'answer' in given ? given.answer.error_description : undefined;
  };

  it.each(['code', 'code code'])('is what a strict bank refuses, and it says what to ask for: %s', async (type) => {
    const text = await described(strict, { response_type: type });
    expect(text).toMatch(/^response_type=code is answered unprotected.*response_type=code id_token.*response_mode=jwt/);
  });

  it.each(['id_token code', 'code id_token code'])('is no part of %s, which is code id_token', async (type) => {
    for (const [, of] of both) {
      const claims = requestClaims(of(), await of().consentId(), { response_type: type });
      const left = await authorise(await signedUrl(of(), claims), { user: 'rora' });
      expect(answerIn(left)).toMatchObject({ code: expect.any(String), id_token: expect.stringMatching(/^eyJ/) });
    }
  });

  it('is taken with a signed answer', async () => {
    const claims = requestClaims(strict, await strict.consentId(), { response_type: 'code', response_mode: 'jwt' });
    const left = await authorise(await signedUrl(strict, claims), { user: 'rora' });
    expect(answerIn(left)).toEqual({ response: expect.stringMatching(/^eyJ/) });
  });

  it('that the client did not register is refused as that, whatever the bank', async () => {
    const claims = { response_types: ['code id_token'] };
    const narrow = await Promise.all([relyingParty(bank, { claims }), relyingParty(strictBank, { claims })]);
    for (const of of narrow)
      expect(await described(of, { response_type: 'code' })).toMatch(/response_type is not allowed/);
  });

  it.each(both)('a type that nobody knows is refused as that at a %s bank', async (_profile, of) => {
    expect(await described(of(), { response_type: 'token' })).toMatch(/response_type/);
  });
});

describe('the token endpoint', () => {
  const without = { redirect_uri: '' };

  it('demands redirect_uri of a code at a strict bank', async () => {
    const reply = await exchange(strict, await codeOf(strict, await strict.consentId()), without);
    expect([reply.status, reply.json.error]).toEqual([400, 'invalid_request']);
    expect(reply.json.error_description).toContain('redirect_uri');
  });

  it.each<[string, Record<string, string>]>([
    ['no client', { client_assertion: '', client_assertion_type: '' }],
    ['an assertion that is none', { client_assertion: 'e30.e30.x' }],
  ])('asks who it is before it demands redirect_uri: %s', async (_name, unknown) => {
    const reply = await exchange(strict, 'x', { ...without, client_id: strict.clientId, ...unknown });
    expect([reply.status, reply.json.error], reply.text).toEqual([401, 'invalid_client']);
  });

  it('takes a code without it at a permissive bank, of a client with one', async () => {
    const reply = await exchange(party, await codeOf(party, await party.consentId()), without);
    expect(reply.status, reply.text).toBe(200);
  });
});
