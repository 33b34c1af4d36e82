/** What the pages hold against: other sites, other browsers, hostile names, tabs and back buttons. */
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { destinationOf, displayedName } from '../../../src/bank/customers/client-name.ts';
import { errorPage } from '../../../src/bank/customers/error-page.ts';
import { html, textOf } from '../../../src/bank/customers/html.ts';
import { dark, light } from '../../../src/bank/customers/palette.ts';
import { type Pages, rora, startPages } from './bank.ts';
import { type Shown, send, visit } from './browser.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.stop());
beforeEach(() => {
  pages.authorisations.calls.length = 0;
});

const login = [
  ['loginName', 'rora'],
  ['password', 'rora.'],
] as const;

function expectSafeHeaders({ headers }: Shown): void {
  const policy = headers.get('content-security-policy') ?? '';
  for (const directive of ["default-src 'none'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) {
    expect(policy).toContain(directive);
  }
  expect(policy).not.toMatch(/unsafe|script-src|form-action/);
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
}

describe('every answer', () => {
  it('carries the safe headers: login, wrong login, redirect, consent, refusal of a form, error page', async () => {
    const uid = pages.begin();
    const url = `${pages.origin}/interaction/${uid}`;
    const shown = await visit(url);
    const wrong = await send(url, shown, [
      ['loginName', 'rora'],
      ['password', 'x'],
    ]);
    const foreign = await send(url, shown, login, { origin: 'https://evil.test' });
    const on = await send(url, shown, login);
    expect([shown.status, wrong.status, foreign.status, on.status]).toEqual([200, 401, 403, 303]);
    for (const answer of [shown, wrong, foreign, on, await visit(url), await visit(`${url}x`)])
      expectSafeHeaders(answer);
  });

  it('is a page without script, inline style or anything from elsewhere', async () => {
    const login = await visit(`${pages.origin}/interaction/${pages.begin()}`);
    const consent = await visit(`${pages.origin}/interaction/${pages.begin({ prompt: 'consent', customerId: rora })}`);
    for (const { text, page } of [login, consent]) {
      expect(page.querySelectorAll('script, style, [style], iframe, img')).toEqual([]);
      expect(text).not.toMatch(/\son[a-z]+=/);
      expect(page.querySelector('html')?.getAttribute('lang')).toBe('en-GB');
      expect(page.querySelectorAll('h1')).toHaveLength(1);
    }
  });

  it('runs no script but the one of the page with the code, which comes from the bank and asks the bank alone', async () => {
    const url = `${pages.origin}/interaction/${pages.begin()}`;
    await send(url, await visit(url), [['decision', 'elsewhere']]);
    const { page, text, headers } = await visit(`${url}/elsewhere`);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; script-src 'self'; connect-src 'self'",
    );
    expect(text).not.toMatch(/\son[a-z]+=/);
    const [script, ...more] = page.querySelectorAll('script');
    expect([script?.textContent, more]).toEqual(['', []]);
    const { status, headers: of } = await visit(new URL(script?.getAttribute('src') ?? '', url).href);
    expect([status, of.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(text).toContain('<noscript><a class="button" href="">Go On</a>');
  });

  it('finds its stylesheet, which browsers may keep', async () => {
    const { page } = await visit(`${pages.origin}/interaction/${pages.begin()}`);
    const href = page.querySelector('link[rel="stylesheet"]')?.getAttribute('href') ?? '';
    const { status, headers } = await visit(new URL(href, pages.origin).href);
    expect([status, headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    expect(headers.get('cache-control')).toContain('immutable');
  });
});

describe('a form', () => {
  const own = () => pages.origin;
  it.each<[string, () => Record<string, string>]>([
    ['no header', () => ({})],
    ['its own origin', () => ({ origin: own() })],
    ['the null origin that no-referrer makes', () => ({ origin: 'null', 'sec-fetch-site': 'same-origin' })],
    ['a reload by the customer', () => ({ origin: 'null', 'sec-fetch-site': 'none' })],
  ])('is taken with %s', async (_, headers) => {
    const url = `${pages.origin}/interaction/${pages.begin()}`;
    expect((await send(url, await visit(url), login, headers())).status).toBe(303);
  });

  it.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'https://evil.test' }],
    ['the same host at another port', { origin: 'http://127.0.0.1:1' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling of the site', { 'sec-fetch-site': 'same-site' }],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ])('is refused from %s', async (_, headers) => {
    const url = `${pages.origin}/interaction/${pages.begin()}`;
    expect((await send(url, await visit(url), login, headers)).status).toBe(403);
    expect(pages.authorisations.calls).toEqual([]);
  });

  it.each<[string, (token: string, other: string) => string[]]>([
    ['no token', () => []],
    ['an empty token', () => ['']],
    ['another authorisation’s token', (_, other) => [other]],
    ['a token with one character changed', (token) => [`${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`]],
    ['a token cut short', (token) => [token.slice(0, -1)]],
    ['two tokens', (token) => [token, token]],
    ['a token that is not ASCII', (token) => ['é'.repeat(token.length)]],
  ])('is refused with %s', async (_, tokens) => {
    const token = ({ page }: Shown) => page.querySelector('input[name="csrf"]')?.getAttribute('value') ?? '';
    for (const prompt of ['login', 'consent'] as const) {
      const uid = pages.begin({ prompt, customerId: rora });
      const mine = token(await visit(`${pages.origin}/interaction/${uid}`));
      const other = token(await visit(`${pages.origin}/interaction/${pages.begin()}`));
      const body = new URLSearchParams({ ...Object.fromEntries(login), decision: 'refuse' });
      for (const value of tokens(mine, other)) body.append('csrf', value);
      const { status } = await visit(`${pages.origin}/interaction/${uid}/${prompt}`, { method: 'POST', body });
      expect([status, pages.authorisations.calls]).toEqual([403, []]);
    }
  });

  it.each([
    ['JSON', 'application/json', '{}', 415],
    ['plain text', 'text/plain', 'loginName=rora', 415],
    ['nothing', '', '', 415],
    ['more than any form', 'application/x-www-form-urlencoded', `loginName=${'x'.repeat(20_000)}`, 413],
  ])('is refused when it holds %s', async (_, type, body, expected) => {
    const url = `${pages.origin}/interaction/${pages.begin()}/login`;
    const { status, page } = await visit(url, { method: 'POST', body, headers: { 'content-type': type } });
    expect([status, page.querySelector('[data-page="error"]') === null]).toEqual([expected, false]);
  });
});

describe('an authorisation that is not open here', () => {
  const gone = 'This request is no longer open';

  it.each(['GET', 'POST'])('is a friendly page for %s: unknown, or begun in another browser', async (method) => {
    const uid = pages.begin();
    const step = method === 'GET' ? '' : '/login';
    const unknown = await visit(`${pages.origin}/interaction/unknown${step}`, { method });
    const elsewhere = await visit(`${pages.origin}/interaction/${uid}${step}`, {
      method,
      headers: { cookie: 'browser=his' },
    });
    for (const shown of [unknown, elsewhere]) {
      expect([shown.status, shown.page.querySelector('h1')?.textContent]).toEqual([404, gone]);
      expect(shown.page.textContent).toContain('start again');
    }
  });

  it('is gone for the back button after the end, and for a form sent again', async () => {
    const uid = pages.begin({ prompt: 'consent', customerId: rora });
    const url = `${pages.origin}/interaction/${uid}`;
    const shown = await visit(url);
    expect((await send(url, shown, [['decision', 'refuse']])).status).toBe(303);
    expect((await visit(url)).status).toBe(404);
    expect((await send(url, shown, [['decision', 'refuse']])).status).toBe(404);
    expect(pages.authorisations.calls).toEqual(['refused']);
  });

  it('is gone for the second of two forms sent at once', async () => {
    const uid = pages.begin({ prompt: 'consent', customerId: rora });
    const url = `${pages.origin}/interaction/${uid}`;
    const shown = await visit(url);
    const answers = await Promise.all([1, 2].map(() => send(url, shown, [['decision', 'refuse']])));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 404]);
  });

  it('takes a second tab that is still at the login to where the first one stands', async () => {
    const uid = pages.begin();
    const url = `${pages.origin}/interaction/${uid}`;
    const second = await visit(url);
    await send(url, await visit(url), login);
    const { status, headers } = await send(url, second, login);
    expect([status, headers.get('location')]).toEqual([303, `/interaction/${uid}`]);
    expect((await visit(url)).page.querySelector('form[data-page="consent"]')).not.toBeNull();
  });

  it('lets nobody consent who has not logged in', async () => {
    const uid = pages.begin();
    const url = `${pages.origin}/interaction/${uid}`;
    const csrf = (await visit(url)).page.querySelector('input[name="csrf"]')?.getAttribute('value') ?? '';
    const body = new URLSearchParams({ csrf, decision: 'approve', accounts: '500004000000000000000001' });
    expect((await visit(`${url}/consent`, { method: 'POST', body })).headers.get('location')).toBe(
      `/interaction/${uid}`,
    );
    expect(pages.authorisations.calls).toEqual([]);
  });

  it('is no cover for a fault of the bank’s own', async () => {
    const uid = pages.begin();
    const url = `${pages.origin}/interaction/${uid}`;
    const shown = await visit(url);
    const { loggedIn } = pages.authorisations;
    pages.authorisations.loggedIn = () => Promise.reject(new Error('disk full'));
    const { status, text } = await send(url, shown, login);
    pages.authorisations.loggedIn = loggedIn;
    expect([status, text]).toEqual([500, 'Internal Server Error']);
    expect(String(pages.errors.at(-1))).toContain('disk full');
  });
});

describe('a form that comes slowly', () => {
  it('keeps nobody else from his', async () => {
    const [slow, quick] = [pages.begin(), pages.begin()];
    const [from, to] = [`/interaction/${slow}/login`, `${pages.origin}/interaction/${quick}`];
    const { port } = new URL(pages.origin);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`POST ${from} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: browser=hers\r\n`);
    socket.write('Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\ncsrf=');
    // The form is on its way, and the bank waits for the rest of it.
    await new Promise((resolve) => setTimeout(resolve, 100));
    const sent = await send(to, await visit(to), login);
    expect(sent.status).toBe(303);
    socket.destroy();
  });
});

describe('a hostile client name', () => {
  it.each<[string, string, string]>([
    ['markup', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['an attribute’s end', '" autofocus onfocus="alert(1)', '" autofocus onfocus="alert(1)'],
    ['an entity', '&lt;b&gt;', '&lt;b&gt;'],
    ['bidirectional overrides', 'Bank\u202Egnab\u2066!', 'Bankgnab!'],
    ['zero-width characters', 'B\u200Ba\u200Dn\uFEFFk', 'Bank'],
    ['line breaks and tabs', 'Bank\r\nof\t\u2028 Trust', 'Bank of Trust'],
    ['control characters', 'Ba\u0000n\u001Bk', 'Bank'],
    ['a lone surrogate', 'Bank\uD800', 'Bank'],
    ['towers of accents', `B${'\u0301'.repeat(500)}ank`, 'B\u0301\u0301ank'],
    ['10,000 characters', 'x'.repeat(10_000), `${'x'.repeat(79)}…`],
    ['nothing to see', ' \u200B\u2060 ', 'An application without a name'],
    ['nothing', '', 'An application without a name'],
  ])('is shown as text, in one short line: %s', async (_, clientName, expected) => {
    expect(displayedName(clientName)).toBe(expected);
    for (const prompt of ['login', 'consent'] as const) {
      const { page, text } = await visit(
        `${pages.origin}/interaction/${pages.begin({ prompt, customerId: rora, clientName })}`,
      );
      expect(page.querySelector('.requester .name')?.textContent).toBe(expected);
      expect(page.querySelectorAll('script, [onfocus]')).toEqual([]);
      expect(text.length).toBeLessThan(20_000);
    }
  });

  it.each([
    ['https://app.getpostman.com/oauth2/callback', 'app.getpostman.com'],
    ['http://127.0.0.1:53682/callback', '127.0.0.1:53682'],
    ['vscode://a.b/callback', 'the application on this device that opens vscode links'],
    ['https://user@evil.test/https://good.test', 'evil.test'],
    ['not a url', 'the application'],
  ])('comes with the place to go back to: %s', (uri, expected) => {
    expect(destinationOf(uri)).toBe(expected);
  });
});

describe('templates', () => {
  it('escape text in content and attributes, and take fragments as they are', () => {
    const fragment = html`<b title="${`"'<>&\``}">${'<i>'}</b>${[html`<u>`, html`</u>`]}${undefined}${false}${0}`;
    expect(textOf(fragment)).toBe('<b title="&quot;&#39;&lt;&gt;&amp;&#96;">&lt;i&gt;</b><u></u>0');
  });

  it('make error pages of the text of others', () => {
    const text = errorPage(400, '<title>', '"</p><script>');
    expect(text).not.toContain('<script');
    expect(text).toContain('Error: &lt;title&gt;');
  });
});

describe('colours', () => {
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one: string, other: string): number => {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  it.each([
    ['light', light],
    ['dark', dark],
  ])('meet WCAG AA: %s', (_, p) => {
    const text = [
      [p.ink, p.page],
      [p.ink, p.surface],
      [p.ink, p.accentSoft],
      [p.muted, p.page],
      [p.muted, p.surface],
      [p.muted, p.accentSoft],
      [p.accent, p.surface],
      [p.accentStrong, p.accentSoft],
      [p.onAccent, p.accent],
      [p.onAccent, p.accentStrong],
      [p.danger, p.dangerSoft],
      [p.danger, p.surface],
      [p.surface, p.danger],
      [p.sandbox, p.sandboxSoft],
    ] as const;
    for (const [one, other] of text) expect(contrast(one, other), `${one} on ${other}`).toBeGreaterThanOrEqual(4.5);
    const controls = [
      [p.edge, p.surface],
      [p.edge, p.page],
      [p.accent, p.page],
      [p.accent, p.surface],
      [p.accent, p.accentSoft],
      [p.danger, p.surface],
    ] as const;
    for (const [one, other] of controls) expect(contrast(one, other), `${one} on ${other}`).toBeGreaterThanOrEqual(3);
  });
});
