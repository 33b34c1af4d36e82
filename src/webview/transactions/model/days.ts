/** Days and months of the bank's own calendar: times are milliseconds of what the bank wrote, so UTC shows them unchanged. */

const dayLength = 86_400_000;

/** The days since 1970 of a time. */
export function dayOf(time: number): number {
  return Math.floor(time / dayLength);
}

export function startOfDay(day: number): number {
  return day * dayLength;
}

/** `2026-03`; an empty text for no time. */
export function monthOf(time: number): string {
  return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, -17);
}

/** The first moment of a day like 2026-01-31; undefined for what is none. */
export function timeOfDay(day: string | undefined): number | undefined {
  if (day === undefined || !/^\d{4}-\d\d-\d\d$/.test(day)) return undefined;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** The first moment of the day after a day like 2026-01-31. */
export function timeAfterDay(day: string | undefined): number | undefined {
  const time = timeOfDay(day);
  return time === undefined ? undefined : time + dayLength;
}

export interface DateWords {
  /** `31 Jan 2026`; empty for no time. */
  day(time: number): string;
  /** With the time of day, where it has one. */
  moment(time: number): string;
  /** `January 2026` of `2026-01`; the text itself for anything else. */
  month(month: string): string;
}

/**
 * How dates are written in a language.
 * @param locale a BCP 47 tag; undefined for the reader's own
 */
export function dateWords(locale?: string): DateWords {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' });
  return {
    day: (time) => (Number.isNaN(time) ? '' : day.format(time)),
    moment: (time) => (Number.isNaN(time) ? '' : (time % dayLength === 0 ? day : moment).format(time)),
    month(text) {
      const time = timeOfDay(`${text}-01`);
      return time === undefined ? text : month.format(time);
    },
  };
}
