/** Spans of time as people type them: `61s`, `59m`, `91d`, `1d12h`; the larger unit first, and each once. */

const milliseconds: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const durationPattern = /^(?=\d)(?:\d{1,9}d)?(?:\d{1,9}h)?(?:\d{1,9}m)?(?:\d{1,9}s)?$/;

/** Milliseconds of a text that {@link durationPattern} takes: its parts added up. */
export function durationOf(text: string): number {
  let sum = 0;
  for (const [, count, unit = ''] of text.matchAll(/(\d+)([smhd])/g)) sum += Number(count) * (milliseconds[unit] ?? 0);
  return sum;
}
