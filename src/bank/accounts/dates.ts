/** Dates and times as the Read/Write standard has them: with a zone in bodies, without one in queries. */

const shape = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+\- ]\d\d:?\d\d)?$/;

/**
 * A time in a body, ISO 8601 with a zone.
 * @returns Milliseconds since the epoch; undefined when it is malformed, no day of the calendar, or lacks the zone
 */
export function bodyTime(text: string): number | undefined {
  const zone = shape.exec(text)?.[8];
  const local = localTime(text);
  if (local === undefined || zone === undefined || zone.startsWith(' ')) return undefined;
  if (zone === 'Z') return local;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (zone.length !== 6 || hours > 23 || minutes > 59) return undefined;
  return local - (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/**
 * A time in a query. A zone has no place there and is ignored, a `+` that was sent unescaped (and so is a space) included.
 * @returns Milliseconds since the epoch, taken as UTC; undefined when it is malformed or no day of the calendar
 */
export function queryTime(text: string): number | undefined {
  return localTime(text);
}

/** Whether a time has a zone, were it one with a `+` that was sent unescaped. */
export function hasZone(text: string): boolean {
  return shape.exec(text)?.[8] !== undefined;
}

/** A time that somebody wrote, with at most five decimals of a second. */
export function withFiveDecimals(text: string | undefined): string | undefined {
  return text?.replace(/(\.\d{5})\d+/, '$1');
}

/** A time of a link, without zone; milliseconds only where there are some. */
export function asQueryTime(time: number): string {
  return new Date(time).toISOString().replace(/(\.000)?Z$/, '');
}

/** A time of a body, with the zone written out. */
export function asBodyTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}+00:00`;
}

function localTime(text: string): number | undefined {
  const found = shape.exec(text);
  if (found === null) return undefined;
  const [year, month, day, hours, minutes, seconds] = found.slice(1, 7).map(Number);
  if (year === undefined || month === undefined || hours === undefined || hours > 23) return undefined;
  if (minutes === undefined || minutes > 59 || seconds === undefined || seconds > 59) return undefined;
  const milliseconds = Number((found[7] ?? '').padEnd(3, '0').slice(0, 3));
  const time = Date.UTC(year, month - 1, day, hours, minutes, seconds, milliseconds);
  // Date.UTC carries the 30th of February over into March, and takes years below 100 for 19xx.
  const back = new Date(time);
  const same = back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === day;
  return same ? time : undefined;
}
