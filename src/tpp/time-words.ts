/** Lengths of time in a sentence. */
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
