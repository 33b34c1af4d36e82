/** The routes of an authorisation that is approved in another browser: the one that waits, and the one in which the customer decides. */
import type { Router } from '@koa/router';
import type { Context } from 'koa';
import type { Consent, Customer } from '../data/records.ts';
import { routerOfForms, unitOfWork } from '../http/unit-of-work.ts';
import { limited } from './attempts.ts';
import { type Choice, choiceNow } from './choice.ts';
import { consentPage } from './consent-page.ts';
import { carryOut, decisionIn, stillHolds } from './decision.ts';
import type { AuthorisationPagesDeps } from './deps.ts';
import type { ApprovalElsewhere } from './elsewhere.ts';
import { approvePage, approvePath, decidedPage, runOutPage, waitingPage } from './elsewhere-pages.ts';
import { showError } from './error-page.ts';
import { csrfToken, readForm, single } from './form.ts';
import { logInBy } from './login-form.ts';
import { seeOther, showPage } from './page.ts';
import { customerSessions } from './session.ts';

const formLimit = 1024 * 1024;

/** What a customer is asked to decide. */
interface Asked {
  approval: ApprovalElsewhere;
  consent: Consent;
  customer: Customer;
  choice: Choice;
}

/** The form for the code again, with what was wrong. */
interface Again {
  status: number;
  code: string;
  loginName: string;
  alert: string;
  wrong: 'code' | 'login';
}

const noLongerOpen = 'This request is no longer open';

function showGone(ctx: Context): void {
  const text =
    'Somebody has decided about it, the browser that showed the code went on without it, or it is too old. Start again from the application.';
  showError(ctx, 404, noLongerOpen, text);
}

/** To the browser in which it began. */
function showOver(ctx: Context): void {
  const text =
    'It may be finished already, or too old, or the application has given it up. Go back to the application and start again.';
  showError(ctx, 404, noLongerOpen, text);
}

function showMoved(ctx: Context): void {
  const text = 'Its code was entered once more since. Go on where that was.';
  showError(ctx, 404, 'It was opened somewhere else', text);
}

/**
 * `GET /interaction/:uid/elsewhere` shows the code to the browser that waits, and takes it on (303) once somebody has decided; `…/state` is
 * `waiting` until then. `GET /connected/approve` has the form for the code; its POST takes `code`, `loginName` and `password` and leads to
 * `/connected/approve/:claim`, the consent page, whose POST takes `accounts` and `decision`. Nothing is shared before the browser that waits
 * has gone on, and what was approved is judged again then.
 */
export function elsewhereRoutes(deps: AuthorisationPagesDeps): Router {
  const { authorisations, approvals, store, clocks, options, readBody, csrfSecret } = deps;
  const note = `${options.profile.name} profile`;
  const sessions = customerSessions({ store, clock: clocks.protocol, csrfSecret });
  const router = routerOfForms(store, readBody);
  const choiceIn = (consent: Consent, customerId: string): Promise<Choice> =>
    choiceNow({ store, clock: clocks.business }, consent, customerId);

  router.get('/interaction/:uid/elsewhere', unitOfWork(store), async (ctx) => {
    const uid = ctx.params.uid ?? '';
    const pending = await authorisations.find(ctx, uid);
    if (pending === undefined) return showOver(ctx);
    // To ask for the head alone decides nothing.
    if (ctx.method === 'HEAD') {
      ctx.status = 200;
      return;
    }
    const back = `/interaction/${encodeURIComponent(uid)}`;
    if (pending.prompt !== 'login') return seeOther(ctx, back);
    const { clientName, redirectUri, consent } = pending;
    const view = { clientName, redirectUri, back, note };
    const again = { ...view, action: `${back}/login`, csrf: csrfToken(csrfSecret, uid) };
    const approval = await approvals.ofInteraction(uid);
    if (approval?.decision !== undefined && approval.entered !== undefined) {
      const { decision, entered } = approval;
      await approvals.end(uid);
      const choice = await choiceIn(consent, entered.customerId);
      if (!stillHolds(decision, consent, choice)) return showPage(ctx, 200, runOutPage({ ...again, after: choice }));
      await authorisations.loggedIn(ctx, uid, entered.customerId, entered.at);
      return seeOther(ctx, await carryOut(authorisations, ctx, uid, decision, choice));
    }
    if (approval === undefined || !approvals.isOpen(approval)) return showPage(ctx, 200, runOutPage(again));
    const code = approvals.shownCode(approval);
    const address = `${ctx.protocol}://${ctx.host}${approvePath}`;
    showPage(ctx, 200, waitingPage({ ...view, code, address, state: `${back}/elsewhere/state` }));
  });

  router.get('/interaction/:uid/elsewhere/state', async (ctx) => {
    const uid = ctx.params.uid ?? '';
    const pending = await authorisations.find(ctx, uid);
    const approval = pending?.prompt === 'login' ? await approvals.ofInteraction(uid) : undefined;
    ctx.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
    ctx.type = 'text/plain; charset=utf-8';
    ctx.body = approval !== undefined && approvals.isOpen(approval) ? 'waiting' : 'over';
  });

  async function showForm(ctx: Context, { status, ...again }: Partial<Again> = {}): Promise<void> {
    const customers = await store.list<Customer>('Customer');
    const { csrf } = sessions.loginForms(ctx);
    showPage(ctx, status ?? 200, approvePage({ csrf, customers, note, ...again }));
  }

  router.get(approvePath, (ctx) => showForm(ctx));

  router.post(approvePath, async (ctx) => {
    const { formsOf } = sessions.loginForms(ctx);
    const read = await readForm(ctx, { uid: formsOf, readBody, csrfSecret, limit: formLimit });
    if ('refused' in read) return showError(ctx, read.refused.status, read.refused.title, read.refused.text);
    const [code, loginName] = [single(read.form, 'code'), single(read.form, 'loginName')];
    const wrongCode = (status: number, alert: string) =>
      showForm(ctx, { status, code, loginName, alert, wrong: 'code' });
    if (code.trim() === '') return wrongCode(400, 'Enter the code, your login name and your password.');
    const login = await logInBy(ctx, deps, read.form);
    if ('refused' in login) return showForm(ctx, { ...login.refused, code, wrong: 'login' });
    const { customerId } = login.customer;
    const tried = await limited(store, clocks.business, { kind: 'codes', name: customerId }, () =>
      approvals.withCode(code, customerId),
    );
    if (tried.outcome === 'locked') {
      ctx.set('Retry-After', String(tried.secondsLeft));
      return wrongCode(429, 'Too many wrong codes. Try again in a minute.');
    }
    if (tried.outcome === 'wrong') return wrongCode(400, 'No browser shows this code, or it is too old. Check it.');
    if (tried.found === 'taken') {
      return wrongCode(400, 'Another customer has entered this code. Get another one in the browser that shows it.');
    }
    const consent = await store.get<Consent>('Consent', tried.found.consentId);
    if (consent?.customerId !== undefined && consent.customerId !== customerId) {
      return wrongCode(400, 'Another customer approved this request before. Only that customer can confirm it.');
    }
    return seeOther(ctx, `${approvePath}/${await approvals.claim(tried.found, customerId)}`);
  });

  async function askedBy(ctx: Context): Promise<Asked | undefined> {
    const claimed = await approvals.claimed(ctx.params.claim ?? '');
    if (claimed === 'moved') {
      showMoved(ctx);
      return undefined;
    }
    const consent = claimed && (await store.get<Consent>('Consent', claimed.approval.consentId));
    const client = consent && (await store.get('Client', consent.clientId));
    const customer = claimed && (await store.get<Customer>('Customer', claimed.customerId));
    if (claimed === undefined || consent === undefined || client === undefined || customer === undefined) {
      showGone(ctx);
      return undefined;
    }
    return { approval: claimed.approval, consent, customer, choice: await choiceIn(consent, customer.customerId) };
  }

  const formsOf = (ctx: Context): string => `approve ${ctx.params.claim}`;

  function showConsent(
    ctx: Context,
    { approval: { clientName }, consent, customer, choice }: Asked,
    status: number,
    again?: { ticked: string[]; alert: string },
  ): void {
    const [action, csrf] = [ctx.path, csrfToken(csrfSecret, formsOf(ctx))];
    const view = { action, csrf, clientName, customerName: customer.name, consent, choice, note };
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
    const { approval, consent, choice } = asked;
    const decided = decisionIn(read.form, consent, choice);
    if ('again' in decided) return showConsent(ctx, asked, 400, decided.again);
    await approvals.decide(approval, decided.decision);
    const isApproved = decided.decision !== 'refused';
    return showPage(ctx, 200, decidedPage({ isApproved, clientName: approval.clientName, note }));
  });

  return router;
}
