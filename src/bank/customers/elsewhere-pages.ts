/** The pages of an authorisation that is approved in another browser: the code and the wait here, the code's form there, and the word that it is done. */
import type { Customer } from '../data/records.ts';
import type { Choice } from './choice.ts';
import { displayedName } from './client-name.ts';
import { csrfField } from './form.ts';
import { type Html, html } from './html.ts';
import { icons } from './icons.ts';
import { credentials, sandboxCustomers } from './login-page.ts';
import { alertBox, type Page } from './page.ts';
import { requesterBar } from './requester.ts';

/** Where a customer enters the code. */
export const approvePath = '/connected/approve';

interface WaitingView {
  clientName: string;
  redirectUri: string;
  /** Path of the login here. */
  back: string;
  note: string;
}

const title = 'Approve in another browser';

/** The code and where it is entered; its script asks whether somebody has decided, and goes on then. */
export function waitingPage(view: WaitingView & { code: string; address: string; state: string }): Page {
  const { code, address, state, clientName, redirectUri, back, note } = view;
  const content = html`<section class="card" data-page="elsewhere" data-state="${state}">
<h1>${title}</h1>
${requesterBar(clientName, redirectUri)}
<ol class="steps">
<li>In the other browser, open <a href="${address}" target="_blank" rel="noopener"><code>${address}</code></a></li>
<li>Log in there with this code: <p class="code"><code>${code}</code></p></li>
<li>Approve or refuse. This page then goes on by itself.<noscript> As scripts are off here, it does not: choose Go On then.</noscript></li>
</ol>
<p class="small">The code is good for ten minutes at most, and for one customer.</p>
<p class="actions"><noscript><a class="button" href="">Go On</a> </noscript><a class="button" href="${back}">Log in here instead</a></p>
</section>`;
  return { title, width: 'narrow', content, note, asks: true };
}

const ranOut = 'The code that stood here is no longer good, and nothing is shared by it.';
const changed =
  'It was approved in another browser, but has changed since, so that the approval no longer counts, and nothing is shared by it.';

/**
 * In the place of a code that is good no more, as it is too old or the consent was changed after it was approved by it; the form is the login
 * page's, whose button asked for the first.
 *
 * @param view `after`: the choice that there is now that an approval no longer counts
 */
export function runOutPage(view: WaitingView & { action: string; csrf: string; after?: Choice }): Page {
  const { action, csrf, clientName, redirectUri, back, note, after } = view;
  const content = html`<form class="card" method="post" action="${action}" data-page="run-out">
<input type="hidden" name="${csrfField}" value="${csrf}">
<h1>${title}</h1>
${requesterBar(clientName, redirectUri)}
<p>${after === undefined ? ranOut : changed}${after?.blocked !== undefined && html` ${after.blocked}`}</p>
<p class="actions">${
    after?.blocked === undefined &&
    html`<button class="primary" type="submit" name="decision" value="elsewhere">Get Another Code</button>
`
  }<a class="button" href="${back}">Log in here instead</a></p>
</form>`;
  return { title, width: 'narrow', content, note };
}

/** The form for the code, with which a customer proves who he is as at any authorisation. */
export function approvePage(view: {
  csrf: string;
  customers: readonly Customer[];
  code?: string;
  loginName?: string;
  /** What was wrong, and with what. */
  alert?: string;
  wrong?: 'code' | 'login';
  note: string;
}): Page {
  const { csrf, customers, code = '', loginName, alert, wrong, note } = view;
  const atCode = wrong === 'code' || code === '';
  const linked = wrong === 'code' && html` aria-invalid="true" aria-describedby="alert"`;
  const again = { ...(loginName !== undefined && { loginName }), ...(wrong === 'login' && { alert: 'alert' }) };
  const content = html`<section class="card">
<h1>Approve a request from another browser</h1>
<p>Enter the code that your other browser shows. A code that somebody sent you is not yours: whoever sent it would see your accounts.</p>
${alert !== undefined && alertBox('alert', alert)}
<form method="post" action="${approvePath}" data-page="approve">
<input type="hidden" name="${csrfField}" value="${csrf}">
<p class="field"><label for="code">Code</label>
<input id="code" name="code" type="text" value="${code.slice(0, 20)}" autocomplete="one-time-code" autocapitalize="characters" autocorrect="off" spellcheck="false" maxlength="20" required${linked}${atCode && html` autofocus`}></p>
${credentials({ focus: !atCode, ...again })}
<p class="actions"><button class="primary" type="submit">Log in</button></p>
</form>
</section>
${sandboxCustomers(customers)}`;
  return { title: `${alert === undefined ? '' : 'Error: '}Approve a request`, width: 'narrow', content, note };
}

/** What the customer did, in the browser in which he did it: the other one has yet to go on. */
export function decidedPage(view: { isApproved: boolean; clientName: string; note: string }): Page {
  const { isApproved, clientName, note } = view;
  const decided = isApproved ? 'Approved' : 'Refused';
  const name = html`<bdi>${displayedName(clientName)}</bdi>`;
  const emblem: Html = isApproved
    ? html`<p class="emblem good">${icons.done}</p>`
    : html`<p class="emblem">${icons.refused}</p>`;
  const content = html`<section class="card message" data-page="decided">
${emblem}
<h1>${decided}</h1>
<p>${name} ${isApproved ? 'gets it' : 'is told'} once your other browser goes on. You can close this page.</p>
</section>`;
  return { title: decided, width: 'narrow', content, note };
}
