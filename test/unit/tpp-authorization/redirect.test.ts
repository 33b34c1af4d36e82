/** What is pasted or caught as a redirect, and what the flow makes of it. */
import { expect, test } from 'vitest';
import { acceptRedirect } from '../../../src/tpp/authorization/accept.ts';
import { isRedirectUri, readRedirect } from '../../../src/tpp/authorization/redirect.ts';
import { authorisationRequest } from '../../../src/tpp/authorization/request.ts';
import { problemOf } from '../../../src/tpp/errors.ts';
import { statusOf } from '../../../src/tpp/workspace/consent-status.ts';
import { consentAtStub, consentId } from '../tpp-journey/authorised.ts';
import {
  accountsBase,
  discoveryDocument,
  idToken,
  issuer,
  type StubOptions,
  seconds,
  stub,
  webRedirect,
} from '../tpp-journey/stub.ts';

const readable: [string, string, object][] = [
  [
    'a fragment',
    `${webRedirect}#code=c&id_token=i&state=s`,
    { uri: webRedirect, place: 'fragment', code: 'c', idToken: 'i', state: 's' },
  ],
  [
    'blank parameters, which are none',
    `${webRedirect}?code=c&state=s&error=&error_description=%20&iss=+`,
    { uri: webRedirect, place: 'query', code: 'c', state: 's' },
  ],
  ['a query', `${webRedirect}?code=c&state=s`, { uri: webRedirect, place: 'query', code: 'c', state: 's' }],
  [
    'a query of its own',
    `${webRedirect}?tenant=1&code=c&state=s`,
    { uri: `${webRedirect}?tenant=1`, place: 'query', code: 'c', state: 's' },
  ],
  ['a fragment alone', '#code=c&state=s', { place: 'bare', code: 'c', state: 's' }],
  ['a fragment without its sign', 'code=c&state=s', { place: 'bare', code: 'c', state: 's' }],
  ['a query alone', '?code=c&state=s', { place: 'bare', code: 'c', state: 's' }],
  [
    'a custom scheme',
    'vscode://us.app/callback#code=c&state=s',
    { uri: 'vscode://us.app/callback', place: 'fragment', code: 'c', state: 's' },
  ],
  [
    'white space and quotes around',
    `  "${webRedirect}#code=c&state=s"\n`,
    { uri: webRedirect, place: 'fragment', code: 'c', state: 's' },
  ],
  [
    'an encoded description',
    `${webRedirect}#error=access_denied&error_description=Not%20now&state=s`,
    { uri: webRedirect, place: 'fragment', error: 'access_denied', errorDescription: 'Not now', state: 's' },
  ],
  [
    'an empty fragment after a query',
    `${webRedirect}?code=c&state=s#`,
    { uri: webRedirect, place: 'query', code: 'c', state: 's' },
  ],
];

test.each(readable)('a redirect is read: %s', (_name, input, expected) => {
  expect(readRedirect(input)).toEqual(expected);
});

const unreadable: [string, string][] = [
  ['nothing', ''],
  ['an address without an answer', webRedirect],
  ['words', 'the page said no'],
  ['two codes', `${webRedirect}#code=a&code=b&state=s`],
  ['two states', `${webRedirect}?code=a&state=s&state=t`],
];

test.each(unreadable)('a redirect is refused: %s', (_name, input) => {
  expect(() => readRedirect(input)).toThrow(expect.objectContaining({ code: 'redirect_unexpected' }));
});

const pasted: [string, string][] = [
  ['a Location header', `Location: ${webRedirect}#code=c&id_token=i&state=s`],
  ['a header as curl -v prints it', `< location:${webRedirect}#code=c&id_token=i&state=s`],
  ['a curl command', `curl '${webRedirect}#code=c&id_token=i&state=s'`],
  [
    'a curl command with another address before',
    `curl -e 'https://tpp.example/from?x=1' -H 'Referer: https://tpp.example/' '${webRedirect}#code=c&id_token=i&state=s'`,
  ],
  ['a curl command with options', `curl -i -H "accept: */*" "${webRedirect}#code=c&id_token=i&state=s" -v`],
  ['the entities of HTML', `${webRedirect}#code=c&amp;id_token=i&amp;state=s`],
  ['backticks', `\`${webRedirect}#code=c&id_token=i&state=s\``],
  ['angle brackets', `<${webRedirect}#code=c&id_token=i&state=s>`],
  ['a line broken by a terminal', `${webRedirect}#code=c&id_to\nken=i&state=s`],
];

test.each(pasted)('a redirect is read out of what was copied around it: %s', (_name, input) => {
  expect(readRedirect(input)).toEqual({ uri: webRedirect, place: 'fragment', code: 'c', idToken: 'i', state: 's' });
});

const addresses: [string, string, boolean][] = [
  ['https://a.example', 'https://a.example/', true],
  ['https://a.example/cb/', 'https://a.example/cb', true],
  ['https://a.example/cb', 'https://a.example/cb/', false],
  ['https://a.example/cb//', 'https://a.example/cb', false],
  ['https://a.example/cb/', 'https://b.example/cb', false],
  ['https://a.example/CB', 'https://a.example/cb', false],
  ['https://a.example/cb?x=1', 'https://a.example/cb', false],
];

test.each(addresses)('an answer at %s is at the redirect URI %s: %s', (address, redirectUri, expected) => {
  expect(isRedirectUri(address, redirectUri)).toBe(expected);
});

const consent = consentAtStub({ status: 'AwaitingAuthorisation' });

function waiting(options: StubOptions = {}, status = 'Authorised') {
  return stub({
    state: { consents: [consent] },
    ...options,
    routes: {
      [`GET ${accountsBase}/account-access-consents/${consentId}`]: () => ({
        body: { Data: { ConsentId: consentId, Status: status } },
      }),
      ...options.routes,
    },
  });
}

const announced = { discovery: { authorization_response_iss_parameter_supported: true } };
const refused: [string, StubOptions, (state: string) => string, string][] = [
  ['a state of nobody', {}, () => `${webRedirect}#code=c&id_token=i&state=x`, 'state_mismatch'],
  ['no state', {}, () => `${webRedirect}#code=c&id_token=i`, 'state_mismatch'],
  [
    'another redirect URI',
    {},
    (state) => `https://app.example/other#code=c&id_token=i&state=${state}`,
    'redirect_uri_mismatch',
  ],
  [
    'another issuer',
    {},
    (state) => `${webRedirect}#code=c&id_token=i&state=${state}&iss=https://other.example`,
    'issuer_mismatch',
  ],
  ['no issuer though announced', announced, (state) => `${webRedirect}?code=c&state=${state}`, 'issuer_mismatch'],
  ['no id_token though asked for', {}, (state) => `${webRedirect}#code=c&state=${state}`, 'id_token_missing'],
  ['an id_token without a code', {}, (state) => `${webRedirect}#id_token=i&state=${state}`, 'redirect_unexpected'],
  ['an id_token that is no JWT', {}, (state) => `${webRedirect}#code=c&id_token=i&state=${state}`, 'jwt_malformed'],
  ['an error', {}, (state) => `${webRedirect}#error=invalid_request&state=${state}`, 'authorisation_refused'],
];

test.each(refused)('an answer is refused: %s', async (_name, options, redirect, code) => {
  const { session, sent } = waiting(options);
  const { state } = await authorisationRequest(session, consentId);
  await expect(acceptRedirect(session, redirect(state))).rejects.toMatchObject({ code });
  expect(sent.filter(({ body }) => body?.includes('authorization_code'))).toEqual([]);
});

test('an issuer that was announced with the request is demanded of its answer, whatever is known by then', async () => {
  const asked = waiting(announced);
  const { state } = await authorisationRequest(asked.session, consentId);
  const { session } = waiting({ state: asked.state() });
  const answer = acceptRedirect(session, `${webRedirect}?code=c&state=${state}`);
  await expect(answer).rejects.toMatchObject({ code: 'issuer_mismatch' });
});

test.each([
  ['Rejected', 'The customer refused to share the accounts.'],
  ['AwaitingAuthorisation', 'The customer left the authorisation without a decision.'],
])('access_denied is explained by the consent, read again: %s', async (status, words) => {
  const { session, state: stateNow } = waiting({}, status);
  const { state } = await authorisationRequest(session, consentId);
  const thrown = await acceptRedirect(session, `${webRedirect}#error=access_denied&state=${state}`).catch(problemOf);
  expect(thrown).toMatchObject({ code: 'authorisation_refused', bank: { error: 'access_denied' } });
  expect(thrown).toHaveProperty('message', `${words} The consent's status is ${status}.`);
  expect(stateNow().consents[0]).toMatchObject({ status: statusOf(status) });
});

test.each([
  ['Rejected', /^A refused consent stays refused/, [{ do: 'createConsent' }]],
  ['Revoked', /^A consent that is Revoked stays so/, [{ do: 'createConsent' }]],
  [
    'AwaitingAuthorisation',
    /^A parameter of the request is wrong/,
    [{ do: 'previewAuthorisation', consentId }, { do: 'createConsent' }],
  ],
])('invalid_request is advised on by the consent, read again: %s', async (status, words, remedies) => {
  const { session } = waiting({}, status);
  const { state } = await authorisationRequest(session, consentId);
  const answer = acceptRedirect(session, `${webRedirect}#error=invalid_request&state=${state}`);
  expect(await answer.catch(problemOf)).toMatchObject({ try: expect.stringMatching(words), remedies });
});

test('an answer of another consent in flight is taken for that one', async () => {
  const { session } = waiting({ state: { consents: [consent, { ...consent, consentId: 'aac-2' }] } });
  const first = await authorisationRequest(session, 'aac-1');
  await authorisationRequest(session, 'aac-2');
  const nonce = String(first.claims.nonce);
  const id_token = await idToken({ nonce, state: first.state, consentId: 'aac-1', code: 'c' });
  const { consent: taken } = await acceptRedirect(session, `#code=c&id_token=${id_token}&state=${first.state}`);
  expect(taken.consentId).toBe('aac-1');
});

test('a second request for the same consent makes the first one’s answer void', async () => {
  const { session } = waiting();
  const first = await authorisationRequest(session, consentId);
  await authorisationRequest(session, consentId);
  await expect(acceptRedirect(session, `#code=c&id_token=i&state=${first.state}`)).rejects.toMatchObject({
    code: 'state_mismatch',
  });
});

test('a code older than a minute is named as the likely cause of invalid_grant', async () => {
  const { session, pass } = waiting({
    routes: {
      [`POST ${discoveryDocument.token_endpoint}`]: () => ({
        status: 400,
        body: { error: 'invalid_grant', error_description: 'grant request is invalid' },
      }),
    },
  });
  const { state, claims } = await authorisationRequest(session, consentId);
  const id_token = await idToken(
    { nonce: String(claims.nonce), state, consentId, code: 'c' },
    { claims: { iat: seconds } },
  );
  pass(95_000);
  const problem = await acceptRedirect(session, `#code=c&id_token=${id_token}&state=${state}`).catch(problemOf);
  expect(problem).toMatchObject({
    code: 'token_refused',
    bank: { status: 400, error: 'invalid_grant', description: 'grant request is invalid' },
    try: 'The code was 95 s old; a code is good once and for about a minute. Authorise again and send the answer at once.',
  });
});

test('the issuer beside the code is taken when it is the bank’s', async () => {
  const { session } = waiting(announced);
  const { state, claims } = await authorisationRequest(session, consentId);
  const id_token = await idToken({ nonce: String(claims.nonce), state, consentId, code: 'c' });
  const redirect = `${webRedirect}#${new URLSearchParams({ code: 'c', id_token, state, iss: issuer })}`;
  expect((await acceptRedirect(session, redirect)).consent.status).toBe('authorised');
});
