/** Frequencies in words, and the days that they name. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FrequencyRule, ruleOfThree } from '../../../src/standard/frequency.ts';
import { nextDays } from '../../../src/standard/frequency-dates.ts';
import { frequencyWords } from '../../../src/standard/frequency-words.ts';

const ruleOf = (text: string): FrequencyRule => {
  const rule = ruleOfThree(text);
  if (rule === undefined) throw new Error(`${text} is no frequency`);
  return rule;
};

describe('a frequency in words', () => {
  it.each([
    ['NotKnown', 'not known'],
    ['EvryDay', 'every day'],
    ['EvryWorkgDay', 'every working day'],
    ['IntrvlDay:10', 'every 10 days'],
    ['IntrvlWkDay:01:01', 'every Monday'],
    ['IntrvlWkDay:02:07', 'every 2 weeks, on Sunday'],
    ['WkInMnthDay:02:03', 'every month, on the Wednesday of week 2'],
    ['IntrvlMnthDay:01:31', 'every month, on day 31'],
    ['IntrvlMnthDay:12:01', 'every year, on day 1'],
    ['IntrvlMnthDay:03:15', 'every 3 months, on day 15'],
    ['IntrvlMnthDay:01:-01', 'every month, on the last day of the month'],
    ['IntrvlMnthDay:06:-03', 'every 6 months, on the last day but 2 of the month'],
  ])('%s is %s', (text, words) => {
    expect(frequencyWords(ruleOf(text))).toBe(words);
  });

  it.each<[FrequencyRule, string]>([
    [{ every: 'code', code: 'WEEK' }, 'every week'],
    [{ every: 'code', code: 'WEEK', countPerPeriod: 2 }, 'every week, 2 times'],
    [{ every: 'code', code: 'ALMH', pointInTime: '01' }, 'every other month, at point 01'],
    [{ every: 'code', code: 'LWMH' }, 'LWMH'],
  ])('a code of 4.0 says as much as it means: %o', (rule, words) => {
    expect(frequencyWords(rule)).toBe(words);
  });
});

describe('the next days', () => {
  it.each([
    ['EvryDay', '2028-02-28', ['2028-02-28', '2028-02-29', '2028-03-01']],
    ['EvryWorkgDay', '2026-11-27', ['2026-11-27', '2026-11-30', '2026-12-01']],
    ['IntrvlDay:10', '2026-12-25', ['2026-12-25', '2027-01-04', '2027-01-14']],
    ['IntrvlWkDay:02:05', '2026-11-30', ['2026-12-04', '2026-12-18', '2027-01-01']],
    ['WkInMnthDay:05:01', '2026-11-01', ['2026-11-30', '2027-03-29', '2027-05-31']],
    ['IntrvlMnthDay:01:31', '2027-01-31', ['2027-01-31', '2027-02-28', '2027-03-31']],
    ['IntrvlMnthDay:24:29', '2028-02-29', ['2028-02-29', '2030-02-28', '2032-02-29']],
    ['IntrvlMnthDay:01:-01', '2027-12-31', ['2027-12-31', '2028-01-31', '2028-02-29']],
    ['IntrvlMnthDay:03:-05', '2026-11-27', ['2026-12-27', '2027-03-27', '2027-06-26']],
    ['QtrDay:SCOTTISH', '2026-11-12', ['2027-02-02', '2027-05-15', '2027-08-01']],
  ])('of %s from %s on', (text, from, days) => {
    expect(nextDays(ruleOf(text), from, 3)).toEqual(days);
  });

  it.each<FrequencyRule>([{ every: 'unknown' }, { every: 'code', code: 'MNTH' }])('are none that %o says', (rule) => {
    expect(nextDays(rule, '2026-11-30', 3)).toBeUndefined();
  });

  it('are as many as were asked for, each after the one before, whatever the rule and the day', () => {
    const two = (number: number) => String(number).padStart(2, '0');
    const texts = fc.oneof(
      fc.constantFrom('EvryDay', 'EvryWorkgDay', 'QtrDay:ENGLISH', 'QtrDay:SCOTTISH', 'QtrDay:RECEIVED'),
      fc.integer({ min: 2, max: 31 }).map((days) => `IntrvlDay:${two(days)}`),
      fc
        .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 7 }))
        .map(([weeks, on]) => `IntrvlWkDay:${two(weeks)}:${two(on)}`),
      fc
        .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 7 }))
        .map(([week, on]) => `WkInMnthDay:${two(week)}:${two(on)}`),
      fc
        .tuple(fc.constantFrom(1, 2, 3, 4, 5, 6, 12, 24), fc.constantFrom('-05', '-01', '01', '28', '31'))
        .map(([months, on]) => `IntrvlMnthDay:${two(months)}:${on}`),
    );
    const days = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2060, 0, 1) });
    fc.assert(
      fc.property(texts, days, (text, time) => {
        const from = new Date(time).toISOString().slice(0, 10);
        const found = nextDays(ruleOf(text), from, 4) ?? [];
        expect(found).toHaveLength(4);
        expect([from, ...found]).toEqual([from, ...found].toSorted());
        expect(new Set(found).size).toBe(4);
      }),
      { numRuns: 200 },
    );
  });
});
