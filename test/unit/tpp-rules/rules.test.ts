/** The rule book itself: every row is whole, every row has a case that shows it, and what would be right mends it. */
import { describe, expect, it } from 'vitest';
import { withReplacement } from '../../../src/tpp/json-pointer.ts';
import { registrationRules } from '../../../src/tpp/rules/registration.ts';
import type { RegistrationFacts } from '../../../src/tpp/rules/registration-facts.ts';
import { requestRules } from '../../../src/tpp/rules/request.ts';
import { judge, type Rule } from '../../../src/tpp/rules/rule.ts';
import * as rarer from './rarer-cases.ts';
import * as registration from './registration-cases.ts';
import * as request from './request-cases.ts';
import { changed, expected, spelled } from './said.ts';

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

/** A book with all cases of it, each with what is known around it. */
function shelf<Facts extends object>(
  rules: readonly Rule<Facts>[],
  { cases, goodClaims, goodHeader }: Pick<typeof registration, 'cases' | 'goodClaims'> & { goodHeader: object },
  facts: Facts,
  more: Record<string, registration.Case & { facts?: Partial<Facts> }>,
) {
  const good = { claims: { ...goodClaims }, header: { ...goodHeader } };
  const all: [name: string, each: registration.Case & { facts?: Partial<Facts> }][] = [
    ...Object.entries(cases),
    ...Object.entries(more),
  ];
  return all.map(([name, each]) => {
    const given = { ...facts, ...each.facts };
    const found = changed(good, each);
    const by = (permissive: boolean, subject = found) =>
      rules.map((rule) => rule.judge({ ...subject, facts: { ...given, permissive } }));
    return { name, each, found, by, isRare: name in more };
  });
}

describe.each([
  [
    'registration',
    registrationRules,
    shelf(registrationRules, registration, { ...registration.facts }, rarer.registrationCases),
  ],
  ['authorisation', requestRules, shelf(requestRules, request, { ...request.facts }, rarer.requestCases)],
])('of the book on %s requests', (_name, rules, all) => {
  it.each(all.filter(({ isRare }) => isRare))('rarer: $name', ({ each, by }) => {
    for (const profile of ['strict', 'permissive'] as const) {
      const findings = by(profile === 'permissive').filter((finding) => finding !== undefined);
      expect(spelled(findings), profile).toEqual(expected(each, profile));
    }
  });

  it('every row is shown by a case', () => {
    const shown = new Set(all.flatMap(({ by }) => by(false).flatMap((finding, row) => (finding ? [row] : []))));
    expect(rules.filter((_, row) => !shown.has(row)).map(({ code, member }) => `${code} ${member}`)).toEqual([]);
  });

  it('what is right as it is gets nothing in its place', () => {
    const said = all.flatMap(({ by }) => by(true)).filter((finding) => finding?.severity === 'information');
    expect(said.filter((finding) => finding?.replacement)).toEqual([]);
  });

  it('what would be right is right: with it the row is silent', () => {
    const still = all.flatMap(({ name, found, by }) =>
      [true, false].flatMap((permissive) =>
        by(permissive).flatMap((finding, row) => {
          if (!finding?.replacement) return [];
          const mended = JSON.parse(withReplacement(JSON.stringify(found), finding.pointer, finding.replacement));
          return by(permissive, mended)[row] ? [`${name}: ${finding.code} ${finding.pointer}`] : [];
        }),
      ),
    );
    expect(still).toEqual([]);
  });
});
