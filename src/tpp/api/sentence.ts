/** A finding as a sentence. */
import type { Finding } from '../../standard/finding.ts';

export function sentenceOf(
  { path, rule, found, wanted, meant, times }: Finding,
  { values }: { version: string; values: boolean },
): string {
  const what = rule === 'required' ? 'is missing' : rule === 'unknown' ? 'is no member here' : `is not ${wanted}`;
  const value = values && found !== undefined ? `${found} ` : '';
  return `${path === '' ? '/' : path}: ${value}${what}${meant === undefined ? '' : `; did it mean ${meant}?`}${times > 1 ? ` (${times} times)` : ''}`;
}
