/** Days of the bank's year, in UTC: when a standing order falls due and when a month ends. */

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

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

/** Whether tomorrow is another month. */
export function endsMonth(midnight: number): boolean {
  return new Date(midnight + day).getUTCDate() === 1;
}
