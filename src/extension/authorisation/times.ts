/** Times of a consent: the ready-made ones, and what somebody typed, as ISO 8601 with zone. */

export interface Typed {
  /** As the bank gets it, e.g. `2026-12-31T23:59:59+00:00`. */
  time?: string;
  /** Why it is none. */
  problem?: 'not_a_time' | 'past' | 'before_start';
}

/** What a typed time is held against. */
export interface TypedOptions {
  /** Which end of the day a date without a time means. */
  edge: 'start' | 'end';
  /** Milliseconds since the epoch: the time must come later. */
  after?: number;
  /** ISO 8601: the time must not come before it. */
  from?: string;
}

const day = 86_400_000;
const written = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;

/** A moment as ISO 8601 in UTC, in whole seconds, spelled as the standard's examples have it. */
export function zoned(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d+Z$/, '+00:00');
}

/** So many days from a moment; negative ones lie before it. */
export function daysFrom(moment: number, days: number): string {
  return zoned(moment + days * day);
}

/**
 * Reads a date, or a date and time, as typed. Without a zone it means this machine's, which is then written out.
 * @example
 * readTime('2026-12-31', { edge: 'end' }).time // '2026-12-31T23:59:59+00:00' in a London winter
 */
export function readTime(text: string, { edge, after, from }: TypedOptions): Typed {
  const [, date, clock, seconds = ':00', zone] = written.exec(text.trim()) ?? [];
  if (date === undefined) return { problem: 'not_a_time' };
  const wall =
    clock === undefined ? `${date}T${edge === 'start' ? '00:00:00' : '23:59:59'}` : `${date}T${clock}${seconds}`;
  // A day that the calendar lacks would roll over into the next month.
  const calendar = new Date(`${wall}Z`);
  if (Number.isNaN(calendar.getTime()) || !calendar.toISOString().startsWith(date)) return { problem: 'not_a_time' };
  const time = `${wall}${zone === undefined ? offsetAt(wall) : spelled(zone)}`;
  const moment = Date.parse(time);
  if (Number.isNaN(moment)) return { problem: 'not_a_time' };
  if (after !== undefined && moment <= after) return { problem: 'past' };
  if (from !== undefined && moment < Date.parse(from)) return { problem: 'before_start' };
  return { time };
}

/** This machine's offset from UTC at a wall-clock time. */
function offsetAt(wall: string): string {
  const minutes = -new Date(wall).getTimezoneOffset();
  const two = (value: number): string => String(Math.trunc(Math.abs(value))).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

function spelled(zone: string): string {
  if (zone.toUpperCase() === 'Z') return '+00:00';
  return zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
}
