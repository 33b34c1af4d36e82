/** The page on which a customer chooses the accounts to share and reads what is shared of them. */
import type { Account, Consent } from '../data/records.ts';
import { kindWords, numberWords } from './account-words.ts';
import type { Choice } from './choice.ts';
import { displayedName } from './client-name.ts';
import { dateWords, distanceWords } from './dates.ts';
import { csrfField } from './form.ts';
import { type Html, html } from './html.ts';
import { icons } from './icons.ts';
import { alertBox, type Page } from './page.ts';
import { type PermissionGroup, permissionGroups, reachesTransactions } from './permissions.ts';
import { requesterBar } from './requester.ts';

export interface ConsentView {
  action: string;
  csrf: string;
  clientName: string;
  redirectUri: string;
  customerName: string;
  consent: Consent;
  choice: Choice;
  /** Milliseconds. */
  now: number;
  /** Ids of the accounts that were ticked before, and what was wrong. */
  ticked?: readonly string[];
  alert?: string;
  note?: string;
}

function accountCard(
  account: Account,
  { fixed, ticked, focus }: { fixed: boolean; ticked: boolean; focus: boolean },
): Html {
  const { accountId, nickname, currency } = account;
  const checked = (fixed || ticked) && html` checked`;
  return html`<label class="account">
<input type="checkbox" name="accounts" value="${accountId}"${checked}${fixed && html` disabled`}${focus && html` autofocus`}>
<span class="words"><span class="nickname">${nickname}</span> <span class="kind">${kindWords(account)}</span></span>
<span class="figures"><span class="number">${numberWords(account)}</span> <span class="currency">${currency}</span></span>
</label>
${fixed && html`<input type="hidden" name="accounts" value="${accountId}">`}`;
}

function accountCards({ choice, ticked = [], alert }: ConsentView): Html {
  const { accounts, fixed } = choice;
  if (accounts.length === 0) return html`<h2>Accounts to share</h2><p>None.</p>`;
  const lead = fixed
    ? 'You chose these accounts before, and they stay as they are. To share others, refuse, and start again from the application.'
    : 'Only the accounts that you tick are shared.';
  const cards = accounts.map((account, index) =>
    accountCard(account, {
      fixed,
      ticked: ticked.includes(account.accountId),
      focus: alert !== undefined && !fixed && index === 0,
    }),
  );
  return html`<fieldset aria-describedby="${alert === undefined ? '' : 'alert '}lead">
<legend><h2>${fixed ? 'Accounts that you share' : 'Choose the accounts to share'}</h2></legend>
<p id="lead">${lead}</p>
<div class="accounts">${cards}</div>
</fieldset>`;
}

function group({ title, icon, sentences }: PermissionGroup): Html {
  return html`<section class="permission">${icon}<h3>${title}</h3>
<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul></section>
`;
}

function range({ transactionFrom, transactionFromDateTime, transactionTo, transactionToDateTime }: Consent): Html {
  const from = transactionFrom !== undefined && dateWords(transactionFrom, 'start', transactionFromDateTime);
  const to = transactionTo !== undefined && dateWords(transactionTo, 'end', transactionToDateTime);
  if (from && to) return html`Entries booked from ${from} to ${to}.`;
  if (from) return html`Entries booked from ${from} on, new ones included.`;
  return to ? html`Entries booked up to ${to}.` : html`All entries that we hold, and new ones as they come.`;
}

function ending({ expiresAt, expirationDateTime }: Consent, now: number): Html {
  if (expiresAt === undefined) return html`There is no end date: it goes on until it is withdrawn.`;
  const far = expiresAt > now && Number.isFinite(expiresAt) && html` (${distanceWords(expiresAt, now)})`;
  return html`Until ${dateWords(expiresAt, 'end', expirationDateTime)}${far}. It can be withdrawn sooner.`;
}

function terms(consent: Consent, now: number): Html {
  return html`<dl class="terms">
${reachesTransactions(consent.permissions) && html`<div>${icons.range}<dt>Which transactions</dt><dd>${range(consent)}</dd></div>`}
<div>${icons.time}<dt>For how long</dt><dd>${ending(consent, now)}</dd></div>
</dl>`;
}

/**
 * The consent page, laid out as the Ozone banks have it (domain.md §6). The first button of the form decides
 * nothing, on purpose: browsers press it for the Enter key in a checkbox, and nobody should approve by that.
 */
export function consentPage(view: ConsentView): Page {
  const { action, csrf, clientName, redirectUri, customerName, consent, choice, now, note } = view;
  const alert = view.alert ?? choice.blocked;
  const content = html`<form class="card" method="post" action="${action}" data-page="consent">
<input type="hidden" name="${csrfField}" value="${csrf}">
<button type="submit" hidden></button>
<h1>Account Information Request (AIS)</h1>
${requesterBar(clientName, redirectUri)}
<p>You are logged in as <strong>${customerName}</strong>. <bdi>${displayedName(clientName)}</bdi> would like to see information about your accounts. It cannot move money.</p>
${alert !== undefined && alertBox('alert', alert)}
${accountCards({ ...view, ...(alert !== undefined && { alert }) })}
<section aria-labelledby="review">
<h2 id="review">Review the information you will be sharing</h2>
<div class="permissions">${permissionGroups(consent.permissions).map(group)}</div>
${terms(consent, now)}
</section>
<p class="actions">${
    choice.blocked === undefined &&
    html`<button class="primary" type="submit" name="decision" value="approve">Approve</button>
`
  }<button type="submit" name="decision" value="refuse">Refuse</button></p>
</form>`;
  return {
    title: `${alert === undefined ? '' : 'Error: '}Account Information Request`,
    width: 'wide',
    content,
    ...(note && { note }),
  };
}
