/** What is odd about a body, as data and as a sentence for people. */

/**
 * How much it weighs: a *breach* of what the standard says must be (required, type, enum, pattern, length); a *hint*, which the standard
 * allows and nobody wanted (an unknown member, a value that is in no published list); *loose*, a date that can be read and is not RFC 3339.
 */
export type Grade = (typeof grades)[number];

/** The weightiest first. */
export const grades = ['breach', 'loose', 'hint'] as const;

/** Sorts what has a grade, the weightiest first. */
export const byWeight = (a: { grade: Grade }, b: { grade: Grade }): number =>
  grades.indexOf(a.grade) - grades.indexOf(b.grade);

export type Rule =
  | 'type'
  | 'required'
  | 'unknown'
  | 'enum'
  | 'value'
  | 'pattern'
  | 'format'
  | 'length'
  | 'items'
  | 'range'
  | 'choice'
  /** The last of a list that is not whole: `times` places, at least, have findings that are not told one by one. */
  | 'more';

export interface Finding {
  readonly grade: Grade;
  readonly rule: Rule;
  /** JSON pointer to the first place. */
  readonly path: string;
  /** How many places have it: rows of a list count together. */
  readonly times: number;
  /** What stands there, cut to 60 characters, as JSON; absent where nothing does. The caller redacts it, or leaves it out. */
  readonly found?: string;
  /** What belongs there, in words. */
  readonly wanted: string;
  /** The member or value that was probably meant. */
  readonly meant?: string;
}
