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
  /** A day like 2026-01-31 of one typed in: as {@link day} writes it, by its month's name or number, or as 2026-01-31; undefined for none. */
  read(text: string): string | undefined;
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
  // Where the language puts day, month and year, and what it calls its months.
  const order = day.formatToParts(0).flatMap(({ type }) => (type === 'literal' ? [] : [type]));
  const places = (['year', 'month', 'day'] as const).map((type) => order.indexOf(type));
  const months = new Map(
    (['short', 'long'] as const).flatMap((style) => {
      const name = new Intl.DateTimeFormat(locale, { month: style, timeZone: 'UTC' });
      return Array.from({ length: 12 }, (_, at) => [plainName(name.format(Date.UTC(2026, at))), `${at + 1}`] as const);
    }),
  );
  /** Year, month and day of words in the language's order; what is neither number nor month stands between them. */
  const inOrder = (words: readonly string[]): string[] => {
    const parts = words.map((word) => months.get(plainName(word)) ?? word).filter((part) => /^\d+$/.test(part));
    return parts.length === 3 ? places.map((place) => parts[place] ?? '') : [];
  };
  return {
    day: (time) => (Number.isNaN(time) ? '' : day.format(time)),
    moment: (time) => (Number.isNaN(time) ? '' : (time % dayLength === 0 ? day : moment).format(time)),
    read(text) {
      const typed = text.trim().slice(0, 40);
      const iso = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(typed)?.slice(1) ?? inOrder(typed.split(/[\s/.,-]+/));
      const found = iso.map((part) => part.padStart(2, '0')).join('-');
      const time = timeOfDay(found);
      return time !== undefined && new Date(time).toISOString().startsWith(found) ? found : undefined;
    },
    month(text) {
      const time = timeOfDay(`${text}-01`);
      return time === undefined ? text : month.format(time);
    },
  };
}

const plainName = (month: string): string => month.replace('.', '').toLowerCase();
