/** The customer's browser without a browser: follows the bank's pages by plain HTTP, as far as the redirect that leaves them. */

export interface Visit {
  user: string;
  password?: string;
  /** Account ids to share; default: all that the page offers. */
  accounts?: string[];
  refuse?: boolean;
}

const unescaped = (text: string): string =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");

const attribute = (tag: string, name: string): string | undefined => {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescaped(value);
};

interface Cookie {
  name: string;
  value: string;
  path: string;
}

/** A browser at one origin; its cookies go to the paths that they were set for, so that it can have several tabs. */
export class Browser {
  cookies: Cookie[] = [];

  async open(url: string, form?: URLSearchParams): Promise<Response> {
    const { pathname } = new URL(url);
    const under = ({ path }: Cookie): boolean =>
      pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
    const cookie = this.cookies
      .filter(under)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { ...(cookie && { cookie }) },
      ...(form && { body: form }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/';
      this.cookies = this.cookies.filter((known) => known.name !== name || known.path !== path);
      if (value !== '') this.cookies.push({ name, value, path });
    }
    return response;
  }

  /** Follows redirects while they stay at the bank; the last answer, or where it sends the browser away to. */
  async follow(
    url: string,
    form?: URLSearchParams,
  ): Promise<{ page: string; status: number; url: string } | { left: string }> {
    const { origin } = new URL(url);
    let at = url;
    let response = await this.open(url, form);
    while (response.headers.has('location')) {
      const next = new URL(response.headers.get('location') ?? '', at);
      if (next.origin !== origin) return { left: next.href };
      at = next.href;
      response = await this.open(at);
    }
    return { page: await response.text(), status: response.status, url: at };
  }
}

/** The form of a page with its hidden fields. */
export function formOf(
  page: string,
  name: 'login' | 'consent',
  base: string,
): { action: string; fields: URLSearchParams; accounts: string[] } {
  const form = new RegExp(`<form[^>]*data-page="${name}"[^>]*>.*?</form>`, 's').exec(page)?.[0];
  if (form === undefined)
    throw new Error(
      `no ${name} form on: ${page
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 500)}`,
    );
  const fields = new URLSearchParams();
  const accounts: string[] = [];
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const field = attribute(tag, 'name');
    if (field && attribute(tag, 'type') === 'hidden') fields.append(field, attribute(tag, 'value') ?? '');
    if (field === 'accounts') accounts.push(attribute(tag, 'value') ?? '');
  }
  return { action: new URL(attribute(form, 'action') ?? '', base).href, fields, accounts };
}

export type Page = Awaited<ReturnType<Browser['follow']>>;

/** What a page says, without its markup. */
export const textOf = (page: Page): string =>
  'left' in page ? `(left for ${page.left})` : page.page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

/** Fills in the login page and sends it. */
export function logIn(browser: Browser, page: Page, visit: Visit): Promise<Page> {
  if ('left' in page) throw new Error(textOf(page));
  const form = formOf(page.page, 'login', page.url);
  form.fields.set('loginName', visit.user);
  form.fields.set('password', visit.password ?? `${visit.user}.`);
  return browser.follow(form.action, form.fields);
}

/** Presses a button of the page's form that decides. */
export function decide(
  browser: Browser,
  page: Page,
  decision: 'approve' | 'refuse',
  { form: name = 'consent', accounts }: { form?: 'login' | 'consent'; accounts?: string[] } = {},
): Promise<Page> {
  if ('left' in page) throw new Error(textOf(page));
  const form = formOf(page.page, name, page.url);
  const hidden = form.fields.getAll('accounts');
  for (const account of accounts ?? form.accounts)
    if (!hidden.includes(account)) form.fields.append('accounts', account);
  form.fields.set('decision', decision);
  return browser.follow(form.action, form.fields);
}

/** Opens an authorisation URL, logs in and decides; gives the URL that the browser is sent away to. */
export async function authorise(url: string, visit: Visit): Promise<string> {
  const browser = new Browser();
  const login = await browser.follow(url);
  if ('left' in login) return login.left;
  const consent = await logIn(browser, login, visit);
  if ('left' in consent) return consent.left;
  const end = await decide(browser, consent, visit.refuse ? 'refuse' : 'approve', {
    ...(visit.accounts && { accounts: visit.accounts }),
  });
  if ('left' in end) return end.left;
  throw new Error(`the bank kept the customer: ${textOf(end).slice(0, 500)}`);
}
