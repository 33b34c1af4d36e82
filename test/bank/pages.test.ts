/** The customer's pages in a real browser: by keyboard alone from the login to the approval, and away to wherever the client wants him. */
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { importPKCS8 } from 'jose';
import * as oidc from 'openid-client';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openFolder } from '../../src/bank/folder.ts';
import { agentOf, startTestBank, type TestBank, type Tpp } from './support/bank.ts';
import { launchChromium } from './support/chromium.ts';
import { installTime } from './support/packages.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';

const customScheme = 'vscode://open-banking-workbench.open-banking-workbench/callback';

/** Where a TPP waits for its customers, and the paths that they came to. */
interface Callback {
  server: Server;
  redirectUri: string;
  visits: string[];
}

let bank: TestBank;
let browser: Browser;
let plain: Callback;
let secure: Callback;
/** For what a slow machine may take long over. */
const timeLimit = { timeout: 30_000 };
const contexts = new Set<BrowserContext>();

async function callback(protocol: 'http' | 'https'): Promise<Callback> {
  const visits: string[] = [];
  const folder = await openFolder({ dir: bank.dir });
  await folder.store.close();
  const server = protocol === 'http' ? createServer() : createSecureServer(folder.authority.server);
  server.on('request', (request, response) => {
    visits.push(request.url ?? '');
    const framed = request.url?.startsWith('/frame?')
      ? new URLSearchParams(request.url.slice('/frame?'.length)).get('of')
      : '';
    const frame = framed ? `<iframe src="${framed.replaceAll('&', '&amp;')}"></iframe>` : '';
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>The TPP</title><link rel="icon" href="data:,"><p>Back at the TPP${frame}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, redirectUri: `${protocol}://127.0.0.1:${port}/callback`, visits };
}

beforeAll(async () => {
  [bank, browser] = await Promise.all([startTestBank(), launchChromium()]);
  [plain, secure] = await Promise.all([callback('http'), callback('https')]);
}, installTime);
afterEach(async () => {
  await Promise.all([...contexts].map((context) => context.close()));
  contexts.clear();
});
afterAll(async () => {
  await browser?.close();
  for (const each of [plain, secure]) {
    each?.server.closeAllConnections();
    each?.server.close();
  }
  await bank?.stop();
});

/** A TPP whose software statement has this redirect URI, whatever it is. */
async function tppWith(redirectUri: string): Promise<Tpp> {
  const folder = await openFolder({ dir: bank.dir });
  try {
    const issued = await folder.directory.issue({ redirectUris: [redirectUri] });
    const {
      signing,
      transport: { certificate, key = '' },
    } = issued;
    const transport = { certificate, key };
    const signingKey = await importPKCS8(signing.key ?? '', 'PS256');
    return { ...issued, signingKey, transport, folder: '', subjectDn: '', agent: await agentOf(bank.ready, transport) };
  } finally {
    await folder.store.close();
  }
}

async function partyFor(redirectUri: string, applicationType: 'web' | 'native'): Promise<RelyingParty> {
  const claims = { application_type: applicationType, redirect_uris: [redirectUri] };
  return relyingParty(bank, { tpp: await tppWith(redirectUri), claims });
}

interface Visit {
  page: Page;
  /** Everything that the browser complained of. */
  complaints: string[];
  /** URLs of the documents that it asked for, in order. */
  documents: string[];
}

async function newVisit(options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext(options);
  contexts.add(context);
  const page = await context.newPage();
  const visit: Visit = { page, complaints: [], documents: [] };
  page.on('console', (message) => visit.complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => visit.complaints.push(String(error)));
  // Below Playwright, whose requests have no fragment; a request for a scheme that the browser has no page for is seen here too.
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.requestWillBeSent', ({ type, request: { url, urlFragment = '' } }) => {
    if (type === 'Document') visit.documents.push(`${url}${urlFragment}`);
  });
  return visit;
}

const focused = (page: Page) => page.locator(':focus');

/**
 * Waits until the page shows this and has arrived whole. The autofocus of a page comes with its first frame, which may be
 * after its load event, and what is typed before goes nowhere: {@link typeInto} waits for that.
 */
async function arrives(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector);
  await page.waitForLoadState();
}

/** Types into the field once it has the focus by itself or by Tab, and makes sure that every letter came there. */
async function typeInto(page: Page, id: string, text: string): Promise<void> {
  await page.waitForSelector(`#${id}:focus`);
  await page.keyboard.type(text);
  await expect.poll(() => page.locator(`#${id}`).inputValue(), timeLimit).toBe(text);
}

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let tabs = 0; tabs < 40; tabs++) {
    await page.keyboard.press('Tab');
    if ((await page.locator(`${selector}:focus`).count()) > 0) return;
  }
  throw new Error(`Tab does not come to ${selector}`);
}

/** Fills the login page in and sends it, with the keyboard alone. */
async function typeLogin(page: Page, loginName: string, password: string): Promise<void> {
  await typeInto(page, 'loginName', loginName);
  await page.keyboard.press('Tab');
  await typeInto(page, 'password', password);
  await page.keyboard.press('Enter');
}

async function logIn({ page }: Visit): Promise<void> {
  await typeLogin(page, 'rora', 'rora.');
  await arrives(page, 'form[data-page="consent"]');
}

/** Ticks the first two accounts; gives their ids. */
async function tickTwo({ page }: Visit): Promise<string[]> {
  const ids: string[] = [];
  for (let account = 0; account < 2; account++) {
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page).getAttribute('name'), timeLimit).toBe('accounts');
    await page.keyboard.press('Space');
    await expect.poll(() => focused(page).isChecked(), timeLimit).toBe(true);
    ids.push((await focused(page).getAttribute('value')) ?? '');
  }
  return ids;
}

/** The first URL that the browser asked for and that begins so; a page that cannot be shown counts too. */
async function leavesFor(visit: Visit, start: string): Promise<URL> {
  await expect.poll(() => visit.documents.some((url) => url.startsWith(start)), timeLimit).toBe(true);
  return new URL(visit.documents.find((url) => url.startsWith(start)) ?? '');
}

/** Exchanges what came back for tokens, with every check that the client library has, and reads the accounts. */
async function accountsOf(party: RelyingParty, url: URL, sent: { nonce: string; state: string }): Promise<string[]> {
  const checks = { expectedNonce: sent.nonce, expectedState: sent.state };
  const { access_token: token } = await oidc.authorizationCodeGrant(party.config, url, checks);
  const { json } = await party.api('/accounts', token);
  return json.Data.Account.map((account: { AccountId: string }) => account.AccountId);
}

describe('by keyboard alone, a customer', () => {
  const ways: [string, 'web' | 'native', () => string, () => Callback | undefined, BrowserContextOptions][] = [
    ['a loopback page', 'native', () => plain.redirectUri, () => plain, {}],
    // The TPP's certificate is none that a browser knows; the bank's pages never need this.
    ['an https page', 'web', () => secure.redirectUri, () => secure, { ignoreHTTPSErrors: true }],
    ['a scheme of its own', 'native', () => customScheme, () => undefined, {}],
    [
      'a loopback page, without JavaScript',
      'native',
      () => plain.redirectUri,
      () => plain,
      { javaScriptEnabled: false },
    ],
  ];

  it.each(ways)(
    'logs in, ticks accounts, approves and leaves for %s',
    async (_name, type, redirectUri, landing, options) => {
      const party = await partyFor(redirectUri(), type);
      const sent = await party.authorizationUrl(await party.consentId());
      const visit = await newVisit(options);
      landing()?.visits.splice(0);

      await visit.page.goto(sent.url);
      await logIn(visit);
      const ticked = await tickTwo(visit);
      await tabTo(visit.page, 'button[value="approve"]');
      await visit.page.keyboard.press('Enter');

      const left = await leavesFor(visit, redirectUri());
      if (landing()) {
        await visit.page.waitForURL((url) => url.href.startsWith(redirectUri()));
        expect(landing()?.visits).toEqual(['/callback']);
        expect(visit.page.url()).toBe(left.href);
      }
      expect(await accountsOf(party, left, sent)).toEqual(ticked);
      const origins = visit.documents.map((url) => (url.startsWith(redirectUri()) ? 'the TPP' : new URL(url).origin));
      expect(new Set(origins)).toEqual(new Set([new URL(bank.ready.frontChannel).origin, 'the TPP']));
      // No program is there for the scheme, which the browser says when it says anything.
      expect(visit.complaints.filter((text) => !text.includes('Failed to launch'))).toEqual([]);
      expect(bank.failures).toEqual([]);
    },
  );

  it('can refuse, and the TPP hears of it', async () => {
    const party = await partyFor(plain.redirectUri, 'native');
    const sent = await party.authorizationUrl(await party.consentId());
    const visit = await newVisit();
    await visit.page.goto(sent.url);
    await logIn(visit);
    await tabTo(visit.page, 'button[value="refuse"]');
    await visit.page.keyboard.press('Space');
    await visit.page.waitForURL((url) => url.href.startsWith(plain.redirectUri));
    const answer = new URLSearchParams(new URL(visit.page.url()).hash.slice(1));
    expect(Object.fromEntries(answer)).toMatchObject({ error: 'access_denied', state: sent.state });
    expect(visit.complaints).toEqual([]);
  });

  it('does not approve by the Enter key in a checkbox', async () => {
    const party = await partyFor(plain.redirectUri, 'native');
    const visit = await newVisit();
    await visit.page.goto((await party.authorizationUrl(await party.consentId())).url);
    await logIn(visit);
    await tickTwo(visit);
    await visit.page.keyboard.press('Enter');
    await visit.page.waitForSelector('[role="alert"]');
    expect(new URL(visit.page.url()).origin).toBe(new URL(bank.ready.frontChannel).origin);
  });

  it('who mistypes his password is told so and goes on from there', async () => {
    const party = await partyFor(plain.redirectUri, 'native');
    const visit = await newVisit();
    await visit.page.goto((await party.authorizationUrl(await party.consentId())).url);
    await typeLogin(visit.page, 'rora', 'nora.');
    await arrives(visit.page, '[role="alert"]');
    expect(await visit.page.locator('#loginName').inputValue()).toBe('rora');
    await typeInto(visit.page, 'password', 'rora.');
    await visit.page.keyboard.press('Enter');
    await arrives(visit.page, 'form[data-page="consent"]');
  });
});

it('shows none of its pages in a frame', async () => {
  const party = await partyFor(plain.redirectUri, 'native');
  const { url } = await party.authorizationUrl(await party.consentId());
  const visit = await newVisit();
  const outside = `${new URL(plain.redirectUri).origin}/frame?${new URLSearchParams({ of: url })}`;
  await visit.page.goto(outside);
  await expect.poll(() => visit.complaints.join('\n'), timeLimit).toMatch(/frame-ancestors/);
  const [, frame] = visit.page.frames();
  expect(await frame?.locator('form').count()).toBe(0);
});
