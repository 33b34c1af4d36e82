/** The routes of an authorisation that is approved in another browser: the one that waits, and the one in which the customer decides. */
import { Router } from '@koa/router';
import type { Context } from 'koa';
import { accountsOf } from '../data/holders.ts';
import type { Consent, Customer } from '../data/records.ts';
import { limited, logIn } from './attempts.ts';
import type { Authorisations } from './authorisation.ts';
import { type Choice, choiceOf, chosenFrom } from './choice.ts';
import { consentPage } from './consent-page.ts';
import type { PagesDeps } from './deps.ts';
import { type ApprovalElsewhere, approvalsElsewhere } from './elsewhere.ts';
import { approvePage, approvePath, decidedPage, waitingPage } from './elsewhere-pages.ts';
import { showError } from './error-page.ts';
import { csrfToken, readForm, single } from './form.ts';
import { refusedLogin } from './login-words.ts';
import { seeOther, showPage } from './page.ts';
import { customerSessions } from './session.ts';

export interface ElsewhereDeps extends PagesDeps {
  authorisations: Authorisations;
}

const formLimit = 1024 * 1024;
/** Seconds after which the browser that waits asks again. */
const askAgain = '3';

/** What a customer is asked to decide. */
interface Asked {
  approval: ApprovalElsewhere;
  consent: Consent;
  customer: Customer;
  choice: Choice;
}

function showGone(ctx: Context): void {
  const text = 'Somebody has decided about it, or it is too old. Start again from the application.';
  showError(ctx, 404, 'This request is no longer open', text);
}

/**
 * `GET /interaction/:uid/elsewhere` shows the code to the browser that waits, and takes it on (303) once somebody has decided. `GET
 * /connected/approve` has the form for the code; its POST takes `code`, `loginName` and `password` and leads to `/connected/approve/:claim`,
 * the consent page, whose POST takes `accounts` and `decision`. Nothing is shared before the browser that waits has gone on.
 */
export function elsewhereRoutes(deps: ElsewhereDeps): Router {
  const { authorisations, store, clocks, options, readBody, csrfSecret } = deps;
  const note = `${options.profile.name} profile`;
  const approvals = approvalsElsewhere({ store, clock: clocks.protocol, secret: csrfSecret });
  const sessions = customerSessions({ store, clock: clocks.protocol, csrfSecret });
  const router = new Router();

  router.get('/interaction/:uid/elsewhere', async (ctx) => {
    const uid = ctx.params.uid ?? '';
    const pending = await authorisations.find(ctx, uid);
    if (pending === undefined) return showGone(ctx);
    const back = `/interaction/${encodeURIComponent(uid)}`;
    if (pending.prompt !== 'login') return seeOther(ctx, back);
    const { clientName, redirectUri, consent } = pending;
    await approvals.open({ uid, clientName, redirectUri, consentId: consent.consentId });
    const { customerId, decision } = (await approvals.ofInteraction(uid)) ?? {};
    if (customerId !== undefined && decision !== undefined) {
      await approvals.end(uid);
      await authorisations.loggedIn(ctx, uid, customerId);
      const refused = decision === 'refused';
      const on = refused ? authorisations.refused(ctx, uid) : authorisations.approved(ctx, uid, decision.accountIds);
      return seeOther(ctx, await on);
    }
    ctx.set('Refresh', askAgain);
    const address = `${ctx.protocol}://${ctx.host}${approvePath}`;
    showPage(ctx, 200, waitingPage({ code: approvals.shownCode(uid), address, clientName, redirectUri, back, note }));
  });

  async function showForm(
    ctx: Context,
    status: number,
    again?: { code: string; loginName: string; alert: string },
  ): Promise<void> {
    const customers = await store.list<Customer>('Customer');
    const { csrf } = sessions.loginForms(ctx);
    showPage(ctx, status, approvePage({ csrf, customers, note, ...again }));
  }

  router.get(approvePath, (ctx) => showForm(ctx, 200));

  router.post(approvePath, async (ctx) => {
    const { formsOf } = sessions.loginForms(ctx);
    const read = await readForm(ctx, { uid: formsOf, readBody, csrfSecret, limit: formLimit });
    if ('refused' in read) return showError(ctx, read.refused.status, read.refused.title, read.refused.text);
    const [code = '', loginName = '', password = ''] = ['code', 'loginName', 'password'].map((name) =>
      single(read.form, name),
    );
    const refuse = (status: number, alert: string) => showForm(ctx, status, { code, loginName, alert });
    if (code.trim() === '' || loginName.trim() === '' || password === '') {
      return refuse(400, 'Enter the code, your login name and your password.');
    }
    const result = await logIn(store, clocks.business, loginName, password);
    if (result.outcome !== 'welcome') {
      const { status, alert, retryAfter } = refusedLogin(result);
      if (retryAfter !== undefined) ctx.set('Retry-After', retryAfter);
      return refuse(status, alert);
    }
    const { customerId } = result.customer;
    const tried = await limited(store, clocks.business, `codes of ${customerId}`, () =>
      approvals.withCode(code, customerId),
    );
    if (tried.outcome === 'locked') {
      ctx.set('Retry-After', String(tried.secondsLeft));
      return refuse(429, 'Too many wrong codes. Try again in a minute.');
    }
    if (tried.outcome === 'wrong') return refuse(400, 'No browser shows this code, or it is too old. Check it.');
    const claim = await approvals.claim(tried.found, customerId);
    return seeOther(ctx, `${approvePath}/${claim}`);
  });

  async function askedBy(ctx: Context): Promise<Asked | undefined> {
    const approval = await approvals.claimed(ctx.params.claim ?? '');
    const consent = approval && (await store.get<Consent>('Consent', approval.consentId));
    const customer = approval && (await store.get<Customer>('Customer', approval.customerId ?? ''));
    if (approval === undefined || consent === undefined || customer === undefined) {
      showGone(ctx);
      return undefined;
    }
    const { customerId } = customer;
    const accounts = await accountsOf(store, customerId);
    return { approval, consent, customer, choice: choiceOf(consent, customerId, accounts, clocks.business.now()) };
  }

  const formsOf = (ctx: Context): string => `approve ${ctx.params.claim}`;

  function showConsent(
    ctx: Context,
    { approval: { clientName, redirectUri }, consent, customer, choice }: Asked,
    status: number,
    again?: { ticked: string[]; alert: string },
  ): void {
    const [action, csrf] = [ctx.path, csrfToken(csrfSecret, formsOf(ctx))];
    const view = { action, csrf, clientName, redirectUri, customerName: customer.name, consent, choice, note };
    showPage(ctx, status, consentPage({ ...view, now: clocks.business.now(), ...again }));
  }

  router.get(`${approvePath}/:claim`, async (ctx) => {
    const asked = await askedBy(ctx);
    if (asked !== undefined) showConsent(ctx, asked, 200);
  });

  router.post(`${approvePath}/:claim`, async (ctx) => {
    const asked = await askedBy(ctx);
    if (asked === undefined) return;
    const read = await readForm(ctx, { uid: formsOf(ctx), readBody, csrfSecret, limit: formLimit });
    if ('refused' in read) return showError(ctx, read.refused.status, read.refused.title, read.refused.text);
    const { approval, choice } = asked;
    const { clientName } = approval;
    const decision = single(read.form, 'decision');
    if (decision === 'refuse') {
      await approvals.decide(approval, 'refused');
      return showPage(ctx, 200, decidedPage({ isApproved: false, clientName, note }));
    }
    const ticked = read.form.getAll('accounts');
    const refuse = (alert: string) => showConsent(ctx, asked, 400, { ticked, alert });
    if (decision !== 'approve') return refuse('Nothing is shared yet. Choose Approve or Refuse.');
    const chosen = chosenFrom(choice, ticked);
    if ('alert' in chosen) return refuse(chosen.alert);
    await approvals.decide(approval, { accountIds: chosen.accountIds });
    return showPage(ctx, 200, decidedPage({ isApproved: true, clientName, note }));
  });

  return router;
}
