/** The days and zones of `npm run test:days` are what their names say, whenever they are asked for. */
import { describe, expect, it } from 'vitest';
import { cells } from '../../days/cells.mts';

const minute = 60_000;
/** Between the clock changes of both hemispheres, and in the minute before one. */
const asked = [
  '2026-01-15T12:00:00Z',
  '2026-03-20T00:00:00Z',
  '2026-03-29T00:59:30Z',
  '2026-07-01T12:00:00Z',
  '2026-09-26T13:59:00Z',
  '2026-10-28T12:00:00Z',
  '2028-02-29T12:00:00Z',
];

/** What a clock on the wall shows. */
const shownAt = (moment: number, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(moment);
/** Minutes by which it is put forward when a run is a minute old; back, if fewer than none. */
const putForward = (begins: number, zone: string): number =>
  (Date.parse(`${shownAt(begins + minute, zone)}Z`) - Date.parse(`${shownAt(begins + minute - 1000, zone)}Z`) - 1000) /
  minute;

describe.each(asked)('asked for at %s', (time) => {
  const now = Date.parse(time);
  const all = cells(now);
  const named = (name: string) => all.filter((cell) => cell.name.startsWith(name));

  it('each is still to come, and has a name of its own', () => {
    expect(all.filter(({ begins }) => !(begins > now))).toEqual([]);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it.each(named('spring-forward'))('$name begins a minute before its clocks are put forward', ({ begins, zone }) => {
    expect(putForward(begins, zone)).toBe(60);
  });

  it.each(named('fall-back'))('$name begins a minute before its clocks are put back', ({ begins, zone }) => {
    expect(putForward(begins, zone)).toBe(-60);
  });

  it.each(named('new-year'))('$name begins a minute before the year of its zone ends', ({ begins, zone }) => {
    expect(shownAt(begins, zone)).toMatch(/-12-31 23:59:00$/);
  });

  it('the leap day is one in its zone and none in UTC', () => {
    const [leapDay] = named('leap-day');
    expect(shownAt(leapDay?.begins ?? 0, leapDay?.zone ?? '')).toMatch(/-02-29 /);
    expect(new Date(leapDay?.begins ?? 0).toISOString()).toMatch(/-02-28T/);
  });

  it('there are all that the clocks change in', () => {
    const places = ['auckland', 'los-angeles', 'london'];
    expect(named('spring-forward').map(({ name }) => name)).toEqual(places.map((place) => `spring-forward-${place}`));
    expect(named('fall-back').map(({ name }) => name)).toEqual(places.map((place) => `fall-back-${place}`));
  });
});
