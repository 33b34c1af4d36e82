/** A rule of the book: what may be wrong with a request, how bad that is at which bank, by which standard, and what to do about it. */
import type { Replacement } from '../json-pointer.ts';
import type { Section } from './standards.ts';
import type { Members } from './values.ts';

/** What each level costs at a strict bank, and at one that is permissive or not known. */
const severities = {
  /** The standard says MUST, or no bank takes it. */
  must: { strict: 'error', permissive: 'error' },
  /** FAPI 1.0 Advanced and Open Banking say so; sandboxes and some banks do not. */
  strict: { strict: 'error', permissive: 'warning' },
  /** Only a sandbox takes it, and there it is right. */
  sandbox: { strict: 'error', permissive: 'information' },
  /** Banks differ. */
  should: { strict: 'warning', permissive: 'warning' },
  /** Good to know. */
  note: { strict: 'information', permissive: 'information' },
} as const;
export type Level = keyof typeof severities;
export type Severity = 'error' | 'warning' | 'information';

export function severityOf(level: Level, permissive: boolean | undefined): Severity {
  return severities[level][permissive === false ? 'strict' : 'permissive'];
}

/** What is known around every request. What is absent is not asked about. */
export interface Around {
  /** Of the bank that is asked. */
  permissive?: boolean | undefined;
  /** Milliseconds since the epoch. */
  now?: number | undefined;
}

/** A request as the rules see it. */
export interface Subject<Facts> {
  header: Members;
  claims: Members;
  facts: Facts;
}

/** What it is about follows from `find` alone. */
type Told<Found, Facts, T> = T | ((found: NoInfer<Found>, subject: Subject<Facts>) => T);

/** A row of the table. */
export interface Row<Found, Facts> {
  /** Stable, in snake case. */
  code: string;
  level: Told<Found, Facts, Level>;
  /** JSON pointer into `{ header, claims }`; a member that is missing is named as if it were there. */
  member: string;
  section: Section;
  /** What is wrong, for the sentences; undefined where nothing is, or where a fact is missing that would tell. */
  find(subject: Subject<Facts>): Found | undefined;
  /** What is so. */
  message: Told<Found, Facts, string>;
  /** What to do about it. */
  fix: Told<Found, Facts, string>;
  /** The value that would be right, at the row's member or `at` another; undefined removes the member. */
  replacement?(found: NoInfer<Found>, subject: Subject<Facts>): { value: unknown; at?: string } | undefined;
}

/** What a rule found. */
export interface RuleFinding {
  severity: Severity;
  code: string;
  message: string;
  fix: string;
  rule: Section;
  pointer: string;
  replacement?: Replacement;
}

export interface Rule<Facts> extends Pick<Row<never, Facts>, 'code' | 'member' | 'section' | 'fix'> {
  judge(subject: Subject<Facts>): (RuleFinding & { level: Level }) | undefined;
}

/** Makes rules for requests around which these facts may be known. */
export function rulesOn<Facts extends Around>(): <Found>(row: Row<Found, Facts>) => Rule<Facts> {
  return (row) => ({
    ...row,
    judge(subject) {
      const found = row.find(subject);
      if (found === undefined) return undefined;
      const told = <T extends string>(what: Told<typeof found, Facts, T>): T =>
        typeof what === 'function' ? what(found, subject) : what;
      const { code, section, member: pointer } = row;
      const level = told(row.level);
      const put = row.replacement?.(found, subject);
      return {
        level,
        severity: severityOf(level, subject.facts.permissive),
        code,
        message: told(row.message),
        fix: told(row.fix),
        rule: section,
        pointer,
        ...(put && { replacement: { pointer: put.at ?? pointer, value: put.value } }),
      };
    },
  });
}

/** All that the rules find, in their order. */
export function judge<Facts>(rules: readonly Rule<Facts>[], subject: Subject<Facts>) {
  return rules.map((rule) => rule.judge(subject)).filter((finding) => finding !== undefined);
}
