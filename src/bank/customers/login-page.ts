/** The page on which a customer says who he is. */
import type { Customer } from '../data/records.ts';
import { displayedName } from './client-name.ts';
import { csrfField } from './form.ts';
import { type Html, html } from './html.ts';
import { alertBox, noticeBox, type Page } from './page.ts';
import { requesterBar } from './requester.ts';

export interface LoginView {
  action: string;
  csrf: string;
  /** Who asks, where it is an authorisation that he may cancel; he looks after what he shares otherwise. */
  requester?: { clientName: string; redirectUri: string };
  /** The customers of the sandbox, shown with their passwords. */
  customers: readonly Customer[];
  /** What was typed before, and what was wrong with it. */
  loginName?: string;
  alert?: string;
  /** What was done, where the page comes after something. */
  notice?: string;
  note?: string;
}

function purpose(requester: LoginView['requester']): Html {
  if (requester === undefined) {
    return html`<p>Log in to look at the applications that see information about your accounts, to share other accounts with them, or to stop it.</p>`;
  }
  const { clientName, redirectUri } = requester;
  return html`${requesterBar(clientName, redirectUri)}
<p><bdi>${displayedName(clientName)}</bdi> would like to see information about your accounts. Log in to choose what it may see.</p>`;
}

/** The customers of the sandbox, who they are and how they log in. */
export function sandboxCustomers(customers: readonly Customer[]): Html | undefined {
  if (customers.length === 0) return undefined;
  return html`<aside class="hint" aria-labelledby="hint">
<h2 id="hint">Sandbox customers</h2>
<p>Nobody real. Log in as any of them:</p>
<table>
<thead><tr><th scope="col">Customer</th><th scope="col">Login name</th><th scope="col">Password</th></tr></thead>
<tbody>
${customers.map(
  ({ name, login, password }) =>
    html`<tr><th scope="row">${name}</th><td><code>${login}</code></td><td><code>${password}</code></td></tr>
`,
)}</tbody>
</table>
</aside>`;
}

/** Login name and password; wrong input comes back with the login name kept, the password not. */
export function credentials({
  loginName = '',
  alert,
  focus,
}: {
  loginName?: string;
  alert?: string;
  focus: boolean;
}): Html {
  const linked = alert !== undefined && html` aria-invalid="true" aria-describedby="alert"`;
  const nameFirst = loginName === '';
  return html`<p class="field"><label for="loginName">Login name</label>
<input id="loginName" name="loginName" type="text" value="${loginName.slice(0, 100)}" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="100" required${linked}${focus && nameFirst && html` autofocus`}></p>
<p class="field"><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${linked}${focus && !nameFirst && html` autofocus`}></p>`;
}

/** The login page. Wrong input comes back with the login name kept, the password not. */
export function loginPage(view: LoginView): Page {
  const { action, csrf, requester, customers, loginName = '', alert, notice, note } = view;
  const content = html`<section class="card">
<h1>Log in to Workbench Bank</h1>
${purpose(requester)}
${notice !== undefined && noticeBox(notice)}
${alert !== undefined && alertBox('alert', alert)}
<form method="post" action="${action}" data-page="login">
<input type="hidden" name="${csrfField}" value="${csrf}">
${credentials({ loginName, focus: true, ...(alert !== undefined && { alert }) })}
<p class="actions"><button class="primary" type="submit">Log in</button>${
    requester !== undefined &&
    html`
<button type="submit" name="decision" value="refuse" formnovalidate>Cancel</button>`
  }</p>${
    requester !== undefined &&
    html`
<p class="small"><button class="link" type="submit" name="decision" value="elsewhere" formnovalidate>Approve in another browser</button></p>`
  }
</form>
</section>
${sandboxCustomers(customers)}`;
  return { title: `${alert === undefined ? '' : 'Error: '}Log in`, width: 'narrow', content, ...(note && { note }) };
}
