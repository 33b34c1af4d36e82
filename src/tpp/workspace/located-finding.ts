/** A finding with its place in openbanking.json, and what can be done about it at once. */
import type { Finding } from '../finding.ts';

/** What a quick fix does. */
export type QuickFix =
  /** Another value for a member; undefined takes it out. */
  | { kind: 'replace'; pointer: string; value: unknown }
  /** A line in .gitignore. */
  | { kind: 'ignore'; path: string }
  /** `git rm --cached`, and a line in .gitignore. */
  | { kind: 'untrack'; path: string }
  /** Mode 0600. */
  | { kind: 'chmod'; path: string };

export interface LocatedFinding extends Finding {
  /** JSON pointer (RFC 6901) into openbanking.json. */
  pointer: string;
  quickFixes?: QuickFix[];
}
