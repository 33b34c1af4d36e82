/** What a quick fix puts in place of what is wrong: it never asks for what the bank, the key or the registration has not. */
import { expect, it } from 'vitest';
import { registrationRules } from '../../../src/tpp/rules/registration.ts';
import type { RegistrationFacts } from '../../../src/tpp/rules/registration-facts.ts';
import { requestRules } from '../../../src/tpp/rules/request.ts';
import type { RequestFacts } from '../../../src/tpp/rules/request-facts.ts';
import { judge, type Rule } from '../../../src/tpp/rules/rule.ts';
import type { Case } from './registration-cases.ts';
import * as registration from './registration-cases.ts';
import * as request from './request-cases.ts';
import { changed } from './said.ts';

type Wrong = Pick<Case, 'claims' | 'header'>;
function put<Facts>(
  rules: readonly Rule<Facts>[],
  good: Readonly<Record<'claims' | 'header', Record<string, unknown>>>,
  facts: Facts,
  wrong: Wrong,
  code: string,
) {
  const found = judge(rules, { ...changed(good, { said: [], ...wrong }), facts }).find((each) => each.code === code);
  expect(found, code).toBeDefined();
  return found?.replacement;
}
const { permissive, now } = registration.facts;
const registered = (code: string, wrong: Wrong, facts: RegistrationFacts) =>
  put(
    registrationRules,
    { claims: { ...registration.goodClaims }, header: { ...registration.goodHeader } },
    { permissive, now, ...facts },
    wrong,
    code,
  );
const asked = (code: string, wrong: Wrong, facts: RequestFacts) =>
  put(
    requestRules,
    { claims: { ...request.goodClaims }, header: { ...request.goodHeader } },
    { permissive, now, ...facts },
    wrong,
    code,
  );
const seconds = Math.floor(Number(now) / 1000);

it.each([
  ['alg', 'alg_none', { header: { alg: 'none' } }],
  ['a signature of assertions', 'rs256', { claims: { token_endpoint_auth_signing_alg: 'RS256' } }],
  ['an algorithm of request objects', 'alg_unknown', { claims: { request_object_signing_alg: 'HS256' } }],
])('%s becomes what an EC key signs, where ours is one', (_, code, wrong) => {
  expect(registered(code, wrong, { keyAlgorithm: 'ES256' })?.value).toBe('ES256');
  expect(registered(code, wrong, { keyAlgorithm: 'RS256' })?.value).toBe('PS256');
  expect(registered(code, wrong, {})?.value).toBe('PS256');
});

it('a client with a secret keeps it at a bank that has nothing else', () => {
  const wrong = { claims: { token_endpoint_auth_method: 'client_secret_basic' } };
  const facts = { authMethodsOffered: ['client_secret_basic', 'tls_client_auth'] };
  expect(registered('auth_method_not_fapi', wrong, facts)).toBeUndefined();
  expect(registered('auth_method_not_fapi', wrong, {})?.value).toBe('private_key_jwt');
});

it('grants that are right stay beside those that are not', () => {
  const types = ['authorization_code', 'implicit', 'refresh_token'];
  expect(registered('grant_types_invalid', { claims: { grant_types: types } }, {})?.value).toEqual([
    'authorization_code',
    'refresh_token',
  ]);
  expect(registered('grant_types_invalid', { claims: { grant_types: ['implicit'] } }, {})?.value).toEqual([
    'authorization_code',
    'client_credentials',
  ]);
});

it.each([
  ['public where it can', ['pairwise', 'public'], 'public'],
  ['pairwise where the bank offers that alone', ['pairwise'], 'pairwise'],
  ['none where the bank offers neither', ['sector'], undefined],
  ['none where the bank lists none', [], undefined],
])('subject_type becomes %s', (_, subjectTypesOffered, value) => {
  const wrong = { claims: { subject_type: 'x' } };
  expect(registered('subject_type_unsupported', wrong, { subjectTypesOffered })).toEqual({
    pointer: '/claims/subject_type',
    value,
  });
});

it.each([
  ['mobile', 'application_type_mobile', 'native'],
  ['x', 'application_type_unknown', 'web'],
])('application_type %s becomes one that there is (%s)', (type, code, value) => {
  expect(registered(code, { claims: { application_type: type } }, {})?.value).toBe(value);
});

it('no scope is emptied', () => {
  const facts = { statement: { roles: ['AISP'] } };
  expect(registered('role_does_not_cover_scope', { claims: { scope: 'payments' } }, facts)).toBeUndefined();
});

it('a time that is no number becomes none that JSON has not', () => {
  const good = { header: {}, claims: { iat: Number.POSITIVE_INFINITY } };
  const found = judge(registrationRules, { ...good, facts: {} }).find(({ code }) => code === 'iat_in_milliseconds');
  expect(found).toBeDefined();
  expect(found?.replacement).toBeUndefined();
});

it.each([
  ['ES256', 'ES256'],
  ['RS256', undefined],
  [undefined, 'PS256'],
])('alg none becomes what the client is registered for: %s', (algorithm, value) => {
  expect(asked('alg_none', { header: { alg: 'none' } }, { algorithm })?.value).toBe(value);
});

it('the response type becomes one that is registered', () => {
  const responseTypes = ['code'];
  expect(asked('response_type_missing', { claims: { response_type: undefined } }, { responseTypes })?.value).toBe(
    'code',
  );
  expect(asked('code_without_jarm', { claims: { response_type: 'code' } }, { responseTypes })).toBeUndefined();
  expect(asked('code_without_jarm', { claims: { response_type: 'code' } }, {})?.value).toBe('code id_token');
});

it.each([
  ['now', seconds, seconds + 300],
  ['40 minutes ago', seconds - 2400, seconds + 290],
  ['so long ago that an end to come is too late', seconds - 7200, undefined],
  ['less long ago, so that the latest end is not far', seconds + 290 - 3601, seconds + 289],
  ['just late enough', seconds + 290 - 3600, seconds + 290],
])('a long lifetime after an nbf of %s is cut to no end that is past or too late', (_, nbf, value) => {
  expect(asked('lifetime_too_long', { claims: { nbf, exp: seconds + 7200 } }, {})?.value).toBe(value);
});

it.each([
  ['a moment ago', seconds - 10, seconds + 290],
  ['long ago', seconds - 3000, seconds + 290],
  ['to come', seconds + 30, seconds + 330],
  ['to come in a fraction', seconds + 30.5, seconds + 330],
])('an end before an nbf of %s becomes one that is neither past nor before it', (_, nbf, value) => {
  expect(asked('exp_before_nbf', { claims: { nbf, exp: nbf - 5 } }, {})?.value).toBe(value);
});

it('the consent is named beside what claims asks for', () => {
  const acr = { essential: true };
  const wrong = { claims: { claims: { id_token: { acr }, userinfo: 'x', other: 1 } } };
  const intent = { openbanking_intent_id: { value: 'consent', essential: true } };
  expect(asked('intent_missing', wrong, { consentId: 'consent' })?.value).toEqual({
    other: 1,
    userinfo: intent,
    id_token: { acr, ...intent },
  });
});

it('iss becomes no client id that is none', () => {
  const found = judge(requestRules, { header: {}, claims: { iss: 'a', client_id: { b: 1 } }, facts: {} });
  expect(found.map(({ code }) => code)).not.toContain('iss_mismatch');
});

it('exp_before_nbf is advised on as it is replaced', () => {
  expect(requestRules.find(({ code }) => code === 'exp_before_nbf')?.fix).toBe(
    'Set exp to a few minutes from now, and after nbf.',
  );
});

it.each([
  ['exp_before_iat', 'Set exp to a few minutes from now, and after iat.'],
  ['lifetime_long', 'Set iat to now, and exp to a few minutes from now.'],
])('%s leads to no end that is past', (code, fix) => {
  expect(registrationRules.find((each) => each.code === code)?.fix).toBe(fix);
});
