/** Times told by how far they are from now. */

const minute = 60_000;
const day = 24 * 60 * minute;

/** How far a time is from now, in the largest unit that fits, for Intl.RelativeTimeFormat. Negative when it is past. */
export function distance(at: number, now: number): { value: number; unit: 'day' | 'hour' | 'minute' } {
  const away = at - now;
  const size = Math.abs(away);
  const round = away < 0 ? Math.ceil : Math.floor;
  // Adding zero makes the -0 of a moment ago a plain 0.
  if (size >= 2 * day) return { value: round(away / day) + 0, unit: 'day' };
  if (size >= 2 * 60 * minute) return { value: round(away / (60 * minute)) + 0, unit: 'hour' };
  return { value: round(away / minute) + 0, unit: 'minute' };
}
