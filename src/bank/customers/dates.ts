/** Moments in the words of the customer's pages: a date in London, with the time only where it matters. */
import { type Html, html } from './html.ts';

const zone = 'Europe/London';
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: zone });
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone });

const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: zone });

const day = 24 * 60 * 60 * 1000;

/** A moment that something starts at, or ends at: midnight goes without saying for the one, the last minute for the other. */
export type Bound = 'start' | 'end';

/**
 * `1 July 2026`, or `1 July 2026, 14:30` where the time is not the start or the end of that day.
 *
 * @param moment milliseconds since the epoch
 * @param asWritten shown instead when the moment is none that a calendar holds
 */
export function dateWords(moment: number, bound: Bound, asWritten = ''): Html {
  const instant = new Date(moment);
  if (Number.isNaN(instant.getTime())) return html`${asWritten}`;
  const clock = time.format(instant);
  const plain = clock === (bound === 'start' ? '00:00' : '23:59');
  return html`<time datetime="${instant.toISOString()}">${date.format(instant)}${!plain && `, ${clock}`}</time>`;
}

/** `1 July 2026`, where the time of day is nobody's concern. */
export function dayWords(moment: number, asWritten = ''): Html {
  const instant = new Date(moment);
  if (Number.isNaN(instant.getTime())) return html`${asWritten}`;
  return html`<time datetime="${instant.toISOString()}">${date.format(instant)}</time>`;
}

/** The day of a moment, with as much of its time as tells it from others that stand beside it. */
export function dayAmong(moment: number, others: readonly number[]): Html {
  const instant = new Date(moment);
  const spellings = [() => '', (at: Date) => `, ${time.format(at)}`, (at: Date) => `, ${timeOfDay.format(at)}`];
  const tells = (spelled: (at: Date) => string): boolean => {
    const words = (at: number) => date.format(at) + spelled(new Date(at));
    return others.every((other) => words(other) !== words(moment));
  };
  const spelled = spellings.find(tells) ?? spellings.at(-1);
  return html`<time datetime="${instant.toISOString()}">${date.format(instant)}${spelled?.(instant)}</time>`;
}

/** How far off a moment is: `within a day`, `in 30 days`, `in about 6 months`, `in about 2 years`. */
export function distanceWords(moment: number, now: number): string {
  const days = Math.ceil((moment - now) / day);
  if (days <= 1) return 'within a day';
  if (days <= 90) return `in ${days} days`;
  const months = Math.round(days / 30.44);
  return months < 24 ? `in about ${months} months` : `in about ${Math.round(days / 365.25)} years`;
}

/** Seconds as a customer reads them: `1 second`, `45 seconds`, `1 minute`. */
export function secondsWords(seconds: number): string {
  if (seconds === 60) return '1 minute';
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}
