/** Bodies by chance: as a definition has them, and with small faults put in. */
import type { Definitions } from '../../../src/standard/check-compile.ts';
import type { Schema } from '../../../src/standard/schema.ts';
import type { Random } from '../../bank/support/random.ts';

/** Every pattern of the tables has at least one of these that fits it. */
const samples = [
  ...['10.00', '5', '-1.5', '120', 'GBP', 'GB', 'ABCD', '+44-2071234567', 'EvryDay', 'IntrvlWkDay:01:03', 'NotKnown'],
  ...['2138003TAXLCJ7NBUA47', '0a1b2c', 'CN=x,O=y', '0b1c7d5e-3f3a-4d2b-9c8d-1234567890ab', '\\'],
];

const texts: Readonly<Record<string, readonly string[]>> = {
  'date-time': ['2026-01-31T10:30:00Z', '2024-02-29T23:59:59.999+01:00'],
  uri: ['https://bank.example/open-banking/v3.1/aisp/accounts?page=2'],
};

/** What has something wrong with it, for somebody. */
const oddTexts = [
  ...[
    '',
    ' ',
    'x',
    '😀',
    '😀😀😀😀😀',
    '\ud800',
    '5.1.2',
    'gbp',
    'null',
    '2026-01-31T10:30:00',
    '2026-02-30T10:30:00Z',
  ],
  ...[
    '2026-01-31 10:30:00Z',
    '2026-01-31T10:30:00+0000',
    '2026-01-31',
    '10:30',
    '/accounts',
    'https://a b/',
    'http://[',
    'Q',
  ],
  ...['__proto__', 'constructor', '\u0000', '1e5', 'IntrvlDay:01', 'EvryDay\n'],
];

const oddValues: readonly unknown[] = [null, true, 0, -1, 1.5, 1e21, 2 ** 31, {}, [], [null], { Data: {} }, '', 'x'];

export interface Chance {
  /** Whole, from 0 and below the bound. */
  below: (bound: number) => number;
  one: <T>(of: readonly T[]) => T;
  maybe: (probability: number) => boolean;
}

export function chanceOf(random: Random): Chance {
  const below = (bound: number) => Math.floor(random.next() * bound);
  const one = <T>(of: readonly T[]): T => {
    const [chosen] = of.slice(below(of.length));
    if (chosen === undefined) throw new Error('There is nothing to choose from.');
    return chosen;
  };
  return { below, one, maybe: (probability) => random.next() < probability };
}

const fitting = new Map<string, readonly string[]>();

/** The samples that a pattern takes. */
export function samplesOf(pattern: string): readonly string[] {
  const known = fitting.get(pattern) ?? samples.filter((sample) => new RegExp(pattern, 'u').test(sample));
  fitting.set(pattern, known);
  return known;
}

/** A body that has nothing wrong with it, as far as chance can tell. */
export function bodyOf({ $defs }: Definitions, definition: string, chance: Chance): unknown {
  const schemaOf = (name: string): Schema => $defs[name] ?? {};

  function text({
    enum: values,
    'x-values': open,
    pattern,
    format = '',
    minLength = 0,
    maxLength = 40,
  }: Schema): unknown {
    if (values) return chance.one(values);
    if (open) return chance.one(open);
    const found = pattern === undefined ? texts[format] : samplesOf(pattern);
    if (found && found.length > 0) return chance.one(found);
    const length = minLength + chance.below(Math.min(maxLength - minLength, 20) + 1);
    return 'abcdefghij klmnopqrstuvwxyz'.repeat(1 + length / 20).slice(0, length);
  }

  function value(schema: Schema, depth: number): unknown {
    if (schema.$ref) return value(schemaOf(schema.$ref.slice('#/$defs/'.length)), depth);
    if (schema.oneOf) return value(chance.one(schema.oneOf), depth);
    const { type, properties = {}, required = [], additionalProperties, items = {}, minItems = 0 } = schema;
    if (type === 'boolean') return chance.maybe(0.5);
    if (type === 'integer' || type === 'number') return schema.enum ? chance.one(schema.enum) : number(schema);
    if (type === 'array') {
      const maxItems = Math.min(schema.maxItems ?? 3, minItems + 2);
      return Array.from({ length: minItems + chance.below(maxItems - minItems + 1) }, () => value(items, depth + 1));
    }
    if (type !== 'object') return text(schema);
    const members = Object.entries(properties).flatMap(([name, each]): [string, unknown][] =>
      required.includes(name) || chance.maybe(depth < 3 ? 0.6 : 0.3) ? [[name, value(each, depth + 1)]] : [],
    );
    if (typeof additionalProperties === 'object') members.push(['https://any', value(additionalProperties, depth + 1)]);
    if (members.length === 0 && additionalProperties === true) members.push(['free', { of: [1, null, 'x'] }]);
    return Object.fromEntries(members);
  }

  const number = ({ minimum = 0, maximum = minimum + 100 }: Schema) => minimum + chance.below(maximum - minimum + 1);
  return value(schemaOf(definition), 0);
}

interface Place {
  readonly parent: Record<string, unknown> | unknown[];
  readonly key: string;
  readonly value: unknown;
}

const isParent = (value: unknown): value is Place['parent'] => typeof value === 'object' && value !== null;

function placesOf(value: unknown, into: Place[] = []): Place[] {
  if (!isParent(value)) return into;
  for (const [key, of] of Object.entries(value)) {
    into.push({ parent: value, key, value: of });
    placesOf(of, into);
  }
  return into;
}

/** An own member of whatever name. */
function set(parent: Place['parent'], key: string, value: unknown): void {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

function misspelled(word: string, { below, one }: Chance): string {
  const at = below(word.length);
  const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
  return one([
    before + after,
    `${before}${letter}${letter}${after}`,
    `${before}${letter.toUpperCase() === letter ? letter.toLowerCase() : letter.toUpperCase()}${after}`,
    `${before}${after.charAt(0)}${letter}${after.slice(1)}`,
  ]);
}

/** Small faults, and changes that need be none. */
const faults: readonly ((place: Place, chance: Chance) => void)[] = [
  ({ parent, key }) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  },
  ({ parent, key }, { one }) => set(parent, key, structuredClone(one(oddValues))),
  ({ parent, key }, { one }) => set(parent, key, one(oddTexts)),
  ({ parent, key }) => set(parent, key, null),
  ({ parent, key, value }, { one }) => {
    if (typeof value === 'string') set(parent, key, value + one(['x', ' ', '😀', value]).repeat(one([1, 2, 40, 400])));
  },
  ({ parent, key, value }, { one }) => {
    if (typeof value === 'string') set(parent, key, value.slice(0, one([0, 1, 2, value.length - 1])));
  },
  ({ parent, key, value }, chance) => {
    if (typeof value === 'string' && value !== '') set(parent, key, misspelled(value, chance));
  },
  ({ parent, key, value }, chance) => {
    if (Array.isArray(parent)) return;
    delete parent[key];
    set(parent, misspelled(key, chance), value);
  },
  ({ parent, key, value }, chance) => {
    if (!Array.isArray(parent)) set(parent, misspelled(key, chance), structuredClone(value));
  },
  ({ parent }, { one }) => {
    if (!Array.isArray(parent)) set(parent, one(['New', '__proto__', 'constructor', 'toString', 'a/b~c', '', '0']), 1);
  },
  ({ parent, value }, { one }) => {
    if (Array.isArray(parent))
      for (let left = one([1, 3, 60]); left > 0; left -= 1) parent.push(structuredClone(value));
  },
  ({ parent, key, value }) => set(parent, key, [value]),
  ({ parent, key, value }) => set(parent, key, JSON.stringify(value)),
  ({ parent, key }) => set(parent, key, {}),
];

/** The body changed in a place or a few, as JSON would hold it. */
export function mutated(body: unknown, chance: Chance): unknown {
  const changed: unknown = structuredClone(body);
  for (let left = 1 + chance.below(3); left > 0; left -= 1) {
    const places = placesOf(changed);
    if (places.length === 0) return chance.one(oddValues);
    chance.one(faults)(chance.one(places), chance);
  }
  return chance.maybe(0.01) ? chance.one(oddValues) : changed;
}
