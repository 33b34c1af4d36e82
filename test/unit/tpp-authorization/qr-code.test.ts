/** An address as a QR code, read back by another library. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxQrLength, qrCodeOf, readableQrLength } from '../../../src/tpp/authorization/qr-code.ts';
import { often, seed } from '../../support/chance.ts';
import { qrTextOf } from '../../support/qr-reader.ts';

const address = (length: number) => `https://bank.example/auth?request=${'x'.repeat(length)}`.slice(0, length);

test.each([40, 187, 600, 901, 1560, 2500])('an address of %i bytes is read back as it was', (length) => {
  expect(qrTextOf(qrCodeOf(address(length)) ?? [])).toBe(address(length));
});

test('addresses by chance are read back as they were', () => {
  const query = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~%&=+/:?#'), maxLength: 400 });
  fc.assert(
    fc.property(query, (text) => {
      const url = `https://bank.example/auth?${text}`;
      expect(qrTextOf(qrCodeOf(url) ?? [])).toBe(url);
    }),
    { seed, numRuns: often(15) },
  );
});

test('the longest that fits is a code, and one byte more is none', () => {
  expect(qrCodeOf(address(maxQrLength))).toHaveLength(177);
  expect(qrCodeOf(address(maxQrLength + 1))).toBeUndefined();
  expect(qrCodeOf('ü'.repeat(maxQrLength / 2 + 1)), 'bytes count, not letters').toBeUndefined();
});

test('what counts as readable has at most 101 modules', () => {
  expect(qrCodeOf(address(readableQrLength))?.length).toBeLessThanOrEqual(101);
});
