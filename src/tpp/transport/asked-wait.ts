/** How long a server that takes no more requests for now wants to be left alone, by the headers of its answer. */
import type { Answer } from './exchange.ts';
import { aheadOf } from './server-clock.ts';

/**
 * Seconds, at least 1; undefined where the server says nothing that can be understood. `Retry-After` counts before the rate limits
 * (RFC 9110 §10.2.3; Read/Write API 4.0.1, `RateLimit: "default";r=0;t=30`; `RateLimit-Reset: 30` of older drafts).
 * @param now our clock, for a server that tells a time and not its own
 */
export function askedWait({ status, headers }: Pick<Answer, 'status' | 'headers'>, now: number): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const told = retryAfter(headers['retry-after'], now + (aheadOf({ headers }, now) ?? 0));
  const seconds = status === 429 ? (told ?? rateLimit(headers.ratelimit) ?? resetIn(headers['ratelimit-reset'])) : told;
  return seconds === undefined ? undefined : Math.max(1, Math.ceil(seconds));
}

/** No header of these is longer. */
const maxLength = 500;

/** Seconds, or an HTTP date; of several the longest. */
function retryAfter(told = '', now: number): number | undefined {
  const text = told.slice(0, maxLength).trim();
  const numbers = seconds(text);
  if (numbers !== undefined) return numbers;
  // IMF-fixdate, and the two older forms: what begins otherwise Date.parse would take for whatever it likes.
  const at = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text) ? Date.parse(asUtc(text)) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now) / 1000);
}

/** asctime's form names no zone and means GMT. */
const asUtc = (date: string): string => (date.endsWith('GMT') ? date : `${date} GMT`);

/** `30`, and where a header came twice `30, 60`. */
function seconds(text: string): number | undefined {
  const each = text.split(',').map((part) => part.trim());
  return each.every((part) => /^\d{1,9}(?:\.\d{1,9})?$/.test(part)) ? Math.max(...each.map(Number)) : undefined;
}

/** The limit that is used up, of several the one that lasts longest; `limit=10, remaining=0, reset=30` is an older draft's form. */
function rateLimit(told = ''): number | undefined {
  const limits = told
    .slice(0, maxLength)
    .split(/,(?=\s*")/)
    .map((limit) => ({ left: numberIn(limit, 'r|remaining'), reset: numberIn(limit, 't|reset') }));
  const usedUp = limits.filter(({ left }) => left === 0);
  const resets = (usedUp.length > 0 ? usedUp : limits).flatMap(({ reset }) => (reset === undefined ? [] : [reset]));
  return resets.length > 0 ? Math.max(...resets) : undefined;
}

function numberIn(limit: string, name: string): number | undefined {
  const found = new RegExp(`(?:^|[;,])\\s*(?:${name})\\s*=\\s*(\\d{1,9})(?=\\s*(?:[;,]|$))`, 'i').exec(limit);
  return found ? Number(found[1]) : undefined;
}

/** Seconds from now; a number so large is a time, by the clock that nobody said. */
function resetIn(told = ''): number | undefined {
  const found = seconds(told.slice(0, maxLength).trim());
  return found !== undefined && found < 1_000_000_000 ? found : undefined;
}
