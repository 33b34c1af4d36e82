/** How often something happens: a string of 3.1, a code with a point in time of 4.0, and the rule that both stand for. */

type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;
type QuarterDays = 'ENGLISH' | 'SCOTTISH' | 'RECEIVED';

/** A rule, which neither text loses. Days of a month count from its end when they are negative: -1 is the last. */
export type FrequencyRule =
  | { readonly every: 'unknown' }
  | { readonly every: 'day' }
  | { readonly every: 'working day' }
  | { readonly every: 'days'; readonly count: number }
  | { readonly every: 'weeks'; readonly count: number; readonly weekday: Weekday }
  | { readonly every: 'week of month'; readonly week: number; readonly weekday: Weekday }
  | { readonly every: 'months'; readonly count: number; readonly day: number }
  | { readonly every: 'quarter'; readonly days: QuarterDays }
  /** A code of 4.0 that says less than a rule of 3.1, or something else. */
  | { readonly every: 'code'; readonly code: string; readonly countPerPeriod?: number; readonly pointInTime?: string };

/** The Frequency object of 4.0. */
export interface Frequency4 {
  readonly Type: string;
  readonly CountPerPeriod?: number;
  readonly PointInTime?: string;
}

/** Codes of 4.0 for so many weeks, and for so many months. */
const weekCodes: ReadonlyMap<number, string> = new Map([
  [1, 'WEEK'],
  [2, 'FRTN'],
  [4, 'FOWK'],
]);
const monthCodes: ReadonlyMap<number, string> = new Map([
  [1, 'MNTH'],
  [2, 'TWMH'],
  [3, 'QURT'],
  [4, 'FOMH'],
  [5, 'FIMH'],
  [6, 'MIAN'],
  [12, 'YEAR'],
]);

const countOf = (codes: ReadonlyMap<number, string>, code: string) =>
  [...codes].find(([, other]) => other === code)?.[0];
const two = (number: number) => String(number).padStart(2, '0');

// The forms of 3.1, as its pattern has them.
const forms = {
  days: /^IntrvlDay:(0[2-9]|[12]\d|3[01])$/,
  weeks: /^IntrvlWkDay:(0[1-9]):(0[1-7])$/,
  weekOfMonth: /^WkInMnthDay:(0[1-5]):(0[1-7])$/,
  months: /^IntrvlMnthDay:(0[1-6]|12|24):(-0[1-5]|0[1-9]|[12]\d|3[01])$/,
  quarter: /^QtrDay:(ENGLISH|SCOTTISH|RECEIVED)$/,
};

/** The rule of a string of 3.1; undefined where it is none. */
export function ruleOfThree(text: string): FrequencyRule | undefined {
  if (text === 'NotKnown') return { every: 'unknown' };
  if (text === 'EvryDay') return { every: 'day' };
  if (text === 'EvryWorkgDay') return { every: 'working day' };
  const [, days] = forms.days.exec(text) ?? [];
  if (days) return { every: 'days', count: Number(days) };
  const [, weeks, weekday] = forms.weeks.exec(text) ?? [];
  if (weeks) return { every: 'weeks', count: Number(weeks), weekday: Number(weekday) as Weekday };
  const [, week, dayOfWeek] = forms.weekOfMonth.exec(text) ?? [];
  if (week) return { every: 'week of month', week: Number(week), weekday: Number(dayOfWeek) as Weekday };
  const [, months, day] = forms.months.exec(text) ?? [];
  if (months) return { every: 'months', count: Number(months), day: Number(day) };
  const [, quarter] = forms.quarter.exec(text) ?? [];
  return quarter ? { every: 'quarter', days: quarter as QuarterDays } : undefined;
}

/** The string of 3.1 for a rule; undefined for one that only 4.0 can say. */
export function threeOfRule(rule: FrequencyRule): string | undefined {
  switch (rule.every) {
    case 'unknown':
      return 'NotKnown';
    case 'day':
      return 'EvryDay';
    case 'working day':
      return 'EvryWorkgDay';
    case 'days':
      return `IntrvlDay:${two(rule.count)}`;
    case 'weeks':
      return `IntrvlWkDay:${two(rule.count)}:${two(rule.weekday)}`;
    case 'week of month':
      return `WkInMnthDay:${two(rule.week)}:${two(rule.weekday)}`;
    case 'months':
      return `IntrvlMnthDay:${two(rule.count)}:${rule.day < 0 ? `-${two(-rule.day)}` : two(rule.day)}`;
    case 'quarter':
      return `QtrDay:${rule.days}`;
    case 'code':
      return undefined;
  }
}

/** The rule of an object of 4.0, whose Type may also be a string of 3.1. */
export function ruleOfFour({ Type, CountPerPeriod, PointInTime }: Frequency4): FrequencyRule {
  const asCode: FrequencyRule = {
    every: 'code',
    code: Type,
    ...(CountPerPeriod !== undefined && { countPerPeriod: CountPerPeriod }),
    ...(PointInTime !== undefined && { pointInTime: PointInTime }),
  };
  if (CountPerPeriod !== undefined) return asCode;
  if (PointInTime === undefined) {
    if (Type === 'NONE') return { every: 'unknown' };
    if (Type === 'DAIL') return { every: 'day' };
    if (Type === 'WODL') return { every: 'working day' };
    return ruleOfThree(Type) ?? asCode;
  }
  const point = /^-?\d{1,2}$/.test(PointInTime) ? Number(PointInTime) : 0;
  const weeks = countOf(weekCodes, Type);
  if (weeks && point >= 1 && point <= 7) return { every: 'weeks', count: weeks, weekday: point as Weekday };
  const months = countOf(monthCodes, Type);
  if (months && point >= -5 && point <= 31 && point !== 0) return { every: 'months', count: months, day: point };
  return asCode;
}

/**
 * The code of 4.0 for a rule, with its point in time.
 *
 * @param version days that count from the end of a month have one from 4.0.1 on
 * @returns undefined where no code says it; `fourOfRule` then has the way out
 */
export function codeOfRule(rule: FrequencyRule, version: '4.0' | '4.0.1'): Frequency4 | undefined {
  switch (rule.every) {
    case 'unknown':
      return { Type: 'NONE' };
    case 'day':
      return { Type: 'DAIL' };
    case 'working day':
      return { Type: 'WODL' };
    case 'weeks': {
      const code = weekCodes.get(rule.count);
      return code ? { Type: code, PointInTime: two(rule.weekday) } : undefined;
    }
    case 'months': {
      const code = monthCodes.get(rule.count);
      if (!code || (rule.day < 0 && version === '4.0')) return undefined;
      return { Type: code, PointInTime: rule.day < 0 ? String(rule.day) : two(rule.day) };
    }
    case 'code':
      return {
        Type: rule.code,
        ...(rule.countPerPeriod !== undefined && { CountPerPeriod: rule.countPerPeriod }),
        ...(rule.pointInTime !== undefined && { PointInTime: rule.pointInTime }),
      };
    default:
      return undefined;
  }
}

/** The object of 4.0 for a rule: a code, else the string of 3.1 as its Type, which the files of 4.0 allow. */
export function fourOfRule(rule: FrequencyRule, version: '4.0' | '4.0.1'): Frequency4 {
  return codeOfRule(rule, version) ?? { Type: threeOfRule(rule) ?? 'NONE' };
}

/** Codes for which 4.0 says what PointInTime means: a weekday, a day of the month. With others it is understood alike, and to be remarked on. */
export const pointInTimeMeans: Readonly<Record<string, 'weekday' | 'day of month'>> = {
  WEEK: 'weekday',
  MNTH: 'day of month',
};

/** The words of 3.1's direct debits, which say neither day nor weekday; a code of 4.0 alone says as little. */
const debitWords: readonly (readonly [word: string, code: string])[] = [
  ['UK.OBIE.Annual', 'YEAR'],
  ['UK.OBIE.Daily', 'DAIL'],
  ['UK.OBIE.Fortnightly', 'FRTN'],
  ['UK.OBIE.HalfYearly', 'MIAN'],
  ['UK.OBIE.Monthly', 'MNTH'],
  ['UK.OBIE.NotKnown', 'NONE'],
  ['UK.OBIE.Quarterly', 'QURT'],
  ['UK.OBIE.Weekly', 'WEEK'],
];

/** The word of a direct debit of 3.1 for a rule; undefined where it has none. */
export function debitWordOfRule(rule: FrequencyRule): string | undefined {
  if (rule.every === 'quarter') return 'UK.OBIE.Quarterly';
  const code = codeOfRule(rule, '4.0.1');
  if (code === undefined || code.CountPerPeriod !== undefined) return undefined;
  return debitWords.find((pair) => pair[1] === code.Type)?.[0];
}

/** The rule of a word of 3.1's direct debits; undefined for any other text. */
export function ruleOfDebitWord(text: string): FrequencyRule | undefined {
  const [, code] = debitWords.find(([word]) => word === text) ?? [];
  return code === undefined ? undefined : ruleOfFour({ Type: code });
}
