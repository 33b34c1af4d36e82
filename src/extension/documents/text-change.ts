/** The smallest change that makes one text of another, so that an editor keeps its cursor, its folding and its undo steps. */
import type { Span } from '../../tpp/json-pointer.ts';

export interface Change extends Span {
  text: string;
}

/** What stands between the beginning and the end that both texts share. */
export function changeBetween(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}
