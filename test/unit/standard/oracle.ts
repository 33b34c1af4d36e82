/** Another validator of JSON Schema, and how its verdict on a body is compared with ours. */
import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { eachOddity } from '../../../src/standard/check.ts';
import type { Definitions } from '../../../src/standard/check-compile.ts';
import { pointerOf } from '../../../src/standard/check-run.ts';
import type { Rule } from '../../../src/standard/finding.ts';
import type { Schema } from '../../../src/standard/schema.ts';

/** Formats as the package for ajv has them, in the form of RFC 3339 without the freedom that it takes beside it. */
const standard = addFormats.default(new Ajv({ strict: false }));
const inForm = (form: RegExp, format: string) => {
  const holds = standard.compile({ format });
  return (text: string) => form.test(text) && holds(text);
};
const formats: Options['formats'] = {
  'date-time': inForm(/^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/, 'date-time'),
  uri: inForm(/^/, 'uri'),
  // Say nothing of a value.
  float: true,
  int64: true,
  JWT: true,
  int32: { type: 'number', validate: standard.compile({ format: 'int32' }) },
};

export const newAjv = (): Ajv => new Ajv({ strict: false, allErrors: true, formats });

/** Definitions as JSON Schema that demands what we only hint at: no member but the known ones, no value beside an open set. */
export function demanding({ $defs }: Definitions): object {
  const strict = (schema: Schema): object => {
    const { properties, items, additionalProperties, 'x-values': open, oneOf, ...rest } = schema;
    const described = Object.keys(properties ?? {}).length > 0;
    const others =
      typeof additionalProperties === 'object'
        ? strict(additionalProperties)
        : described
          ? false
          : additionalProperties;
    return {
      ...rest,
      ...(open && { enum: open }),
      ...(items && { items: strict(items) }),
      ...(oneOf && { oneOf: oneOf.map(strict) }),
      ...(others !== undefined && { additionalProperties: others }),
      ...(properties && { properties: mapped(properties, strict) }),
    };
  };
  return { $id: 'demanding', $defs: mapped($defs, strict) };
}

const mapped = (of: Readonly<Record<string, Schema>>, by: (schema: Schema) => object) =>
  Object.fromEntries(Object.entries(of).map(([name, schema]) => [name, by(schema)]));

const escaped = (name: unknown) => String(name).replaceAll('~', '~0').replaceAll('/', '~1');

function placeOf({ instancePath, keyword, params }: ErrorObject): string {
  if (keyword === 'required') return `${instancePath}/${escaped(params.missingProperty)}`;
  return keyword === 'additionalProperties' ? `${instancePath}/${escaped(params.additionalProperty)}` : instancePath;
}

const rules: Readonly<Record<string, Rule>> = {
  ...{ type: 'type', required: 'required', additionalProperties: 'unknown', enum: 'enum', pattern: 'pattern' },
  ...{ format: 'format', minLength: 'length', maxLength: 'length', minItems: 'items', maxItems: 'items' },
  ...{ minProperties: 'items', minimum: 'range', maximum: 'range', oneOf: 'choice' },
};

/** What ajv has against a body: the rules by place. */
export function objections(validate: ValidateFunction, body: unknown): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  if (validate(body)) return found;
  for (const error of validate.errors ?? []) {
    const place = placeOf(error);
    found.set(place, (found.get(place) ?? new Set()).add(rules[error.keyword] ?? error.keyword));
  }
  return found;
}

export interface Ours {
  readonly rule: Rule;
  readonly grade: string;
  /** JSON Schema has nothing against it. */
  readonly allowed: boolean;
}

/** What we find, every single place. */
export function ourFaults(body: unknown, definition: string, definitions: Definitions): Map<string, Ours[]> {
  const found = new Map<string, Ours[]>();
  eachOddity(body, definition, definitions, (fault) => {
    const { rule, grade, allowed = false } = fault.demand;
    const place = pointerOf(fault);
    found.set(place, [...(found.get(place) ?? []), { rule, grade, allowed }]);
  });
  return found;
}

/** Where two sets of places differ, in words; none where they do not. */
export function differences(
  ours: ReadonlyMap<string, readonly Ours[]>,
  theirs: ReadonlyMap<string, Set<string>>,
): string[] {
  const missed = [...theirs]
    .filter(([place]) => !ours.has(place))
    .map(([place, of]) => `missed ${[...of]} at ${place}`);
  const wrong = [...ours].flatMap(([place, faults]) =>
    faults.flatMap(({ rule, grade, allowed }) => {
      const known = theirs.get(place);
      const same = known?.has(rule === 'value' ? 'enum' : rule);
      const graded =
        grade === 'breach'
          ? !allowed && rule !== 'unknown'
          : grade === 'hint'
            ? rule === 'unknown' || rule === 'value'
            : rule === 'format';
      return same && graded ? [] : [`${rule} (${grade}) at ${place}, where they have ${[...(known ?? ['nothing'])]}`];
    }),
  );
  return [...missed, ...wrong];
}
