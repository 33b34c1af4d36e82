/** Which members a schema knows at a place. */
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
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodType) return knownKeys(schema.element, rest);
  return [];
}
