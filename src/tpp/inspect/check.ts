/** How a check of a token is written: what it looks at, what it gives, and what it costs where. */
import { t } from '../../standard/language.ts';
import type { Replacement } from '../json-pointer.ts';
import type { Level, Severity } from '../rules/rule.ts';
import type { Section } from '../rules/standards.ts';
import { type Members, show } from '../rules/values.ts';
import type { CitedRule, InspectionContext, TokenForm, TokenKind } from './inspection.ts';
import type { ReadToken } from './read.ts';

/** A token as the checks see it. */
export interface TokenSubject {
  kind: TokenKind;
  form: TokenForm;
  header: Members;
  payload: Members;
  signature: string;
  read: ReadToken;
  context: InspectionContext;
}

export interface Draft {
  level: Level;
  /** Where more than the level and the profile decided. */
  severity?: Severity;
  code: string;
  pointer: string;
  message: string;
  try: string;
  rule: CitedRule;
  replacement?: Replacement;
}

export type Check = (subject: TokenSubject) => Draft | readonly Draft[] | undefined;

/** What to say of a token that a bank made. */
export const tellTheBank = t(
  'Tell the bank, with the x-fapi-interaction-id of the exchange; the TPP cannot change it.',
);

/** A claim that has to be there. */
export function requires(level: Level, rule: Section, name: string, fix = tellTheBank): Check {
  return ({ payload }) =>
    payload[name] === undefined
      ? {
          level,
          code: `${name}_missing`,
          pointer: `/payload/${name}`,
          message: t('{0} is missing.', name),
          try: fix,
          rule,
        }
      : undefined;
}

/** Two claims, or a claim and what was expected of it, that must be the same. */
export function differs(
  subject: TokenSubject,
  name: string,
  expected: string | undefined,
  draft: Pick<Draft, 'level' | 'rule' | 'try'> & { what: string },
): Draft | undefined {
  const value = subject.payload[name];
  if (expected === undefined || value === undefined || [value].flat().includes(expected)) return undefined;
  const { what, ...rest } = draft;
  return {
    ...rest,
    code: `${name}_mismatch`,
    pointer: `/payload/${name}`,
    message: t('{0} is {1}, not {2}, {3}.', name, show(value), what, show(expected)),
  };
}
