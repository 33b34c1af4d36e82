/** Times of a consent, ready-made and typed. */
import { afterEach, expect, test } from 'vitest';
import { daysFrom, readTime, zoned } from '../../../src/extension/authorisation/times.ts';

const now = Date.parse('2026-03-01T12:00:00.250Z');
const zone = process.env.TZ;
afterEach(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test('ready-made times are whole seconds with a zone', () => {
  expect(zoned(now)).toBe('2026-03-01T12:00:00+00:00');
  expect(daysFrom(now, 90)).toBe('2026-05-30T12:00:00+00:00');
  expect(daysFrom(now, -90)).toBe('2025-12-01T12:00:00+00:00');
});

test('a date means its first or its last second, on this machine’s clock', () => {
  process.env.TZ = 'Europe/London';
  expect(readTime('2026-07-01', { edge: 'start' })).toEqual({ time: '2026-07-01T00:00:00+01:00' });
  expect(readTime(' 2026-12-31 ', { edge: 'end' })).toEqual({ time: '2026-12-31T23:59:59+00:00' });
  process.env.TZ = 'America/St_Johns';
  expect(readTime('2026-12-31', { edge: 'end' })).toEqual({ time: '2026-12-31T23:59:59-03:30' });
});

test.each([
  ['2026-12-31T10:00Z', '2026-12-31T10:00:00+00:00'],
  ['2026-12-31 10:00:30+02:00', '2026-12-31T10:00:30+02:00'],
  ['2026-12-31T10:00:30.123-0500', '2026-12-31T10:00:30-05:00'],
])('a time with its zone keeps it: %s', (typed, time) => {
  expect(readTime(typed, { edge: 'end' })).toEqual({ time });
});

test.each(['', 'tomorrow', '31.12.2026', '2026-13-01', '2026-02-30', '2026-12-31T25:00Z', '2026-12-31T10:00+99:00'])(
  'no time: %s',
  (typed) => {
    expect(readTime(typed, { edge: 'end' })).toEqual({ problem: 'not_a_time' });
  },
);

test('an end that is past, or before its beginning, is none', () => {
  expect(readTime('2026-02-28', { edge: 'end', after: now })).toEqual({ problem: 'past' });
  const from = '2026-03-01T00:00:00+00:00';
  expect(readTime('2026-02-01', { edge: 'end', from })).toEqual({ problem: 'before_start' });
});
