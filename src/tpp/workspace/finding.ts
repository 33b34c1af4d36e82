/** Something to know about a workspace that stops nothing by itself: a line of `obw check`, a row of the Problems panel. */

export interface Finding {
  severity: 'error' | 'warning' | 'information';
  /** Stable, in snake case. */
  code: string;
  /** What is so, in a sentence. */
  message: string;
  /** What to do about it. */
  fix: string;
  /** The file it is about, as the workspace file spells it. */
  path?: string;
}
