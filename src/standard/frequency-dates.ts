/** On which days something happens next, by how often it does. Days are civil ones, written as ISO 8601 has them. */
import type { FrequencyRule } from './frequency.ts';

const day = 86_400_000;
/** No rule has its next date further away: every 24 months, seen from the day after. */
const daysAhead = 3 * 366;

/** Month and day of each quarter day. */
const quarterDays = {
  ENGLISH: ['03-25', '06-24', '09-29', '12-25'],
  SCOTTISH: ['02-02', '05-15', '08-01', '11-11'],
  RECEIVED: ['03-20', '06-19', '09-24', '12-20'],
};

/**
 * The next days of a rule, from a day on, itself included. An interval of several days, weeks or months is counted from the first of them, as
 * no rule says when it began. In a month that has no such day the last one stands for it, which the standard leaves open; a fifth week that a
 * month has not is left out. Bank holidays are not known.
 *
 * @param from `2026-12-01`
 * @returns undefined for a rule that says no day
 */
export function nextDays(rule: FrequencyRule, from: string, count: number): string[] | undefined {
  const falls = fallsOn(rule);
  if (falls === undefined) return undefined;
  const found: string[] = [];
  let midnight = Date.parse(`${from}T00:00:00Z`);
  for (let ahead = 0; ahead < daysAhead * count && found.length < count; ahead++, midnight += day) {
    const [first] = found;
    if (falls(midnight) && (first === undefined || isOf(rule, Date.parse(first), midnight))) found.push(iso(midnight));
  }
  return found;
}

const iso = (midnight: number): string => new Date(midnight).toISOString().slice(0, 10);

/** Whether a day is one of those that a rule names, its interval put aside. */
function fallsOn(rule: FrequencyRule): ((midnight: number) => boolean) | undefined {
  switch (rule.every) {
    case 'day':
    case 'days':
      return () => true;
    case 'working day':
      return (midnight) => weekdayOf(midnight) <= 5;
    case 'weeks':
      return (midnight) => weekdayOf(midnight) === rule.weekday;
    case 'week of month':
      return (midnight) =>
        weekdayOf(midnight) === rule.weekday && Math.ceil(new Date(midnight).getUTCDate() / 7) === rule.week;
    case 'months':
      return (midnight) => new Date(midnight).getUTCDate() === dayIn(midnight, rule.day);
    case 'quarter':
      return (midnight) => quarterDays[rule.days].includes(iso(midnight).slice(5));
    default:
      return undefined;
  }
}

/** Whether as many intervals lie between two days as make the second one of the rule's. */
function isOf(rule: FrequencyRule, first: number, midnight: number): boolean {
  if (rule.every === 'days') return ((midnight - first) / day) % rule.count === 0;
  if (rule.every === 'weeks') return ((midnight - first) / (7 * day)) % rule.count === 0;
  if (rule.every === 'months') return (monthOf(midnight) - monthOf(first)) % rule.count === 0;
  return true;
}

function monthOf(midnight: number): number {
  const date = new Date(midnight);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Monday is 1, Sunday 7. */
const weekdayOf = (midnight: number): number => new Date(midnight).getUTCDay() || 7;

/** The date in a month that a rule's day of the month is; the last where there is none. */
function dayIn(midnight: number, wanted: number): number {
  const date = new Date(midnight);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return wanted < 0 ? last + 1 + wanted : Math.min(wanted, last);
}
