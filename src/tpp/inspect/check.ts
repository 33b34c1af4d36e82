/** How a check of a token is written: what it looks at, what it gives, and what it costs where. */
import { t } from '../../standard/language.ts';
import type { InspectionContext, Rule, Section, TokenForm, TokenKind } from './inspection.ts';
import type { ReadToken } from './read.ts';

export type Members = Readonly<Record<string, unknown>>;

/** A token as the checks see it. */
export interface Subject {
  kind: TokenKind;
  form: TokenForm;
  header: Members;
  payload: Members;
  signature: string;
  read: ReadToken;
  context: InspectionContext;
}

/**
 * `must`: the standard says MUST, whatever the bank. `strict`: FAPI 1.0 Advanced and Open Banking say so, sandboxes and some banks do
 * not, so that it is an error at a strict bank only. `should`: a bank may refuse it, or it depends on when one looks. `note`: good to know.
 */
export type Level = 'must' | 'strict' | 'should' | 'note';

export interface Draft {
  level: Level;
  code: string;
  pointer: string;
  message: string;
  try: string;
  rule: Rule;
}

export type Check = (subject: Subject) => Draft | readonly Draft[] | undefined;

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
  subject: Subject,
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

const maxLength = 100;
/** Controls, and what turns the direction of reading or shows nothing. */
const misleading = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A value in a sentence: short, and without characters that would rearrange the sentence. */
export function show(value: unknown): string {
  if (value === undefined) return 'absent';
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? showList(value) : t('an object');
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, maxLength + 1)) : String(value);
  const short = text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
  return short.replace(misleading, (odd) => `\\u{${odd.codePointAt(0)?.toString(16)}}`);
}

/** The first few of a list. */
function showList(values: readonly unknown[]): string {
  const shown = values.slice(0, 3).map((value) => (typeof value === 'object' ? t('an object') : show(value)));
  const more = values.length - shown.length;
  return shown.length === 0 ? t('an empty list') : `${shown.join(', ')}${more > 0 ? t(' and {0} more', more) : ''}`;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The texts of a list of texts; undefined when it is not one. */
export function textsIn(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}

/** The words of a scope, whatever stands between them. */
export function scopesIn(scope: unknown): string[] {
  return typeof scope === 'string' ? scope.split(/[\s,]+/).filter((each) => each !== '') : [];
}

/** A member of a member, where there is one. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = Reflect.get(here, name);
  }
  return here;
}

/** A time in seconds, where it is one. */
export function secondsIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 1e11 ? value : undefined;
}
