/** What a status, a code or an alert means in plain words: one entry of the tables beside this file. */
export interface Meaning {
  /** What it says, in a sentence. */
  means: string;
  /** Where it usually comes from, in a sentence. */
  cause: string;
  /** What to do about it, one or two sentences. */
  try: string;
  /** The standard that has it, with its section. */
  rule: string;
}

/** The entry of a table for a name that a stranger chose. */
export function meaningIn(table: Readonly<Record<string, Meaning>>, name: string | undefined): Meaning | undefined {
  return name !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}
