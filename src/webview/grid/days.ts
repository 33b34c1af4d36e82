/** Days and months of the bank's own calendar: times are milliseconds of what the bank wrote, so UTC shows them unchanged. */

const dayLength = 86_400_000;

/** As the calendar of a day's field has it. */
const earliest = Date.UTC(1900, 0, 1);

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
  // Banks write days of this calendar, and {@link read} takes these figures, whatever a language has of its own.
  const plain = { timeZone: 'UTC', calendar: 'gregory', numberingSystem: 'latn' } as const;
  const day = new Intl.DateTimeFormat(locale, { ...plain, dateStyle: 'medium' });
  const moment = new Intl.DateTimeFormat(locale, { ...plain, dateStyle: 'medium', timeStyle: 'medium' });
  const month = new Intl.DateTimeFormat(locale, { ...plain, year: 'numeric', month: 'long' });
  // Where the language puts day, month and year, and what it calls its months.
  const order = day.formatToParts(0).flatMap(({ type }) => (type === 'literal' ? [] : [type]));
  const names = (['short', 'long'] as const).flatMap((style) =>
    [{}, { day: 'numeric' } as const].map(
      (beside) => new Intl.DateTimeFormat(locale, { ...plain, ...beside, month: style }),
    ),
  );
  const months = Array.from({ length: 12 }, (_, at) =>
    [day, ...names].flatMap((each) => wordsIn(each.format(Date.UTC(2026, at))).filter((word) => !/^\d/.test(word))),
  );
  /** The number of a month by its name or the beginning of one, in three letters or more, that no other month has; what all have is no name. */
  const monthNamed = (word: string): number[] => {
    const found = (fits: (name: string) => boolean) => months.flatMap((each, at) => (each.some(fits) ? [at + 1] : []));
    const whole = found((name) => name === word);
    if (whole.length === 1) return whole;
    const begun = word.length < 3 ? [] : found((name) => name.startsWith(word));
    return begun.length === 1 ? begun : [];
  };
  /** Year, month and day: a month that is named is the month wherever it stands; of figures alone the language has the order. */
  const inOrder = (text: string): string[] => {
    const words = wordsIn(text);
    const figures = words.filter((word) => /^\d/.test(word));
    const [month, ...more] = words.flatMap(monthNamed);
    if (figures.length === 3 && month === undefined)
      return (['year', 'month', 'day'] as const).map((type) => figures[order.indexOf(type)] ?? '');
    if (figures.length !== 2 || month === undefined || more.length > 0) return [];
    const [year, of] = figures[0]?.length === 4 ? figures : figures.toReversed();
    return [year ?? '', `${month}`, of ?? ''];
  };
  return {
    day: (time) => (Number.isNaN(time) ? '' : day.format(time)),
    moment: (time) => (Number.isNaN(time) ? '' : (time % dayLength === 0 ? day : moment).format(time)),
    read(text) {
      const typed = text.trim().slice(0, 40);
      const iso = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(typed)?.slice(1) ?? inOrder(typed);
      const found = iso.map((part) => part.padStart(2, '0')).join('-');
      const time = timeOfDay(found);
      return time !== undefined && time >= earliest && new Date(time).toISOString().startsWith(found)
        ? found
        : undefined;
    },
    month(text) {
      const time = timeOfDay(`${text}-01`);
      return time === undefined ? text : month.format(time);
    },
  };
}

/** Figures and words of a day, without the dots and strokes that shorten one: `31`, `มค`, `2026`. */
const wordsIn = (text: string): string[] =>
  (text.toLowerCase().match(/\d+|\p{L}[\p{L}\p{M}.'’׳]*/gu) ?? []).map((word) => word.replace(/[.'’׳]/g, ''));
