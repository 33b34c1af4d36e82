/** A customer without a browser: an HTTP client of the embedded bank's own pages, for tests, the demo and the command line. */

import { request as httpRequest } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { type HTMLElement, parse } from 'node-html-parser';
import { parse as parseSetCookie } from 'set-cookie-parser';
import { t } from '../../standard/language.ts';
import { isLoopback } from '../../standard/loopback.ts';
import { truncate } from '../../standard/truncate.ts';
import { fail } from '../errors.ts';

export interface Customer {
  user: string;
  /** Default: the user's name with a dot, as the sandboxes of this vendor have it. */
  password?: string;
  /** Ids or numbers of the accounts to share; default: all. Where the bank keeps those of the first time, no others can be named. */
  accounts?: readonly string[];
  /** Refuses instead of approving. */
  refuse?: boolean;
}

interface PageAnswer {
  url: URL;
  status: number;
  location?: string;
  body: string;
}

interface Browser {
  open(url: URL): Promise<PageAnswer>;
  submit(page: PageAnswer, form: HTMLElement, fields: [string, string][]): Promise<PageAnswer>;
}

/** Pages from the first request to the redirect; more means that something goes round in a circle. */
const maxSteps = 15;

/**
 * Logs in and decides on the bank's pages as the customer would, with the same forms, cookies and password.
 * @param url the authorisation URL, plain http on a loopback host: that of the embedded bank
 * @returns the redirect URL with the bank's answer; it is not opened
 * @throws OpenBankingError `login_failed` with the page's own words, `authorisation_refused`, `usage`, `bank_unreachable`
 */
export async function authoriseAs(url: string, customer: Customer, signal?: AbortSignal): Promise<string> {
  const front = new URL(url);
  if (front.protocol !== 'http:' || !isLoopback(front.hostname)) {
    return fail({
      code: 'usage',
      message: t('Only the sandbox on this machine can be authorised without a browser.'),
      try: isLoopback(front.hostname)
        ? t(
            'For that bank, let authorizationEndpoint of its entry in openbanking.json be the http address of its pages. Of another, open the authorisation URL in a browser, and paste the redirect URL.',
          )
        : t('Open the authorisation URL in a browser, and paste the redirect URL.'),
    });
  }
  const browser = browserOn(front.origin, signal);
  let page = await browser.open(front);
  let loggedIn = false;
  for (let step = 0; step < maxSteps; step++) {
    if (page.location !== undefined) {
      const next = new URL(page.location, page.url);
      if (next.origin !== front.origin) return page.location;
      page = await browser.open(next);
      continue;
    }
    const document = parse(page.body);
    const login = document.querySelector('form[data-page="login"]');
    const consent = document.querySelector('form[data-page="consent"]');
    if (login) {
      if (loggedIn || page.status >= 400) return refusedLogin(document, customer);
      loggedIn = true;
      page = await browser.submit(page, login, loginFields(customer));
    } else if (consent) {
      if (page.status >= 400) return stuck(page, document);
      page = await browser.submit(page, consent, consentFields(consent, customer));
    } else {
      return stuck(page, document);
    }
  }
  return stuck(page, parse(page.body));
}

function loginFields({ user, password }: Customer): [string, string][] {
  return [
    ['loginName', user],
    ['password', password ?? `${user}.`],
  ];
}

interface Offered {
  id: string;
  label: string;
  /** Shared whatever is ticked: the bank keeps those of the first time when a consent is authorised again. */
  kept: boolean;
}

function consentFields(form: HTMLElement, { accounts, refuse }: Customer): [string, string][] {
  if (refuse) return [['decision', 'refuse']];
  // Such a page offers no account, or few: why says more than which.
  if (form.querySelector('button[value="approve"], input[value="approve"]') === null) {
    return fail({
      code: 'authorisation_refused',
      message: t('The bank does not let the customer approve: {0}', alertIn(form) ?? t('the page has no such button')),
      try: t('Create a consent that fits what the bank says, and authorise that one.'),
      remedies: [{ do: 'createConsent' }],
    });
  }
  const offered = offeredOn(form);
  const kept = offered.filter((each) => each.kept);
  const keeping = (): never =>
    fail({
      code: 'usage',
      message: t('The customer chose the accounts before, and the bank shares the same again: {0}.', inWords(kept)),
      try: t(
        'Name these and no others, or leave the choice out; to share others, create another consent. Nothing was approved.',
      ),
      remedies: [{ do: 'createConsent' }],
    });
  const chosen = accounts?.map(
    (wanted) =>
      offered.find(({ id }) => id === wanted) ??
      onlyOne(offered.filter(({ label }) => names(label, wanted))) ??
      (kept.length > 0 ? keeping() : notOffered(wanted, offered)),
  );
  if (chosen && kept.some((each) => !chosen.includes(each))) return keeping();
  // A hidden field of the form is sent with it anyway.
  const ticked = (chosen ?? offered).filter((each) => !each.kept);
  return [...ticked.map(({ id }): [string, string] => ['accounts', id]), ['decision', 'approve']];
}

/** Each account once: one that is kept has a box that cannot be changed, with its label, and a hidden field. */
function offeredOn(form: HTMLElement): Offered[] {
  const all = new Map<string, Offered>();
  for (const box of form.querySelectorAll('input[name="accounts"]')) {
    const id = box.getAttribute('value') ?? '';
    const before = all.get(id);
    const label = before?.label || labelOf(form, box);
    all.set(id, { id, label, kept: before?.kept === true || box.getAttribute('type') === 'hidden' });
  }
  return [...all.values()];
}

function notOffered(wanted: string, offered: readonly Offered[]): never {
  return fail({
    code: 'usage',
    message: t('The bank does not offer the account {0} to share.', wanted),
    try:
      offered.length === 0
        ? t('The bank offers no account of this customer; log in as another.')
        : t('Choose from those that the bank offers: {0}.', inWords(offered)),
  });
}

function inWords(offered: readonly Offered[]): string {
  return offered.map(({ id, label }) => (label === '' ? id : `${id} (${label})`)).join(', ');
}

/** An account number as people write it, with spaces and hyphens or without; a few digits name nothing. */
function names(label: string, wanted: string): boolean {
  const bare = (text: string) => text.replace(/[\s-]/g, '');
  return bare(wanted).length >= 6 && bare(label).includes(bare(wanted));
}

function onlyOne<T>(found: T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

function labelOf(form: HTMLElement, box: HTMLElement): string {
  const id = box.getAttribute('id');
  const label = (id && form.querySelector(`label[for="${id}"]`)) || box.closest('label');
  return (label?.textContent ?? '').replace(/\s+/g, ' ').trim();
}

function browserOn(origin: string, signal: AbortSignal | undefined): Browser {
  const jar = new Map<string, string>();
  const dial = async (url: URL, body?: string): Promise<PageAnswer> => {
    const { status, location, cookies, body: text } = await send(url, jar, body, signal);
    for (const cookie of parseSetCookie(cookies)) {
      const gone =
        cookie.maxAge === 0 || cookie.value === '' || (cookie.expires && cookie.expires.getTime() <= Date.now());
      if (gone) jar.delete(cookie.name);
      else jar.set(cookie.name, cookie.value);
    }
    return { url, status, location: status >= 300 && status < 400 ? location : undefined, body: text };
  };
  return {
    open: (url) => dial(url),
    submit: (page, form, fields) => {
      const hidden = form
        .querySelectorAll('input[type="hidden"]')
        .map((input): [string, string] => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']);
      const action = new URL(form.getAttribute('action') ?? '', page.url);
      if (action.origin !== origin) {
        return fail({
          code: 'redirect_unexpected',
          message: t("The bank's page would send the form to {0}.", action.origin),
          try: t('Nothing was sent; look at the page in a browser.'),
        });
      }
      return dial(action, new URLSearchParams([...hidden, ...fields]).toString());
    },
  };
}

interface Reply {
  status: number;
  location?: string;
  cookies: string[];
  body: string;
}

function send(
  url: URL,
  jar: Map<string, string>,
  body: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const headers = {
    accept: 'text/html',
    ...(cookie === '' ? {} : { cookie }),
    ...(body === undefined
      ? {}
      : {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          origin: url.origin,
        }),
  };
  const method = body === undefined ? 'GET' : 'POST';
  return new Promise<Reply>((resolve, reject) => {
    // Node's own agent would go through a proxy of the environment, password and all, where NODE_USE_ENV_PROXY is set.
    const outgoing = httpRequest(url, { method, headers, signal, timeout: 30_000, agent: false }, (incoming) => {
      readAll(incoming).then((text) => {
        const { location, 'set-cookie': cookies = [] } = incoming.headers;
        resolve({ status: incoming.statusCode ?? 0, location, cookies, body: text });
      }, reject);
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(t('no answer within 30 s'))));
    outgoing.on('error', reject);
    outgoing.end(body);
  }).catch((cause: unknown) => {
    if (signal?.aborted)
      return fail(
        { code: 'cancelled', message: t('The authorisation was cancelled.'), try: t('Start it again.') },
        cause,
      );
    const message = t(
      "The bank's pages at {0} cannot be reached ({1}).",
      url.origin,
      cause instanceof Error ? cause.message : String(cause),
    );
    const remedies = [{ do: 'startSandbox' as const }];
    const about = { host: url.host };
    return fail({ code: 'bank_unreachable', message, try: t('Start the sandbox.'), remedies, about }, cause);
  });
}

function alertIn(document: HTMLElement): string | undefined {
  const words = document.querySelector('[role="alert"]')?.textContent.replace(/\s+/g, ' ').trim();
  return words === undefined || words === '' ? undefined : words;
}

function refusedLogin(document: HTMLElement, { user }: Customer): never {
  return fail({
    code: 'login_failed',
    message: t(
      'The bank did not let "{0}" in: {1}',
      user,
      alertIn(document) ?? t('the login page came again without a reason'),
    ),
    try: t('The sandbox’s customers are rora, mits and ivsa; the password is the name with a dot at its end.'),
  });
}

function stuck(page: PageAnswer, document: HTMLElement): never {
  const words =
    alertIn(document) ??
    truncate((document.querySelector('main, body')?.textContent ?? '').replace(/\s+/g, ' ').trim(), 300);
  return fail({
    code: 'authorisation_refused',
    message: t('The bank shows a page that leads nowhere (status {0}): {1}', page.status, words || t('it is empty')),
    try: t(
      'Preview the authorisation request and compare it with what the bank says, see whether the bank still has the client, or open the URL in a browser.',
    ),
    remedies: [{ do: 'showClient' }, { do: 'previewAuthorisation' }],
    bank: { status: page.status },
  });
}
