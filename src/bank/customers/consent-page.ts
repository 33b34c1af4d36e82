/** The page on which a customer chooses the accounts to share and reads what is shared of them. */
import type { Consent } from '../data/records.ts';
import { accountCard } from './account-card.ts';
import type { Choice } from './choice.ts';
import { displayedName } from './client-name.ts';
import { dateWords, distanceWords } from './dates.ts';
import { csrfField } from './form.ts';
import { type Html, html } from './html.ts';
import { icons } from './icons.ts';
import { alertBox, type Page } from './page.ts';
import { reachesTransactions } from './permissions.ts';
import { requesterBar } from './requester.ts';
import { permissionList, rangeWords } from './what-is-shared.ts';

export interface ConsentView {
  action: string;
  csrf: string;
  clientName: string;
  /** Where this browser goes afterwards; another one does where it is undefined. */
  redirectUri?: string;
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

function accountCards({ choice, ticked = [], alert }: ConsentView): Html {
  const { accounts, fixed } = choice;
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

const ownPages = html`on the page <a href="/connected" target="_blank" rel="noopener">Connected applications</a> of this bank`;

function ending({ expiresAt, expirationDateTime }: Consent, now: number): Html {
  if (expiresAt === undefined) return html`There is no end date: it goes on until you stop it, ${ownPages}.`;
  const far = expiresAt > now && Number.isFinite(expiresAt) && html` (${distanceWords(expiresAt, now)})`;
  return html`Until ${dateWords(expiresAt, 'end', expirationDateTime)}${far}. You can stop it sooner, ${ownPages}.`;
}

function terms(consent: Consent, now: number): Html {
  return html`<dl class="terms">
${reachesTransactions(consent.permissions) && html`<div>${icons.range}<dt>Which transactions</dt><dd>${rangeWords(consent)}</dd></div>`}
<div>${icons.time}<dt>For how long</dt><dd>${ending(consent, now)}</dd></div>
</dl>`;
}

function review(consent: Consent, now: number): Html {
  return html`<section aria-labelledby="review">
<h2 id="review">Review the information you will be sharing</h2>
${permissionList(consent.permissions)}
${terms(consent, now)}
</section>`;
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
${choice.blocked === undefined && accountCards({ ...view, ...(alert !== undefined && { alert }) })}
${choice.blocked === undefined && review(consent, now)}
<p class="actions">${
    choice.blocked === undefined
      ? html`<button class="primary" type="submit" name="decision" value="approve">Approve</button>
<button type="submit" name="decision" value="refuse">Refuse</button>`
      : html`<button class="primary" type="submit" name="decision" value="refuse">Go On Without Sharing</button>`
  }</p>
</form>`;
  return {
    title: `${alert === undefined ? '' : 'Error: '}Account Information Request`,
    width: 'wide',
    content,
    ...(note && { note }),
  };
}
