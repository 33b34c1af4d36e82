/** The rule book on registration requests (the traps of OBIE DCR 3.3, FAPI 1.0 Advanced §8.6, and of practice). */
import { registrationAlgorithms } from './registration-algorithms.ts';
import { registrationClient } from './registration-client.ts';
import type { RegistrationFacts } from './registration-facts.ts';
import { registrationIdentity } from './registration-identity.ts';
import { registrationRedirects } from './registration-redirects.ts';
import { registrationScope } from './registration-scope.ts';
import { registrationStatement } from './registration-statement.ts';
import { registrationTimes } from './registration-times.ts';
import type { Rule } from './rule.ts';

export const registrationRules: readonly Rule<RegistrationFacts>[] = [
  ...registrationIdentity,
  ...registrationStatement,
  ...registrationAlgorithms,
  ...registrationScope,
  ...registrationRedirects,
  ...registrationClient,
  ...registrationTimes,
];
