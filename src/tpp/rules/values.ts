/** Values of requests and tokens, which anybody may have written: read without trust, and shown in a sentence. */
import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';

export type Members = Readonly<Record<string, unknown>>;

const maxLength = 100;
/** Controls, and what turns the direction of reading or shows nothing. */
const misleading = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A value in a sentence: short, and without characters that would rearrange the sentence. */
export function show(value: unknown): string {
  if (value === undefined) return t('absent');
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? showList(value) : t('an object');
  const text = typeof value === 'string' ? JSON.stringify(truncate(value, maxLength)) : String(value);
  return text.replace(misleading, (odd) => `\\u{${odd.codePointAt(0)?.toString(16)}}`);
}

/** The first shown of a list. */
function showList(values: readonly unknown[]): string {
  const shown = values.slice(0, 3).map((value) => (typeof value === 'object' ? t('an object') : show(value)));
  const more = values.length - shown.length;
  return shown.length === 0 ? t('an empty list') : `${shown.join(', ')}${more > 0 ? t(' and {0} more', more) : ''}`;
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The texts of a list of texts; undefined when it is not one. */
export function textsIn(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}

/** The words of a scope, whatever stands between them. */
export function scopesIn(scope: unknown): string[] {
  return typeof scope === 'string' ? scope.split(/[\s,]+/).filter((each) => each !== '') : [];
}

/** A member of a member, where there is one. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = Reflect.get(here, name);
  }
  return here;
}

/** `none` in any spelling: a reader that compares without case takes each of them. */
export function isNone(alg: unknown): boolean {
  return typeof alg === 'string' && alg.toLowerCase() === 'none';
}

/** A time in seconds, where it is one. */
export function secondsIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 1e11 ? value : undefined;
}

/** A list with something in it; undefined for an empty one. */
export function some<T>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list && list.length > 0 ? list : undefined;
}

/** Whether a value is none of a list, in one step each time: both may be as long as a stranger likes. */
export function isNoneOf(list: readonly string[]): (value: string) => boolean {
  const all = new Set(list);
  return (value) => !all.has(value);
}

/** A condition as what a rule finds. */
export const when = (condition: boolean | undefined): true | undefined => condition || undefined;
