/** Times as people say them: the date, and how long it is to go or ago. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const units: readonly [below: number, size: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [minute, second, 'second'],
  [hour, minute, 'minute'],
  [2 * day, hour, 'hour'],
  [60 * day, day, 'day'],
  [730 * day, day * 30.44, 'month'],
  [Number.POSITIVE_INFINITY, day * 365.25, 'year'],
];

/**
 * `in 4 minutes`, `3 days ago`; never more than there is to go or was, but months and years, which are rounded: a certificate of a year that was
 * just made has twelve months.
 * @param at milliseconds since the epoch, as `now`
 */
export function relative(at: number, now: number, language: string): string {
  const away = Math.abs(at - now);
  const [, size, unit] = units.find(([below]) => away < below) ?? units[0] ?? [0, second, 'second'];
  const count = size > day ? Math.round(away / size) : Math.floor(away / size);
  // Minus nought is "0 seconds ago".
  return new Intl.RelativeTimeFormat(language).format(at > now ? count : -count, unit);
}

/** `22 Nov 2026, 10:32:13 UTC`: the zone that tokens and banks' logs are in. */
export function dateText(at: number, language: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(date);
  return `${day}, ${date.toISOString().slice(11, 19)} UTC`;
}
