/** The rule book on authorisation requests (FAPI 1.0 Advanced §5.2.2, OBIE security profile, domain practice). */
import { requestAnswer } from './request-answer.ts';
import { requestConsent } from './request-consent.ts';
import type { RequestFacts } from './request-facts.ts';
import { requestHeader } from './request-header.ts';
import { requestParties } from './request-parties.ts';
import { requestTimes } from './request-times.ts';
import type { Rule } from './rule.ts';

export const requestRules: readonly Rule<RequestFacts>[] = [
  ...requestHeader,
  ...requestParties,
  ...requestTimes,
  ...requestAnswer,
  ...requestConsent,
];
