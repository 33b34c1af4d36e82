/** The variables of an environment, of globals or of a collection: which of them count, and which are disabled, double or contradictory. */

import { z } from 'zod';
import { t } from '../../standard/language.ts';
import { fail } from '../errors.ts';
import type { PostmanDocument } from './file.ts';
import type { ImportItem } from './import-item.ts';
import { isSecretPair, isSecretValue } from './secret-values.ts';

export interface PostmanVariable {
  key: string;
  value: string;
  secret: boolean;
}

export interface VariableSet {
  /** The environment's or collection's own name. */
  name: string;
  place: string;
  /** Those that count, each key once, in the file's order. */
  variables: Map<string, PostmanVariable>;
}

const variable = z.looseObject({
  key: z.string().optional().catch(undefined),
  /** Collections of version 2.0 name it so. */
  id: z.string().optional().catch(undefined),
  value: z.unknown().optional(),
  type: z.string().optional().catch(undefined),
  enabled: z.unknown().optional(),
  disabled: z.unknown().optional(),
});

/** Variables of one set. */
const limit = 10_000;

/**
 * The variables of an environment or of globals.
 *
 * @param used names of variables that are secrets by their use.
 */
export function variablesOf(
  { name, file, value }: PostmanDocument,
  items: ImportItem[],
  used: ReadonlySet<string>,
): VariableSet {
  const { data } = z.object({ values: z.array(z.unknown()) }).safeParse(value);
  return { name, place: file, variables: countingVariables(data?.values ?? [], file, items, used) };
}

/**
 * Of several with one key the last that is enabled counts, as in Postman.
 *
 * @param items gets what did not count, and why.
 * @param used names of variables that are secrets by their use.
 */
export function countingVariables(
  values: readonly unknown[],
  place: string,
  items: ImportItem[],
  used: ReadonlySet<string>,
): Map<string, PostmanVariable> {
  if (values.length > limit) {
    fail({
      code: 'postman_file_invalid',
      message: t('{0} cannot be imported: it has more than {1} variables.', place, limit.toLocaleString('en-GB')),
      try: t('Export a part of it from Postman.'),
    });
  }
  const counting = new Map<string, PostmanVariable>();
  for (const [index, each] of values.entries()) {
    const read = variable.safeParse(each);
    const { key = read.data?.id, value, type, enabled, disabled } = read.data ?? {};
    if (key === undefined || key === '') {
      items.push({
        place,
        key: t('variable {0}', index + 1),
        outcome: 'not understood',
        reason: t('It has no key.'),
      });
      continue;
    }
    const text = textOf(value);
    if (enabled === false || disabled === true) {
      items.push({ place, key, outcome: 'disabled', reason: t('It is switched off in Postman.') });
    } else if (text === undefined) {
      items.push({ place, key, outcome: 'not understood', reason: t('Its value is no text.') });
    } else {
      const before = counting.get(key);
      if (before) items.push(repeated(place, key, before.value === text));
      counting.set(key, { key, value: text, secret: isSecret(key, text, type, used) });
    }
  }
  return counting;
}

function repeated(place: string, key: string, same: boolean): ImportItem {
  return same
    ? { place, key, outcome: 'double', reason: t('It stands there again with the same value.') }
    : {
        place,
        key,
        outcome: 'contradictory',
        reason: t('It stands there with different values; the last one counts.'),
      };
}

/** An empty value is no secret, whatever its name; `{{another}}` alone is none either. */
function isSecret(key: string, value: string, type: string | undefined, used: ReadonlySet<string>): boolean {
  if (value === '' || /^\s*\{\{[^{}]*\}\}\s*$/.test(value)) return false;
  return type === 'secret' || used.has(key) || isSecretPair(key, value) || isSecretValue(value);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
