/** A server's clock, by the `Date` of its answer (RFC 9110 §6.6.1). */
import { numberOf } from '../strangers.ts';
import type { Answer } from './exchange.ts';

/** Milliseconds by which a server's clock is ahead of ours; undefined where it does not say. What a cache kept is older and says nothing. */
export function aheadOf({ headers }: Pick<Answer, 'headers'>, now: number): number | undefined {
  const there = Date.parse(headers.date ?? '');
  return Number.isNaN(there) || (numberOf(headers.age) ?? 0) > 0 ? undefined : there - now;
}
