/** Strangers' texts in sentences of ours, on every side. */
import { expect, test } from 'vitest';
import { truncate } from '../../../src/standard/truncate.ts';

test('a text is as long as it may be, and ends in an ellipsis where it was longer', () => {
  expect(truncate('12345', 5)).toBe('12345');
  expect(truncate('123456', 5)).toBe('1234…');
  expect(truncate('123😀6', 5)).toBe('123…');
  expect(truncate('12😀56', 5)).toBe('12😀…');
});
