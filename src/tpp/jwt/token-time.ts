/** A time in a token (RFC 7519 §2, NumericDate): seconds, and nothing that only looks like them. */
import { t } from '../../standard/language.ts';

/** Seconds by which the bank's clock may differ from ours. */
export const tolerance = 30;

/** Seconds since the epoch; undefined for what is none: text, or a number that would be thousands of years ahead, which is one of milliseconds. */
export function secondsOf(value: unknown): number | undefined {
  return typeof value === 'number' && value < 1e11 ? value : undefined;
}

/** Why a member is no time, as the end of a sentence that begins with its name; undefined where it is one. */
export function timeProblem(value: unknown): string | undefined {
  if (secondsOf(value) !== undefined) return undefined;
  if (typeof value !== 'number') return t('is {0}, not a number', shown(value));
  return value < 1e14
    ? t('is {0}, a time in milliseconds ({1}) where seconds belong', value, new Date(value).toISOString())
    : t('is {0}, which is no time in seconds', value);
}

/** A time for reading. */
export function showTime(value: unknown): string {
  return typeof value === 'number' && Math.abs(value) < 1e11 ? new Date(value * 1000).toISOString() : shown(value);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? t('absent'));
}
