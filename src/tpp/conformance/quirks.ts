/** What a bank is known to do otherwise and is put up with: `quirks` of its entry. */
import type { Deviation } from '../transport/exchange.ts';
import type { Quirk } from '../workspace/schema.ts';

/**
 * Whether a quirk is about this deviation: the same operation, a path that fits (`*` stands for any one part of it, a number for any row), the
 * same rule. A deviation of many rows is told with the first of them, and that one differs from answer to answer.
 * @param operation as the standard writes it, e.g. `GET /accounts/{AccountId}`
 */
export function forgives(quirk: Quirk, operation: string, { path, rule, of }: Deviation): boolean {
  if (typeof quirk === 'string') return false;
  const wanted = quirk.path?.split('/');
  const there = path.split('/');
  return (
    (quirk.operation === '*' || quirk.operation === operation) &&
    (quirk.in === undefined || quirk.in === of) &&
    (quirk.rule === undefined || quirk.rule === rule) &&
    (wanted === undefined ||
      (wanted.length === there.length &&
        wanted.every((part, index) => part === '*' || part === there[index] || (isRow(part) && isRow(there[index])))))
  );
}

const isRow = (part = ''): boolean => /^\d{1,9}$/.test(part);
