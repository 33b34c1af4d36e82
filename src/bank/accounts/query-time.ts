/** Times in a query, as each version takes them. */
import type { ApiVersion } from '../../standard/operation.ts';
import { Refusal } from '../api/errors.ts';
import { hasZone, queryTime } from './dates.ts';

/** Milliseconds since the epoch, both ends belong to it. */
interface AskedRange {
  from?: number;
  to?: number;
}

/**
 * The range between two parameters of a query, each taken as UTC.
 * @throws Refusal 400 for what is no time, in 4.0.1 for one with a zone, which the versions before ignore, for `from` after `to`, and for one
 * that stands twice
 */
export function askedRange(
  parameters: URLSearchParams,
  names: { from: string; to: string },
  version: ApiVersion,
): AskedRange {
  const from = askedTime(parameters, names.from, version);
  const to = askedTime(parameters, names.to, version);
  if (from !== undefined && to !== undefined && from > to) {
    const message = `${names.from} is after ${names.to}.`;
    throw new Refusal(400, { code: 'UK.OBIE.Field.InvalidDate', message, path: names.from });
  }
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/**
 * The value of a parameter.
 * @throws Refusal 400 for one that stands twice
 */
export function oneOf(parameters: URLSearchParams, name: string): string | undefined {
  const all = parameters.getAll(name);
  if (all.length <= 1) return all[0];
  throw new Refusal(400, {
    code: 'UK.OBIE.Field.Unexpected',
    message: `${name} stands more than once.`,
    path: name,
  });
}

function askedTime(parameters: URLSearchParams, name: string, version: ApiVersion): number | undefined {
  const text = oneOf(parameters, name);
  if (text === undefined) return undefined;
  const time = queryTime(text);
  if (time !== undefined && (version !== '4.0.1' || !hasZone(text))) return time;
  const message =
    time === undefined ? `${name} is no ISO 8601 date and time.` : `${name} has a zone, which 4.0.1 has no place for.`;
  throw new Refusal(400, { code: 'UK.OBIE.Field.InvalidDate', message, path: name });
}
