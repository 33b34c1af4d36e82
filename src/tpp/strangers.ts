/** What strangers write, read as far as it can be read: blank or null text is absent text, and an unreadable element of a list costs itself and no more. */

import { z } from 'zod';
import { t } from '../standard/language.ts';
import type { Finding } from './finding.ts';

/** Text as it came; undefined for what is null, blank or no text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** An id, which some write as a number. */
export function idOf(value: unknown): string | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : textOf(value);
}

/** A number, which some write as text. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** The texts of a list, blank ones left out; one text where a list belongs is a list of one, and what is neither is absent. */
export function textsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) {
    const one = textOf(value);
    return one === undefined ? undefined : [one];
  }
  return value.map(textOf).filter((text) => text !== undefined);
}

/** An object that is no list; undefined for anything else. */
export function objectOf(value: unknown): Record<string, unknown> | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const anything = z.unknown().optional();
/** The same as members of a schema: none of them refuses the object that they stand in. */
export const optionalText = anything.transform(textOf);
export const optionalId = anything.transform(idOf);
export const optionalTexts = anything.transform(textsOf);

/** An object without the members that say nothing: null and blank text. */
export function withoutBlanks(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isBlank(value)));
}

function isBlank(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** The same where a list of one stands for that one, and a list of nothing but blanks for nothing. */
export function unlisted(members: Record<string, unknown>): Record<string, unknown> {
  return withoutBlanks(Object.fromEntries(Object.entries(members).map(([name, value]) => [name, onlyOf(value)])));
}

function onlyOf(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const said = value.filter((each) => !isBlank(each));
  return said.length > 1 ? value : said[0];
}

/** What could be read of a list. */
export interface Readable<T> {
  items: T[];
  /** The places of those that could not be read, from 0. */
  unreadable: number[];
}

/**
 * The elements of a list that a schema reads, and the places of those that it does not. One object where a list belongs is a list of one; null
 * and nothing are an empty one.
 * @returns undefined for what is no list, e.g. a text
 * @example
 * readable(json.keys, jwk)?.items
 */
export function readable<T>(list: unknown, schema: z.ZodType<T>): Readable<T> | undefined {
  if (list === null || list === undefined) return { items: [], unreadable: [] };
  if (!Array.isArray(list) && !isObject(list)) return undefined;
  const items: T[] = [];
  const unreadable: number[] = [];
  for (const [place, element] of (Array.isArray(list) ? list : [list]).entries()) {
    const read = schema.safeParse(element);
    if (read.success) items.push(read.data);
    else unreadable.push(place);
  }
  return { items, unreadable };
}

/**
 * What to say of elements that were left out; undefined where there are none.
 * @param where the list in words, e.g. `the key set at https://…`
 * @param what one of its elements, e.g. `key`
 */
export function leftOut(unreadable: readonly number[], where: string, what: string): Finding | undefined {
  const [first] = unreadable;
  if (first === undefined) return undefined;
  const number = unreadable.length;
  return {
    severity: 'warning',
    code: 'element_unreadable',
    message:
      number === 1
        ? t('One {0} of {1} (number {2}) cannot be read and was left out.', what, where, first + 1)
        : t(
            '{0} elements of {1} (the first is {2} number {3}) cannot be read and were left out.',
            number.toLocaleString('en-GB'),
            where,
            what,
            first + 1,
          ),
    fix: t('The others are complete. Tell whoever made the list.'),
  };
}
