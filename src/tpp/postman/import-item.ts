/** What became of one thing in a file from Postman, and why: an import is the list of these before it is anything else. */

const importOutcomes = [
  /** Goes into openbanking.json, the state or a saved request. */
  'taken',
  /** Goes to the secret store and nowhere else. */
  'secret',
  /** Means nothing to a bank's entry; kept as a variable of saved requests. */
  'not understood',
  /** Understood, and of no use here: a script makes it anew, or discovery says it. */
  'not needed',
  'disabled',
  /** Stands more than once with the same value. */
  'double',
  /** Stands more than once with different values, or against openbanking.json. */
  'contradictory',
  /** Would be wrong or unsafe to take. */
  'refused',
] as const;
export type ImportOutcome = (typeof importOutcomes)[number];

export interface ImportItem {
  /** The file, and where in it: `ozone.json, Accounts / Get accounts, header Authorization`. */
  place: string;
  /** The variable, header or member. Never its value where that is a secret. */
  key: string;
  outcome: ImportOutcome;
  /** One sentence. */
  reason: string;
}
