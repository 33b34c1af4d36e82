/** The days and zones that the suites must bear: each a moment at which a run begins, and where it is. */

export interface Cell {
  /** As `--only` has it. */
  name: string;
  /** Milliseconds since the epoch at which the run begins. */
  begins: number;
  /** Of the IANA time zone database. */
  zone: string;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const places = { auckland: 'Pacific/Auckland', 'los-angeles': 'America/Los_Angeles', london: 'Europe/London' };

/** The first of these yearly moments that is still to come. */
function next(now: number, inYear: (year: number) => number): number {
  const year = new Date(now).getUTCFullYear();
  return [year, year + 1, year + 2].map(inYear).find((moment) => moment > now) ?? Number.NaN;
}

/** How far a zone is ahead of UTC at a moment, in minutes. */
function offsetAt(moment: number, zone: string): number {
  const local = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const offset = local.formatToParts(moment).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT([+-])(\d\d):(\d\d)/.exec(offset) ?? [];
  return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
}

/** The next moment at which a zone's clocks are put forward or back; an error for a zone that does so no more. */
function clockChange(now: number, zone: string, way: 'forward' | 'back'): number {
  const changes = (from: number, to: number) =>
    Math.sign(offsetAt(to, zone) - offsetAt(from, zone)) === (way === 'forward' ? 1 : -1);
  const days = Array.from({ length: 400 }, (_, index) => now + index * day);
  let before = days.find((from) => changes(from, from + day));
  if (before === undefined) throw new Error(`The clocks of ${zone} are not put ${way} any more: choose another zone`);
  let after = before + day;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (changes(before, middle)) after = middle;
    else before = middle;
  }
  return after;
}

/** A leap day's morning in Auckland, when it is the day before in UTC. */
export function leapDay(now: number): Cell {
  let year = new Date(now).getUTCFullYear();
  const morning = () => Date.parse(`${year}-02-29T09:30:00+13:00`);
  while (year % 4 !== 0 || year % 100 === 0 || morning() <= now) year += 1;
  return { name: 'leap-day-auckland', begins: morning(), zone: places.auckland };
}

/** All of them, as seen from now; where something happens at a moment, the run begins a minute before. */
export function cells(now: number): Cell[] {
  const newYear = (offset: string) => next(now, (year) => Date.parse(`${year}-12-31T23:59:00${offset}`));
  const change = (way: 'forward' | 'back') => (zone: string) => clockChange(now + minute, zone, way) - minute;
  const everywhere = Object.keys(places) as (keyof typeof places)[];
  const abroad = ['auckland', 'los-angeles'] as const;
  const at = (name: string, begins: (zone: string) => number, wheres: readonly (keyof typeof places)[]): Cell[] =>
    wheres.map((where) => ({ name: `${name}-${where}`, begins: begins(places[where]), zone: places[where] }));
  return [
    leapDay(now),
    ...at('new-year', () => newYear('+13:00'), ['auckland']),
    ...at('new-year', () => newYear('-08:00'), ['los-angeles']),
    ...at('spring-forward', change('forward'), everywhere),
    ...at('fall-back', change('back'), everywhere),
    ...at('200-days-ahead', () => now + 200 * day, abroad),
  ];
}
