/** Spans of time as people type them. */
import { expect, it } from 'vitest';
import { durationOf, durationPattern } from '../../../src/bank/admin/duration.ts';

it.each([
  ['61s', 61],
  ['91d', 91 * 86_400],
  ['1d12h', 36 * 3_600],
  ['1d2h3m4s', 93_784],
])('%s is %i seconds', (text, seconds) => {
  expect(durationPattern.test(text)).toBe(true);
  expect(durationOf(text)).toBe(seconds * 1000);
});

it.each(['', '1', 'd', '1d2d', '12h1d', '1h1m1h', '-1d', '1.5d', '1 d', '1234567890s'])('%j is no span', (text) => {
  expect(durationPattern.test(text)).toBe(false);
});
