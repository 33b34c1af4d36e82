/** Moments and days as the user's language writes them. */
import * as vscode from 'vscode';
import { fromNow } from '../../tpp/time-words.ts';
import { oneLine } from '../plain/text.ts';

/** `in 12 days`, `3 hours ago`. */
export const relative = (at: number, now: number): string => fromNow(at, now, locale());

/** A time of the state file as the user's clock shows it. */
export function timeText(time: string | number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return oneLine(String(time));
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(date);
}

/** The same, as short as can be: `22 Nov, 08:31`, with the year where it is another than this. */
export function shortTime(time: string, now: number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return oneLine(time);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(locale(), {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(!sameYear && { year: 'numeric' }),
  }).format(date);
}

/** The day alone: `22 Nov 2026`. */
export function dayText(time: string | number): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(time));
}

/** The time of day alone: `08:31:15`. */
export function clockText(time: string | number): string {
  return new Intl.DateTimeFormat(locale(), { timeStyle: 'medium' }).format(new Date(time));
}

/** The editor's language; its plain English is ours, which is British. */
const locale = (): string => (vscode.env.language === 'en' ? 'en-GB' : vscode.env.language);
