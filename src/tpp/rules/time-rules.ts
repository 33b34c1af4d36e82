/** Rules on a time of a request, which is whole seconds since 1970 (RFC 7519 §2). */
import { t } from '../../standard/language.ts';
import { type Around, type Level, type Rule, rulesOn } from './rule.ts';
import type { Section } from './standards.ts';
import { show, when } from './values.ts';

/** Seconds by which clocks may differ. */
export const clockTolerance = 60;
export const hour = 3600;
/** Read as seconds, what is beyond lies in the year 5138: nobody means it. */
const millisecondsFrom = 1e11;

/**
 * That a time is there and is one.
 * @param missing how bad it is without
 * @param right the seconds that would be right, by those of now
 */
export function timeRules<Facts extends Around>(
  name: string,
  missing: Level,
  section: Section,
  right?: (now: number) => number,
): Rule<Facts>[] {
  const rule = rulesOn<Facts>();
  const member = `/claims/${name}`;
  const fix = t('Give {0} in whole seconds since 1970.', name);
  const replacement = (_: unknown, { facts: { now } }: { facts: Facts }) =>
    right && now !== undefined ? { value: right(Math.floor(now / 1000)) } : undefined;
  return [
    rule({
      code: `${name}_missing`,
      level: missing,
      member,
      section,
      find: ({ claims }) => when(claims[name] === undefined),
      message: t('{0} is missing.', name),
      fix,
      replacement,
    }),
    rule({
      code: `${name}_in_milliseconds`,
      level: 'must',
      member,
      section,
      find: ({ claims: { [name]: value } }) => (isMilliseconds(value) ? value : undefined),
      message: t('{0} is in milliseconds.', name),
      fix,
      replacement: (value, subject) =>
        replacement(value, subject) ?? (Number.isFinite(value) ? { value: Math.floor(value / 1000) } : undefined),
    }),
    rule({
      code: `${name}_not_seconds`,
      level: 'must',
      member,
      section,
      find: ({ claims: { [name]: value } }) =>
        value === undefined || isMilliseconds(value) || Number.isInteger(value) ? undefined : { value },
      message: ({ value }) => t('{0} is {1}, not whole seconds.', name, show(value)),
      fix,
      replacement,
    }),
  ];
}

function isMilliseconds(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) > millisecondsFrom;
}
