/** Lengths of time in a sentence, and how far a time is from now. */
import { t } from '../standard/language.ts';

/** `1 day`, `2 days`. */
export function counted(count: number, unit: 'second' | 'minute' | 'hour' | 'day'): string {
  const one = Math.abs(count) === 1;
  switch (unit) {
    case 'second':
      return one ? t('{0} second', count) : t('{0} seconds', count);
    case 'minute':
      return one ? t('{0} minute', count) : t('{0} minutes', count);
    case 'hour':
      return one ? t('{0} hour', count) : t('{0} hours', count);
    case 'day':
      return one ? t('{0} day', count) : t('{0} days', count);
  }
}

/** In whole seconds, minutes, hours or days, the largest of which there are two: `1 second`, `119 seconds`, `2 minutes`. */
export function lengthOf(seconds: number): string {
  if (seconds < 120) return counted(seconds, 'second');
  if (seconds < 7200) return counted(Math.floor(seconds / 60), 'minute');
  if (seconds < 172_800) return counted(Math.floor(seconds / 3600), 'hour');
  return counted(Math.floor(seconds / 86_400), 'day');
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** How far a time is from now, in the largest unit that fits, for Intl.RelativeTimeFormat. Negative when it is past. */
export function distance(at: number, now: number): { value: number; unit: 'day' | 'hour' | 'minute' } {
  const away = at - now;
  const size = Math.abs(away);
  const round = away < 0 ? Math.ceil : Math.floor;
  // Adding zero makes the -0 of a moment ago a plain 0.
  if (size >= 2 * day) return { value: round(away / day) + 0, unit: 'day' };
  if (size >= 2 * 60 * minute) return { value: round(away / (60 * minute)) + 0, unit: 'hour' };
  return { value: round(away / minute) + 0, unit: 'minute' };
}

/** `in 12 days`, `3 hours ago`. */
export function fromNow(at: number, now: number, locale: string): string {
  const { value, unit } = distance(at, now);
  // Minus nought is "0 minutes ago".
  const signed = value === 0 && at <= now ? -0 : value;
  return new Intl.RelativeTimeFormat(locale, { numeric: 'always' }).format(signed, unit);
}
