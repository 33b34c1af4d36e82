/** What is said of a registration request in words: what is wrong by what the bank offers, and a remedy that somebody can follow. */
import { afterEach, describe, expect, it } from 'vitest';
import { inEnglish, speak } from '../../../src/standard/language.ts';
import { assertSendable } from '../../../src/tpp/registration/finding.ts';
import { preflight } from '../../../src/tpp/registration/preflight.ts';
import { registrationRules } from '../../../src/tpp/rules/registration.ts';
import type { RegistrationFacts } from '../../../src/tpp/rules/registration-facts.ts';
import { requestRules } from '../../../src/tpp/rules/request.ts';
import type { RequestFacts } from '../../../src/tpp/rules/request-facts.ts';
import { judge } from '../../../src/tpp/rules/rule.ts';
import { show } from '../../../src/tpp/rules/values.ts';
import { seconds } from '../tpp-journey/stub.ts';
import * as registration from './registration-cases.ts';
import * as request from './request-cases.ts';
import { changed } from './said.ts';

const good = { claims: { ...registration.goodClaims }, header: { ...registration.goodHeader } };

/** Message and remedy of each finding of this code. */
function said(code: string, claims: Record<string, unknown>, facts: Partial<RegistrationFacts> = {}): string[] {
  const subject = { ...changed(good, { claims, said: [] }), facts: { ...registration.facts, ...facts } };
  return judge(registrationRules, subject)
    .filter((each) => each.code === code)
    .map(({ message, fix }) => `${message} → ${fix}`);
}

it.each<[string, Partial<RegistrationFacts>, string, string]>([
  [
    'public where the bank offers pairwise alone',
    { subjectTypesOffered: ['pairwise'] },
    'public',
    'The bank does not offer the subject_type "public". → Set subject_type to one of those that the bank offers ("pairwise"), or leave it out.',
  ],
  [
    'one that the bank has not',
    { subjectTypesOffered: ['pairwise', 'public'] },
    'x',
    'The bank does not offer the subject_type "x". → Set subject_type to one of those that the bank offers ("pairwise", "public"), or leave it out.',
  ],
  [
    'public where the bank lists none',
    { subjectTypesOffered: [] },
    'public',
    'The bank does not offer the subject_type "public". → Leave subject_type out.',
  ],
  [
    'pairwise where nobody knows what the bank offers',
    { subjectTypesOffered: undefined },
    'pairwise',
    'subject_type is "pairwise"; banks name the consent as subject, which is public. → Set subject_type to public, or leave it out.',
  ],
])('subject_type %s is judged by what the bank offers', (_, facts, type, words) => {
  expect(said('subject_type_unsupported', { subject_type: type }, facts)).toEqual([words]);
});

describe('a remedy tells what to do:', () => {
  it.each<[string, Record<string, unknown>, Partial<RegistrationFacts>, string]>([
    [
      'auth_method_missing',
      { token_endpoint_auth_method: undefined },
      {},
      'token_endpoint_auth_method is missing. → Choose one that the bank offers: private_key_jwt, tls_client_auth, client_secret_basic.',
    ],
    [
      'auth_method_missing',
      { token_endpoint_auth_method: undefined },
      { authMethodsOffered: [] },
      'token_endpoint_auth_method is missing. → Ask the bank for one that is known here, such as private_key_jwt: it lists none.',
    ],
    [
      'auth_method_missing',
      { token_endpoint_auth_method: undefined },
      { authMethodsOffered: ['attest', 'attest_jwt'] },
      'token_endpoint_auth_method is missing. → Ask the bank for one that is known here, such as private_key_jwt: it lists only "attest", "attest_jwt".',
    ],
    [
      'auth_method_unknown',
      { token_endpoint_auth_method: 'attest_jwt' },
      { authMethodsOffered: ['attest_jwt', 'tls_client_auth'] },
      '"attest_jwt" is no authentication at a token endpoint that is known here. → Choose one that the bank offers: tls_client_auth.',
    ],
    [
      'scope_unknown',
      { scope: 'openid cheese' },
      { scopesOffered: ['openid', 'accounts'] },
      'The bank does not offer the scope "cheese". → Choose from those that the bank offers: openid, accounts.',
    ],
    [
      'scope_unknown',
      { scope: 'openid' },
      { scopesOffered: [] },
      'The bank does not offer the scope "openid". → Ask the bank what it takes: it lists none.',
    ],
    [
      'response_type_unsupported',
      { response_types: ['token'] },
      { responseTypesOffered: [] },
      'The bank does not offer the response type "token". → Ask the bank what it takes: it lists none.',
    ],
    [
      'response_type_unsupported',
      { response_types: ['token'] },
      { responseTypesOffered: undefined },
      'response_types has "token", which the standard does not. → Choose from those of the standard: code, code id_token.',
    ],
    [
      'application_type_unknown',
      { application_type: 'spa' },
      {},
      'application_type is "spa", which is neither web nor native. → Set application_type to web (or native).',
    ],
    [
      'application_type_mobile',
      { application_type: 'mobile' },
      {},
      'application_type mobile was replaced by native in DCR 3.4; banks take the one or the other. → Set application_type to native.',
    ],
    [
      'redirect_invalid',
      { redirect_uris: ['foo'] },
      {},
      'The redirect URI "foo" is no absolute URI. → Write the whole address of a redirect URI, such as https://tpp.example/callback.',
    ],
    [
      'redirect_localhost',
      { redirect_uris: ['http://127.0.0.1/cb'] },
      {},
      'The redirect URI "http://127.0.0.1/cb" is on this machine. → Use an https address of a server of yours; a sandbox also takes http to this machine, or a scheme of your app’s own, of a native client.',
    ],
    [
      'redirect_user_name',
      { redirect_uris: ['https://us:secret@us.example/cb'] },
      {},
      'The redirect URI "https://us:secret@us.example/cb" has a user name or password. → Leave out what stands between // and @ in a redirect URI, and the @.',
    ],
    [
      'redirect_localhost',
      { application_type: 'native', redirect_uris: ['http://127.0.0.1/cb'] },
      { permissive: false },
      'The redirect URI "http://127.0.0.1/cb" is on this machine, which only sandboxes register. → Use an https address of a server of yours; a sandbox also takes http to this machine, or a scheme of your app’s own, of a native client.',
    ],
    [
      'redirect_not_https',
      { redirect_uris: ['http://us.example/cb'] },
      {},
      'The redirect URI "http://us.example/cb" is not https. → Use an https address of a server of yours; a sandbox also takes http to this machine, or a scheme of your app’s own, of a native client.',
    ],
  ])('%s', (code, claims, facts, words) => {
    expect(said(code, claims, facts)).toEqual([words]);
  });

  it.each(['redirect_localhost', 'redirect_not_https'])('%s of a native client in a sandbox', (code) => {
    const redirect = code === 'redirect_localhost' ? 'http://127.0.0.1/cb' : 'us.app:/cb';
    const native = { application_type: 'native', redirect_uris: [redirect] };
    expect(said(code, native, { permissive: true })[0]).toMatch(
      / → Nothing to do in a sandbox; for a real bank use an https address of a server of yours\.$/,
    );
  });
});

it('remedies that follow one another each say what they are about, and none is for what another row takes away', () => {
  const redirect_uris = ['foo', 'https://us.example/cb#x', 'https://us@us.example/cb'];
  const { claims, header } = changed(good, { claims: { redirect_uris }, said: [] });
  const statement = { ...registration.facts.statement, redirectUris: redirect_uris.slice(1) };
  const findings = preflight(claims, header, { ...registration.facts, statement });
  const words = [
    'Write the whole address of a redirect URI, such as https://tpp.example/callback.',
    'Leave out # and what follows it in a redirect URI.',
    'Leave out what stands between // and @ in a redirect URI, and the @.',
  ];
  expect(() => assertSendable(findings, 'registration')).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ try: words.join(' ') }) }),
  );
});

/** Remedy and replacement of a row on an authorisation request. */
function remedyOf(code: string, claims: Record<string, unknown>, facts: Partial<RequestFacts> = {}) {
  const asked = changed({ claims: { ...request.goodClaims }, header: { ...request.goodHeader } }, { claims, said: [] });
  const found = judge(requestRules, { ...asked, facts: { ...request.facts, ...facts } });
  const { message, fix, replacement } = found.find((each) => each.code === code) ?? {};
  return [`${message} → ${fix}`, replacement?.pointer, replacement?.value];
}

it.each<[string, string[], string, string | undefined]>([
  ['those that were', ['code'], 'Choose from those that the client is registered for: "code".', 'code'],
  ['an update where none was', [], 'Update the client with response_types: it is registered for none.', undefined],
])('a response type that was not registered leads to %s', (_, responseTypes, fix, value) => {
  const [words, , put] = remedyOf('response_type_not_registered', {}, { responseTypes });
  expect([words, put]).toEqual([`The client is not registered for the response type "code id_token". → ${fix}`, value]);
});

it.each<[string, Record<string, unknown>, string, string]>([
  ['missing', {}, 'code_challenge_method is missing', 'S256'],
  ['plain', { code_challenge_method: 'plain' }, 'code_challenge_method is "plain"', 'S256'],
])('a method of the challenge that is %s is told as that', (_, claims, words, value) => {
  expect(remedyOf('challenge_not_hashed', { code_challenge: 'x', ...claims })).toEqual([
    `${words}: the secret itself goes through the browser. → Use S256.`,
    '/claims/code_challenge_method',
    value,
  ]);
});

describe('a request that is good for too long', () => {
  const minute = 60;
  const first = 'Set nbf to now, and exp to a few minutes from now.';
  const second = 'Set exp to a few minutes from now, and after nbf.';
  it.each<[string, number, number, string, string | undefined, number | undefined]>([
    ['whose nbf is now', 0, 90, second, '/claims/exp', 300],
    ['whose nbf is of 55 minutes ago', -55, 10, second, '/claims/exp', 290],
    ['whose nbf is of 56 minutes ago', -56, 10, first, '/claims/nbf', -10],
    ['whose nbf is of 56 minutes ago, and exp of tomorrow', -56, 1440, first, '/claims/exp', 4 * minute],
    ['whose nbf is of an hour ago, and exp of tomorrow', -60, 1440, first, undefined, undefined],
  ])('%s', (_, nbf, exp, fix, pointer, value) => {
    const claims = { nbf: seconds + nbf * minute, exp: seconds + exp * minute };
    const [words, ...put] = remedyOf('lifetime_too_long', claims);
    expect(words).toBe(`exp is more than 60 minutes after nbf; FAPI 1.0 Advanced allows no more. → ${fix}`);
    expect(put).toEqual([pointer, value === undefined ? undefined : seconds + value]);
    if (pointer === undefined) return;
    expect(remedyOf('lifetime_too_long', { ...claims, [pointer.slice('/claims/'.length)]: put[1] })[1]).toBeUndefined();
  });
});

describe('in another language', () => {
  afterEach(() => speak(inEnglish));

  it('a value that is absent is told in it', () => {
    speak((text) => `«${text}»`);
    expect(show(undefined)).toBe('«absent»');
  });
});
