/** One second is no seconds. */
import { expect, test } from 'vitest';
import { counted, lengthOf } from '../../../src/tpp/time-words.ts';

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [-1, '-1 second'],
  [119, '119 seconds'],
  [120, '2 minutes'],
  [7199, '119 minutes'],
  [7200, '2 hours'],
  [172_800, '2 days'],
])('%d seconds are %s', (seconds, words) => {
  expect(lengthOf(seconds)).toBe(words);
});

test('one of a unit stands in the singular', () => {
  expect([counted(1, 'day'), counted(2, 'day'), counted(1, 'minute')]).toEqual(['1 day', '2 days', '1 minute']);
});
