/** An authorisation begun in one browser and approved in another, by a real authorization server: the first one comes back with a code that is good. */
import { setTimeout } from 'node:timers/promises';
import * as oidc from 'openid-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { permissive } from '../../src/bank/profile/permissive.ts';
import { startTestBank, type TestBank } from './support/bank.ts';
import { laterBy } from './support/clock.ts';
import { Browser, decide, formOf, logIn, type Page, textOf } from './support/customer.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';

let bank: TestBank;
let party: RelyingParty;
async function start(options?: Parameters<typeof startTestBank>[0]) {
  bank = await startTestBank(options);
  party = await relyingParty(bank);
}
beforeAll(() => start());
afterAll(() => bank.stop());
afterEach(() => expect(bank.failures).toEqual([]));

const urlOf = (page: Page): string => ('left' in page ? page.left : page.url);
const statusOf = async (consentId: string) => {
  const { json } = await party.api(`/account-access-consents/${consentId}`, await party.clientCredentials());
  return json.Data.Status;
};

/** A browser that waits, and its code. */
async function begun(of?: string, changes?: Record<string, string>) {
  const consentId = of ?? (await party.consentId());
  const { url, nonce, state } = await party.authorizationUrl(consentId, changes);
  const browser = new Browser();
  const login = await browser.follow(url);
  if ('left' in login) throw new Error(textOf(login));
  const form = formOf(login.page, 'login', login.url);
  form.fields.set('decision', 'elsewhere');
  const waiting = await browser.follow(form.action, form.fields);
  const code = /\b[A-Z]{4}-[A-Z]{4}\b/.exec(textOf(waiting))?.[0] ?? '';
  return { consentId, nonce, state, code, look: () => browser.follow(urlOf(waiting)) };
}

/** Another browser, on the consent page of that code. */
async function entered(code: string, user = 'rora') {
  const browser = new Browser();
  const { origin } = new URL(bank.ready.frontChannel);
  const page = await browser.follow(`${origin}/connected/approve`);
  if ('left' in page) throw new Error(textOf(page));
  const asForm = { ...page, page: page.page.replace('data-page="approve"', 'data-page="login"') };
  const form = formOf(asForm.page, 'login', page.url);
  form.fields.set('code', code);
  for (const [name, value] of [['loginName', user] as const, ['password', `${user}.`] as const]) {
    form.fields.set(name, value);
  }
  return { browser, page: await browser.follow(form.action, form.fields) };
}

/** A customer's browser at his own pages: sends the form of a page whose action ends so. */
async function ownPages(user: string) {
  const browser = new Browser();
  const { origin } = new URL(bank.ready.frontChannel);
  const send = async (path: string, ending: string, fields: readonly (readonly [string, string])[]): Promise<Page> => {
    const page = await browser.follow(`${origin}${path}`);
    if ('left' in page) throw new Error(textOf(page));
    const forms = page.page.match(/<form[^>]*>.*?<\/form>/gs) ?? [];
    const form = forms.find((each) => new RegExp(`^<form[^>]*action="[^"]*${ending}"`).test(each)) ?? '';
    const body = new URLSearchParams();
    for (const [name, value] of fields) body.append(name, value);
    body.append('csrf', /name="csrf" value="([^"]*)"/.exec(form)?.[1] ?? '');
    return browser.follow(new URL(/action="([^"]*)"/.exec(form)?.[1] ?? '', page.url).href, body);
  };
  await send('/connected', '/login', [['loginName', user] as const, ['password', `${user}.`] as const]);
  return send;
}

describe('an authorisation that is approved in another browser', () => {
  it('gives the first browser a code, for tokens of the accounts that were chosen in the second', async () => {
    const { consentId, nonce, state, code, look } = await begun();
    expect(textOf(await look())).toContain(code);
    const { browser, page } = await entered(code);
    if ('left' in page) throw new Error(textOf(page));
    const [first = ''] = formOf(page.page, 'consent', page.url).accounts;
    expect(textOf(await decide(browser, page, 'approve', { accounts: [first] }))).toContain('Approved');
    expect(await statusOf(consentId)).toBe('AwaitingAuthorisation');
    const left = urlOf(await look());
    const tokens = await oidc.authorizationCodeGrant(party.config, new URL(left), {
      expectedNonce: nonce,
      expectedState: state,
    });
    expect(await statusOf(consentId)).toBe('Authorised');
    const { json } = await party.api('/accounts', tokens.access_token);
    expect(json.Data.Account.map((account: { AccountId: string }) => account.AccountId)).toEqual([first]);
    expect(textOf(await look())).toContain('no longer open');
  });

  it('tells the TPP of a refusal, after which the consent is rejected', async () => {
    const { consentId, code, look } = await begun();
    const { browser, page } = await entered(code);
    await decide(browser, page, 'refuse');
    expect(urlOf(await look())).toContain('error=access_denied');
    expect(await statusOf(consentId)).toBe('Rejected');
    const v4 = `${bank.ready.resourceServer.replace('v3.1', 'v4.0')}/aisp/account-access-consents/${consentId}`;
    const { json } = await party.api(v4, await party.clientCredentials());
    expect(json.Data).toMatchObject({ Status: 'RJCT', StatusReason: [{ StatusReasonCode: 'CUST' }] });
  });

  const accountsBy = async (token: string): Promise<string[]> => {
    const { json } = await party.api('/accounts', token);
    return json.Data.Account.map((account: { AccountId: string }) => account.AccountId);
  };

  it('gives way to what another customer approved meanwhile by another authorisation', async () => {
    const { consentId, code, look } = await begun();
    const { browser, page } = await entered(code);
    expect(textOf(await decide(browser, page, 'approve'))).toContain('Approved');
    const tokens = await party.authorise(consentId, { user: 'mits' });
    const his = await accountsBy(tokens.access_token);
    expect(textOf(await look())).toContain('no longer counts');
    expect(await accountsBy(tokens.access_token)).toEqual(his);
  });

  it('is refused where another customer approved before she decides', async () => {
    const { consentId, code, look } = await begun();
    const { browser, page } = await entered(code);
    const tokens = await party.authorise(consentId, { user: 'mits' });
    expect(textOf(await decide(browser, page, 'approve'))).toContain('Only that customer can confirm it.');
    expect(textOf(await look())).toContain(code);
    expect((await party.api('/accounts', tokens.access_token)).status).toBe(200);
  });

  it('brings nothing back that she stopped at her own pages meanwhile, nor an account that she took out', async () => {
    const consentId = await party.consentId();
    const { access_token: token } = await party.authorise(consentId, { user: 'rora' });
    const [first = '', ...rest] = await accountsBy(token);
    expect(rest).not.toEqual([]);
    const own = await ownPages('rora');

    const one = await begun(consentId);
    const there = await entered(one.code);
    expect(textOf(await decide(there.browser, there.page, 'approve'))).toContain('Approved');
    const cut = [['accounts', first] as const, ['decision', 'save'] as const];
    expect(textOf(await own(`/connected/consents/${consentId}`, '/accounts', cut))).toContain('Saved');
    expect(textOf(await one.look())).toContain('no longer counts');
    expect(await accountsBy(token)).toEqual([first]);

    const other = await begun(consentId);
    const again = await entered(other.code);
    await decide(again.browser, again.page, 'approve');
    await own(`/connected/consents/${consentId}/stop`, '/stop', [['decision', 'stop']]);
    expect(textOf(await other.look())).toContain('no longer counts');
    expect((await party.api('/accounts', token)).status).toBe(401);
  });

  it('is not taken on by a login: the customers’ own pages take no password of it', async () => {
    const { look } = await begun();
    const waiting = await look();
    expect(() => logIn(new Browser(), waiting, { user: 'rora' })).toThrow('no login form');
  });
});

describe('a bank that gives its customers two hours for an authorisation, and old history after a recent password alone', () => {
  beforeAll(async () => {
    await bank.stop();
    const { lifetimes, demands } = permissive;
    const profile = {
      ...permissive,
      lifetimes: { ...lifetimes, interaction: 7200 },
      demands: { ...demands, recentAuthentication: 'refuse' as const },
    };
    await start({ profile });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    [59, 200],
    [61, 403],
  ])(
    'counts from when the customer gave the password, not from when the first browser looks: %i minutes later %i',
    async (minutes, status) => {
      const { nonce, state, code, look } = await begun(undefined, { max_age: '7200' });
      const { browser, page } = await entered(code);
      await decide(browser, page, 'approve');
      const decidedAt = Date.now();
      laterBy(minutes * 60);
      const checks = { expectedNonce: nonce, expectedState: state };
      const tokens = await oidc.authorizationCodeGrant(party.config, new URL(urlOf(await look())), checks);
      expect(tokens.claims()?.auth_time).toBeLessThanOrEqual(decidedAt / 1000);
      const { json } = await party.api('/accounts', tokens.access_token);
      const from = new Date(decidedAt - 200 * 86_400_000).toISOString().slice(0, 19);
      const path = `/accounts/${json.Data.Account[0].AccountId}/transactions?fromBookingDateTime=${from}`;
      expect((await party.api(path, tokens.access_token)).status).toBe(status);
    },
  );
});

describe('a bank that gives its customers four seconds for an authorisation', () => {
  beforeAll(async () => {
    await bank.stop();
    await start({ profile: { ...permissive, lifetimes: { ...permissive.lifetimes, interaction: 4 } } });
  });

  it('takes no code after them, as nobody could go on by it', async () => {
    const { code } = await begun();
    await setTimeout(4_500);
    const { page } = await entered(code);
    expect(textOf(page)).toContain('No browser shows this code, or it is too old.');
  });
});
