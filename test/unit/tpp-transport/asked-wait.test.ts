/** How long a bank wants to be left alone: every form that the headers have, and whatever else stands in them. */
import { expect, it } from 'vitest';
import { askedWait } from '../../../src/tpp/transport/asked-wait.ts';

const now = Date.UTC(2026, 2, 1, 12);
const date = 'Sun, 01 Mar 2026 12:00:00 GMT';

const told: [what: string, headers: Record<string, string>, seconds: number | undefined][] = [
  ['seconds', { 'retry-after': '30' }, 30],
  ['seconds in blanks', { 'retry-after': '  30 ' }, 30],
  ['no second at all', { 'retry-after': '0' }, 1],
  ['a part of a second', { 'retry-after': '2.2' }, 3],
  ['two headers of the name', { 'retry-after': '30, 60' }, 60],
  ['a date', { 'retry-after': 'Sun, 01 Mar 2026 12:00:45 GMT' }, 45],
  ['a date of RFC 850', { 'retry-after': 'Sunday, 01-Mar-26 12:00:45 GMT' }, 45],
  ['a date of asctime', { 'retry-after': 'Sun Mar  1 12:00:45 2026' }, 45],
  ['a date that is over', { 'retry-after': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 1],
  [
    'a date by a clock an hour behind ours',
    { 'retry-after': 'Sun, 01 Mar 2026 11:00:20 GMT', date: 'Sun, 01 Mar 2026 11:00:00 GMT' },
    20,
  ],
  ['a date, and no clock in Date', { 'retry-after': 'Sun, 01 Mar 2026 12:00:45 GMT', date: 'today' }, 45],
  ['the limit of 4.0.1', { ratelimit: '"default";r=0;t=30' }, 30],
  ['the limit without a time', { ratelimit: '"default";r=0' }, undefined],
  ['several limits, one used up', { ratelimit: '"day";r=50;t=80000, "burst";r=0;t=7' }, 7],
  ['several limits, none used up', { ratelimit: '"day";r=5;t=80, "burst";r=1;t=7' }, 80],
  ['the limit of an older draft', { ratelimit: 'limit=10, remaining=0, reset=12' }, 12],
  ['RateLimit-Reset', { 'ratelimit-limit': '100', 'ratelimit-remaining': '0', 'ratelimit-reset': '9' }, 9],
  ['RateLimit-Reset as a time of the day', { 'ratelimit-reset': '1772366400' }, undefined],
  ['Retry-After before the limits', { 'retry-after': '3', ratelimit: '"default";r=0;t=30' }, 3],
  ['the limits where Retry-After is odd', { 'retry-after': 'soon', ratelimit: '"default";r=0;t=30' }, 30],
  ['nothing', {}, undefined],
  ['nothing in it', { 'retry-after': '' }, undefined],
  ['a negative number', { 'retry-after': '-5' }, undefined],
  ['a number with a unit', { 'retry-after': '30s' }, undefined],
  ['an exponent', { 'retry-after': '1e9' }, undefined],
  ['hexadecimal', { 'retry-after': '0x10' }, undefined],
  ['no number', { 'retry-after': 'NaN' }, undefined],
  ['endless', { 'retry-after': 'Infinity' }, undefined],
  ['more digits than a number has', { 'retry-after': '9'.repeat(400) }, undefined],
  ['a date of ISO 8601', { 'retry-after': '2026-03-01T12:00:45Z' }, undefined],
  ['a date that no calendar has', { 'retry-after': 'Sun, 99 Mar 2026 12:00:45 GMT' }, undefined],
  ['another word', { 'retry-after': 'Sunday' }, undefined],
  ['a limit that is no such list', { ratelimit: '";;;,,,"r=t=' }, undefined],
  ['a negative limit', { ratelimit: '"default";r=0;t=-30' }, undefined],
];

it.each(told)('a bank that takes no more says how long by %s', (_, headers, seconds) => {
  expect(askedWait({ status: 429, headers: { date, ...headers } }, now)).toBe(seconds);
});

it('is asked for by 429, and by 503 with Retry-After, and by nothing else', () => {
  const headers = { 'retry-after': '5' };
  expect([200, 401, 403, 429, 500, 502, 503, 504].filter((status) => askedWait({ status, headers }, now))).toEqual([
    429, 503,
  ]);
  expect(askedWait({ status: 503, headers: { ratelimit: '"default";r=0;t=30' } }, now)).toBeUndefined();
});
