/** What a consent lets an application see, in the same words on every page that shows it. */
import type { Consent } from '../data/records.ts';
import { dateWords } from './dates.ts';
import { type Html, html } from './html.ts';
import { type PermissionGroup, permissionGroups } from './permissions.ts';

function group({ title, icon, sentences }: PermissionGroup): Html {
  return html`<section class="permission">${icon}<h3>${title}</h3>
<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul></section>
`;
}

/** The permissions, grouped and explained. */
export function permissionList(permissions: readonly string[]): Html {
  return html`<div class="permissions">${permissionGroups(permissions).map(group)}</div>`;
}

/** Which entries it reaches. */
export function rangeWords({
  transactionFrom,
  transactionFromDateTime,
  transactionTo,
  transactionToDateTime,
}: Consent): Html {
  const from = transactionFrom !== undefined && dateWords(transactionFrom, 'start', transactionFromDateTime);
  const to = transactionTo !== undefined && dateWords(transactionTo, 'end', transactionToDateTime);
  if (from && to) return html`Entries booked from ${from} to ${to}.`;
  if (from) return html`Entries booked from ${from} on, new ones included.`;
  return to ? html`Entries booked up to ${to}.` : html`All entries that we hold, and new ones as they come.`;
}
