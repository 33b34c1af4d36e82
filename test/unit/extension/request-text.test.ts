/** A request as text: what is read back, and what is said of a text that is none. */
import { expect, test } from 'vitest';
import { momentClaims, readRequestText, textOf, withClaims } from '../../../src/extension/documents/request-text.ts';
import { refusalFinding, stillRefused } from '../../../src/extension/previews/refusal-finding.ts';
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

test('a refusal stands at the claim that it is about until that reads otherwise', () => {
  const refused: Problem = {
    code: 'registration_refused',
    message: 'The bank refused.',
    try: 'Change it.',
    about: { claim: '/claims/aud' },
  };
  const refusal = refusalFinding(refused, request);
  expect(refusal.finding.pointer).toBe('/claims/aud');
  expect(stillRefused(refusal, { ...request, claims: { ...request.claims, jti: 'new' } })).toBe(true);
  expect(stillRefused(refusal, { ...request, claims: { ...request.claims, aud: 'other' } })).toBe(false);
});
