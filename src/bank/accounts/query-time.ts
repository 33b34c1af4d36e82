/** A time in a query, as each version takes it. */
import type { ApiVersion } from '../../standard/operation.ts';
import { Refusal } from '../api/errors.ts';
import { hasZone, queryTime } from './dates.ts';

/**
 * @returns Milliseconds since the epoch, taken as UTC
 * @throws Refusal 400 for what is no time, and in 4.0.1 for one with a zone, which the versions before ignore
 */
export function askedTime(name: string, text: string, version: ApiVersion): number {
  const time = queryTime(text);
  if (time !== undefined && (version !== '4.0.1' || !hasZone(text))) return time;
  const message =
    time === undefined ? `${name} is no ISO 8601 date and time.` : `${name} has a zone, which 4.0.1 has no place for.`;
  throw new Refusal(400, { code: 'UK.OBIE.Field.InvalidDate', message, path: name });
}
