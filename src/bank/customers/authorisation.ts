/** The customer's way through an authorisation: he logs in, chooses what to share, approves or refuses, and leaves. */
import type { Router } from '@koa/router';
import type { Context } from 'koa';
import type { Moment } from '../clock.ts';
import type { Consent, Customer } from '../data/records.ts';
import { routerOfForms } from '../http/unit-of-work.ts';
import { choiceNow } from './choice.ts';
import { consentPage } from './consent-page.ts';
import { carryOut, decisionIn } from './decision.ts';
import type { AuthorisationPagesDeps } from './deps.ts';
import { script, scriptPath } from './elsewhere-script.ts';
import { showError } from './error-page.ts';
import { csrfToken, readForm, single } from './form.ts';
import { logInBy, type RefusedLogin } from './login-form.ts';
import { loginPage } from './login-page.ts';
import { seeOther, showPage, stylesPath } from './page.ts';
import { styles } from './styles.ts';

export interface PendingAuthorisation {
  uid: string;
  prompt: 'login' | 'consent';
  /** As the client registered it: hostile until shown otherwise. */
  clientName: string;
  redirectUri: string;
  /** What was asked for, those of a request object merged; `claims` as an object. */
  parameters: Readonly<Record<string, unknown>>;
  /** Milliseconds for which it goes on yet. */
  endsIn: number;
  /** Known once the customer has logged in. */
  customerId?: string;
  consent: Consent;
}

/** What the pages ask of the authorisation server. */
export interface Authorisations {
  /** The authorisation this browser is in the middle of (cookie-bound), undefined when there is none, it is over, or it belongs to another browser. */
  find(ctx: Context, uid: string): Promise<PendingAuthorisation | undefined>;
  /** Customer proved who he is, now or earlier; returns the URL to go on with. */
  loggedIn(ctx: Context, uid: string, customerId: string, at?: Moment): Promise<string>;
  approved(ctx: Context, uid: string, accountIds: string[]): Promise<string>;
  /** @param blocked Why nothing could be shared, where that is so: the client is told of it, and it is no decision of the customer's */
  refused(ctx: Context, uid: string, blocked?: string): Promise<string>;
}

const loginFormLimit = 16 * 1024;
const consentFormLimit = 1024 * 1024;

function pathOf(uid: string, step?: PendingAuthorisation['prompt']): string {
  return `/interaction/${encodeURIComponent(uid)}${step === undefined ? '' : `/${step}`}`;
}

const elsewhereOf = (uid: string): string => `${pathOf(uid)}/elsewhere`;

function showGone(ctx: Context): void {
  const text =
    'It may be finished already, or too old, or it was begun in another browser. Go back to the application that sent you here and start again.';
  showError(ctx, 404, 'This request is no longer open', text);
}

/**
 * The routes of the customer's pages.
 *
 * `GET /interaction/:uid` shows `form[data-page="login"]` or `form[data-page="consent"]`. `POST …/login` takes
 * `loginName` and `password`, or `decision=refuse`, or `decision=elsewhere` (elsewhere-routes.ts); `POST …/consent` takes `accounts` (any number) and `decision`,
 * `approve` or `refuse`; both want the form's hidden fields. The way on is a 303.
 *
 * What is wrong comes back as the same page with a `[role="alert"]`: 401 for a wrong login (without WWW-Authenticate,
 * which would open the browser's own dialogue), 429 with Retry-After while the login name is locked, 400 otherwise.
 * What cannot go on is an error page: 404 when the request is no longer open, 403 for a form that is not ours.
 */
export function customerPages(deps: AuthorisationPagesDeps): Router {
  const { authorisations, approvals, store, options, readBody, csrfSecret } = deps;
  const { business: clock } = deps.clocks;
  const note = `${options.profile.name} profile`;

  async function showLogin(
    ctx: Context,
    { uid, clientName, redirectUri }: PendingAuthorisation,
    { status = 200, ...again }: Partial<RefusedLogin> = {},
  ): Promise<void> {
    const customers = await store.list<Customer>('Customer');
    const [action, csrf] = [pathOf(uid, 'login'), csrfToken(csrfSecret, uid)];
    const requester = { clientName, redirectUri };
    showPage(ctx, status, loginPage({ action, csrf, requester, customers, note, ...again }));
  }

  async function showConsent(
    ctx: Context,
    pending: PendingAuthorisation,
    customerId: string,
    status: number,
    again?: { ticked: string[]; alert: string },
  ): Promise<void> {
    const { uid, clientName, redirectUri, consent } = pending;
    const customers = await store.list<Customer>('Customer');
    const customerName = customers.find((customer) => customer.customerId === customerId)?.name ?? 'Customer';
    const [action, csrf] = [pathOf(uid, 'consent'), csrfToken(csrfSecret, uid)];
    const choice = await choiceNow({ store, clock }, consent, customerId);
    const now = clock.now();
    const view = { action, csrf, clientName, redirectUri, customerName, consent, choice, now, note, ...again };
    showPage(ctx, status, consentPage(view));
  }

  /** Goes on with what the authorisation server says; a form sent twice finds it over, which is no fault of ours. */
  async function goOn(ctx: Context, uid: string, next: () => Promise<string>): Promise<void> {
    try {
      seeOther(ctx, await next());
    } catch (error) {
      if ((await authorisations.find(ctx, uid)) !== undefined) throw error;
      ctx.app.emit('error', error, ctx);
      showGone(ctx);
    }
  }

  /** The authorisation and the form that a POST is about; undefined when the answer is given already. */
  async function received(ctx: Context, uid: string, step: PendingAuthorisation['prompt'], limit: number) {
    const pending = await authorisations.find(ctx, uid);
    if (pending === undefined) return showGone(ctx);
    const read = await readForm(ctx, { uid, readBody, csrfSecret, limit });
    if ('refused' in read) return showError(ctx, read.refused.status, read.refused.title, read.refused.text);
    // A second tab is a step behind: it is shown where the first one stands.
    if (pending.prompt !== step) return seeOther(ctx, pathOf(uid));
    return { pending, form: read.form };
  }

  const router = routerOfForms(store, readBody);

  for (const [path, type, text] of [
    [stylesPath, 'text/css', styles],
    [scriptPath, 'text/javascript', script],
  ] as const) {
    router.get(path, (ctx) => {
      ctx.type = `${type}; charset=utf-8`;
      ctx.set({ 'Cache-Control': 'public, max-age=31536000, immutable', 'X-Content-Type-Options': 'nosniff' });
      ctx.body = text;
    });
  }

  router.get('/interaction/:uid', async (ctx) => {
    const uid = ctx.params.uid ?? '';
    const pending = await authorisations.find(ctx, uid);
    if (pending?.prompt === 'login') {
      // He would not see here what was decided by the code. To ask for the head alone takes nothing back.
      if (ctx.method !== 'HEAD' && (await approvals.withdraw(uid))) return seeOther(ctx, elsewhereOf(uid));
      return showLogin(ctx, pending);
    }
    if (pending?.customerId === undefined) return showGone(ctx);
    return showConsent(ctx, pending, pending.customerId, 200);
  });

  router.post('/interaction/:uid/login', async (ctx) => {
    const uid = ctx.params.uid ?? '';
    const post = await received(ctx, uid, 'login', loginFormLimit);
    if (post === undefined) return;
    const { pending, form } = post;
    if (single(form, 'decision') === 'refuse') {
      // A refusal elsewhere is one; an approval is nothing that whoever leaves here wants carried out.
      if ((await approvals.ofInteraction(uid))?.decision === 'refused') return seeOther(ctx, elsewhereOf(uid));
      await approvals.end(uid);
      return goOn(ctx, uid, () => authorisations.refused(ctx, uid));
    }
    if (single(form, 'decision') === 'elsewhere') {
      const { clientName, redirectUri, consent, endsIn } = pending;
      await approvals.open({ uid, clientName, redirectUri, consentId: consent.consentId }, endsIn);
      return seeOther(ctx, elsewhereOf(uid));
    }
    const login = await logInBy(ctx, deps, form);
    if ('refused' in login) return showLogin(ctx, pending, login.refused);
    const { customerId } = login.customer;
    if (await approvals.withdraw(uid)) return seeOther(ctx, elsewhereOf(uid));
    return goOn(ctx, uid, () => authorisations.loggedIn(ctx, uid, customerId));
  });

  router.post('/interaction/:uid/consent', async (ctx) => {
    const uid = ctx.params.uid ?? '';
    const post = await received(ctx, uid, 'consent', consentFormLimit);
    if (post === undefined) return;
    const { pending, form } = post;
    const { customerId } = pending;
    if (customerId === undefined) return showGone(ctx);
    const choice = await choiceNow({ store, clock }, pending.consent, customerId);
    const decided = decisionIn(form, pending.consent, choice);
    if ('again' in decided) return showConsent(ctx, pending, customerId, 400, decided.again);
    return goOn(ctx, uid, () => carryOut(authorisations, ctx, uid, decided.decision, choice));
  });

  return router;
}
