/** What a customer shares, looked after at the bank: he sees who sees what, changes the accounts, and stops it. */
import type { Router } from '@koa/router';
import type { Context } from 'koa';
import { accountsOf } from '../data/holders.ts';
import type { Account, Consent, Customer } from '../data/records.ts';
import { routerOfForms } from '../http/unit-of-work.ts';
import { chosenFrom } from './choice.ts';
import { type Connection, connectedPage, connectionPage, isOpen, stopPage } from './connected-pages.ts';
import type { PagesDeps } from './deps.ts';
import { showError } from './error-page.ts';
import { readForm, single } from './form.ts';
import { logInBy, type RefusedLogin } from './login-form.ts';
import { loginPage } from './login-page.ts';
import { seeOther, showPage } from './page.ts';
import { customerSessions, type Session } from './session.ts';

/** What these pages ask of the bank. */
export interface Connections {
  /** What this customer ever approved and the application did not delete; the last first. */
  of(customerId: string): Promise<Connection[]>;
  /** Shares these accounts from now on. */
  share(consent: Consent, accountIds: string[]): Promise<void>;
  /** Stops sharing: nothing given out under the consent works any more. */
  stop(consent: Consent): Promise<void>;
}

export interface ConnectedDeps extends PagesDeps {
  connections: Connections;
}

const formLimit = 64 * 1024;
const root = '/connected';
const notices: Readonly<Record<string, string>> = {
  out: 'You are logged out.',
  ended: 'You were logged out, as nothing happened for 15 minutes. Nothing was changed.',
  saved: 'Saved. From now on only the ticked accounts are shared.',
  same: 'Nothing was changed: these accounts are shared already.',
  stopped: 'Stopped. The application no longer sees anything by this.',
};

/**
 * `GET /` leads to `GET /connected`, which shows the login, or what is shared; `GET /connected/consents/:consentId` one consent, and `…/stop` asks once more.
 * `POST …/accounts` takes `accounts` (any number) and `decision=save`, `POST …/stop` takes `decision=stop`, `POST /connected/login` and
 * `/connected/logout` what their names say; all want their form's hidden field, and answer 303 when it is done. What is wrong comes back
 * as the same page with a `[role="alert"]`, as on the pages of an authorisation.
 */
export function connectedPages(deps: ConnectedDeps): Router {
  const { connections, store, clocks, options, readBody, csrfSecret } = deps;
  const note = `${options.profile.name} profile`;
  const sessions = customerSessions({ store, clock: clocks.protocol, csrfSecret });
  const router = routerOfForms(store, readBody);

  /** @param those What may be true where it is said */
  const noticeOf = (ctx: Context, those: readonly string[]): { notice?: string } => {
    const said = new URLSearchParams(ctx.querystring).get('said') ?? '';
    const notice = those.includes(said) ? notices[said] : undefined;
    return notice === undefined ? {} : { notice };
  };

  async function showLogin(ctx: Context, { status = 200, ...again }: Partial<RefusedLogin> = {}): Promise<void> {
    const customers = await store.list<Customer>('Customer');
    const { csrf } = sessions.loginForms(ctx);
    const action = `${root}/login`;
    showPage(ctx, status, loginPage({ action, csrf, customers, note, ...noticeOf(ctx, ['out', 'ended']), ...again }));
  }

  const accountsIn = async ({ customer }: Session): Promise<Account[]> => {
    const own = await accountsOf(store, customer.customerId);
    return own.toSorted((one, other) => (one.accountId < other.accountId ? -1 : 1));
  };

  /** One consent of the customer's; undefined when the answer is given already. */
  async function connectionOf(ctx: Context, { customer }: Session): Promise<Connection | undefined> {
    const all = await connections.of(customer.customerId);
    const found = all.find(({ consent }) => consent.consentId === ctx.params.consentId);
    if (found === undefined) {
      const way = { href: root, words: 'Connected applications' };
      showError(ctx, 404, 'There is nothing like that here', 'The application may have given it up.', way);
    }
    return found;
  }

  async function showConnection(
    ctx: Context,
    session: Session,
    connection: Connection,
    again: { status?: number; ticked?: string[]; alert?: string } = {},
  ): Promise<void> {
    const { status = 200, ...rest } = again;
    const accounts = await accountsIn(session);
    const view = {
      session,
      connection,
      accounts,
      now: clocks.business.now(),
      note,
      ...noticeOf(ctx, isOpen(connection) ? ['saved', 'same'] : ['stopped']),
      ...rest,
    };
    showPage(ctx, status, connectionPage(view));
  }

  const pathOf = ({ consent }: Connection): string => `${root}/consents/${encodeURIComponent(consent.consentId)}`;

  /** The form of somebody who is logged in; undefined when the answer is given already. */
  async function received(ctx: Context): Promise<{ session: Session; form: URLSearchParams } | undefined> {
    const session = await sessions.current(ctx);
    if (session === undefined) {
      seeOther(ctx, `${root}?said=ended`);
      return undefined;
    }
    const read = await readForm(ctx, { uid: session.formsOf, readBody, csrfSecret, limit: formLimit });
    if ('form' in read) return { session, form: read.form };
    showError(ctx, read.refused.status, read.refused.title, read.refused.text);
    return undefined;
  }

  /** The form about one consent that still shares; undefined when the answer is given already. */
  async function receivedOn(ctx: Context) {
    const post = await received(ctx);
    const connection = post && (await connectionOf(ctx, post.session));
    if (post === undefined || connection === undefined) return undefined;
    if (isOpen(connection)) return { ...post, connection };
    const alert = 'It had ended before. Nothing was changed.';
    await showConnection(ctx, post.session, connection, { status: 400, alert });
    return undefined;
  }

  router.get('/', (ctx) => seeOther(ctx, root));

  router.get(root, async (ctx) => {
    const session = await sessions.current(ctx);
    if (session === undefined) return showLogin(ctx);
    const all = await connections.of(session.customer.customerId);
    const accounts = await accountsIn(session);
    showPage(ctx, 200, connectedPage({ session, connections: all, accounts, note }));
  });

  router.get(`${root}/login`, (ctx) => seeOther(ctx, root));

  router.post(`${root}/login`, async (ctx) => {
    const { formsOf } = sessions.loginForms(ctx);
    const read = await readForm(ctx, { uid: formsOf, readBody, csrfSecret, limit: formLimit });
    if ('refused' in read) return showError(ctx, read.refused.status, read.refused.title, read.refused.text);
    const login = await logInBy(ctx, deps, read.form);
    if ('refused' in login) return showLogin(ctx, login.refused);
    await sessions.begin(ctx, login.customer);
    return seeOther(ctx, root);
  });

  router.post(`${root}/logout`, async (ctx) => {
    if ((await received(ctx)) === undefined) return;
    await sessions.end(ctx);
    seeOther(ctx, `${root}?said=out`);
  });

  router.get(`${root}/consents/:consentId`, async (ctx) => {
    const session = await sessions.current(ctx);
    if (session === undefined) return seeOther(ctx, root);
    const connection = await connectionOf(ctx, session);
    if (connection !== undefined) await showConnection(ctx, session, connection);
  });

  router.get(`${root}/consents/:consentId/accounts`, (ctx) =>
    seeOther(ctx, `${root}/consents/${encodeURIComponent(ctx.params.consentId ?? '')}`),
  );

  router.post(`${root}/consents/:consentId/accounts`, async (ctx) => {
    const post = await receivedOn(ctx);
    if (post === undefined) return;
    const { session, form, connection } = post;
    const ticked = form.getAll('accounts');
    const refuse = (alert: string) => showConnection(ctx, session, connection, { status: 400, ticked, alert });
    if (single(form, 'decision') !== 'save') return refuse('Nothing is changed yet. Choose Save Accounts.');
    if (ticked.length === 0) return refuse('At least one account stays. To share none of them, choose Stop Sharing.');
    const chosen = chosenFrom({ accounts: await accountsIn(session), fixed: false }, ticked);
    if ('alert' in chosen) return refuse(chosen.alert);
    const before = new Set(connection.consent.accountIds);
    const same = before.size === chosen.accountIds.length && chosen.accountIds.every((id) => before.has(id));
    if (!same) await connections.share(connection.consent, chosen.accountIds);
    seeOther(ctx, `${pathOf(connection)}?said=${same ? 'same' : 'saved'}`);
  });

  router.get(`${root}/consents/:consentId/stop`, async (ctx) => {
    const session = await sessions.current(ctx);
    if (session === undefined) return seeOther(ctx, root);
    const connection = await connectionOf(ctx, session);
    if (connection === undefined) return;
    if (!isOpen(connection)) return seeOther(ctx, pathOf(connection));
    showPage(ctx, 200, stopPage({ session, connection, accounts: await accountsIn(session), note }));
  });

  router.post(`${root}/consents/:consentId/stop`, async (ctx) => {
    const post = await receivedOn(ctx);
    if (post === undefined) return;
    const { form, connection } = post;
    if (single(form, 'decision') !== 'stop') return seeOther(ctx, pathOf(connection));
    await connections.stop(connection.consent);
    seeOther(ctx, `${pathOf(connection)}?said=stopped`);
  });

  return router;
}
