/** What statuses, codes and alerts mean, as the tables beside this file have it. */
import type { Advice } from '../remedies.ts';

/** What one of them means in plain words. */
export interface Meaning extends Advice {
  /** What it says, in a sentence. */
  means: string;
  /** Where it usually comes from, in a sentence. */
  cause: string;
  /** The standard that has it, with its section. */
  rule: string;
}

/** The entry of a table for a name that a stranger chose. */
export function meaningIn(table: Readonly<Record<string, Meaning>>, name: string | undefined): Meaning | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
