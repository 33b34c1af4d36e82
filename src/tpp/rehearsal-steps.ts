/** The steps of a rehearsed renewal by name, and what became of each. */

/** In their order. */
export const rehearsalSteps = [
  'read-before',
  'request',
  'read-while-asked',
  'decision',
  'read-once-decided',
  'switch',
  'read-new',
  'read-old',
] as const;
export type RehearsalStepName = (typeof rehearsalSteps)[number];

export interface RehearsalStep {
  name: RehearsalStepName;
  status: 'done' | 'failed' | 'skipped';
  milliseconds: number;
  /** What came of it, in a few words. */
  result?: string;
}
