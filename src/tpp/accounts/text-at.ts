/** A text inside one of the bank's own objects, whatever the bank made of it. */

/**
 * The text at a path of members and places inside one of the bank's objects, or an empty text. A list of texts is joined; where a list
 * stands for an object its first is taken, and an object where a list belongs is its first.
 */
export function textAt(value: unknown, ...path: (string | number)[]): string {
  let found = value;
  for (const name of path) {
    if (name === 0 && !Array.isArray(found)) continue;
    if (typeof name === 'string' && Array.isArray(found)) found = found[0];
    found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  }
  const text = Array.isArray(found) ? found.filter((each) => typeof each === 'string').join(' ') : found;
  if (typeof text === 'number') return String(text);
  return typeof text === 'string' && text.trim() !== '' ? text : '';
}
