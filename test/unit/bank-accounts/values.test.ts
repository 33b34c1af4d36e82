/** The small values of the account information API: amounts, times, and the bounds of what is kept. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asBodyTime, asQueryTime, bodyTime, queryTime } from '../../../src/bank/accounts/dates.ts';
import { indicatorOf, moneyOf } from '../../../src/bank/accounts/money.ts';
import { forbiddenCombinations, permissionCodes } from '../../../src/bank/accounts/permissions.ts';
import { KeptPages } from '../../../src/bank/api/kept-pages.ts';

describe('An amount', () => {
  test.each([
    [0, '0.00', 'Credit'],
    [5, '0.05', 'Credit'],
    [-5, '0.05', 'Debit'],
    [100, '1.00', 'Credit'],
    [-123_456, '1234.56', 'Debit'],
    [Number.MAX_SAFE_INTEGER, '90071992547409.91', 'Credit'],
  ])('of %i minor units is %s, %s', (minor, text, indicator) => {
    expect([moneyOf(minor, 'GBP'), indicatorOf(minor)]).toEqual([{ Amount: text, Currency: 'GBP' }, indicator]);
  });

  test.each([0.5, Number.NaN, 2 ** 53])('of %d minor units is none', (minor) => {
    expect(() => moneyOf(minor, 'GBP')).toThrow(RangeError);
  });

  test('loses nothing on its way', () => {
    const back = (minor: number) => BigInt(moneyOf(minor, 'GBP').Amount.replace('.', ''));
    fc.assert(fc.property(fc.maxSafeNat(), (minor) => back(minor) === BigInt(minor) && back(-minor) === BigInt(minor)));
  });
});

describe('A time', () => {
  test.each([
    ['2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
    ['2026-01-01T00:00:00+01:00', Date.UTC(2025, 11, 31, 23)],
    ['2026-01-01T00:00:00-00:30', Date.UTC(2026, 0, 1, 0, 30)],
    ['2024-02-29T12:00:00.123456Z', Date.UTC(2024, 1, 29, 12, 0, 0, 123)],
    ['2026-01-01T00:00:00', undefined],
    ['2026-01-01T00:00:00 01:00', undefined],
    ['2026-01-01T00:00:00+0100', undefined],
    ['2026-01-01T00:00:00+24:00', undefined],
    ['2026-01-01T24:00:00Z', undefined],
    ['2026-01-01T00:60:00Z', undefined],
    ['2026-01-01T00:00:60Z', undefined],
    ['2026-00-01T00:00:00Z', undefined],
    ['2026-04-31T00:00:00Z', undefined],
    ['2026-01-01T00:00Z', undefined],
    [' 2026-01-01T00:00:00Z', undefined],
    ['2026-01-01T00:00:00Z\n', undefined],
    ['1767225600', undefined],
  ])('%j in a body is %s', (text, time) => {
    expect(bodyTime(text)).toBe(time);
  });

  test('written into a link is read back as the same', () => {
    const times = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(fc.property(times, (date) => queryTime(asQueryTime(date.getTime())) === date.getTime()));
  });

  test('is written with its zone', () => {
    expect(asBodyTime(Date.UTC(2026, 0, 2, 3, 4, 5))).toBe('2026-01-02T03:04:05+00:00');
  });
});

describe('Permissions', () => {
  test('are all allowed together', () => {
    expect(forbiddenCombinations(permissionCodes)).toEqual([]);
  });

  test.each([
    [['ReadAccountsBasic']],
    [['ReadAccountsDetail', 'ReadAccountsBasic']],
    [['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadTransactionsCredits']],
    [['ReadAccountsBasic', 'ReadTransactionsDetail', 'ReadTransactionsBasic', 'ReadTransactionsDebits']],
  ])('%j are allowed', (permissions) => {
    expect(forbiddenCombinations(permissions)).toEqual([]);
  });
});

describe('The kept pages', () => {
  test('are the latest used ones, within the number allowed', () => {
    const cache = new KeptPages(2, 1_000);
    cache.set('a', Buffer.from('a'));
    cache.set('b', Buffer.from('b'));
    cache.get('a');
    cache.set('c', Buffer.from('c'));
    expect(['a', 'b', 'c'].map((key) => cache.get(key)?.toString())).toEqual(['a', undefined, 'c']);
  });

  test('stay within the bytes allowed, whatever comes', () => {
    const pages = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(120)));
    fc.assert(
      fc.property(pages, (list) => {
        const cache = new KeptPages(3, 100);
        for (const [key, size] of list) cache.set(key, Buffer.alloc(size));
        const kept = ['a', 'b', 'c', 'd'].flatMap((key) => cache.get(key) ?? []);
        const bytes = kept.reduce((sum, { byteLength }) => sum + byteLength, 0);
        return cache.bytes === bytes && bytes <= 100 && kept.length <= 3;
      }),
    );
  });
});
