/** The pages of an authorisation that is approved in another browser: the code and the wait here, the code's form there, and the word that it is done. */
import type { Customer } from '../data/records.ts';
import { displayedName } from './client-name.ts';
import { csrfField } from './form.ts';
import { html } from './html.ts';
import { icons } from './icons.ts';
import { credentials, sandboxCustomers } from './login-page.ts';
import { alertBox, type Page } from './page.ts';
import { requesterBar } from './requester.ts';

/** Where a customer enters the code. */
export const approvePath = '/connected/approve';

/** The code and where it is entered; the page loads itself again until somebody has decided. */
export function waitingPage(view: {
  code: string;
  /** URL of the page that takes the code. */
  address: string;
  clientName: string;
  redirectUri: string;
  /** Path of the login here. */
  back: string;
  note: string;
}): Page {
  const { code, address, clientName, redirectUri, back, note } = view;
  const content = html`<section class="card" data-page="elsewhere">
<h1>Approve in another browser</h1>
${requesterBar(clientName, redirectUri)}
<ol class="steps">
<li>In the other browser, open <code>${address}</code></li>
<li>Log in there with this code: <p class="code"><code>${code}</code></p></li>
<li>Approve or refuse. This page then goes on by itself.</li>
</ol>
<p class="small">The code is good for ten minutes, and once.</p>
<p class="actions"><a class="button" href="${back}">Log in here instead</a></p>
</section>`;
  return { title: 'Approve in another browser', width: 'narrow', content, note };
}

/** The form for the code, with which a customer proves who he is as at any authorisation. */
export function approvePage(view: {
  csrf: string;
  customers: readonly Customer[];
  code?: string;
  loginName?: string;
  alert?: string;
  note: string;
}): Page {
  const { csrf, customers, code = '', loginName, alert, note } = view;
  const linked = alert !== undefined && html` aria-invalid="true" aria-describedby="alert"`;
  const again = { ...(loginName !== undefined && { loginName }), ...(alert !== undefined && { alert }) };
  const content = html`<section class="card">
<h1>Approve a request from another browser</h1>
<p>Enter the code that your other browser shows. A code that somebody sent you is not yours: whoever sent it would see your accounts.</p>
${alert !== undefined && alertBox('alert', alert)}
<form method="post" action="${approvePath}" data-page="approve">
<input type="hidden" name="${csrfField}" value="${csrf}">
<p class="field"><label for="code">Code</label>
<input id="code" name="code" type="text" value="${code.slice(0, 20)}" autocomplete="one-time-code" autocapitalize="characters" autocorrect="off" spellcheck="false" maxlength="20" required${linked}${code === '' && html` autofocus`}></p>
${credentials({ focus: code !== '', ...again })}
<p class="actions"><button class="primary" type="submit">Log in</button></p>
</form>
</section>
${sandboxCustomers(customers)}`;
  return { title: `${alert === undefined ? '' : 'Error: '}Approve a request`, width: 'narrow', content, note };
}

/** What the customer did, in the browser in which he did it. */
export function decidedPage(view: { isApproved: boolean; clientName: string; note: string }): Page {
  const { isApproved, clientName, note } = view;
  const title = isApproved ? 'Approved' : 'Refused';
  const content = html`<section class="card message" data-page="decided">
<p class="emblem">${icons.done}</p>
<h1>${title}</h1>
<p>Go back to your other browser, which goes on to <bdi>${displayedName(clientName)}</bdi> by itself. You can close this page.</p>
</section>`;
  return { title, width: 'narrow', content, note };
}
