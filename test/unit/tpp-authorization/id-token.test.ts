/** The negative modules of the FAPI 1.0 Advanced client conformance suite, by their names: what is wrong with the id_token, and our error. */
import { expect, test } from 'vitest';
import { acceptRedirect } from '../../../src/tpp/authorization/accept.ts';
import { authorisationRequest } from '../../../src/tpp/authorization/request.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { halfHash } from '../../../src/tpp/jwt/half-hash.ts';
import type { BankEntry } from '../../../src/tpp/workspace/schema.ts';
import { consentAtStub, consentId } from '../tpp-journey/authorised.ts';
import {
  accountsBase,
  bankKey,
  clientId,
  discoveryDocument,
  type IdTokenParts,
  idToken,
  issuer,
  now,
  otherKey,
  type Route,
  type Stub,
  seconds,
  stub,
  webRedirect,
} from '../tpp-journey/stub.ts';

const consent = consentAtStub({ status: 'AwaitingAuthorisation', permissions: ['ReadAccountsBasic'] });
const code = 'the-code';
const week = 7 * 24 * 3600;
/** Its tokens do not say which key signed them. */
const withoutKid = { ...bankKey, kid: undefined as unknown as string };

interface Flow extends Stub {
  redirect: string;
}

interface Arranged {
  /** Of the front channel's id_token. */
  front?: IdTokenParts;
  /** Of the token endpoint's id_token; absent: it gives none. */
  back?: IdTokenParts;
  entry?: Partial<BankEntry>;
  tokens?: Record<string, unknown>;
  /** Of the token endpoint's answer. */
  headers?: Record<string, string>;
  /** What the key set says each of its keys is for; default: sig. */
  use?: string;
  /** Of the key set. */
  keyHeaders?: Record<string, string>;
  discovery?: Record<string, unknown>;
}

async function flow({
  front,
  back,
  entry,
  tokens,
  headers,
  use = 'sig',
  keyHeaders,
  discovery,
}: Arranged): Promise<Flow> {
  let nonce = '';
  let state = '';
  const token: Route = async ({ body }) => {
    const customer = body?.includes('authorization_code');
    const bare = { s_hash: undefined, c_hash: undefined };
    const id_token =
      customer && back
        ? await idToken({ nonce, state, consentId, code }, { ...back, claims: { ...bare, ...back.claims } })
        : undefined;
    return {
      headers,
      body: {
        access_token: 'at',
        token_type: 'bearer',
        expires_in: 3600,
        ...(customer ? { id_token, ...tokens } : {}),
      },
    };
  };
  const arranged = stub({
    entry,
    discovery,
    state: { consents: [consent] },
    routes: {
      'POST https://as.bank.example/token': token,
      [`GET ${discovery?.jwks_uri ?? discoveryDocument.jwks_uri}`]: () => ({
        headers: keyHeaders,
        body: { keys: [{ ...bankKey.publicJwk, kid: bankKey.kid, use }] },
      }),
      [`GET ${accountsBase}/account-access-consents/${consentId}`]: () => ({
        body: { Data: { ConsentId: consentId, Status: 'Authorised', Permissions: ['ReadAccountsBasic'] } },
      }),
    },
  });
  const request = await authorisationRequest(arranged.session, consentId);
  nonce = String(request.claims.nonce);
  state = request.state;
  const id_token = await idToken({ nonce, state, consentId, code }, front);
  return { ...arranged, redirect: `${webRedirect}#${new URLSearchParams({ code, id_token, state })}` };
}

const tried = async (arranged: Arranged) => {
  const { session, redirect, sent } = await flow(arranged);
  const codes = () => sent.filter(({ body }) => body?.includes('authorization_code')).length;
  try {
    const { findings } = await acceptRedirect(session, redirect);
    return { outcome: ['accepted', ...findings.map((finding) => finding.code)].join(' '), codes: codes() };
  } catch (thrown) {
    return { outcome: problemOf(thrown).code, codes: codes() };
  }
};

const front: [name: string, parts: IdTokenParts, code: string, entry?: Partial<BankEntry>][] = [
  ['valid', {}, 'accepted'],
  ['valid-aud-as-array', { claims: { aud: [clientId] } }, 'accepted'],
  ['missing-athash', { claims: { at_hash: undefined } }, 'accepted'],
  ['missing-kid', { key: withoutKid }, 'accepted'],
  ['invalid-aud', { claims: { aud: 'another-client' } }, 'id_token_aud_mismatch'],
  ['invalid-iss', { claims: { iss: 'https://auth.bank.example/' } }, 'id_token_iss_mismatch'],
  ['invalid-nonce', { claims: { nonce: 'another' } }, 'id_token_nonce_mismatch'],
  ['invalid-chash', { claims: { c_hash: halfHash('another', 'PS256') } }, 'id_token_c_hash_mismatch'],
  ['invalid-shash', { claims: { s_hash: halfHash('', 'PS256') } }, 'id_token_s_hash_mismatch'],
  ['invalid-signature', { key: { ...otherKey, kid: bankKey.kid } }, 'id_token_signature_invalid'],
  ['unknown-kid', { key: otherKey }, 'id_token_kid_unknown'],
  ['expired-exp', { claims: { exp: seconds - 60 } }, 'id_token_expired'],
  ['exp before all time', { claims: { exp: -1e300 } }, 'id_token_expired'],
  ['null-alg', { header: { alg: 'none' } }, 'id_token_alg_mismatch'],
  ['alternate-alg', { key: { ...bankKey, algorithm: 'RS256' } }, 'id_token_alg_mismatch'],
  ['missing-aud', { claims: { aud: undefined } }, 'id_token_claim_missing'],
  ['missing-exp', { claims: { exp: undefined } }, 'id_token_claim_missing'],
  ['missing-iss', { claims: { iss: undefined } }, 'id_token_claim_missing'],
  ['missing-iat', { claims: { iat: undefined } }, 'id_token_claim_missing'],
  ['missing-sub', { claims: { sub: undefined } }, 'id_token_claim_missing'],
  ['missing-nonce', { claims: { nonce: undefined } }, 'id_token_claim_missing'],
  ['missing-chash', { claims: { c_hash: undefined } }, 'id_token_c_hash_missing'],
  ['missing-shash', { claims: { s_hash: undefined } }, 'id_token_s_hash_missing'],
  [
    'missing-shash, permissive',
    { claims: { s_hash: undefined } },
    'accepted id_token_s_hash_missing',
    { profile: 'permissive' },
  ],
  [
    'missing-shash, permissive in production',
    { claims: { s_hash: undefined } },
    'id_token_s_hash_missing',
    { profile: 'permissive', environment: 'production' },
  ],
  ['invalid-shash, permissive', { claims: { s_hash: 'x' } }, 'id_token_s_hash_mismatch', { profile: 'permissive' }],
  ['invalid-openbanking-intent-id', { claims: { openbanking_intent_id: 'aac-2' } }, 'id_token_intent_mismatch'],
  ['missing-openbanking-intent-id', { claims: { openbanking_intent_id: undefined } }, 'id_token_claim_missing'],
  ['secondary-aud', { claims: { aud: [clientId, 'another-client'] } }, 'id_token_azp_mismatch'],
  ['secondary-aud with azp', { claims: { aud: [clientId, 'another-client'], azp: clientId } }, 'accepted'],
  ['invalid-azp', { claims: { azp: 'another-client' } }, 'id_token_azp_mismatch'],
  ['iat-week-in-past', { claims: { iat: seconds - week - 1 } }, 'id_token_iat_invalid'],
  ['iat-in-the-future', { claims: { iat: seconds + 120 } }, 'id_token_iat_invalid'],
  ['exp half a minute ago', { claims: { exp: seconds - 30 } }, 'id_token_expired'],
  ['exp a second less ago', { claims: { exp: seconds - 29 } }, 'accepted'],
  ['iat half a minute ahead', { claims: { iat: seconds + 30 } }, 'accepted'],
  ['iat a second more ahead', { claims: { iat: seconds + 31 } }, 'id_token_iat_invalid'],
  ['iat nearly a week ago', { claims: { iat: seconds - week + 1 } }, 'accepted'],
  ['iat a week ago', { claims: { iat: seconds - week } }, 'id_token_iat_invalid'],
  [
    'one of several acr',
    { claims: { acr: 'urn:openbanking:psd2:ca' } },
    'accepted',
    { authorizationRequest: { acr: ['urn:openbanking:psd2:sca', 'urn:openbanking:psd2:ca'] } },
  ],
  ['missing-acr', {}, 'id_token_acr_mismatch', { authorizationRequest: { acr: ['urn:openbanking:psd2:sca'] } }],
  [
    'invalid-acr',
    { claims: { acr: 'urn:openbanking:psd2:ca' } },
    'id_token_acr_mismatch',
    { authorizationRequest: { acr: ['urn:openbanking:psd2:sca'] } },
  ],
  ['missing-auth-time', {}, 'id_token_auth_time_invalid', { authorizationRequest: { maxAge: 60 } }],
  [
    'old-auth-time',
    { claims: { auth_time: seconds - 120 } },
    'id_token_auth_time_invalid',
    { authorizationRequest: { maxAge: 60 } },
  ],
  [
    'auth_time as long ago as may be',
    { claims: { auth_time: seconds - 90 } },
    'accepted',
    { authorizationRequest: { maxAge: 60 } },
  ],
  [
    'auth_time a second longer ago',
    { claims: { auth_time: seconds - 91 } },
    'id_token_auth_time_invalid',
    { authorizationRequest: { maxAge: 60 } },
  ],
  [
    'missing-nonce, forgiven',
    { claims: { nonce: undefined } },
    'accepted id_token_claim_missing',
    { idToken: { lenient: ['nonce'] } },
  ],
  [
    'invalid-nonce, not forgiven',
    { claims: { nonce: 'x' } },
    'id_token_nonce_mismatch',
    { idToken: { lenient: ['nonce'] } },
  ],
  [
    'missing-chash, forgiven',
    { claims: { c_hash: undefined } },
    'accepted id_token_c_hash_missing',
    { idToken: { lenient: ['c_hash'] } },
  ],
];

test.each(front)('an id_token in the redirect: %s', async (_name, parts, expected, entry) => {
  const { outcome, codes } = await tried({ front: parts, entry });
  expect(outcome).toBe(expected);
  expect(codes, 'the code is sent only when the id_token is good').toBe(expected.startsWith('accepted') ? 1 : 0);
});

const back: [name: string, arranged: Arranged, code: string][] = [
  ['valid', { back: {} }, 'accepted'],
  ['valid at_hash', { back: { claims: { at_hash: halfHash('at', 'PS256') } } }, 'accepted'],
  ['invalid-athash', { back: { claims: { at_hash: halfHash('x', 'PS256') } } }, 'id_token_at_hash_mismatch'],
  ['invalid-iss', { back: { claims: { iss: 'https://other.example' } } }, 'id_token_iss_mismatch'],
  ['invalid-aud', { back: { claims: { aud: 'another-client' } } }, 'id_token_aud_mismatch'],
  ['another sub', { back: { claims: { sub: 'customer-2' } } }, 'id_token_sub_mismatch'],
  ['another intent', { back: { claims: { openbanking_intent_id: 'aac-2' } } }, 'id_token_intent_mismatch'],
  ['invalid-signature', { back: { key: { ...otherKey, kid: bankKey.kid } } }, 'id_token_signature_invalid'],
  ['expired-exp', { back: { claims: { exp: seconds - 60 } } }, 'id_token_expired'],
  ['missing-exp', { back: { claims: { exp: undefined } } }, 'id_token_claim_missing'],
  ['alternate-alg', { back: { key: { ...bankKey, algorithm: 'RS256' } } }, 'id_token_alg_mismatch'],
  ['no id_token', {}, 'accepted'],
  ['token_type in capitals', { tokens: { token_type: 'BEARER' } }, 'accepted'],
  ['scope with a comma', { tokens: { scope: 'openid,accounts' } }, 'accepted'],
  ['scope without accounts', { tokens: { scope: 'openid' } }, 'token_answer_invalid'],
  ['no access token', { tokens: { access_token: undefined } }, 'token_answer_invalid'],
  ['token_type unknown', { tokens: { token_type: 'mac' } }, 'token_answer_invalid'],
];

test.each(back)('an answer of the token endpoint: %s', async (_name, arranged, expected) => {
  expect((await tried(arranged)).outcome).toBe(expected);
});

test('a bank that publishes no key for signatures is told as that, where the id_token names none either', async () => {
  const { session, redirect } = await flow({ front: { key: withoutKid }, use: 'enc' });
  const { code, message } = await acceptRedirect(session, redirect).then(() => expect.unreachable(), problemOf);
  expect([code, message]).toEqual(['id_token_kid_unknown', expect.stringContaining('publishes no key that signs')]);
});

test.each([null, '', ' '])('a hash or azp that is %j is absent', async (blank) => {
  const claims = { at_hash: blank, azp: blank, nbf: blank, auth_time: blank };
  expect((await tried({ back: { claims } })).outcome).toBe('accepted');
  const permissive = { profile: 'permissive' as const };
  expect((await tried({ front: { claims: { s_hash: blank } }, entry: permissive })).outcome).toBe(
    'accepted id_token_s_hash_missing',
  );
  expect((await tried({ front: { claims: { c_hash: blank } } })).outcome).toBe('id_token_c_hash_missing');
  const lenient = { idToken: { lenient: ['c_hash' as const] } };
  expect((await tried({ front: { claims: { c_hash: blank } }, entry: lenient })).outcome).toBe(
    'accepted id_token_c_hash_missing',
  );
  expect((await tried({ front: { claims: { nonce: blank } } })).outcome).toBe('id_token_claim_missing');
});

/** A bank that keeps its key set itself, and not in a directory. */
const own = { jwks_uri: `${issuer}/jwks` };
const dated = (ahead: number) => ({ date: new Date(now + ahead * 1000).toUTCString() });
const ahead = (by: number) => ({ claims: { iat: seconds + by, nbf: seconds + by } });

test('a clock of this machine that is behind is recognised by the bank’s Date, and the token held against that', async () => {
  const { outcome } = await tried({ back: ahead(90), headers: dated(90) });
  expect(outcome).toBe('accepted clock_behind');
  expect((await tried({ front: ahead(90), keyHeaders: dated(90), discovery: own })).outcome).toBe(
    'accepted clock_behind',
  );
  // By the bank's clock too it comes from the future, or the bank says nothing of its clock, or is behind ours.
  expect((await tried({ back: ahead(150), headers: dated(90) })).outcome).toBe('id_token_iat_invalid');
  expect((await tried({ back: ahead(90) })).outcome).toBe('id_token_iat_invalid');
  expect((await tried({ back: ahead(90), headers: dated(-90) })).outcome).toBe('id_token_iat_invalid');
  // What ends is held against our clock, whatever the bank's says.
  const ended = { claims: { exp: seconds - 60 } };
  expect((await tried({ back: ended, headers: dated(-900) })).outcome).toBe('id_token_expired');
  expect((await tried({ back: { claims: { exp: seconds + 60 } }, headers: dated(900) })).outcome).toBe('accepted');
});

test('the token endpoint’s clock counts before the key set’s, and a directory’s not at all', async () => {
  const keyHeaders = dated(3600);
  const headers = dated(0);
  expect((await tried({ back: ahead(3600), headers, keyHeaders, discovery: own })).outcome).toBe(
    'id_token_iat_invalid',
  );
  expect((await tried({ back: ahead(3600), keyHeaders })).outcome).toBe('id_token_iat_invalid');
  expect((await tried({ back: ahead(3600), keyHeaders, discovery: own })).outcome).toBe('accepted clock_behind');
});

test('a clock of the bank that is more than a day ahead is no measure, and both clocks are named', async () => {
  const day = 24 * 3600;
  expect((await tried({ back: ahead(day), headers: dated(day) })).outcome).toBe('accepted clock_behind');
  const { session, redirect } = await flow({ back: ahead(day + 1), headers: dated(day + 1) });
  expect(await acceptRedirect(session, redirect).catch(problemOf)).toMatchObject({
    code: 'id_token_iat_invalid',
    message: expect.stringMatching(/which says 2026-03-01T12:00:00.000Z; the bank’s says 2026-03-02T12:00:01.000Z/),
  });
});

test.each([
  ['iat', 'id_token_iat_invalid'],
  ['nbf', 'id_token_nbf_invalid'],
  ['exp', 'id_token_expired'],
  ['auth_time', 'id_token_auth_time_invalid'],
])('a %s in milliseconds is named as that', async (claim, code) => {
  const entry = { authorizationRequest: { maxAge: 60 } };
  const { session, redirect } = await flow({ entry, front: { claims: { auth_time: seconds, [claim]: now } } });
  expect(await acceptRedirect(session, redirect).catch(problemOf)).toMatchObject({
    code,
    message: expect.stringContaining(`${claim} is ${now}, a time in milliseconds (2026-03-01T12:00:00.000Z)`),
  });
});

test.each([
  ['exp in milliseconds, an hour ago', { exp: now - 3_600_000 }, 'id_token_expired'],
  ['exp in microseconds', { exp: now * 1000 - 3.6e9 }, 'id_token_expired'],
  ['auth_time in milliseconds, a day ago', { auth_time: now - 86_400_000 }, 'id_token_auth_time_invalid'],
])('what is no time in seconds lets nothing old pass: %s', async (_name, claims, code) => {
  const entry = { authorizationRequest: { maxAge: 60 } };
  expect((await tried({ entry, front: { claims: { auth_time: seconds, ...claims } } })).outcome).toBe(code);
});

test.each([[[]], [[null]], [['']], [' '], [null]])('a scope that is %j is the one asked for', async (scope) => {
  expect((await tried({ tokens: { scope } })).outcome).toBe('accepted');
  expect((await tried({ tokens: { scope, access_token: ['at'], token_type: ['Bearer'] } })).outcome).toBe('accepted');
});

test('an iat that is in the future names this machine’s clock', async () => {
  const { session, redirect } = await flow({ front: ahead(90) });
  expect(await acceptRedirect(session, redirect).catch(problemOf)).toMatchObject({
    message: expect.stringContaining('in the future (90 s ahead of this machine’s clock)'),
    try: expect.stringContaining('Check the clock of this machine.'),
  });
});

test('nothing is stored when the token endpoint gives an id_token that is not for us', async () => {
  const { session, redirect, secrets } = await flow({ back: { claims: { sub: 'customer-2' } } });
  await expect(acceptRedirect(session, redirect)).rejects.toMatchObject({ code: 'id_token_sub_mismatch' });
  expect([...secrets.keys()].filter((name) => name.startsWith('tokens/'))).toEqual([]);
});

test('a good answer authorises the consent and works once', async () => {
  const { session, redirect, secrets, state } = await flow({ tokens: { refresh_token: 'rt' } });
  const { consent: after } = await acceptRedirect(session, redirect);
  expect(after).toMatchObject({ consentId, status: 'authorised', authorisedAt: '2026-03-01T12:00:00.000Z' });
  expect(state().consents[0]).not.toHaveProperty('pending');
  expect(JSON.parse(secrets.get(`tokens/sandbox/${consentId}`) ?? '')).toMatchObject({
    access_token: 'at',
    refresh_token: 'rt',
  });
  await expect(acceptRedirect(session, redirect)).rejects.toMatchObject({ code: 'state_mismatch' });
});

test('the hashes are those of a real token', () => {
  expect(halfHash('', 'PS256')).toBe('47DEQpj8HBSa-_TImW-5JA');
  expect(halfHash('d037ebc3-121a-4df7-88f6-5a67322bf8eb', 'PS256')).toBe('Bp3LVvZELTy2RQNNpXb1rg');
});
