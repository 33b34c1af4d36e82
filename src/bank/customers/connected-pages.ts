/** The pages on which a customer looks after what he shares: all of it, one consent, and the question before he stops it. */
import type { Account, Consent } from '../data/records.ts';
import { accountCard, accountLine } from './account-card.ts';
import { displayedName } from './client-name.ts';
import { dateWords, dayAmong, dayWords, distanceWords } from './dates.ts';
import { approvePath } from './elsewhere-pages.ts';
import { csrfField } from './form.ts';
import { type Html, html } from './html.ts';
import { icons } from './icons.ts';
import { alertBox, noticeBox, type Page } from './page.ts';
import { reachesTransactions } from './permissions.ts';
import type { Session } from './session.ts';
import { permissionList, rangeWords } from './what-is-shared.ts';

/** A consent that a customer approved, and whom he shares with by it. */
export interface Connection {
  consent: Consent;
  /** As it registered, and its organisation as the directory has it: both written by strangers. */
  clientName: string;
  organisation?: string;
  /** False once the bank has no such client any more: nobody can ask by this consent. */
  registered: boolean;
  /** When he first approved it, and when it last changed; milliseconds. */
  since: number;
  changedAt: number;
}

interface View {
  session: Session;
  accounts: readonly Account[];
  notice?: string;
  note: string;
}

/** So many that have ended are listed, the last ones. */
const endedShown = 30;

/** Whether anything is shared by it. */
export function isOpen({ consent, registered }: Connection): boolean {
  return consent.status === 'authorised' && registered;
}

function bar({ customer, csrf }: Session): Html {
  return html`<form class="session" method="post" action="/connected/logout">
<input type="hidden" name="${csrfField}" value="${csrf}">
<p>You are logged in as <strong>${customer.name}</strong>.</p> <button type="submit">Log out</button>
</form>`;
}

const frame = ({ session, note }: View): Pick<Page, 'note' | 'bar'> => ({ note, bar: bar(session) });

const pathOf = ({ consent }: Connection): string => `/connected/consents/${encodeURIComponent(consent.consentId)}`;

function sharedOf({ consent }: Connection, accounts: readonly Account[]): Account[] {
  return accounts.filter(({ accountId }) => consent.accountIds?.includes(accountId));
}

const namesOf = (accounts: readonly Account[]): string => accounts.map(({ nickname }) => nickname).join(', ');

function until({ expiresAt, expirationDateTime }: Consent): Html {
  return expiresAt === undefined ? html`until you stop it` : html`until ${dayWords(expiresAt, expirationDateTime)}`;
}

/** Why the bank itself stops sharing, in words for the customer, by the code of OBExternalStatusReason1Code that the application reads. */
const whyStopped: Readonly<Record<string, string>> = {
  U028: ', as it asked for entries older than 90 days and you had not logged in within the hour before',
};

/** Those of an old folder have no reason. */
function stopper({ reasons: [reason] = [] }: Consent): string {
  if (reason === undefined) return '';
  return reason.code === 'CUST' ? ' by you' : ' by the bank';
}

const endedAt = ({ consent, changedAt }: Connection): number =>
  consent.status === 'expired' ? (consent.expiresAt ?? changedAt) : changedAt;

const why = ({ reasons: [reason] = [] }: Consent): string | undefined => whyStopped[reason?.code ?? ''];

/** @param others When others ended that stand beside it */
function howItEnded(connection: Connection, others: readonly number[] = []): Html {
  const { consent, registered } = connection;
  const on = dayAmong(endedAt(connection), others);
  if (consent.status === 'revoked') return html`Stopped${stopper(consent)} on ${on}${why(consent)}`;
  if (consent.status === 'expired') return html`Its time was over on ${on}`;
  return registered ? html`` : html`We no longer know this application`;
}

function requester({ clientName, organisation }: Connection): Html {
  return html`<div class="requester">
<p class="label">Application</p>
<p class="name"><bdi>${displayedName(clientName)}</bdi></p>
${organisation !== undefined && html`<p class="small">of <bdi>${displayedName(organisation)}</bdi></p>`}
</div>`;
}

function application(connections: readonly Connection[], accounts: readonly Account[]): Html {
  const [{ clientName = '', organisation } = {}] = connections;
  const name = html`<bdi>${displayedName(clientName)}</bdi>`;
  const othersThan = (connection: Connection) =>
    connections.filter((other) => other !== connection).map(({ since }) => since);
  const sharings = connections.map(
    (connection) => html`<li><a class="sharing" href="${pathOf(connection)}">
<span class="words"><span class="unseen">${name}: </span><span class="nickname">${namesOf(sharedOf(connection, accounts))}</span>
<span class="kind">Since ${dayAmong(connection.since, othersThan(connection))}, ${until(connection.consent)}</span></span>
${icons.on}</a></li>
`,
  );
  return html`<section class="card connection">
<div><h2>${name}</h2>
${organisation !== undefined && html`<p class="small"><bdi>${displayedName(organisation)}</bdi></p>`}</div>
<ul>${sharings}</ul>
</section>
`;
}

function endedList(ended: readonly Connection[], accounts: readonly Account[]): Html {
  const others = (connection: Connection) => ended.filter((other) => other !== connection).map(endedAt);
  const lines = ended.slice(0, endedShown).map(
    (connection) => html`<li><a class="sharing" href="${pathOf(connection)}">
<span class="words"><span class="nickname"><bdi>${displayedName(connection.clientName)}</bdi></span>
<span class="kind">${namesOf(sharedOf(connection, accounts))}</span>
<span class="kind">${howItEnded(connection, others(connection))}</span></span>
${icons.on}</a></li>
`,
  );
  const more = ended.length - lines.length;
  return html`<section class="card connection ended" aria-labelledby="ended">
<h2 id="ended">Ended</h2>
<ul>${lines}</ul>
${more > 0 && html`<p class="small">${more} that ended before are not listed.</p>`}
</section>`;
}

/** All that is shared, by application; what has ended stands apart. */
export function connectedPage(view: View & { connections: readonly Connection[] }): Page {
  const { connections, accounts, notice } = view;
  const open = connections.filter(isOpen);
  const ended = connections.filter((connection) => !isOpen(connection));
  const byClient = Map.groupBy(open, ({ consent }) => consent.clientId);
  const lead =
    open.length === 0
      ? 'No application sees anything of your accounts. When you approve what one asks for, it stands here.'
      : 'These applications see information about your accounts, as you approved. They cannot move money. Choose one to see what it sees, to change the accounts, or to stop it.';
  const content = html`<div class="lead" data-page="connected">
<h1>Connected applications</h1>
<p>${lead}</p>
</div>
${notice !== undefined && noticeBox(notice)}
<p class="small"><a href="${approvePath}">Approve a request from another browser</a></p>
${[...byClient.values()].map((of) => application(of, accounts))}
${ended.length > 0 && endedList(ended, accounts)}`;
  return { title: 'Connected applications', width: 'wide', content, ...frame(view) };
}

function terms(connection: Connection, now: number): Html {
  const { consent, since, changedAt } = connection;
  const { expiresAt } = consent;
  const open = isOpen(connection);
  const far =
    open && expiresAt !== undefined && Number.isFinite(expiresAt) && html` (${distanceWords(expiresAt, now)})`;
  return html`<dl class="terms">
<div>${icons.done}<dt>Since</dt><dd>${dayWords(since)}</dd></div>
<div>${icons.time}<dt>${open ? 'Until' : 'Ended'}</dt><dd>${
    open
      ? html`${expiresAt === undefined ? html`You stop it. There is no end date.` : html`${dateWords(expiresAt, 'end', consent.expirationDateTime)}${far}`}`
      : howItEnded(connection)
  }</dd></div>
<div>${icons.change}<dt>Last change</dt><dd>${dateWords(changedAt, 'start')}</dd></div>
${open && reachesTransactions(consent.permissions) && html`<div>${icons.range}<dt>Which transactions</dt><dd>${rangeWords(consent)}</dd></div>`}
</dl>`;
}

interface ConnectionView extends View {
  connection: Connection;
  /** Milliseconds. */
  now: number;
  /** Ids of the accounts that were ticked before, and what was wrong. */
  ticked?: readonly string[];
  alert?: string;
}

/** The first button decides nothing, on purpose: browsers press it for the Enter key in a checkbox. */
function accountsForm({ session, connection, accounts, ticked, alert }: ConnectionView): Html {
  const marked = ticked ?? connection.consent.accountIds ?? [];
  const cards = accounts.map((account, index) => {
    const focus = alert !== undefined && index === 0;
    return accountCard(account, { fixed: false, ticked: marked.includes(account.accountId), focus });
  });
  return html`<form method="post" action="${pathOf(connection)}/accounts" data-page="accounts">
<input type="hidden" name="${csrfField}" value="${session.csrf}">
<button type="submit" hidden></button>
<fieldset aria-describedby="${alert === undefined ? '' : 'alert '}lead">
<legend><h2>Accounts that you share</h2></legend>
<p id="lead">Only the accounts that you tick are shared. Tick more, or untick some, and save.</p>
<div class="accounts">${cards}</div>
</fieldset>
<p class="actions"><button class="primary" type="submit" name="decision" value="save">Save Accounts</button></p>
</form>`;
}

function accountsList(accounts: readonly Account[]): Html {
  return html`<section class="shared" aria-labelledby="shared"><h2 id="shared">Accounts that you shared</h2>
<ul class="accounts">${accounts.map(accountLine)}</ul></section>`;
}

/** One consent: the accounts, what is seen of them, and the ways to change it; of one that has ended, what it was. */
export function connectionPage(view: ConnectionView): Page {
  const { connection, accounts, now, notice, alert } = view;
  const open = isOpen(connection);
  const heading = open ? 'What you share' : 'What you shared';
  const content = html`<p class="back"><a href="/connected">${icons.back}Connected applications</a></p>
<div class="card" data-page="connection">
<h1>${heading}</h1>
${requester(connection)}
${alert !== undefined && alertBox('alert', alert)}
${alert === undefined && notice !== undefined && noticeBox(notice)}
${terms(connection, now)}
${open ? accountsForm(view) : accountsList(sharedOf(connection, accounts))}
<section aria-labelledby="sees">
<h2 id="sees">${open ? 'What it sees of them' : 'What it saw of them'}</h2>
${permissionList(connection.consent.permissions)}
</section>
${
  open &&
  html`<section class="stop" aria-labelledby="stop">
<h2 id="stop">Stop sharing</h2>
<p>The application sees nothing more of your accounts from then on.</p>
<p class="actions"><a class="button danger" href="${pathOf(connection)}/stop">Stop Sharing…</a></p>
</section>`
}
</div>`;
  const name = displayedName(connection.clientName);
  return {
    title: `${alert === undefined ? '' : 'Error: '}${heading} with ${name}`,
    width: 'wide',
    content,
    ...frame(view),
  };
}

/** Asks once more, and says what comes of it. */
export function stopPage(view: View & { connection: Connection }): Page {
  const { session, connection, accounts } = view;
  const name = html`<bdi>${displayedName(connection.clientName)}</bdi>`;
  const content = html`<form class="card" method="post" action="${pathOf(connection)}/stop" data-page="stop">
<input type="hidden" name="${csrfField}" value="${session.csrf}">
<h1>Stop sharing with ${name}?</h1>
<ul class="plain">
<li>It sees nothing more of these accounts: ${namesOf(sharedOf(connection, accounts))}.</li>
<li>What it does for you with them may no longer work. Nothing changes at the accounts themselves.</li>
<li>It may have kept what it saw until now. Ask it to delete that, if you want.</li>
<li>To share again, start from the application.</li>
</ul>
<p class="actions"><button class="danger" type="submit" name="decision" value="stop">Stop Sharing</button>
<a class="button" href="${pathOf(connection)}">Keep Sharing</a></p>
</form>`;
  return { title: 'Stop sharing?', width: 'narrow', content, ...frame(view) };
}
