/** Customers who do not walk straight through: they refuse, cancel, go back, open two tabs and take their time. */
import * as oidc from 'openid-client';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestBank, type TestBank } from './support/bank.ts';
import { laterBy } from './support/clock.ts';
import { authorise, Browser, decide, formOf, logIn, textOf } from './support/customer.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';
import { answerIn, codeOf, exchange, statusOf } from './support/requests.ts';

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

describe('the customer', () => {
  const open = async (of = party, consentId?: string) => {
    const id = consentId ?? (await of.consentId());
    const { url, state } = await of.authorizationUrl(id);
    const browser = new Browser();
    return { consentId: id, url, state, browser, login: await browser.follow(url) };
  };

  it('who refuses sends access_denied, and the consent is rejected', async () => {
    const consentId = await party.consentId();
    const { url, state } = await party.authorizationUrl(consentId);
    const answer = answerIn(await authorise(url, { user: 'rora', refuse: true }));
    expect(answer).toMatchObject({ error: 'access_denied', state, iss: bank.ready.issuer });
    expect(await statusOf(party, consentId)).toBe('Rejected');
  });

  it('who cancels before he logs in sends access_denied, and the consent goes on waiting', async () => {
    const { consentId, browser, login, state } = await open();
    const end = await decide(browser, login, 'refuse', { form: 'login' });
    expect('left' in end && answerIn(end.left)).toMatchObject({ error: 'access_denied', state });
    expect(await statusOf(party, consentId)).toBe('AwaitingAuthorisation');
    expect(await codeOf(party, consentId)).toBeTypeOf('string');
  });

  it('who is wrong five times is locked out for a minute, the right password included', async () => {
    const { browser, login } = await open();
    let page = login;
    for (let time = 0; time < 5; time++) page = await logIn(browser, page, { user: 'ivsa', password: 'wrong' });
    expect(page).toMatchObject({ status: 429 });
    expect(await logIn(browser, page, { user: 'ivsa' })).toMatchObject({ status: 429 });
    laterBy(61);
    expect(textOf(await logIn(browser, page, { user: 'ivsa' }))).toContain('Approve');
  });

  it('who goes back after the end is told that it is over, and nothing happens twice', async () => {
    const { browser, login } = await open();
    const consent = await logIn(browser, login, { user: 'rora' });
    const end = await decide(browser, consent, 'approve');
    const { code = '' } = 'left' in end ? answerIn(end.left) : {};
    expect(await decide(browser, consent, 'approve')).toMatchObject({ status: 404 });
    expect(await decide(browser, consent, 'refuse')).toMatchObject({ status: 404 });
    expect('left' in login ? 0 : (await browser.follow(login.url)).valueOf()).toMatchObject({ status: 404 });
    expect((await exchange(party, code)).status).toBe(200);
  });

  it('with two tabs in one browser ends in two codes that are not mixed up', async () => {
    const browser = new Browser();
    const tabs = await Promise.all(
      ['rora', 'mits'].map(async (user) => {
        const consentId = await party.consentId();
        return { user, consentId, ...(await party.authorizationUrl(consentId)) };
      }),
    );
    const [one, two] = tabs;
    if (!one || !two) throw new Error('two tabs');
    const loginOne = await browser.follow(one.url);
    const loginTwo = await browser.follow(two.url);
    const consentTwo = await logIn(browser, loginTwo, two);
    const consentOne = await logIn(browser, loginOne, one);
    const ends = {
      two: await decide(browser, consentTwo, 'approve'),
      one: await decide(browser, consentOne, 'approve'),
    };
    const owners: string[][] = [];
    for (const [tab, end] of [
      [one, ends.one],
      [two, ends.two],
    ] as const) {
      if (!('left' in end)) throw new Error(textOf(end));
      const tokens = await oidc.authorizationCodeGrant(party.config, new URL(end.left), {
        expectedNonce: tab.nonce,
        expectedState: tab.state,
      });
      expect(tokens.claims()).toMatchObject({ openbanking_intent_id: tab.consentId });
      const accounts = await party.api('/accounts', tokens.access_token);
      owners.push(accounts.json.Data.Account.map(({ AccountId }: { AccountId: string }) => AccountId));
    }
    expect(owners[0]?.length).toBeGreaterThan(0);
    expect(owners[1]?.length).toBeGreaterThan(0);
    expect(owners[0]?.filter((id) => owners[1]?.includes(id))).toEqual([]);
  });

  it('is one of ten at the same time, and each gets his own', async () => {
    const users = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? 'rora' : 'mits'));
    const subjects = await Promise.all(
      users.map(async (user) => {
        const tokens = await party.authorise(await party.consentId(), { user });
        expect((await party.api('/accounts', tokens.access_token)).status).toBe(200);
        return tokens.claims()?.sub;
      }),
    );
    expect(new Set(subjects).size).toBe(2);
    for (const [index, subject] of subjects.entries()) expect(subject).toBe(subjects[index % 2]);
  });

  it('who refused in one tab cannot approve the same consent in another', async () => {
    const { consentId, browser, url, login } = await open();
    const consentOne = await logIn(browser, login, { user: 'rora' });
    const consentTwo = await logIn(browser, await browser.follow(url), { user: 'rora' });
    await decide(browser, consentOne, 'refuse');
    const late = await decide(browser, consentTwo, 'approve');
    expect(late).toMatchObject({ status: 400 });
    expect(textOf(late)).toContain('This request was refused before.');
    const end = await decide(browser, late, 'refuse');
    expect('left' in end && answerIn(end.left)).toMatchObject({ error: 'access_denied' });
    expect(await statusOf(party, consentId)).toBe('Rejected');
  });

  it('who approves after the consent’s end shares nothing', async () => {
    const consentId = await party.consentId({ ExpirationDateTime: new Date(Date.now() + 20_000).toISOString() });
    const { browser, login } = await open(party, consentId);
    const consent = await logIn(browser, login, { user: 'rora' });
    laterBy(21);
    const late = await decide(browser, consent, 'approve');
    expect(late).toMatchObject({ status: 400 });
    const end = await decide(browser, late, 'refuse');
    const over = 'The time that this request was for is over. Nothing can be shared by it.';
    expect('left' in end && answerIn(end.left)).toMatchObject({ error: 'access_denied', error_description: over });
    // Nobody refused it.
    expect(await statusOf(party, consentId)).not.toBe('Rejected');
  });

  it('who approves what the TPP has deleted meanwhile is told that it is over', async () => {
    const { consentId, browser, login } = await open();
    const consent = await logIn(browser, login, { user: 'rora' });
    await party.api(`/account-access-consents/${consentId}`, await party.clientCredentials(), { method: 'DELETE' });
    expect(await decide(browser, consent, 'approve')).toMatchObject({ status: 404 });
  });

  it('whose consent is deleted between his click and the redirect gives no code', async () => {
    const { consentId, browser, login } = await open();
    const consent = await logIn(browser, login, { user: 'rora' });
    if ('left' in consent) throw new Error(consent.left);
    const form = formOf(consent.page, 'consent', consent.url);
    for (const account of form.accounts) form.fields.append('accounts', account);
    form.fields.set('decision', 'approve');
    const approved = await browser.open(form.action, form.fields);
    await party.api(`/account-access-consents/${consentId}`, await party.clientCredentials(), { method: 'DELETE' });
    const end = await browser.follow(new URL(approved.headers.get('location') ?? '', form.action).href);
    expect('left' in end && answerIn(end.left)).toMatchObject({ error: 'access_denied' });
  });

  it('who takes longer than ten minutes is told that it is too late', async () => {
    const { browser, login } = await open();
    laterBy(601);
    expect(await logIn(browser, login, { user: 'rora' })).toMatchObject({ status: 404 });
  });

  it('is asked anew each time: a login is never remembered', async () => {
    const { browser, login } = await open();
    await decide(browser, await logIn(browser, login, { user: 'rora' }), 'approve');
    const { url } = await party.authorizationUrl(await party.consentId());
    expect(textOf(await browser.follow(url))).toContain('Log in');
  });

  it('who is in another browser finds nothing', async () => {
    const { login } = await open();
    if ('left' in login) throw new Error(login.left);
    expect(await new Browser().follow(login.url)).toMatchObject({ status: 404 });
  });

  it('who sends a form of more than a megabyte is told so', async () => {
    const { browser, login } = await open();
    if ('left' in login) throw new Error(login.left);
    const form = formOf(login.page, 'login', login.url);
    form.fields.set('loginName', 'x'.repeat(2_000_000));
    expect(await browser.follow(form.action, form.fields)).toMatchObject({ status: 413 });
    form.fields.set('loginName', 'x'.repeat(20_000));
    expect(await browser.follow(form.action, form.fields)).toMatchObject({ status: 413 });
  });
});
