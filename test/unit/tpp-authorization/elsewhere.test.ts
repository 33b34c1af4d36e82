/** An authorisation in the browser of another device: its short URL and how long that lives, and the answer that is pasted. */
import { expect, test } from 'vitest';
import { authoriseElsewhere, redirectForElsewhere } from '../../../src/tpp/authorization/authorise.ts';
import { problemOfPasted } from '../../../src/tpp/authorization/pasted.ts';
import { type AuthorisationRequest, authorisationRequest } from '../../../src/tpp/authorization/request.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { consentAtStub, consentId } from '../tpp-journey/authorised.ts';
import { loopbackRedirect, now, type StubOptions, seconds, stub, webRedirect } from '../tpp-journey/stub.ts';

const par = 'https://as.bank.example/par';
const consent = consentAtStub({ status: 'AwaitingAuthorisation' });
const asking = (options: StubOptions = {}) => stub({ state: { consents: [consent] }, ...options });
const offering = (body: object, entry: StubOptions['entry'] = {}) =>
  asking({
    entry,
    discovery: { pushed_authorization_request_endpoint: par },
    routes: { [`POST ${par}`]: () => ({ status: 201, body }) },
  });

test('is pushed where the bank offers it, and lives as long as the bank says', async () => {
  const { session } = offering({ request_uri: 'urn:x:1', expires_in: 60 });
  const { url, expiresAt } = await authorisationRequest(session, consentId, { short: true });
  expect([url.length < 200, expiresAt]).toEqual([true, now + 60_000]);
});

test('ends with its object where the bank would keep it longer', async () => {
  const { session } = offering({ request_uri: 'urn:x:1', expires_in: 3600 });
  const { expiresAt } = await authorisationRequest(session, consentId, { short: true });
  expect(expiresAt).toBe((seconds + 290) * 1000);
});

test.each([
  ['it is not asked to be short', {}, {}],
  ['the entry says otherwise', { short: true }, { authorizationRequest: { par: false } }],
])('is not pushed where %s', async (_why, options, entry) => {
  const { session } = offering({ request_uri: 'urn:x:1', expires_in: 60 }, entry);
  const { url, expiresAt } = await authorisationRequest(session, consentId, options);
  expect(new URL(url).searchParams.has('request')).toBe(true);
  expect(expiresAt).toBe((seconds + 290) * 1000);
});

test.each([
  ['what is caught here', ['vscode://a/b', 'https://tpp.example/cb', 'http://127.0.0.1:1/cb'], 'http://127.0.0.1:1/cb'],
  ['else a web address', ['vscode://a/b', 'https://tpp.example/cb'], 'https://tpp.example/cb'],
  ['else the first', ['vscode://a/b', 'app://c'], 'vscode://a/b'],
  ['none where there is none', [], undefined],
])('the redirect URI for another device is %s', (_what, uris, expected) => {
  expect(redirectForElsewhere(uris)).toBe(expected);
});

const request = { state: 's1', claims: {} };
const secured = { state: 's1', claims: { response_mode: 'jwt' } };
const jarm = (state: string) => `x.${Buffer.from(JSON.stringify({ state })).toString('base64url')}.x`;

test.each([
  ['https://tpp.example/cb#code=c&state=s1', request],
  ['#code=c&state=s1', request],
  ['  "https://tpp.example/cb?code=c&amp;state=s1"  ', request],
  ['https://tpp.example/cb?error=access_denied&state=s1', request],
])('%j is the answer', (text, to) => {
  expect(problemOfPasted(text, to)).toBeUndefined();
});

test.each<[string, string, Pick<AuthorisationRequest, 'state' | 'claims'>, string]>([
  ['nothing of a bank', 'hello', request, 'redirect_unexpected'],
  ['markup', '<script>alert(1)</script>', request, 'redirect_unexpected'],
  ['control characters', '\u001b[2J\u0000\u202e', request, 'redirect_unexpected'],
  ['another address', 'https://evil.example/?next=1', request, 'redirect_unexpected'],
  ['a code twice', '#code=c&code=d&state=s1', request, 'redirect_unexpected'],
  ['another state', '#code=c&state=s2', request, 'state_mismatch'],
  ['no state', '#code=c', request, 'state_mismatch'],
  ['an error without state', '#error=access_denied', request, 'answer_unverified'],
  ['an unsigned answer for a signed one', '#code=c&state=s1', secured, 'answer_unverified'],
  ['a signed answer of another', `#response=${jarm('s2')}`, secured, 'state_mismatch'],
  ['much', `#${'x=1&'.repeat(20_000)}`, request, 'redirect_unexpected'],
])('%s is not, and is told with what to do', (_what, text, to, code) => {
  const problem = problemOfPasted(text, to);
  expect(problem?.code).toBe(code);
  expect(problem?.try).not.toBe('');
});

test('a pasted answer ends the wait and goes through the same checks', async () => {
  const { session } = asking();
  const shown: AuthorisationRequest[] = [];
  const problem = problemOf(
    await authoriseElsewhere(session, consentId, {
      show: (each) => void shown.push(each),
      pasted: async ({ state, redirectUri }) => `${redirectUri}#code=c&state=${state}`,
    }).catch((thrown) => thrown),
  );
  // The stub's request asks for an ID token, and the answer has none.
  expect(problem.code).toBe('id_token_missing');
  expect(shown).toHaveLength(1);
});

test('what cannot be shown ends it, and leaves nothing of the flow', async () => {
  const { session } = asking();
  const show = () => Promise.reject(new Error('no room'));
  await expect(authoriseElsewhere(session, consentId, { show })).rejects.toThrow('no room');
  expect((await session.state.read()).consents[0]?.pending).toBeUndefined();
});

test.each([
  ['timed_out', { timeout: 20 }],
  ['cancelled', { signal: AbortSignal.abort() }],
])('whether its redirect URI is of this machine or not, the wait ends as %s', async (code, options) => {
  for (const uri of [webRedirect, loopbackRedirect]) {
    const { session } = asking({ client: { registration: { redirect_uris: [uri] } } });
    const ended = authoriseElsewhere(session, consentId, { show: () => undefined, ...options });
    await expect(ended).rejects.toMatchObject({ code });
    expect((await session.state.read()).consents[0]?.pending).toBeUndefined();
  }
});
