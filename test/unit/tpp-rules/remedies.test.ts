/** What is said of a registration request in words: what is wrong by what the bank offers, and a remedy that somebody can follow. */
import { expect, it } from 'vitest';
import { registrationRules } from '../../../src/tpp/rules/registration.ts';
import type { RegistrationFacts } from '../../../src/tpp/rules/registration-facts.ts';
import { judge } from '../../../src/tpp/rules/rule.ts';
import * as registration from './registration-cases.ts';
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
    'The bank does not offer the subject_type "public". → Set subject_type to one that the bank offers, "pairwise", or leave it out.',
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
