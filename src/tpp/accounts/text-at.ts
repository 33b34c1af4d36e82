/** A text inside one of the bank's own objects, whatever the bank made of it. */

/** The text at a path of members and places inside one of the bank's objects, or an empty text. */
export function textAt(value: unknown, ...path: (string | number)[]): string {
  let found = value;
  for (const name of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
}
