/** The flow in flight: what ends it and what does not, and which answer is taken for the bank's. */
import { expect, test, vi } from 'vitest';
import { acceptRedirect } from '../../../src/tpp/authorization/accept.ts';
import { authorisationRequest } from '../../../src/tpp/authorization/request.ts';
import { OpenBankingError, problemOf } from '../../../src/tpp/errors.ts';
import { signJwt } from '../../../src/tpp/jwt/sign.ts';
import type { SigningKey } from '../../../src/tpp/keys/private-key.ts';
import { notArrived } from '../../../src/tpp/transport/failure.ts';
import { statusOf } from '../../../src/tpp/workspace/consent-status.ts';
import { consentAtStub, consentId } from '../tpp-journey/authorised.ts';
import {
  accountsBase,
  bankKey,
  clientId,
  clientRecord,
  discoveryDocument,
  type IdTokenParts,
  idToken,
  issuer,
  otherKey,
  type Stub,
  type StubOptions,
  seconds,
  stub,
  webRedirect,
} from '../tpp-journey/stub.ts';

const code = 'the-code';
const consent = consentAtStub({ status: 'AwaitingAuthorisation' });

interface Waiting extends Stub {
  /** The state of the request. */
  flow: string;
  nonce: string;
  redirect(parts?: IdTokenParts): Promise<string>;
  codesSent(): number;
}

async function waiting(options: StubOptions = {}): Promise<Waiting> {
  const made = stub({
    state: { consents: [consent] },
    ...options,
    routes: {
      [`GET ${accountsBase}/account-access-consents/${consentId}`]: () => ({
        body: { Data: { ConsentId: consentId, Status: 'Authorised' } },
      }),
      ...options.routes,
    },
  });
  const { state, claims } = await authorisationRequest(made.session, consentId);
  const nonce = String(claims.nonce);
  return {
    ...made,
    flow: state,
    nonce,
    redirect: async (parts) =>
      `${webRedirect}#${new URLSearchParams({ code, id_token: await idToken({ nonce, state, consentId, code }, parts), state })}`,
    codesSent: () => made.sent.filter(({ body }) => body?.includes('authorization_code')).length,
  };
}

const five = 'eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d';
const slips: [string, (of: Waiting) => Promise<string>, string, StubOptions?][] = [
  ['another redirect URI', async (of) => (await of.redirect()).replace('/callback', '/other'), 'redirect_uri_mismatch'],
  ['no code', async ({ flow }) => `${webRedirect}#id_token=i&state=${flow}`, 'redirect_unexpected'],
  ['a code cut off', async ({ flow }) => `${webRedirect}#code=c&state=${flow}`, 'id_token_missing'],
  ['an id_token cut off', async ({ flow }) => `${webRedirect}#code=c&id_token=eyJ&state=${flow}`, 'jwt_malformed'],
  ['another issuer', async (of) => `${await of.redirect()}&iss=https://other.example`, 'issuer_mismatch'],
  ['another code', async (of) => (await of.redirect()).replace(code, 'another'), 'id_token_c_hash_mismatch'],
  [
    'an encrypted id_token',
    async ({ flow }) => `${webRedirect}#code=c&id_token=${five}&state=${flow}`,
    'id_token_encrypted',
  ],
  ['an unknown crit', (of) => of.redirect({ header: { crit: ['b65'], b65: true } }), 'id_token_crit_unknown'],
  ['nbf ahead', (of) => of.redirect({ claims: { nbf: seconds + 90 } }), 'id_token_nbf_invalid'],
  ['an error without state', async () => `${webRedirect}?error=invalid_request`, 'answer_unverified'],
];

test.each(slips)('the code is not sent and the authorisation waits on after: %s', async (_name, slip, expected) => {
  const of = await waiting();
  const problem = await acceptRedirect(of.session, await slip(of)).catch(problemOf);
  expect(problem).toMatchObject({ code: expected, try: expect.stringMatching(/still waits/) });
  expect(of.codesSent()).toBe(0);
  expect((await acceptRedirect(of.session, await of.redirect())).consent.status).toBe('authorised');
});

test('a key set that cannot be had costs no code where only the token endpoint gives an id_token', async () => {
  let good = false;
  const of = await waiting({
    entry: { profile: 'permissive', authorizationRequest: { responseType: 'code' } },
    client: { registration: { ...clientRecord().registration, response_types: ['code'] } },
    routes: {
      [`GET ${discoveryDocument.jwks_uri}`]: () =>
        good ? { body: { keys: [{ ...bankKey.publicJwk, kid: bankKey.kid, use: 'sig' }] } } : { body: 'maintenance' },
      [`POST ${discoveryDocument.token_endpoint}`]: async () => ({
        body: {
          access_token: 'a',
          token_type: 'Bearer',
          expires_in: 300,
          id_token: await idToken({ nonce: of.nonce, state: of.flow, consentId, code }),
        },
      }),
    },
  });
  const redirect = `${webRedirect}?code=${code}&state=${of.flow}`;
  const problem = await acceptRedirect(of.session, redirect).catch(problemOf);
  expect(problem).toMatchObject({ code: 'answer_not_json', try: expect.stringMatching(/still waits/) });
  expect(of.codesSent()).toBe(0);
  good = true;
  expect((await acceptRedirect(of.session, redirect)).consent.status).toBe('authorised');
});

test('an encrypted id_token and an unknown crit are named as that', async () => {
  const of = await waiting();
  const encrypted = await acceptRedirect(of.session, `#code=c&id_token=${five}&state=${of.flow}`).catch(problemOf);
  expect(encrypted).toHaveProperty('message', expect.stringContaining('it is encrypted (JWE'));
  const critical = await acceptRedirect(of.session, await of.redirect({ header: { crit: ['b65'], b65: 1 } })).catch(
    problemOf,
  );
  expect(critical).toHaveProperty('message', expect.stringContaining('not understood here: "b65"'));
});

test('clocks may differ by a little: an nbf just ahead is taken', async () => {
  const of = await waiting();
  const redirect = await of.redirect({ claims: { nbf: seconds + 20 } });
  expect((await acceptRedirect(of.session, redirect)).consent.status).toBe('authorised');
});

test.each<[string, IdTokenParts, string, string]>([
  ['an unknown crit', { header: { crit: ['b65'], b65: true } }, 'id_token_crit_unknown', 'crit'],
  ['nbf ahead', { claims: { nbf: seconds + 90 } }, 'id_token_nbf_invalid', 'nbf'],
])('an id_token of the token endpoint is refused for: %s', async (_name, parts, expected, words) => {
  let back = '';
  const of = await waiting({
    routes: {
      [`POST ${discoveryDocument.token_endpoint}`]: () => ({
        body: { access_token: 'a', token_type: 'Bearer', expires_in: 300, id_token: back },
      }),
    },
  });
  back = await idToken({ nonce: of.nonce, state: of.flow, consentId, code }, parts);
  const problem = await acceptRedirect(of.session, await of.redirect()).catch(problemOf);
  expect(problem).toMatchObject({ code: expected, message: expect.stringContaining(words) });
  expect(of.secrets.has(`tokens/sandbox/${consentId}`)).toBe(false);
});

test('an encrypted id_token of the token endpoint is named as that', async () => {
  const token = { access_token: 'a', token_type: 'Bearer', expires_in: 300, id_token: five };
  const of = await waiting({ routes: { [`POST ${discoveryDocument.token_endpoint}`]: () => ({ body: token }) } });
  const problem = await acceptRedirect(of.session, await of.redirect()).catch(problemOf);
  expect(problem).toMatchObject({ code: 'id_token_encrypted', message: expect.stringContaining('encrypted (JWE') });
});

test('the flow is used up when the code is sent, whatever comes of it', async () => {
  const of = await waiting({ routes: { [`POST ${discoveryDocument.token_endpoint}`]: () => ({ status: 503 }) } });
  await expect(acceptRedirect(of.session, await of.redirect())).rejects.toMatchObject({ code: 'token_refused' });
  expect(of.state().consents[0]).not.toHaveProperty('pending');
  await expect(acceptRedirect(of.session, await of.redirect())).rejects.toMatchObject({ code: 'state_mismatch' });
  expect(of.codesSent()).toBe(1);
});

test('a token endpoint that was certainly not reached leaves the flow waiting, one that may have been does not', async () => {
  const unreachable = { code: 'bank_unreachable' as const, message: 'No way there.', try: 'Try again.' };
  let failure: (() => never) | undefined;
  const of = await waiting({
    routes: {
      [`POST ${discoveryDocument.token_endpoint}`]: () =>
        failure?.() ?? { body: { access_token: 'a', token_type: 'Bearer', expires_in: 300 } },
    },
  });
  failure = () => {
    throw notArrived(new OpenBankingError(unreachable));
  };
  const problem = await acceptRedirect(of.session, await of.redirect()).catch(problemOf);
  expect(problem).toMatchObject({ code: 'bank_unreachable', try: expect.stringContaining('still waits') });
  failure = () => {
    throw new OpenBankingError(unreachable);
  };
  await expect(acceptRedirect(of.session, await of.redirect())).rejects.toMatchObject({ code: 'bank_unreachable' });
  failure = undefined;
  await expect(acceptRedirect(of.session, await of.redirect())).rejects.toMatchObject({ code: 'state_mismatch' });
});

test('an answer taken twice at the same time sends the code once', async () => {
  const of = await waiting();
  const redirect = await of.redirect();
  const both = await Promise.allSettled([acceptRedirect(of.session, redirect), acceptRedirect(of.session, redirect)]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'state_mismatch' } });
  expect(of.codesSent()).toBe(1);
});

test('a signing key that cannot be had for the client’s assertion leaves the flow waiting', async () => {
  let locked = false;
  const { workspace } = stub().session;
  const of = await waiting({
    client: { tokenEndpointAuthMethod: 'private_key_jwt' },
    workspace: {
      signingKey: async (whose) => {
        if (locked) throw new Error('no passphrase');
        return workspace.signingKey(whose);
      },
    },
  });
  locked = true;
  await expect(acceptRedirect(of.session, await of.redirect())).rejects.toThrow();
  locked = false;
  expect((await acceptRedirect(of.session, await of.redirect())).consent.status).toBe('authorised');
});

test('an error with the right state ends the flow; one with another state shows what it says and ends none', async () => {
  const of = await waiting();
  const stray = await acceptRedirect(of.session, '#error=server_error&error_description=Down&state=x').catch(problemOf);
  expect(stray).toMatchObject({ code: 'state_mismatch', message: expect.stringContaining('server_error: Down') });
  const refusal = acceptRedirect(of.session, `#error=access_denied&state=${of.flow}`);
  await expect(refusal).rejects.toMatchObject({ code: 'authorisation_refused' });
  expect(of.state().consents[0]).not.toHaveProperty('pending');
});

const asksForJarm: StubOptions = {
  client: { registration: { response_types: ['code'] } },
  entry: { authorizationRequest: { responseType: 'code', responseMode: 'jwt' } },
};
const tokenWithIdToken = (of: () => Waiting): NonNullable<StubOptions['routes']> => ({
  [`POST ${discoveryDocument.token_endpoint}`]: async () => ({
    body: {
      access_token: 'a',
      token_type: 'Bearer',
      expires_in: 300,
      id_token: await idToken({ nonce: of().nonce, state: of().flow, consentId, code }),
    },
  }),
});

async function waitingForJarm(options: StubOptions = {}): Promise<Waiting> {
  const of: Waiting = await waiting({ ...asksForJarm, ...options, routes: tokenWithIdToken(() => of) });
  return of;
}

const signed = (claims: object, key: SigningKey = bankKey): Promise<string> =>
  signJwt({ iss: issuer, aud: clientId, exp: seconds + 300, ...claims }, key);
const answered = async (claims: object, key?: SigningKey): Promise<string> =>
  `${webRedirect}?response=${await signed(claims, key)}`;

const unsigned: [string, (flow: string) => string, string][] = [
  ['a success', (flow) => `${webRedirect}?code=${code}&state=${flow}`, 'it is not signed'],
  ['a success with an id_token', (flow) => `${webRedirect}#code=${code}&id_token=i&state=${flow}`, 'it is not signed'],
  [
    'an error',
    (flow) => `${webRedirect}?error=access_denied&error_description=Not+now&state=${flow}`,
    'access_denied: Not now',
  ],
  [
    'an error without state',
    () => `${webRedirect}?error=invalid_request&error_description=request%20object%20expired`,
    'invalid_request: request object expired',
  ],
];

test.each(unsigned)(
  'a JARM client does not take an unsigned answer, and waits on: %s',
  async (_name, redirect, words) => {
    const of = await waitingForJarm();
    const problem = await acceptRedirect(of.session, redirect(of.flow)).catch(problemOf);
    expect(problem).toMatchObject({ code: 'answer_unverified', message: expect.stringContaining(words) });
    expect(problem).not.toHaveProperty('bank');
    expect(of.codesSent()).toBe(0);
    const answer = await answered({ code, state: of.flow });
    expect((await acceptRedirect(of.session, answer)).consent.status).toBe('authorised');
  },
);

const rs256: SigningKey = { ...bankKey, algorithm: 'RS256' };
const jarm: [string, { claims?: object; key?: SigningKey; options?: StubOptions }, string][] = [
  ['signed RS256', { key: rs256 }, 'jwt_signature_invalid'],
  ['signed with another key', { key: { ...otherKey, kid: bankKey.kid } }, 'jwt_signature_invalid'],
  [
    'signed PS256 where ES256 is registered',
    {
      options: {
        ...asksForJarm,
        client: { registration: { response_types: ['code'], authorization_signed_response_alg: 'ES256' } },
      },
    },
    'jwt_signature_invalid',
  ],
  ['from another issuer', { claims: { iss: 'https://other.example' } }, 'issuer_mismatch'],
  ['for another client', { claims: { aud: 'another' } }, 'redirect_unexpected'],
  ['expired', { claims: { exp: seconds - 60 } }, 'redirect_unexpected'],
  ['expired, in milliseconds', { claims: { exp: (seconds - 3600) * 1000 } }, 'redirect_unexpected'],
  ['of a beginning in milliseconds', { claims: { nbf: seconds * 1000 } }, 'redirect_unexpected'],
  ['not valid yet', { claims: { nbf: seconds + 90 } }, 'redirect_unexpected'],
  ['of another state', { claims: { state: 'x' } }, 'state_mismatch'],
];

test.each(jarm)(
  'a signed answer is refused, and the flow waits on: %s',
  async (_name, { claims, key, options }, expected) => {
    const of = await waitingForJarm(options);
    const answer = await answered({ code, state: of.flow, ...claims }, key);
    await expect(acceptRedirect(of.session, answer)).rejects.toMatchObject({ code: expected });
    expect(of.codesSent()).toBe(0);
    expect(of.state().consents[0]?.pending?.state).toBe(of.flow);
  },
);

test('a permissive sandbox may sign its answer with RS256', async () => {
  const of = await waitingForJarm({ entry: { ...asksForJarm.entry, profile: 'permissive' } });
  const answer = await answered({ code, state: of.flow }, rs256);
  expect((await acceptRedirect(of.session, answer)).consent.status).toBe('authorised');
});

test('a signed error ends the flow', async () => {
  const of = await waitingForJarm();
  const answer = await answered({ error: 'access_denied', state: of.flow });
  await expect(acceptRedirect(of.session, answer)).rejects.toMatchObject({ code: 'authorisation_refused' });
  expect(of.state().consents[0]).not.toHaveProperty('pending');
});

test.each([null, '', undefined])(
  'where nothing gives an id_token (%j) the tokens are kept for a lenient entry only',
  async (id_token) => {
    const routes = {
      [`POST ${discoveryDocument.token_endpoint}`]: () => ({
        body: { access_token: 'a', token_type: 'Bearer', id_token },
      }),
    };
    const answer = ({ flow: state }: Waiting) => answered({ code, state });
    const strict = await waiting({ ...asksForJarm, routes });
    expect(await acceptRedirect(strict.session, await answer(strict)).catch(problemOf)).toMatchObject({
      code: 'id_token_missing',
      message: expect.stringContaining('The code is spent'),
      try: expect.stringMatching(/authorise again.*openbanking_intent_id in idToken\.lenient/),
    });
    const entry = { ...asksForJarm.entry, idToken: { lenient: ['openbanking_intent_id' as const] } };
    const lenient = await waiting({ ...asksForJarm, routes, entry });
    const { tokens, findings } = await acceptRedirect(lenient.session, await answer(lenient));
    expect(tokens.access_token).toBe('a');
    expect(findings).toMatchObject([{ code: 'id_token_missing', severity: 'warning' }]);
  },
);

test.each([[{ a: 1 }], [17], [['a', 'b']]])(
  'an id_token with the token that is no text is told: %j',
  async (id_token) => {
    const routes = {
      [`POST ${discoveryDocument.token_endpoint}`]: () => ({
        body: { access_token: 'a', token_type: 'Bearer', id_token },
      }),
    };
    const of = await waiting({ routes });
    await acceptRedirect(of.session, await of.redirect());
    expect(of.warnings).toMatchObject([{ code: 'token_answer_odd', message: expect.stringContaining('is no text') }]);
  },
);

const consentPath = `GET ${accountsBase}/account-access-consents/${consentId}`;

test.each(['Rejected', 'RJCT', 'Revoked', 'CANC', 'EXPD'])(
  'a consent that is %s after the exchange is a failure, its tokens kept',
  async (Status) => {
    const of = await waiting({
      routes: { [consentPath]: () => ({ body: { Data: { ConsentId: consentId, Status } } }) },
    });
    const problem = await acceptRedirect(of.session, await of.redirect()).catch(problemOf);
    expect(problem).toMatchObject({ code: 'consent_refused', message: expect.stringContaining(`is ${Status}.`) });
    expect(of.state().consents[0]).toMatchObject({ status: statusOf(Status) });
    expect(of.secrets.has(`tokens/sandbox/${consentId}`)).toBe(true);
  },
);

test('tokens are kept and told of when the consent cannot be read again afterwards', async () => {
  const of = await waiting({ routes: { [consentPath]: () => ({ status: 503 }) } });
  const { consent: after, findings } = await acceptRedirect(of.session, await of.redirect());
  expect(after).toMatchObject({ consentId, authorisedAt: '2026-03-01T12:00:00.000Z' });
  expect(findings).toMatchObject([{ message: expect.stringContaining('The tokens are kept, but') }]);
});

test('a consent counts as authorised while its tokens are still being stored, as we may be ended meanwhile', async () => {
  const of = await waiting();
  let goOn: (() => void) | undefined;
  const { set } = of.session.secrets;
  Object.assign(of.session.secrets, {
    set: async (...given: Parameters<typeof set>) => {
      if (given[0].startsWith('tokens/'))
        await new Promise<void>((done) => {
          goOn = done;
        });
      return set(...given);
    },
  });
  const accepted = acceptRedirect(of.session, await of.redirect());
  await vi.waitFor(() => expect(goOn).toBeDefined());
  await vi.waitFor(() => expect(of.state().consents).toMatchObject([{ authorisedAt: expect.any(String) }]));
  goOn?.();
  expect((await accepted).consent.status).toBe('authorised');
});
