/** What is shown of a value: the beginning of its JSON, however large or deep it is. */

import { truncate } from './truncate.ts';

const shown = 60;
/** A secret is recognised by more of it than is shown. */
const looked = 4096;

/** @param redact takes secrets out of JSON, given the name of its member */
export function shownJson(value: unknown, member: string, redact?: (json: string, member: string) => string): string {
  const json = jsonOf(value, redact ? looked : shown, 0);
  return truncate(redact ? redact(json, member) : json, shown);
}

/** Some of a value's JSON: members and rows beyond the bound, and those too deep, are left out. */
function jsonOf(value: unknown, bound: number, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(truncate(value, bound));
  if (typeof value !== 'object' || value === null) return String(value);
  const list = Array.isArray(value);
  if (depth > 3) return list ? '[…]' : '{…}';
  const parts: string[] = [];
  let left = bound;
  for (const name in value) {
    if (left <= 0) {
      parts.push('…');
      break;
    }
    if (!Object.hasOwn(value, name)) continue;
    const of: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
    const json = jsonOf(of, left, depth + 1);
    const part = list ? json : `${JSON.stringify(truncate(name, left))}:${json}`;
    parts.push(part);
    left -= part.length;
  }
  return list ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}
