/** Times in words. */
import { expect, test } from 'vitest';
import { dateText, relative } from '../../../src/webview/kit/time-words.ts';

const now = Date.UTC(2026, 10, 22, 10, 32, 13);
const minute = 60_000;
const day = 24 * 60 * minute;

test.each([
  [4 * minute, 'in 4 minutes'],
  [4 * minute + 59_999, 'in 4 minutes'],
  [30_000, 'in 30 seconds'],
  [0, '0 seconds ago'],
  [-1000, '1 second ago'],
  [-90 * minute, '1 hour ago'],
  [-3 * day, '3 days ago'],
  [-47 * 60 * minute, '47 hours ago'],
  [100 * day, 'in 3 months'],
  [365 * day - 90_000, 'in 12 months'],
  [729 * day, 'in 24 months'],
  [730 * day, 'in 2 years'],
  [1000 * day, 'in 3 years'],
  [-500_000 * day, '1,369 years ago'],
])('%d milliseconds away is %s', (away, expected) => {
  expect(relative(now + away, now, 'en-GB')).toBe(expected);
});

test('a date is in UTC, and no date is no text', () => {
  expect(dateText(now, 'en-GB')).toBe('22 Nov 2026, 10:32:13 UTC');
  expect(dateText(Number.NaN, 'en-GB')).toBe('');
  expect(dateText(1e18, 'en-GB')).toBe('');
});
