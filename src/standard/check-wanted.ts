/** What belongs at a place, in words, from what a definition says of it. */

import { lengthOf } from './check-run.ts';
import { t } from './language.ts';
import { formatPhrase, patternPhrase } from './phrases.ts';
import type { Schema } from './schema.ts';

const types: Readonly<Record<NonNullable<Schema['type']>, string>> = {
  object: t('an object'),
  array: t('a list'),
  string: t('a string'),
  integer: t('a whole number'),
  number: t('a number'),
  boolean: t('true or false'),
};

/** So many names or values are told; of more only the count is. */
const told = 12;

export const typeInWords = ({ type }: Schema): string => (type === undefined ? t('a value') : types[type]);

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
  return known.length > told ? t('one of {0}: {1}, …', known.length, shown) : t('one of {0}', shown);
}

const between = (minimum: number, maximum: number): string =>
  maximum === Number.POSITIVE_INFINITY
    ? t('at least {0}', minimum)
    : minimum === maximum
      ? `${maximum}`
      : minimum === 0
        ? t('at most {0}', maximum)
        : t('{0} to {1}', minimum, maximum);

/** With how many there are: what is shown of a value is cut. */
export const lengthInWords =
  (minimum: number, maximum: number) =>
  (value: unknown): string =>
    t('{0} characters; it has {1}', between(minimum, maximum), typeof value === 'string' ? lengthOf(value) : 0);

export const listInWords =
  (minimum: number, maximum: number) =>
  (value: unknown): string =>
    t('a list of {0}; it has {1}', between(minimum, maximum), Array.isArray(value) ? value.length : 0);

export function rangeInWords(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return t('at most {0}', maximum);
  return maximum === undefined ? t('at least {0}', minimum) : t('from {0} to {1}', minimum, maximum);
}
