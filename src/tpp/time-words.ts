/** Lengths of time in a sentence. */

/** `1 day`, `2 days`. */
export function counted(count: number, unit: 'second' | 'minute' | 'hour' | 'day'): string {
  return `${count} ${unit}${Math.abs(count) === 1 ? '' : 's'}`;
}

/** In whole seconds, minutes, hours or days, the largest of which there are two: `1 second`, `119 seconds`, `2 minutes`. */
export function lengthOf(seconds: number): string {
  if (seconds < 120) return counted(seconds, 'second');
  if (seconds < 7200) return counted(Math.floor(seconds / 60), 'minute');
  if (seconds < 172_800) return counted(Math.floor(seconds / 3600), 'hour');
  return counted(Math.floor(seconds / 86_400), 'day');
}
