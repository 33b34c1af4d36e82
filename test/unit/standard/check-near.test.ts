/** Which word of the standard was meant. */
import { expect, test } from 'vitest';
import { nearestOf } from '../../../src/standard/check-near.ts';

const schemes = ['UK.OBIE.BBAN', 'UK.OBIE.IBAN', 'UK.OBIE.SortCodeAccountNumber'];

test('a word that is there but for its case is meant itself, not one of a namespace', () => {
  expect(nearestOf('Live', ['a.live', 'live'])).toBe('live');
});

test.each([
  ['UK.OBIE.SortCodeAccontNumber', 'UK.OBIE.SortCodeAccountNumber'],
  ['uk.obie.iban', 'UK.OBIE.IBAN'],
  ['SortCodeAccountNumber', 'UK.OBIE.SortCodeAccountNumber'],
  ['sortcodeaccountnumber', 'UK.OBIE.SortCodeAccountNumber'],
  ['IBAN', 'UK.OBIE.IBAN'],
  ['AN', undefined],
  ['', undefined],
  ['Sort code', undefined],
  [`${'x'.repeat(64)}IBAN`, undefined],
])('"%s" meant %s', (word, meant) => {
  expect(nearestOf(word, schemes)).toBe(meant);
});
