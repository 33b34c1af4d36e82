/** The sections of a reference that is made from a JSON schema: one for each object, a row for each member. */
import { z } from 'zod';
import { table } from './table.ts';

/** Of JSON Schema what ours uses. */
interface Schema {
  type?: string | undefined;
  description?: string | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  default?: unknown;
  examples?: unknown[] | undefined;
  required?: string[] | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  properties?: Record<string, Schema> | undefined;
  additionalProperties?: Schema | boolean | undefined;
  items?: Schema | undefined;
  anyOf?: Schema[] | undefined;
  oneOf?: Schema[] | undefined;
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.string().optional(),
    description: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    default: z.unknown().optional(),
    examples: z.array(z.unknown()).optional(),
    required: z.array(z.string()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    properties: z.record(z.string(), schema).optional(),
    additionalProperties: z.union([z.boolean(), schema]).optional(),
    items: schema.optional(),
    anyOf: z.array(schema).optional(),
    oneOf: z.array(schema).optional(),
  }),
);

interface Section {
  /** `banks.NAME.registration`. */
  path: string;
  of: Schema;
}

export const code = (value: unknown): string => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** A section for the whole and one for each object within; what looks alike is told once. */
export function schemaSections(whole: unknown): string[] {
  const sections: Section[] = [{ path: '', of: schema.parse(whole) }];
  /** By the members that an object has. */
  const told = new Map<string, string>();
  const texts: string[] = [];
  for (const section of sections) {
    texts.push(
      sectionText(section, (path, of) => {
        const members = JSON.stringify(of.properties);
        const before = told.get(members);
        if (before !== undefined) return before;
        told.set(members, path);
        sections.push({ path, of });
        return path;
      }),
    );
  }
  return texts;
}

type Elsewhere = (path: string, of: Schema) => string;

function sectionText({ path, of }: Section, elsewhere: Elsewhere): string {
  const required = new Set(of.required);
  const rows = Object.entries(of.properties ?? {}).map(([name, member]) => [
    required.has(name) ? `**\`${name}\`**` : `\`${name}\``,
    typeText(member, path === '' ? name : `${path}.${name}`, elsewhere),
    meaning(member),
  ]);
  const heading = `## ${path === '' ? 'The file' : path}`;
  const ways = (of.anyOf ?? []).flatMap(({ required: names = [] }) =>
    names.length > 0 ? [names.map(code).join(', ')] : [],
  );
  const either = ways.length > 1 ? [`It has ${ways.join('; or ')}.`] : [];
  return [heading, ...either, table(['member', 'value', 'meaning'], rows)].join('\n\n');
}

function typeText(of: Schema, path: string, elsewhere: Elsewhere): string {
  if (of.enum) return of.enum.map(code).join(', ');
  if (of.oneOf) return typeText(together(of.oneOf), path, elsewhere);
  if (of.properties) return link(elsewhere(path, of));
  if (of.items) return `list of ${typeText(of.items, path, elsewhere).replaceAll(', or ', ' or ')}`;
  if (typeof of.additionalProperties === 'object') {
    return `by name: ${typeText(of.additionalProperties, `${path}.NAME`, elsewhere)}`;
  }
  const ways = (of.anyOf ?? []).filter(({ type }) => type !== undefined);
  if (ways.length > 0) return ways.map((way) => typeText(way, path, elsewhere)).join(', or ');
  const bounds = of.minimum !== undefined && of.maximum !== undefined ? ` from ${of.minimum} to ${of.maximum}` : '';
  return `${of.type ?? 'any value'}${bounds}`;
}

/** Objects of which a file has one, told by the words of a member, as one with the words of all. */
function together(ways: readonly Schema[]): Schema {
  const properties: Record<string, Schema> = {};
  for (const [name, member] of ways.flatMap((way) => Object.entries(way.properties ?? {}))) {
    const words = [...(properties[name]?.enum ?? []), ...(member.enum ?? [member.const])];
    properties[name] = { ...member, enum: [...new Set(words)] };
  }
  return { properties, required: ways[0]?.required };
}

const link = (path: string): string => `[${path}](#${path.toLowerCase().replaceAll('.', '')})`;

function meaning({ description = '', default: value, examples = [] }: Schema): string {
  return [
    description,
    ...(value === undefined || /\bdefault\b/i.test(description) ? [] : [`Default: ${code(value)}.`]),
    ...(examples.length === 0 ? [] : [`Example: ${examples.map(code).join(', ')}.`]),
  ].join(' ');
}
