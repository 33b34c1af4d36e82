/** Renewals: in time, one at a time, and after an answer that was lost. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { customerBearer } from '../../../src/tpp/authorization/customer-bearer.ts';
import { type RenewalOptions, refreshTokens } from '../../../src/tpp/authorization/renewal.ts';
import { isSpent } from '../../../src/tpp/client/token-set.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { connectionError } from '../../../src/tpp/transport/failure.ts';
import { fileStateStore } from '../../../src/tpp/workspace/state-file.ts';
import { authorised, consentAtStub, consentId } from '../tpp-journey/authorised.ts';
import { clientId, discoveryDocument, now, type Reply, type Route } from '../tpp-journey/stub.ts';

const endpoint = `POST ${discoveryDocument.token_endpoint}`;
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const name = `tokens/sandbox/${consentId}`;
const consent = consentAtStub({ authorisedAt: '2026-03-01T12:00:00Z' });
const cut: Route = () => {
  throw connectionError('ended_early', { message: 'The connection ended.', interactionId: 'i' });
};
const fresh = (members: object = {}): Reply => ({
  body: { access_token: 'new', token_type: 'Bearer', expires_in: 3600, ...members },
});
const spent = { expires_at: now + 1000, refresh_token: 'r1' };

/** @param answers of the token endpoint, one after another; the last one again and again */
function renewable(answers: Route[], tokens: object = spent, grants: string[] = []) {
  const asked: URLSearchParams[] = [];
  const route: Route = (request) => {
    asked.push(new URLSearchParams(request.body));
    return (answers[Math.min(asked.length, answers.length) - 1] as Route)(request);
  };
  const made = authorised(
    {
      routes: { [endpoint]: route },
      discovery: { grant_types_supported: ['authorization_code', ...grants] },
      client: { registration: { grant_types: ['authorization_code', 'refresh_token', ...grants] } },
    },
    tokens,
  );
  const kept = () => JSON.parse(made.secrets.get(name) ?? '{}');
  const renew = (options?: RenewalOptions) => refreshTokens(made.session, consentId, options).catch(problemOf);
  return { ...made, asked, kept, renew };
}

test.each([
  ['an hour', 3_600_000, 60_000],
  ['five minutes', 300_000, 30_000],
  ['ten seconds', 10_000, 1000],
  ['a time that nobody knows', undefined, 30_000],
])(
  'a token that lives %s is renewed a tenth of that before its end, and a minute at most',
  (_what, lifetime, margin) => {
    const tokens = { access_token: 'a', scope: '', expires_at: now, ...(lifetime && { lifetime }) };
    expect(isSpent(tokens, now - margin - 1)).toBe(false);
    expect(isSpent(tokens, now - margin)).toBe(true);
  },
);

test('tokens that another has renewed meanwhile are given as they are, whoever asks', async () => {
  const { session, asked, renew } = renewable([() => fresh()], {
    ...spent,
    access_token: 'theirs',
    expires_at: now + 600_000,
  });
  expect(await renew({ held: 'mine' })).toMatchObject({ access_token: 'theirs' });
  expect(asked).toEqual([]);
  expect(await renew({ held: 'theirs' }), 'its own it renews').toMatchObject({ access_token: 'new' });
  expect(session.bank.name).toBe('sandbox');
});

test('of many that want a renewal at once one is sent, also where they know nothing of each other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'obw-renewal-'));
  const { session, asked } = renewable([() => fresh({ refresh_token: 'r2' })]);
  const { alone } = fileStateStore(folder);
  const locked = { ...session, state: { ...session.state, ...(alone && { alone }) } };
  const all = await Promise.all(Array.from({ length: 5 }, () => refreshTokens(locked, consentId, { held: 'at' })));
  expect(asked).toHaveLength(1);
  expect(new Set(all.map(({ access_token }) => access_token))).toEqual(new Set(['new']));
  await rm(folder, { recursive: true });
});

test('where no lock can be had the renewal goes on without', async () => {
  const { session, asked } = renewable([() => fresh()]);
  const { alone } = fileStateStore('/dev/null/nowhere');
  await refreshTokens({ ...session, state: { ...session.state, ...(alone && { alone }) } }, consentId);
  expect(asked).toHaveLength(1);
});

test('a token near its end that cannot be renewed is used to its end, with a word, and one renewal is tried', async () => {
  const made = renewable([() => ({ status: 503 })], { ...spent, expires_at: now + 20_000 });
  const bearer = await customerBearer(made.session, consent);
  expect([await bearer.token(), await bearer.token()]).toEqual(['at', 'at']);
  expect(made.asked).toHaveLength(1);
  expect(made.warnings).toMatchObject([{ code: 'token_refused', message: expect.stringMatching(/ends soon/) }]);
  made.pass(20_001);
  expect(await bearer.token().catch(problemOf)).toMatchObject({ code: 'token_refused', bank: { status: 503 } });
});

const lost: [what: string, Route][] = [
  ['the connection ends', cut],
  ['500', () => ({ status: 500 })],
  ['504 of a gateway', () => ({ status: 504, headers: { 'content-type': 'text/html' }, body: '<html>' })],
];

test.each(lost)(
  'a refresh token whose renewal was not answered is not sent again but by hand: %s',
  async (_what, route) => {
    const { asked, kept, renew, pass } = renewable([route, () => fresh({ refresh_token: 'r2' })]);
    const told = {
      code: 'renewal_answer_lost',
      try: expect.stringMatching(/authorise the same consent again/),
      remedies: [
        { do: 'authoriseConsent', consentId },
        { do: 'renewTokens', consentId },
      ],
      about: { bank: 'sandbox', consentId },
    };
    expect(await renew()).toMatchObject({
      ...told,
      message: expect.stringMatching(/may be spent.*good for 1 second yet/),
    });
    expect(kept()).toMatchObject({ refresh_token: 'r1', lost_at: now });
    pass(90_000);
    expect(await renew()).toMatchObject({ ...told, message: expect.stringMatching(/90 seconds ago.*has ended/) });
    expect(asked).toHaveLength(1);
    expect(await renew({ again: true })).toMatchObject({ access_token: 'new' });
    expect(kept().lost_at).toBeUndefined();
  },
);

test.each([
  ['503', () => ({ status: 503 })],
  ['429', () => ({ status: 429 })],
  ['400', () => ({ status: 400, body: { error: 'invalid_request' } })],
] as [string, Route][])(
  'a refusal that says that nothing was done leaves the refresh token as good as it was: %s',
  async (_what, route) => {
    const { kept, renew } = renewable([route, () => fresh()]);
    expect(await renew()).toMatchObject({ code: 'token_refused' });
    expect(kept().lost_at).toBeUndefined();
    expect(await renew()).toMatchObject({ access_token: 'new' });
  },
);

test('a bank that leaves the refresh token as it is is asked once more', async () => {
  const { asked, kept, renew } = renewable([cut, () => fresh()], { ...spent, rotates: false });
  expect(await renew()).toMatchObject({ access_token: 'new', refresh_token: 'r1', rotates: false });
  expect(asked).toHaveLength(2);
  expect(kept().lost_at).toBeUndefined();
  const silent = renewable([cut], { ...spent, rotates: false });
  expect(await silent.renew()).toMatchObject({ code: 'bank_unreachable' });
  expect(silent.asked).toHaveLength(2);
  expect(silent.kept().lost_at).toBeUndefined();
});

test.each([
  ['another', { refresh_token: 'r2' }, true],
  ['the same', { refresh_token: 'r1' }, false],
  ['none', {}, false],
])('whether a bank rotates is learnt of a renewal that gives %s', async (_what, members, rotates) => {
  const { renew, kept } = renewable([() => fresh(members), cut]);
  expect(await renew()).toMatchObject({ rotates });
  expect(await renew()).toMatchObject({ code: rotates ? 'renewal_answer_lost' : 'bank_unreachable' });
  expect(kept().rotates).toBe(rotates);
});

const claimsOf = (token: string | null) =>
  JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
const ways: [what: string, tokens: object, Route[]][] = [
  ['there is no refresh token', { ...spent, refresh_token: undefined }, [() => fresh()]],
  ['it is over', spent, [() => ({ status: 400, body: { error: 'invalid_grant' } }), () => fresh()]],
  ['its answer was lost', spent, [cut, () => fresh()]],
  ['its answer was lost before', { ...spent, lost_at: now - 1000 }, [() => fresh()]],
];

test.each(ways)(
  'where the bank has it, the client vouches for the customer when %s',
  async (_what, tokens, answers) => {
    // What is asked after a refusal is the consent, by a token of the client.
    const routed: Route = (request) => {
      const grant = new URLSearchParams(request.body).get('grant_type');
      if (grant === 'client_credentials') return { body: { access_token: 'c', token_type: 'Bearer' } };
      return (answers[grant === jwtBearer ? answers.length - 1 : 0] as Route)(request);
    };
    const { asked, renew } = renewable([routed], tokens, [jwtBearer]);
    expect(await renew()).toMatchObject({ access_token: 'new' });
    const sent = asked.at(-1);
    expect(Object.fromEntries(sent ?? [])).toMatchObject({ grant_type: jwtBearer, scope: 'accounts' });
    const seconds = Math.floor(now / 1000);
    expect(claimsOf(sent?.get('assertion') ?? null)).toMatchObject({
      iss: clientId,
      sub: consentId,
      aud: discoveryDocument.token_endpoint,
      iat: seconds,
      exp: seconds + 60,
      jti: expect.any(String),
    });
  },
);

test('a refused assertion leaves what is said of the refresh token', async () => {
  const { renew } = renewable([() => ({ status: 400, body: { error: 'invalid_grant' } })], spent, [jwtBearer]);
  expect(await renew()).toMatchObject({ message: expect.stringMatching(/the refresh/) });
});

test.each([
  ['stands', {}, 'authoriseConsent'],
  ['has ended', { expirationDateTime: '2026-02-01T00:00:00Z' }, 'createConsent'],
  ['is refused', { status: 'Rejected' }, 'createConsent'],
])('a consent without tokens that %s leads on by that', async (_what, members, remedy) => {
  const one = consentAtStub({ authorisedAt: '2026-01-01T12:00:00Z', ...members });
  const { session, secrets } = authorised({ state: { consents: [one] } });
  secrets.delete(name);
  const problem = await customerBearer(session, one).catch(problemOf);
  expect(problem).toMatchObject({ code: 'token_missing' });
  expect(problem).toHaveProperty('remedies.0.do', remedy);
});
