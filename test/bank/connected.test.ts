/** A customer looks after what he shares: what the TPP sees of it over TLS, and the pages in a real browser, by keyboard and by axe. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as oidc from 'openid-client';
import type { BrowserContextOptions, Browser as Chromium, Page } from 'playwright-core';
import { Agent } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { send, startTestBank, type TestBank } from './support/bank.ts';
import { launchChromium } from './support/chromium.ts';
import { laterBy } from './support/clock.ts';
import { Browser } from './support/customer.ts';
import { installTime } from './support/packages.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';

let bank: TestBank;
let party: RelyingParty;
beforeAll(async () => {
  bank = await startTestBank();
  party = await relyingParty(bank);
});
afterAll(() => bank.stop());
afterEach(() => {
  vi.useRealTimers();
  expect(bank.failures).toEqual([]);
});

const front = () => new URL(bank.ready.frontChannel).origin;

/** The fields of the form whose action ends so. */
function formOf(page: string, ending: string): { action: string; fields: URLSearchParams } {
  const form = [...page.matchAll(/<form[^>]*>.*?<\/form>/gs)].map(([text]) => text);
  const [found = ''] = form.filter((text) => new RegExp(`action="[^"]*${ending}"`).test(text));
  const fields = new URLSearchParams();
  for (const [tag] of found.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    fields.append(/name="([^"]*)"/.exec(tag)?.[1] ?? '', /value="([^"]*)"/.exec(tag)?.[1] ?? '');
  }
  return { action: new URL(/action="([^"]*)"/.exec(found)?.[1] ?? '', front()).href, fields };
}

/** A customer's browser at `/connected`, logged in. */
async function lookingAfter(user = 'rora') {
  const browser = new Browser();
  const open = async (path: string): Promise<string> => {
    const shown = await browser.follow(`${front()}${path}`);
    if ('left' in shown) throw new Error(shown.left);
    return shown.page;
  };
  const submit = async (path: string, ending: string, fields: readonly (readonly [string, string])[]) => {
    const form = formOf(await open(path), ending);
    for (const [name, value] of fields) form.fields.append(name, value);
    const shown = await browser.follow(form.action, form.fields);
    return 'left' in shown ? shown.left : shown.page;
  };
  const login = [['loginName', user] as const, ['password', `${user}.`] as const];
  expect(await submit('/connected', '/login', login)).toContain('You are logged in as');
  return { open, submit };
}

async function shared(at = party) {
  const consentId = await at.consentId();
  const tokens = await at.authorise(consentId, { user: 'rora' });
  const { json } = await at.api('/accounts', tokens.access_token);
  return { consentId, tokens, ids: json.Data.Account.map((account: { AccountId: string }) => account.AccountId) };
}

/** A consent as the TPP reads it in both versions. */
async function readBy(consentId: string) {
  const token = await party.clientCredentials();
  const path = `/account-access-consents/${consentId}`;
  const v4 = `${bank.ready.resourceServer.replace('v3.1', 'v4.0')}/aisp${path}`;
  const [old, now] = await Promise.all([party.api(path, token), party.api(v4, token)]);
  return [old.json.Data.Status, now.json.Data.Status, now.json.Data.StatusReason?.[0]?.StatusReasonCode];
}

describe('a customer who looks after what he shares', () => {
  it('sees the application, its organisation and the accounts', async () => {
    const { consentId } = await shared();
    const { open } = await lookingAfter();
    const page = await open('/connected');
    expect(page).toContain(`/connected/consents/${consentId}`);
    expect(page).toContain(party.registration.json.client_name);
    expect(page).toContain(party.registration.json.org_name);
    expect(await (await lookingAfter('mits')).open('/connected')).not.toContain(consentId);
  });

  it('stops sharing: the tokens are dead, 3.1 goes on saying Authorised, 4.0 says CANC and why', async () => {
    const { consentId, tokens } = await shared();
    const { open, submit } = await lookingAfter();
    const one = `/connected/consents/${consentId}`;
    expect(await submit(`${one}/stop`, '/stop', [['decision', 'stop']])).toContain('Stopped.');
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(401);
    await expect(oidc.refreshTokenGrant(party.config, tokens.refresh_token ?? '')).rejects.toThrow();
    expect(await readBy(consentId)).toEqual(['Authorised', 'CANC', 'CUST']);
    expect(await open('/connected')).toMatch(/id="ended".*Stopped by you on/s);
  });

  it('removes an account and adds it again: the same token sees as much as is ticked', async () => {
    const { consentId, tokens, ids } = await shared();
    const { submit } = await lookingAfter();
    const one = `/connected/consents/${consentId}`;
    const sees = async () => {
      const { json } = await party.api('/accounts', tokens.access_token);
      return json.Data.Account.map((account: { AccountId: string }) => account.AccountId);
    };
    const tick = (those: string[]) => [...those.map((id) => ['accounts', id] as const), ['decision', 'save'] as const];
    expect(await submit(one, '/accounts', tick(ids.slice(1)))).toContain('Saved.');
    expect(await sees()).toEqual(ids.slice(1));
    const { status } = await party.api(`/accounts/${ids[0]}/balances`, tokens.access_token);
    expect(status).toBe(403);
    await submit(one, '/accounts', tick(ids));
    expect(await sees()).toEqual(ids);
    expect(await readBy(consentId)).toEqual(['Authorised', 'AUTH', undefined]);
  });

  it('is logged out after 15 minutes, and sees a consent whose time is over among those that ended', async () => {
    const expirationDateTime = new Date(Date.now() + 20 * 60_000).toISOString();
    const consentId = await party.consentId({ ExpirationDateTime: expirationDateTime });
    await party.authorise(consentId, { user: 'rora' });
    const { open } = await lookingAfter();
    laterBy(21 * 60);
    expect(await open('/connected')).toContain('data-page="login"');
    const page = await (await lookingAfter()).open(`/connected/consents/${consentId}`);
    expect(page).toContain('Its time was over on');
  });

  it('finds the pages over TLS too, with a cookie that goes nowhere else', async () => {
    const agent = new Agent({ connect: { ca: readFileSync(bank.ready.ca) } });
    const { status, headers } = await send(agent, 'GET', `${bank.ready.issuer}/connected`);
    expect(status).toBe(200);
    expect(String(headers['set-cookie'])).toMatch(
      /^__Secure-login-[\w-]{8}=[^;]+; path=\/connected; samesite=strict; secure; httponly/i,
    );
    await agent.close();
  });
});

describe('in a browser', () => {
  let chromium: Chromium;
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  beforeAll(async () => {
    chromium = await launchChromium();
  }, installTime);
  afterAll(() => chromium?.close());

  /** What keeps people out of the page, a line a rule and place. */
  async function keptOut(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as {
      violations: { id: string; nodes: { target: string[] }[] }[];
    };
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  }

  async function tabTo(page: Page, selector: string): Promise<void> {
    for (let tabs = 0; tabs < 40; tabs += 1) {
      if ((await page.locator(`${selector}:focus`).count()) > 0) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not come to ${selector}`);
  }

  const looks: [string, BrowserContextOptions][] = [
    ['light', { colorScheme: 'light' }],
    ['dark and narrow', { colorScheme: 'dark', viewport: { width: 320, height: 640 } }],
  ];

  it.each(looks)('keeps nobody out, and all goes by keyboard alone: %s', async (_name, options) => {
    const { consentId } = await shared();
    const context = await chromium.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    const arrives = async (selector: string): Promise<void> => {
      await page.waitForSelector(selector);
      await page.waitForLoadState();
      expect(await keptOut(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    };
    try {
      await page.goto(`${front()}/connected`);
      await arrives('form[data-page="login"]');
      await page.waitForSelector('#loginName:focus');
      await page.keyboard.type('rora');
      await page.keyboard.press('Tab');
      await page.keyboard.type('rora.');
      await page.keyboard.press('Enter');
      await arrives('[data-page="connected"]');
      await tabTo(page, `a[href="/connected/consents/${consentId}"]`);
      await page.keyboard.press('Enter');
      await arrives('[data-page="connection"]');
      await tabTo(page, 'input[name="accounts"]');
      await page.keyboard.press('Space');
      await page.keyboard.press('Enter');
      await arrives('[role="alert"]');
      await tabTo(page, 'button[value="save"]');
      await page.keyboard.press('Enter');
      await arrives('[role="status"]');
      await tabTo(page, 'a.danger');
      await page.keyboard.press('Enter');
      await arrives('form[data-page="stop"]');
      await tabTo(page, 'button[value="stop"]');
      await page.keyboard.press('Enter');
      await arrives('[role="status"]');
      expect(await page.locator('form[data-page="accounts"]').count()).toBe(0);
      await tabTo(page, 'form.session button');
      await page.keyboard.press('Enter');
      await arrives('form[data-page="login"]');
      // Of the form that decides nothing, as the browser says of every 400.
      expect(complaints.filter((text) => !text.includes('400 (Bad Request)'))).toEqual([]);
      expect((await readBy(consentId))[1]).toBe('CANC');
    } finally {
      await context.close();
    }
  });

  it.each(looks)(
    'takes an authorisation to another browser and back, by keyboard alone: %s',
    async (_name, options) => {
      const consentId = await party.consentId();
      const { url } = await party.authorizationUrl(consentId);
      // Not out of this machine: the TPP's address is nobody's here.
      const proxy = { server: 'http://127.0.0.1:9', bypass: new URL(front()).hostname };
      const [here, there] = [await chromium.newContext({ ...options, proxy }), await chromium.newContext(options)];
      const [waiting, other] = [await here.newPage(), await there.newPage()];
      const arrives = async (page: Page, selector: string): Promise<void> => {
        await page.waitForSelector(selector);
        await page.waitForLoadState();
        expect(await keptOut(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      };
      try {
        await waiting.goto(url);
        await tabTo(waiting, 'button[value="elsewhere"]');
        await waiting.keyboard.press('Enter');
        await arrives(waiting, '[data-page="elsewhere"]');
        const left = waiting.waitForRequest((request) => !request.url().startsWith(front()), { timeout: 0 });
        const code = (await waiting.locator('.code code').textContent()) ?? '';
        await other.goto(`${front()}/connected/approve`);
        await arrives(other, 'form[data-page="approve"]');
        await other.waitForSelector('#code:focus');
        for (const text of [code, 'rora', 'rora.']) {
          await other.keyboard.type(text);
          await other.keyboard.press(text === 'rora.' ? 'Enter' : 'Tab');
        }
        await arrives(other, 'form[data-page="consent"]');
        await tabTo(other, 'input[name="accounts"]');
        await other.keyboard.press('Space');
        await tabTo(other, 'button[value="approve"]');
        await other.keyboard.press('Enter');
        await arrives(other, '[data-page="decided"]');
        // It goes on by itself, from the bank to the TPP by one redirect after the other.
        const redirect = await (await left).redirectedFrom()?.response();
        expect((await redirect?.allHeaders())?.location).toContain('code=');
        expect((await readBy(consentId))[1]).toBe('AUTH');
      } finally {
        await here.close();
        await there.close();
      }
    },
  );
});
