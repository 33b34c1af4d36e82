/** How often something happens, in words for people. */
import type { FrequencyRule } from './frequency.ts';
import { t } from './language.ts';

const weekdays = [t('Monday'), t('Tuesday'), t('Wednesday'), t('Thursday'), t('Friday'), t('Saturday'), t('Sunday')];

/** Codes of 4.0 that say nothing of a day. LWMH and LXMH are in the files of 4.0.1 without a word of what they mean. */
const codes: Readonly<Record<string, string>> = {
  ADHO: t('as it comes'),
  ALMH: t('every other month'),
  FIMH: t('every 5 months'),
  FOMH: t('every 4 months'),
  FOWK: t('every 4 weeks'),
  FRTN: t('every 2 weeks'),
  INDA: t('several times a day'),
  MIAN: t('every 6 months'),
  MNTH: t('every month'),
  QURT: t('every 3 months'),
  TWMH: t('every 2 months'),
  TWYR: t('twice a year'),
  WEEK: t('every week'),
  YEAR: t('every year'),
};

const quarterDays = {
  ENGLISH: t('every English quarter day (25 March, 24 June, 29 September, 25 December)'),
  SCOTTISH: t('every Scottish quarter day (2 February, 15 May, 1 August, 11 November)'),
  RECEIVED: t('every quarter, as received (20 March, 19 June, 24 September, 20 December)'),
};

/** `every 3 months, on day 15`. */
export function frequencyWords(rule: FrequencyRule): string {
  switch (rule.every) {
    case 'unknown':
      return t('not known');
    case 'day':
      return t('every day');
    case 'working day':
      return t('every working day');
    case 'days':
      return t('every {0} days', rule.count);
    case 'weeks': {
      const weekday = weekdayName(rule.weekday);
      return rule.count === 1 ? t('every {0}', weekday) : t('every {0} weeks, on {1}', rule.count, weekday);
    }
    case 'week of month':
      return t('every month, on the {0} of week {1}', weekdayName(rule.weekday), rule.week);
    case 'months':
      return t('{0}, on {1}', months(rule.count), dayOfMonth(rule.day));
    case 'quarter':
      return quarterDays[rule.days];
    case 'code':
      return codeWords(rule);
  }
}

/** A code of 4.0, with as much of its two numbers as has a meaning. */
function codeWords({ code, countPerPeriod, pointInTime }: Extract<FrequencyRule, { every: 'code' }>): string {
  const often = codes[code] ?? code;
  if (countPerPeriod !== undefined) return t('{1}, {0} times', countPerPeriod, often);
  return pointInTime === undefined ? often : t('{0}, at point {1}', often, pointInTime);
}

const weekdayName = (weekday: number): string => weekdays[weekday - 1] ?? String(weekday);

function months(count: number): string {
  if (count === 1) return t('every month');
  return count === 12 ? t('every year') : t('every {0} months', count);
}

function dayOfMonth(day: number): string {
  if (day === -1) return t('the last day of the month');
  return day < 0 ? t('the last day but {0} of the month', -day - 1) : t('day {0}', day);
}
