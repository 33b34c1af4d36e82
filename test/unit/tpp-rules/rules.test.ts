/** The rule book itself: every row is whole, and every row has a case that shows it. */
import { describe, expect, it } from 'vitest';
import { registrationRules } from '../../../src/tpp/rules/registration.ts';
import type { RegistrationFacts } from '../../../src/tpp/rules/registration-facts.ts';
import { requestRules } from '../../../src/tpp/rules/request.ts';
import { judge, type Rule } from '../../../src/tpp/rules/rule.ts';
import * as registration from './registration-cases.ts';
import * as request from './request-cases.ts';
import { changed } from './said.ts';

const books = [
  ['registration requests', registrationRules],
  ['authorisation requests', requestRules],
] as const;

describe.each(books)('the book on %s', (_name, rules: readonly Rule<never>[]) => {
  it.each(rules.map((rule) => [rule.code, rule.member, rule] as const))('%s of %s has section and remedy', (...row) => {
    const { code, member, section, fix } = row[2];
    expect(code).toMatch(/^[a-z][a-z0-9_]+$/);
    expect(member).toMatch(/^\/(claims|header)\/\w/);
    expect([section.document, section.section, section.url ?? '']).not.toContain('');
    expect(typeof fix === 'function' || /^\p{Lu}.*\.$/u.test(fix), String(fix)).toBe(true);
  });

  it('says nothing of an empty request that only a missing member could not explain', () => {
    const said = judge(rules, { header: {}, claims: {}, facts: {} as never }).map(({ code }) => code);
    expect(said.filter((code) => !/_(missing|unknown|invalid)$/.test(code))).toEqual([]);
  });
});

/** Every finding of these cases. */
function findingsIn<Facts>(
  rules: readonly Rule<Facts>[],
  { cases, goodClaims, goodHeader }: Pick<typeof registration, 'cases' | 'goodClaims'> & { goodHeader: object },
  facts: Facts,
) {
  const good = { claims: { ...goodClaims }, header: { ...goodHeader } };
  return Object.values(cases).flatMap((each) => judge(rules, { ...changed(good, each), facts }));
}

it.each([
  ['registration', findingsIn(registrationRules, registration, { ...registration.facts })],
  ['authorisation', findingsIn(requestRules, request, { ...request.facts })],
])('what is said of each %s request is a sentence, with a remedy that is one', (_name, findings) => {
  expect(findings.length).toBeGreaterThan(30);
  for (const { message, fix, code } of findings) {
    expect(message, code).toMatch(/^\S.*\.$/);
    expect(fix, code).toMatch(/^\p{Lu}.*[.)]$/u);
    expect(`${message} ${fix}`, code).not.toMatch(/undefined|\[object/);
  }
});

it('what a bank does not tell is not asked about', () => {
  const { now, permissive } = registration.facts;
  const little: RegistrationFacts = { now, permissive };
  const codes = new Set(findingsIn(registrationRules, registration, little).map(({ code }) => code));
  for (const code of [
    'aud_not_the_bank',
    'scope_unknown',
    'kid_not_the_keys',
    'subject_dn_mismatch',
    'alg_of_other_key',
  ])
    expect(codes).not.toContain(code);
});
