/** Statuses, times and names of the banks' tree in words. */
import * as vscode from 'vscode';
import { textAt } from '../../tpp/accounts/text-at.ts';
import type { ClientRecord } from '../../tpp/workspace/state.ts';
import { oneLine } from '../accounts/safe-text.ts';
import { distance } from './clocks.ts';
import type { ConsentStatus } from './consent-status.ts';

/** The software's name where the bank gives it, else the client's id. */
export function clientName({ clientId, registration }: ClientRecord): string {
  for (const member of ['software_client_name', 'client_name']) {
    const name = oneLine(textAt(registration, member));
    if (name !== '') return name;
  }
  return oneLine(clientId);
}

/** The standard's status in words of ours; one that the standard does not have stays as the bank wrote it. */
export function statusText(status: ConsentStatus, told: string): string {
  switch (status) {
    case 'awaiting':
      return vscode.l10n.t('Awaiting authorisation');
    case 'authorised':
      return vscode.l10n.t('Authorised');
    case 'rejected':
      return vscode.l10n.t('Rejected');
    case 'revoked':
      return vscode.l10n.t('Revoked');
    case 'expired':
      return vscode.l10n.t('Expired');
    case 'unknown':
      return oneLine(told);
  }
}

/** `in 12 days`, `3 hours ago`. */
export function relative(at: number, now: number): string {
  const { value, unit } = distance(at, now);
  // Minus nought is "0 minutes ago".
  const signed = value === 0 && at <= now ? -0 : value;
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'always' }).format(signed, unit);
}

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

/** The editor's language; its plain English is ours, which is British. */
const locale = (): string => (vscode.env.language === 'en' ? 'en-GB' : vscode.env.language);
