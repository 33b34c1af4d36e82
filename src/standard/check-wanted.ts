/** What belongs at a place, in words, from what a definition says of it. */
import { lengthOf } from './check-run.ts';
import { formatPhrase, patternPhrase } from './phrases.ts';
import type { Schema } from './schema.ts';

const types: Readonly<Record<NonNullable<Schema['type']>, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** So many names or values are told; of more only the count is. */
const told = 12;

export const typeInWords = ({ type }: Schema): string => (type === undefined ? 'a value' : types[type]);

/** All that one asks of a value, as far as it fits into a phrase. */
export function thingInWords(schema: Schema = {}): string {
  if (schema.enum) return membersInWords(schema.enum.map(String));
  if (schema.pattern !== undefined) return patternPhrase(schema.pattern);
  if (schema.format !== undefined && schema.type === 'string') return formatPhrase(schema.format);
  return typeInWords(schema);
}

/** `one of A, B, C`. */
export function membersInWords(known: readonly string[]): string {
  if (known.length === 0) return 'nothing';
  if (known.length === 1) return known.join('');
  const shown = known.slice(0, told).join(', ');
  return known.length > told ? `one of ${known.length}: ${shown}, …` : `one of ${shown}`;
}

const between = (least: number, most: number): string =>
  most === Number.POSITIVE_INFINITY
    ? `at least ${least}`
    : least === most
      ? `${most}`
      : least === 0
        ? `at most ${most}`
        : `${least} to ${most}`;

/** With how many there are: what is shown of a value is cut. */
export const lengthInWords =
  (least: number, most: number) =>
  (value: unknown): string =>
    `${between(least, most)} characters; it has ${typeof value === 'string' ? lengthOf(value) : 0}`;

export const listInWords =
  (least: number, most: number) =>
  (value: unknown): string =>
    `a list of ${between(least, most)}; it has ${Array.isArray(value) ? value.length : 0}`;

export function rangeInWords(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return `at most ${maximum}`;
  return maximum === undefined ? `at least ${minimum}` : `from ${minimum} to ${maximum}`;
}
