/** Everything that is known to make banks refuse a registration, looked for before it is sent. */

import type { Finding } from '../finding.ts';
import { statementIn } from '../inspect/inner-statement.ts';
import type { Replacement } from '../json-pointer.ts';
import { registrationRules } from '../rules/registration.ts';
import type { RegistrationFacts } from '../rules/registration-facts.ts';
import { judge } from '../rules/rule.ts';
import type { Section } from '../rules/standards.ts';
import type { Members } from '../rules/values.ts';

/** A finding about one claim, for a diagnostic in the editor and its quick fix. */
export interface ClaimFinding extends Finding {
  /** JSON pointer into `{ header, claims }`, e.g. `/claims/scope`. */
  pointer: string;
  /** Of the standard, where a rule of ours found it. */
  rule?: Section;
  /** The value that would be right, where there is one. Undefined removes the claim. */
  replacement?: Replacement;
}

export type Claims = Members;

/**
 * Looks a registration request over by the rule book. A finding of severity `error` means that no bank of this profile says yes; a `warning`,
 * that some do not.
 * @param facts what is known around it; of what is absent nothing is said
 * @example
 * preflight({ ...claims, scopes: 'openid accounts' }, header, facts)[0].fix // 'Rename scopes to scope.'
 */
export function preflight(claims: Claims, header: Claims, facts: RegistrationFacts): ClaimFinding[] {
  const { problem: statementProblem } = statementIn(claims);
  return judge(registrationRules, { header, claims, facts: { ...facts, statementProblem } }).map(
    ({ level: _, ...finding }) => finding,
  );
}
