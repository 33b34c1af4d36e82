/** Days of the bank's year, in UTC: when a standing order falls due and when a month ends. */

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** When on a day money comes in, bills are paid, and what was ordered for the day is paid; in milliseconds. */
export const hours = { income: 2 * hour + 5 * minute, bills: 3 * hour, orders: 3 * hour + 30 * minute } as const;

/** Midnight of the day that a time falls on. */
export function midnightOf(time: number): number {
  return Math.floor(time / day) * day;
}

/** Monday to Friday; the invented bank keeps no bank holidays. */
export function isWorkingDay(midnight: number): boolean {
  const weekday = new Date(midnight).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** Whether something due on that day of every month (1–28) is carried out today: on the day, or on the Monday after a weekend. */
export function isDue(midnight: number, dayOfMonth: number): boolean {
  if (!isWorkingDay(midnight)) return false;
  const today = new Date(midnight);
  if (today.getUTCDate() === dayOfMonth) return true;
  if (today.getUTCDay() !== 1) return false;
  return [1, 2].some((back) => new Date(midnight - back * day).getUTCDate() === dayOfMonth);
}

/** The same once a quarter, in its first, second or third month (0–2); a weekend that ends a month does not take it into the next one's. */
export function isDueInQuarter(midnight: number, dayOfMonth: number, month: number): boolean {
  return isDue(midnight, dayOfMonth) && new Date(midnight).getUTCMonth() % 3 === month;
}

/** When something due at that time is still to come: the books have a day when it is over, so that it is at the day's last second, as dates are shown and asked for, at the latest. */
export function toComeAt(now: number, due: number): number {
  return due > now ? due : midnightOf(due) + day - 1_000;
}

/**
 * The next time that something is paid. What is due today is still to be paid.
 *
 * @param isDay Whether it is due on the day that begins then
 * @param hourOfDay When on such a day, in milliseconds
 */
export function nextPaidAt(now: number, isDay: (midnight: number) => boolean, hourOfDay: number): number {
  let midnight = midnightOf(now);
  while (!isDay(midnight)) midnight += day;
  return toComeAt(now, midnight + hourOfDay);
}

/** Whether tomorrow is another month. */
export function endsMonth(midnight: number): boolean {
  return new Date(midnight + day).getUTCDate() === 1;
}
