/** An authorisation that is approved in another browser: one shows a code and waits, the other takes it with a password, and nothing else does. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accounts, noon, type Pages, rora, startPages } from './bank.ts';
import { browserAt, visit } from './browser.ts';
import { twoBrowsers } from './two-browsers.ts';

let pages: Pages;
const { waiting, entered, decided } = twoBrowsers(() => pages);
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.stop());
beforeEach(() => {
  pages.time.now = noon;
  pages.authorisations.calls.length = 0;
  for (const key of pages.store.kept.keys()) if (key.startsWith('LoginAttempts ')) pages.store.kept.delete(key);
});

const [everyday = '', savings = ''] = accounts.map(({ accountId }) => accountId);

const approval = [['accounts', everyday] as const, ['decision', 'approve'] as const];

describe('the browser that waits', () => {
  it('shows a code and where to enter it, and keeps standing while it asks whether somebody has decided', async () => {
    const { shown, look, code, state } = await waiting();
    expect(shown.status).toBe(200);
    expect(code).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
    expect(shown.page.textContent).toContain(`${pages.origin}/connected/approve`);
    expect(shown.page.querySelector('ol a')?.getAttribute('href')).toBe(`${pages.origin}/connected/approve`);
    expect([shown.headers.get('refresh'), await state()]).toEqual([null, 'waiting']);
    expect((await look()).page.querySelector('.code code')?.textContent).toBe(code);
    expect(pages.authorisations.calls).toEqual([]);
  });

  it('goes on once the customer has approved elsewhere, and nothing is shared before', async () => {
    const { look, code, state } = await waiting();
    const shown = await decided(code, approval);
    expect(shown.page.querySelector('h1')?.textContent).toBe('Approved');
    expect([shown.page.querySelector('.emblem.good') !== null, await state()]).toEqual([true, 'over']);
    expect(pages.authorisations.calls).toEqual([]);
    const on = await look();
    expect([on.status, on.headers.get('location')]).toEqual([303, expect.stringContaining('#code=good')]);
    expect(pages.authorisations.calls).toEqual([`loggedIn ${rora}`, `approved ${everyday}`]);
    expect((await look()).status).toBe(404);
  });

  it('counts from when the customer gave his password, not from when the first browser looks', async () => {
    const { look, code } = await waiting();
    const at = pages.time.now;
    await decided(code, approval);
    pages.time.now += 60_000;
    // Whether that is long ago is judged by business time, while the TPP is told of its own.
    pages.clocks.business.ahead = 5 * 60_000;
    await look();
    pages.clocks.business.ahead = 0;
    expect(pages.authorisations.passwordAt).toEqual({ business: at, protocol: at });
  });

  it('goes on with a refusal, which is the customer’s', async () => {
    const { look, code } = await waiting();
    const shown = await decided(code, [['decision', 'refuse']]);
    expect(shown.page.querySelector('h1')?.textContent).toBe('Refused');
    expect(shown.page.querySelector('.emblem.good')).toBeNull();
    expect((await look()).headers.get('location')).toContain('error=access_denied');
    expect(pages.authorisations.calls).toEqual([`loggedIn ${rora}`, 'refused']);
  });

  it('is taken to the consent page where somebody logged in here meanwhile', async () => {
    const { look, uid, become, state } = await waiting();
    become({ prompt: 'consent', customerId: rora });
    expect(await state()).toBe('over');
    expect((await look()).headers.get('location')).toBe(`/interaction/${uid}`);
  });

  it('is another browser’s as little as the login is', async () => {
    const { uid } = await waiting();
    const his = { headers: { cookie: 'browser=his' } };
    expect((await visit(`${pages.origin}/interaction/${uid}/elsewhere`, his)).status).toBe(404);
    expect((await visit(`${pages.origin}/interaction/${uid}/elsewhere/state`, his)).text).toBe('over');
  });
});

describe('the browser in which the code is entered', () => {
  it.each([
    ['as it is shown', (code: string) => code],
    ['in small letters, with blanks', (code: string) => ` ${code.toLowerCase().replace('-', ' ')} `],
    ['without its dash', (code: string) => code.replace('-', '')],
  ])('takes the code %s', async (_, typed) => {
    const { code } = await waiting();
    expect((await entered(typed(code))).shown.status).toBe(303);
  });

  it.each([
    ['a wrong password', (code: string) => entered(code, 'rora', 'x'), 401],
    ['a code that no browser shows', () => entered('BCDF-GHJK'), 400],
    ['no code', () => entered(' '), 400],
    ['a code of 100,000 characters', () => entered('B'.repeat(100_000)), 400],
  ])('shows the form again for %s', async (_, enter, status) => {
    const { code } = await waiting();
    const { shown } = await enter(code);
    expect([shown.status, shown.alert]).toEqual([status, expect.any(String)]);
    expect(shown.page.querySelector('input[name="password"]')?.getAttribute('value')).toBeUndefined();
  });

  it('locks the codes of a customer who guesses them, with the right one, too', async () => {
    const { code } = await waiting();
    for (let time = 0; time < 5; time++) await entered('BCDF-GHJK');
    const { shown } = await entered(code);
    expect([shown.status, shown.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await entered(code, 'mits')).shown.status).toBe(303);
  });

  it('wants the password even of a customer who is logged in to look after what he shares', async () => {
    const { code } = await waiting();
    const browser = browserAt(() => pages.origin);
    const login = [['loginName', 'rora'] as const, ['password', 'rora.'] as const];
    await browser.send(await browser.open('/connected'), '/login', login);
    const shown = await browser.send(await browser.open('/connected/approve'), '/approve', [['code', code]]);
    expect(shown.status).toBe(400);
  });

  it('finds a code too old after ten minutes', async () => {
    const { code } = await waiting();
    pages.time.now += 600_001;
    expect((await entered(code)).shown.status).toBe(400);
  });

  it('gives a code to one customer, and to the last browser of his', async () => {
    const { code } = await waiting();
    const first = await entered(code);
    expect((await entered(code, 'mits')).shown.status).toBe(400);
    const second = await entered(code);
    expect((await first.browser.open(first.path)).status).toBe(404);
    expect((await second.browser.open(second.path)).status).toBe(200);
  });

  it('lets nobody decide twice, nor by the form of another', async () => {
    const [one, other] = [await waiting(), await waiting()];
    const [first, second] = [await entered(one.code), await entered(other.code)];
    const [form, own] = [await first.browser.open(first.path), await second.browser.open(second.path)];
    own.page.querySelector('form')?.setAttribute('action', first.path);
    expect((await second.browser.send(own, first.path, approval)).status).toBe(403);
    expect((await first.browser.send(form, first.path, [['decision', 'refuse']])).status).toBe(200);
    expect((await first.browser.open(first.path)).status).toBe(404);
    expect((await entered(one.code)).shown.status).toBe(400);
  });

  it.each([
    ['no account', [['decision', 'approve']]],
    ['no decision', [['accounts', savings]]],
    [
      'an account of somebody else',
      [
        ['accounts', accounts[4]?.accountId ?? ''],
        ['decision', 'approve'],
      ],
    ],
  ] as const)('shows the consent again for %s', async (_, fields) => {
    const { code, look } = await waiting();
    const shown = await decided(code, fields);
    expect([shown.status, shown.alert]).toEqual([400, expect.any(String)]);
    expect((await look()).status).toBe(200);
  });

  it('takes no form from elsewhere', async () => {
    const { code } = await waiting();
    const browser = browserAt(() => pages.origin);
    const fields = [['code', code] as const, ['loginName', 'rora'] as const, ['password', 'rora.'] as const];
    const shown = await browser.send(await browser.open('/connected/approve'), '/approve', fields, {
      origin: 'https://evil.test',
    });
    expect(shown.status).toBe(403);
  });

  it('keeps no code in the database', async () => {
    const { code } = await waiting();
    expect(JSON.stringify([...pages.store.kept])).not.toContain(code.replace('-', ''));
  });
});
