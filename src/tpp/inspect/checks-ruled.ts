/** What the rule book says of a token that is a request: by what is known of its bank, else by the token alone. */
import { registrationRules } from '../rules/registration.ts';
import type { RegistrationFacts } from '../rules/registration-facts.ts';
import { requestRules } from '../rules/request.ts';
import type { RequestFacts } from '../rules/request-facts.ts';
import { judge, type Level, type RuleFinding } from '../rules/rule.ts';
import type { Check, Draft, TokenSubject } from './check.ts';
import { statementIn } from './inner-statement.ts';
import type { InspectionContext, TokenKind } from './inspection.ts';

/** Kinds whose algorithm, key and times are rows of the book too. */
const ruledTimes: Partial<Record<TokenKind, readonly string[]>> = {
  'registration-request': ['iat', 'exp'],
  'request-object': ['nbf', 'exp'],
};
export const isRuled = (kind: TokenKind): boolean => ruledTimes[kind] !== undefined;
export const isRuledTime = (kind: TokenKind, name: string): boolean => ruledTimes[kind]?.includes(name) ?? false;

export const registrationChecks: readonly Check[] = [
  (subject) => {
    const { header, payload: claims, context } = subject;
    return judge(registrationRules, { header, claims, facts: registrationFacts(subject, context) }).map(asDraft);
  },
];

export const requestChecks: readonly Check[] = [
  ({ header, payload: claims, context }) =>
    judge(requestRules, { header, claims, facts: requestFacts(context) }).map(asDraft),
];

function requestFacts(context: InspectionContext): RequestFacts {
  const { clientId, consentId, issuer } = context.expectations ?? {};
  return {
    clientId,
    consentId,
    ...(issuer === undefined ? {} : { audiences: [issuer] }),
    ...context.request,
    permissive: context.permissive ?? context.request?.permissive,
    now: context.now,
  };
}

function registrationFacts({ payload }: TokenSubject, context: InspectionContext): RegistrationFacts {
  const { facts: statement, problem: statementProblem } = statementIn(payload);
  const { organisationId, issuer, environment } = context.expectations ?? {};
  return {
    statement,
    ...(organisationId === undefined ? {} : { audiences: [organisationId], audienceKnown: true }),
    issuer,
    environment,
    ...context.registration,
    permissive: context.permissive ?? context.registration?.permissive,
    now: context.now,
    statementProblem,
  };
}

/** The inspector says payload for what a request calls its claims. */
const inPayload = (pointer: string): string => pointer.replace(/^\/claims(?=\/|$)/, '/payload');

function asDraft({ fix, pointer, replacement, ...rest }: RuleFinding & { level: Level }): Draft {
  return {
    ...rest,
    try: fix,
    pointer: inPayload(pointer),
    ...(replacement && { replacement: { ...replacement, pointer: inPayload(replacement.pointer) } }),
  };
}
