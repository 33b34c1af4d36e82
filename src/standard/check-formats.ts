/** Formats of strings and numbers: as the standard's references have them, readable all the same, or neither. */

/** `loose`: it can be read, and has another form than it should. */
export type Form = 'good' | 'loose' | 'bad';

export type Format = (value: unknown) => Form;

const fullDateTime = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const someDateTime = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

function dateTime(value: string): Form {
  if (fullDateTime.test(value)) return isDate(value) && isTime(value, 11, offsetOf(value)) ? 'good' : 'bad';
  const [, day, time = '00:00:00', zone = 'Z'] = someDateTime.exec(value) ?? [];
  return day !== undefined && isDate(day) && isTime(`${time}:00`, 0, looseOffset(zone)) ? 'loose' : 'bad';
}

/** Two digits as a number; a page of transactions has a thousand dates, so no piece is cut out. */
const two = (text: string, at: number): number => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;

const days = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a text begins with a day of the calendar, written YYYY-MM-DD. */
function isDate(text: string): boolean {
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (days[month] ?? 0) + (leap ? 1 : 0);
}

/** Minutes that the zone at the end of a text is ahead of UTC; undefined where there is no such zone. */
function offsetOf(text: string): number | undefined {
  const at = text.length - 6;
  const sign = text.charAt(at);
  if (sign !== '+' && sign !== '-') return 0;
  const [hours, minutes] = [two(text, at + 1), two(text, at + 4)];
  if (hours > 23 || minutes > 59) return undefined;
  return (hours * 60 + minutes) * (sign === '-' ? -1 : 1);
}

/** The same of `+01` and `+0100`. */
const looseOffset = (zone: string): number | undefined =>
  zone.length === 1 ? 0 : offsetOf(`${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`);

/** A time of day from a place on, written hh:mm:ss; leap seconds are at the end of a day in UTC. */
function isTime(text: string, at: number, offset: number | undefined): boolean {
  const [hour, minute, second] = [two(text, at), two(text, at + 3), two(text, at + 6)];
  if (hour > 23 || minute > 59 || offset === undefined) return false;
  return second < 60 || (second === 60 && (hour * 60 + minute - offset + 1440) % 1440 === 1439);
}

/** RFC 3986, `URI`. */
const uriForm =
  /^[a-z][a-z0-9+.-]*:(?:\/\/(?:[\w.~%!$&'()*+,;=:-]*@)?(?:\[[\da-f:.v]+\]|[\w.~%!$&'()*+,;=-]*)(?::\d*)?(?![^/?#]))?[\w.~%!$&'()*+,;=:@/-]*(?:\?[\w.~%!$&'()*+,;=:@/?-]*)?(?:#[\w.~%!$&'()*+,;=:@/?-]*)?$/i;

const uri = (value: string): Form => (uriForm.test(value) && !/%(?![\da-f]{2})/i.test(value) ? 'good' : 'bad');

const whole = (value: unknown): Form =>
  typeof value !== 'number' || (Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31) ? 'good' : 'bad';

const text =
  (form: (value: string) => Form): Format =>
  (value) =>
    typeof value === 'string' ? form(value) : 'good';

/** The formats that say something of a value. */
export const formats: ReadonlyMap<string, Format> = new Map([
  ['date-time', text(dateTime)],
  ['uri', text(uri)],
  ['int32', whole],
]);

/** Formats that say no more than the type does, and a JWT, which whoever gets one opens anyway. */
export const silentFormats: ReadonlySet<string> = new Set(['float', 'int64', 'JWT']);
