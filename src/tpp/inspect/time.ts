/** A time in a token: seconds since 1970 (RFC 7519 §2, NumericDate), or the milliseconds that are taken for them. */
import type { ExplainedMember } from './inspection.ts';

/** Read as seconds, what is beyond lies in the year 5138: nobody means it. */
export const millisecondsFrom = 1e11;
const lastMoment = 8.64e15;

/** The moment that is meant; undefined for what is no time at all, and for 0, which stands for never. */
export function readTime(value: unknown): ExplainedMember['time'] {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number) || number === 0) return undefined;
  const unit = Math.abs(number) > millisecondsFrom ? 'milliseconds' : 'seconds';
  const milliseconds = unit === 'seconds' ? number * 1000 : number;
  if (Math.abs(milliseconds) > lastMoment) return undefined;
  return { seconds: milliseconds / 1000, iso: new Date(milliseconds).toISOString(), unit };
}
