/** Amounts and dates in the reader's words, exact to the last digit, whatever the currency. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateWords, timeAfterDay, timeOfDay } from '../../../src/webview/grid/days.ts';
import { moneyWords, plainAmount, readUnits } from '../../../src/webview/grid/money.ts';

const english = moneyWords('en-GB');

const amounts: [units: bigint, currency: string, signed: boolean, text: string][] = [
  [101_240_000n, 'GBP', false, '1,012.40 GBP'],
  [-101_240_000n, 'GBP', false, '-1,012.40 GBP'],
  [101_240_000n, 'GBP', true, '+1,012.40 GBP'],
  [0n, 'GBP', true, '0.00 GBP'],
  [1n, 'GBP', false, '0.00001 GBP'],
  [12_345n, 'GBP', false, '0.12345 GBP'],
  [500_000n, 'JPY', false, '5 JPY'],
  [512_000n, 'JPY', false, '5.12 JPY'],
  [500_000n, 'KWD', false, '5.000 KWD'],
  [500_000n, 'XXX', false, '5.00 XXX'],
  [500_000n, 'ZZZ', false, '5.00 ZZZ'],
  [500_000n, '', false, '5.00'],
  [500_000n, '£', false, '5.00 £'],
  [500_000n, 'pounds sterling', false, '5.00 pounds sterling'],
  [999_999_999_999_999_999n, 'GBP', false, '9,999,999,999,999.99999 GBP'],
  [-(10n ** 30n), 'GBP', false, '-10,000,000,000,000,000,000,000,000.00 GBP'],
];

test.each(amounts)('%s units of %s (signed: %s) are %s', (units, currency, signed, text) => {
  expect(english.money(units, currency, signed)).toBe(text);
});

test('another language has other marks and the same digits', () => {
  expect(moneyWords('de-DE').money(-123_456_789_012_345n, 'EUR')).toBe('-1.234.567.890,12345 EUR');
});

test('what is written plainly is read again', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (units) => {
      expect(readUnits(plainAmount(units))).toBe(units);
      expect(readUnits(english.number(units, 'GBP'))).toBe(units);
    }),
  );
});

test.each(['', ' ', 'x', '1.2.3', '1,2', '12,34', '1.123456', '1e3', '0x1', '٣', '--1'])(
  '"%s" is no amount',
  (text) => {
    expect(readUnits(text)).toBeUndefined();
  },
);

test('dates are the bank’s, whatever zone the reader is in', () => {
  const words = dateWords('en-GB');
  expect(words.day(Date.UTC(2026, 2, 29, 0, 30))).toBe('29 Mar 2026');
  expect(words.moment(Date.UTC(2026, 2, 29, 0, 30))).toBe('29 Mar 2026, 00:30:00');
  expect(words.moment(Date.UTC(2026, 2, 29))).toBe('29 Mar 2026');
  expect([words.day(Number.NaN), words.moment(Number.NaN)]).toEqual(['', '']);
  expect([words.month('2026-03'), words.month('')]).toEqual(['March 2026', '']);
});

test.each([
  ['en-GB', '31 Jan 2026', '2026-01-31'],
  ['en-GB', ' 1 january 2026', '2026-01-01'],
  ['en-GB', '31/1/2026', '2026-01-31'],
  ['en-GB', '2026-1-31', '2026-01-31'],
  ['en-GB', '29 Feb 2028', '2028-02-29'],
  ['en-GB', '29 Feb 2026', undefined],
  ['en-GB', '31/13/2026', undefined],
  ['en-GB', '1 Smarch 2026', undefined],
  ['en-GB', '1 Jan 26', undefined],
  ['en-GB', '31 Dec 1899', undefined],
  ['en-GB', '١ Jan 2026', undefined],
  ['en-GB', 'yesterday', undefined],
  ['en-GB', '1 Sep 2026', '2026-09-01'],
  ['en-GB', 'Jan 5, 2026', '2026-01-05'],
  ['en-US', '5 Jan 2026', '2026-01-05'],
  ['en-GB', '5 J 2026', undefined],
  ['en-GB', '5 Jan Feb 2026', undefined],
  ['en-US', 'Jan 31, 2026', '2026-01-31'],
  ['en-US', '1/31/2026', '2026-01-31'],
  ['de-DE', '31.01.2026', '2026-01-31'],
  ['fr-FR', '1 févr. 2026', '2026-02-01'],
])('in %s the day typed as "%s" is %s', (locale, typed, day) => {
  expect(dateWords(locale).read(typed)).toBe(day);
});

test('every day is read as it is written, in the languages that VS Code has', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }),
      fc.constantFrom(
        'en-GB',
        'en-US',
        'de-DE',
        'fr-FR',
        'es-ES',
        'it-IT',
        'pl-PL',
        'pt-BR',
        'sv-SE',
        'cs-CZ',
        'zh-CN',
        'zh-TW',
        'ja-JP',
        'ko-KR',
        'ru-RU',
        'tr-TR',
        // and in some that browsers have
        'th-TH',
        'he-IL',
        'hu-HU',
        'nl-NL',
        'fi-FI',
        'el-GR',
        'uk-UA',
        'bg-BG',
        'ar-EG',
        'hi-IN',
        'vi-VN',
      ),
      (date, locale) => {
        const words = dateWords(locale);
        const iso = date.toISOString().slice(0, 10);
        expect(words.read(words.day(Date.parse(iso)))).toBe(iso);
      },
    ),
  );
});

test('a day of a filter begins at its first moment and ends before the next day’s', () => {
  expect(timeOfDay('2026-03-01')).toBe(Date.UTC(2026, 2, 1));
  expect(timeAfterDay('2026-02-28')).toBe(Date.UTC(2026, 2, 1));
  for (const none of [undefined, '', '2026-3-1', '2026-13-01', 'today']) expect(timeOfDay(none)).toBeUndefined();
});
