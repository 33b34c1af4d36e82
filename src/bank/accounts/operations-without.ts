/** Which operations of account information this bank is not to have: those of its profile, and the one that has an option of its own. */
import type { BankOptions } from '../options.ts';

const bulk = 'GET /transactions';

/** Verb and path of each. */
export function operationsWithout({ bulkTransactions, profile }: Pick<BankOptions, 'bulkTransactions' | 'profile'>) {
  const { without } = profile.offers;
  if (bulkTransactions === undefined) return without;
  const others = without.filter((operation) => operation !== bulk);
  return bulkTransactions ? others : [...others, bulk];
}
