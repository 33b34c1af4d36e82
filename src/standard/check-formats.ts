/** Formats of strings and numbers: as the standard's references have them, readable all the same, or neither. */

/** `loose`: it can be read, and has another form than it should. */
export type Form = 'good' | 'loose' | 'bad';

export interface Format {
  readonly form: (value: unknown) => Form;
  readonly wanted: string;
}

function text(form: (value: string) => Form, wanted: string): Format {
  return { form: (value) => (typeof value === 'string' ? form(value) : 'good'), wanted };
}

const whole = (value: unknown, bound: number): Form =>
  typeof value !== 'number' || (Number.isInteger(value) && value >= -bound && value < bound) ? 'good' : 'bad';

const fullDateTime = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const someDateTime = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

function dateTime(value: string): Form {
  const full = fullDateTime.exec(value);
  if (full && isDate(full[1]) && isTime(full[2], full[3])) return 'good';
  const some = someDateTime.exec(value);
  return some && isDate(some[1]) && isTime(some[2], some[3]) && !full ? 'loose' : 'bad';
}

function date(value: string): Form {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return isDate(value) ? 'good' : 'bad';
  return dateTime(value) === 'bad' ? 'bad' : 'loose';
}

const fullTime = /^(\d\d:\d\d:\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const someTime = /^(\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?([Zz]|[+-]\d\d(?::?\d\d)?)?$/;

function time(value: string): Form {
  const full = fullTime.exec(value);
  if (full) return isTime(full[1], full[2]) ? 'good' : 'bad';
  const some = someTime.exec(value);
  return some && isTime(some[1], some[2]) ? 'loose' : 'bad';
}

/** A day of the calendar, written YYYY-MM-DD. */
function isDate(value = ''): boolean {
  const [year = 0, month = 0, day = 0] = value.split('-').map(Number);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/** A time of day, leap seconds at the end of a day in UTC. */
function isTime(value = '00:00', zone = 'Z'): boolean {
  const [hour = 0, minute = 0, second = 0] = value.split(':').map(Number);
  const offset = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  const [hours, minutes] = [Number(offset?.[2] ?? 0), Number(offset?.[3] ?? 0)];
  if (hour > 23 || minute > 59 || hours > 23 || minutes > 59) return false;
  if (second < 60) return true;
  const away = (hours * 60 + minutes) * (offset?.[1] === '-' ? -1 : 1);
  return second === 60 && (hour * 60 + minute - away + 1440) % 1440 === 1439;
}

/** RFC 3986, `URI`. */
const uriForm =
  /^[a-z][a-z0-9+.-]*:(?:\/\/(?:[\w.~%!$&'()*+,;=:-]*@)?(?:\[[\da-f:.v]+\]|[\w.~%!$&'()*+,;=-]*)(?::\d*)?(?![^/?#]))?[\w.~%!$&'()*+,;=:@/-]*(?:\?[\w.~%!$&'()*+,;=:@/?-]*)?(?:#[\w.~%!$&'()*+,;=:@/?-]*)?$/i;

const uri = (value: string): Form => (uriForm.test(value) && !/%(?![\da-f]{2})/i.test(value) ? 'good' : 'bad');

const base64 = (value: string): Form =>
  value.length % 4 === 0 && /^[A-Za-z\d+/]*={0,2}$/.test(value) ? 'good' : 'bad';

/** Formats that nobody names here say nothing about a value. */
export const formats: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['date-time', text(dateTime, 'a date and time as RFC 3339 writes them, with their zone: 2026-01-31T10:30:00+00:00')],
  ['date', text(date, 'a date as RFC 3339 writes it: 2026-01-31')],
  ['time', text(time, 'a time as RFC 3339 writes it, with its zone: 10:30:00+00:00')],
  ['uri', text(uri, 'an absolute URI: https://…')],
  ['base64', text(base64, 'base64')],
  ['int32', { form: (value) => whole(value, 2 ** 31), wanted: 'a whole number of 32 bits' }],
]);
