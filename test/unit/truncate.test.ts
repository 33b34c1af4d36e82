/** Strangers' texts in sentences of ours, on both sides. */
import { expect, test } from 'vitest';
import { truncate as truncateAtBank } from '../../src/bank/truncate.ts';
import { truncate } from '../../src/tpp/truncate.ts';

test.each([truncate, truncateAtBank])(
  'a text is as long as it may be, and ends in an ellipsis where it was longer',
  (cut) => {
    expect(cut('12345', 5)).toBe('12345');
    expect(cut('123456', 5)).toBe('1234…');
    expect(cut('123😀6', 5)).toBe('123…');
    expect(cut('12😀56', 5)).toBe('12😀…');
  },
);
