/** Which members a schema knows at a place, and which of them a mistyped one was meant to be. */
import { z } from 'zod';

/** The members that the schema knows at a path. */
export function knownKeys(schema: z.core.$ZodType, path: readonly (string | number)[]): string[] {
  if (schema instanceof z.ZodOptional) return knownKeys(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => knownKeys(option, path));
  const [key, ...rest] = path;
  if (schema instanceof z.ZodObject) {
    if (key === undefined) return Object.keys(schema.shape);
    const member: unknown = schema.shape[key];
    return member instanceof z.ZodType ? knownKeys(member, rest) : [];
  }
  if (schema instanceof z.ZodRecord) return knownKeys(schema.valueType, rest);
  return [];
}

/** The known key that is nearest by edits, when it is near enough to be meant. */
export function nearest(key: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((one) => ({ one, distance: editDistance(key.toLowerCase(), one.toLowerCase()) }))
    .filter(({ one, distance }) => distance <= Math.max(1, Math.floor(one.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  return best?.one;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const changed = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(changed, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
