/** Spans of time as people type them: `61s`, `59m`, `91d`, `1d12h`. */

const milliseconds: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const durationPattern = /^(?:\d{1,9}[smhd]){1,4}$/;

/** Milliseconds of a text that {@link durationPattern} takes: its parts added up. */
export function durationOf(text: string): number {
  let sum = 0;
  for (const [, count, unit = ''] of text.matchAll(/(\d+)([smhd])/g)) sum += Number(count) * (milliseconds[unit] ?? 0);
  return sum;
}
