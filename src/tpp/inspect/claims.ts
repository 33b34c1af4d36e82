/** How a table of members is written: a sentence and the section it comes from, a line each. */
import type { Section } from '../rules/standards.ts';
import type { ExplainedMember } from './inspection.ts';

export interface MemberRow {
  sentence: string | ((value: unknown) => string);
  section: Section;
  time?: boolean;
  nested?: ExplainedMember['nested'];
  /** Members of an object, or of each object in a list, that the standard speaks of. */
  members?: Table;
  /** Stands for a member that `members` does not name, where its name is free. */
  any?: MemberRow;
}

/** By the member's name. */
export type Table = Readonly<Record<string, MemberRow>>;

export const says = (section: Section, sentence: MemberRow['sentence'], more: Partial<MemberRow> = {}): MemberRow => ({
  section,
  sentence,
  ...more,
});

/** A time in seconds since 1970 (RFC 7519 §2, NumericDate). */
export const time = (section: Section, sentence: string): MemberRow => ({ section, sentence, time: true });

/** The row of a member, unless only JavaScript knows the name. */
export function rowOf(table: Table | undefined, name: string): MemberRow | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** A sentence with the meaning of a value put after it, where the value has one. */
export function meaning(sentence: string, meanings: Readonly<Record<string, string>>): (value: unknown) => string {
  return (value) => {
    const known = typeof value === 'string' && Object.hasOwn(meanings, value) ? meanings[value] : undefined;
    return known === undefined ? sentence : `${sentence} ${known}`;
  };
}
