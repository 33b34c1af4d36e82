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

/** The moment at which Europe's clocks change: 01:00 UTC on the month's last Sunday. */
function clockChange(year: number, month: 'March' | 'October'): number {
  const lastDay = new Date(Date.UTC(year, month === 'March' ? 2 : 9, 31, 1));
  return lastDay.getTime() - lastDay.getUTCDay() * day;
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
  const change = (month: 'March' | 'October') => next(now, (year) => clockChange(year, month) - minute);
  const everywhere = Object.keys(places) as (keyof typeof places)[];
  const abroad = ['auckland', 'los-angeles'] as const;
  const at = (name: string, begins: number, wheres: readonly (keyof typeof places)[]): Cell[] =>
    wheres.map((where) => ({ name: `${name}-${where}`, begins, zone: places[where] }));
  return [
    leapDay(now),
    ...at('new-year', newYear('+13:00'), ['auckland']),
    ...at('new-year', newYear('-08:00'), ['los-angeles']),
    ...at('spring-forward', change('March'), everywhere),
    ...at('fall-back', change('October'), everywhere),
    ...at('200-days-ahead', now + 200 * day, abroad),
  ];
}
