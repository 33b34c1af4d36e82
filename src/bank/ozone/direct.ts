/** Authorisation without pages: the JSON face of `/auth`, and headless clients. The customer's password is asked for by both. */
import type { Context } from 'koa';
import type { Clock } from '../clock.ts';
import { type LoginResult, logIn } from '../customers/attempts.ts';
import type { Authorisations, PendingAuthorisation } from '../customers/authorisation.ts';
import { type Choice, choiceNow, chosenFrom } from '../customers/choice.ts';
import { secondsWords } from '../customers/dates.ts';
import { fromElsewhere, single } from '../customers/form.ts';
import type { Customer } from '../data/records.ts';
import { wantsJson } from '../http/accept.ts';
import { noteClient } from '../http/noted-client.ts';
import type { Profile } from '../profile/profile.ts';
import type { Store } from '../store/store.ts';
import { basicOf } from './basic.ts';
import { isHeadless } from './headless.ts';
import { HelperRefusal, notInProfile, sayNo } from './refusal.ts';

export interface DirectDependencies {
  profile: Profile;
  store: Store;
  clock: Clock;
  authorisations: Authorisations;
  /** Goes on with an authorisation at a path of the authorization server's. */
  resume(ctx: Context, path: string): Promise<Resumed>;
}

/** What the authorization server answered in the end. */
export interface Resumed {
  status: number;
  /** Where the customer is sent; empty where a page sends him (`response_mode=form_post`) or says why not. */
  location: string;
  type: string;
  body: unknown;
}

/** An authorisation that was begun as JSON. Kind `DirectAuthorisation`, id the interaction's uid. */
interface DirectAuthorisation {
  /** The cookies that a browser would have. */
  cookie: string;
}

const kind = 'DirectAuthorisation';
/** Milliseconds; the interaction itself lives no longer. */
const life = 600_000;
const stepPath = /^\/auth\/([^/]+)\/(doLogin|aac\/doConfirm)$/;

/** The way through an authorisation for programs; used by every listener that has `/auth`. */
export interface DirectAuthorisations {
  /** Whether a request is a step of {@link step}. */
  isStep(ctx: Context): boolean;
  /** `POST /auth/:uid/doLogin` and `POST /auth/:uid/aac/doConfirm`, within a unit of work. */
  step(ctx: Context, form: URLSearchParams): Promise<void>;
  /** Looks at what the authorization server answered to `/auth`, within the same unit of work, and goes on where a page would wait. */
  begun(ctx: Context): Promise<void>;
  /** Answers and returns true where the bank's profile has nothing of all this. */
  refusedByProfile(ctx: Context): boolean;
}

/**
 * `GET /auth?…` with `Accept: application/json` answers `{interaction:{interactionId,params}}`; the id is all that the next steps need, no
 * cookie. It is a secret of whoever began: an authorisation that a browser began is bound to that browser and cannot be gone on with here.
 * `doLogin` takes `loginName` and `password` and answers the accounts that can be shared; `aac/doConfirm` takes `accounts`, once
 * for each, and answers a 302 to the client, or, asked for JSON, the same URL as `redirectUri`.
 *
 * A headless client's `/auth` is a 302 with the code at once: the customer's login name and password come as `Authorization: Basic`, and all
 * of his accounts are shared. Wrong tries are counted together with those on the login page.
 */
export function directAuthorisations(deps: DirectDependencies): DirectAuthorisations {
  const { profile, store, clock, authorisations } = deps;

  const choice = ({ consent }: PendingAuthorisation, customerId: string): Promise<Choice> =>
    choiceNow({ store, clock }, consent, customerId);

  /** The authorisation, with the request given the cookies of its beginning. @throws HelperRefusal 404 */
  async function pendingOf(ctx: Context, uid: string): Promise<PendingAuthorisation> {
    const begun = await store.get<DirectAuthorisation>(kind, uid);
    if (begun) ctx.req.headers.cookie = begun.cookie;
    const pending = begun && (await authorisations.find(ctx, uid));
    if (pending) {
      noteClient(ctx, pending.consent.clientId);
      return pending;
    }
    throw new HelperRefusal(
      404,
      'not_found',
      'No authorisation is open under this interaction id: it is over, too old, or was begun in a browser. Begin with the authorisation URL and Accept: application/json.',
    );
  }

  async function login(ctx: Context, uid: string, form: URLSearchParams): Promise<void> {
    const pending = await pendingOf(ctx, uid);
    const [loginName, password] = [single(form, 'loginName'), single(form, 'password')];
    if (loginName.trim() === '' || password === '') {
      throw new HelperRefusal(400, 'invalid_request', 'loginName and password are needed, each once, in a form.');
    }
    const customer = welcomed(await logIn(store, clock, loginName, password));
    await authorisations.loggedIn(ctx, uid, customer.customerId);
    const { accounts, blocked } = await choice(pending, customer.customerId);
    ctx.body = {
      interaction: { interactionId: uid },
      consent: { consentId: pending.consent.consentId, permissions: pending.consent.permissions },
      accounts: accounts.map(({ accountId, nickname, accountType, accountSubType, currency }) => ({
        accountId,
        nickname,
        accountType,
        accountSubType,
        currency,
      })),
      ...(blocked !== undefined && { blocked }),
    };
  }

  async function confirm(ctx: Context, uid: string, form: URLSearchParams): Promise<void> {
    const pending = await pendingOf(ctx, uid);
    if (pending.customerId === undefined) {
      throw new HelperRefusal(403, 'login_required', `Nobody has logged in yet: POST /auth/${uid}/doLogin first.`);
    }
    const offered = await choice(pending, pending.customerId);
    const { blocked } = offered;
    const chosen = chosenFrom(offered, form.getAll('accounts'));
    if ('alert' in chosen && blocked === undefined) {
      throw new HelperRefusal(400, 'invalid_request', `accounts: ${chosen.alert}`);
    }
    // To refuse is all that is left where nothing can be shared, and the client is told of it.
    const next =
      'alert' in chosen
        ? authorisations.refused(ctx, uid, blocked)
        : authorisations.approved(ctx, uid, chosen.accountIds);
    const resumed = await deps.resume(ctx, await next);
    await store.delete(kind, uid);
    const { location } = resumed;
    if (location === '' || !wantsJson(ctx)) return end(ctx, resumed);
    const error = errorIn(location);
    ctx.status = error ? 400 : 200;
    ctx.body = {
      ...error,
      interaction: { interactionId: uid },
      redirectUri: location,
      ...(blocked !== undefined && { blocked }),
    };
  }

  async function authoriseAtOnce(ctx: Context, uid: string, pending: PendingAuthorisation): Promise<void> {
    const credentials = basicOf(ctx.get('authorization'));
    if (!credentials) {
      throw new HelperRefusal(
        401,
        'login_required',
        "This is a headless client: send the customer's login name and password with this request, as Authorization: Basic base64(loginName:password).",
      );
    }
    const { customerId } = welcomed(await logIn(store, clock, credentials.name, credentials.password));
    const offered = await choice(pending, customerId);
    const all = offered.accounts.map(({ accountId }) => accountId);
    const chosen = chosenFrom(offered, all);
    if ('alert' in chosen) throw new HelperRefusal(403, 'access_denied', chosen.alert);
    await authorisations.loggedIn(ctx, uid, customerId);
    end(ctx, await deps.resume(ctx, await authorisations.approved(ctx, uid, chosen.accountIds)));
  }

  async function goOn(ctx: Context): Promise<void> {
    const location = ctx.response.get('location') || '';
    const uid = /^\/interaction\/([^/?#]+)$/.exec(location)?.[1];
    if (uid === undefined) {
      // The request was refused, and the client would hear of it by a redirect.
      if (location === '' || !wantsJson(ctx)) return;
      ctx.remove('location');
      ctx.status = 400;
      ctx.body = { ...(errorIn(location) ?? { error: 'invalid_request' }), redirectUri: location };
      return;
    }
    const cookie = givenCookies(ctx);
    ctx.req.headers.cookie = cookie;
    const pending = await authorisations.find(ctx, uid);
    if (wantsJson(ctx)) {
      takeBack(ctx);
      const begun: DirectAuthorisation = { cookie };
      await store.put(kind, uid, begun, { expiresAt: clock.now() + life });
      ctx.status = 200;
      ctx.body = { interaction: { interactionId: uid, params: pending?.parameters ?? {} } };
      return;
    }
    if (pending && (await isHeadless(store, pending.consent.clientId))) {
      takeBack(ctx);
      await authoriseAtOnce(ctx, uid, pending);
    }
  }

  const isStep = (ctx: Context): boolean => ctx.method === 'POST' && stepPath.test(ctx.path);

  return {
    isStep,

    step: (ctx, form) =>
      saying(ctx, async () => {
        ctx.set('cache-control', 'no-store');
        if (fromElsewhere(ctx)) {
          throw new HelperRefusal(403, 'access_denied', 'This is for programs: no page of another site may send it.');
        }
        const [, uid = '', step] = stepPath.exec(ctx.path) ?? [];
        await (step === 'doLogin' ? login(ctx, uid, form) : confirm(ctx, uid, form));
      }),

    begun: (ctx) => (profile.offers.helpers ? saying(ctx, () => goOn(ctx)) : Promise.resolve()),

    refusedByProfile(ctx) {
      if (profile.offers.helpers || !(isStep(ctx) || (ctx.path === '/auth' && wantsJson(ctx)))) return false;
      sayNo(ctx, notInProfile(profile, 'is no JSON face of /auth: customers use its pages'));
      return true;
    },
  };
}

async function saying(ctx: Context, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof HelperRefusal)) throw error;
    sayNo(ctx, error);
  }
}

/** @throws HelperRefusal 401, 429 */
function welcomed(result: LoginResult): Customer {
  if (result.outcome === 'welcome') return result.customer;
  if (result.outcome === 'locked') {
    const { secondsLeft } = result;
    throw new HelperRefusal(
      429,
      'access_denied',
      `Too many wrong tries with this login name. Try again in ${secondsWords(secondsLeft)}.`,
      { 'retry-after': String(secondsLeft) },
    );
  }
  const left = result.triesLeft === 1 ? ' One more wrong try locks the login name for a minute.' : '';
  throw new HelperRefusal(401, 'access_denied', `Login name and password of the customer do not match.${left}`);
}

/** The cookies that an answer sets, as a browser would send them. */
function givenCookies(ctx: Context): string {
  return [ctx.res.getHeader('set-cookie') ?? []]
    .flat()
    .map((cookie) => String(cookie).split(';', 1)[0])
    .join('; ');
}

/** Takes the redirect and the cookies out of an answer. */
function takeBack(ctx: Context): void {
  for (const name of ['set-cookie', 'location']) ctx.remove(name);
}

/** Answers as the authorization server did, with a 302 where it sends away, as Ozone's banks have it. */
function end(ctx: Context, { status, location, type, body }: Resumed): void {
  ctx.status = location === '' ? status : 302;
  if (location !== '') ctx.set('location', location);
  ctx.body = location === '' ? body : 'Going on.\n';
  ctx.type = location === '' ? type : 'text/plain; charset=utf-8';
}

/** The error that a client is told of by a URL, in its query or its fragment. */
function errorIn(location: string): { error: string; error_description?: string } | undefined {
  const { search, hash } = new URL(location);
  const parameters = new URLSearchParams(hash === '' ? search : hash.slice(1));
  const [error, description] = [parameters.get('error'), parameters.get('error_description')];
  if (error === null) return undefined;
  return { error, ...(description !== null && { error_description: description }) };
}
