/** A request as text: what is read back, and what is said of a text that is none. */
import { expect, test } from 'vitest';
import { refusalFinding, stillRefused } from '../../../src/extension/documents/refusal-finding.ts';
import { momentClaims, readRequestText, textOf, withClaims } from '../../../src/extension/documents/request-text.ts';
import type { Problem } from '../../../src/tpp/errors.ts';

const request = { header: { alg: 'PS256', kid: 'k' }, claims: { aud: 'bank', jti: 'old', scope: 'openid accounts' } };

test('what is written is what is read', () => {
  expect(readRequestText(textOf(request))).toEqual(request);
});

const broken: Record<string, [text: string, faults: string[]]> = {
  'an empty text': ['', ['json_invalid ValueExpected']],
  'a brace too few': ['{ "header": {}, "claims": {}', ['json_invalid CloseBraceExpected']],
  'a comment': ['{ "header": {}, /* x */ "claims": {} }', ['json_invalid InvalidCommentToken']],
  'no claims': ['{ "header": {} }', ['member_missing claims']],
  'claims that are a list': ['{ "header": {}, "claims": [] }', ['member_missing claims']],
  'a list': ['[]', ['member_missing header', 'member_missing claims']],
};
test.each(Object.entries(broken))('%s is said, not thrown', (_name, [text, faults]) => {
  const read = readRequestText(text);
  expect('faults' in read && read.faults.map(({ code, about }) => `${code} ${about}`)).toEqual(faults);
});

test('a renewed request has a new jti and is good for five minutes from now', () => {
  const read = readRequestText(withClaims(textOf(request), momentClaims()));
  if ('faults' in read) throw new Error('not read');
  const { iat, exp, jti } = read.claims;
  expect(Math.abs(Number(iat) - Date.now() / 1000)).toBeLessThan(60);
  expect(Number(exp) - Number(iat)).toBe(300);
  expect(jti).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(read.claims.scope).toBe('openid accounts');
});

const refused = (error: string, description: string): Problem => ({
  code: 'registration_refused',
  message: 'The bank refused.',
  try: 'Change it.',
  bank: { status: 400, error, description },
});
const words: Record<string, [error: string, description: string, pointer: string]> = {
  'a claim that the bank names': ['invalid_client_metadata', 'aud is not ours', '/claims/aud'],
  'the longest name of several': [
    'invalid_client_metadata',
    'token_endpoint_auth_signing_alg must be PS256',
    '/claims/token_endpoint_auth_signing_alg',
  ],
  'the header’s member': ['invalid_client_metadata', 'unknown kid', '/header/kid'],
  'a part of a longer word is no name': ['invalid_client_metadata', 'the audience differs', '/claims'],
  'a code without words': ['invalid_redirect_uri', '', '/claims/redirect_uris'],
  neither: ['', 'no', '/claims'],
};
test.each(Object.entries(words))('a refusal is shown at %s', (_name, [error, description, pointer]) => {
  expect(refusalFinding(refused(error, description), request).finding.pointer).toBe(pointer);
});

test('a refusal stands until the claim that it names reads otherwise', () => {
  const refusal = refusalFinding(refused('invalid_client_metadata', 'aud is not ours'), request);
  expect(stillRefused(refusal, { ...request, claims: { ...request.claims, jti: 'new' } })).toBe(true);
  expect(stillRefused(refusal, { ...request, claims: { ...request.claims, aud: 'other' } })).toBe(false);
});
