/** What an approval in another browser is worth when the first browser goes on: how long a code is good, who takes it back, and what must not have changed meanwhile. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Consent } from '../../../src/bank/data/records.ts';
import { accounts, consent, mits, noon, type Pages, rora, startPages } from './bank.ts';
import { type Shown, send, visit } from './browser.ts';
import { codeOn, twoBrowsers } from './two-browsers.ts';

let pages: Pages;
const { waiting, entered, decided } = twoBrowsers(() => pages);
const forget = (kind: string) => {
  for (const key of pages.store.kept.keys()) if (key.startsWith(`${kind} `)) pages.store.kept.delete(key);
};
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.stop());
beforeEach(async () => {
  pages.time.now = noon;
  pages.clocks.business.ahead = 0;
  pages.authorisations.calls.length = 0;
  pages.authorisations.failing = false;
  pages.errors.length = 0;
  for (const kind of ['LoginAttempts', 'ApprovalElsewhere']) forget(kind);
  await pages.store.put('Consent', consent.consentId, consent);
  await pages.store.put('Client', consent.clientId, { client_id: consent.clientId });
});

const minute = 60_000;
const [everyday = '', savings = ''] = accounts.map(({ accountId }) => accountId);
const approval = [['accounts', everyday] as const, ['decision', 'approve'] as const];
const login = [['loginName', 'rora'] as const, ['password', 'rora.'] as const];
const headingOf = ({ page }: Shown) => page.querySelector('h1')?.textContent ?? '';
const textOf = ({ page }: Shown) => page.textContent.replaceAll(/\s+/g, ' ');

describe('what was approved elsewhere', () => {
  const authorised: Consent = { ...consent, status: 'authorised', customerId: rora, accountIds: [everyday] };

  it.each<[string, Consent, Partial<Consent>, string?]>([
    ['another customer approved it meanwhile', consent, { ...authorised, customerId: mits }, 'Only that customer'],
    ['the same customer approved it here meanwhile', consent, authorised],
    ['it was rejected meanwhile', consent, { status: 'rejected' }, 'was refused before'],
    ['its time was over meanwhile', consent, { expiresAt: noon }, 'is over'],
    ['she stopped it meanwhile', authorised, { status: 'revoked', statusUpdatedAt: noon + 1 }],
    ['she stopped it and approved it anew meanwhile', authorised, { statusUpdatedAt: noon + 1 }],
    ['she shares other accounts by it meanwhile', authorised, { accountIds: [everyday, savings] }],
    ['she approved it once more meanwhile', authorised, { nextGrantId: 'later' }],
    ['what she approved once more was redeemed meanwhile', { ...authorised, grantId: 'one' }, { grantId: 'later' }],
  ])('is dropped where %s', async (_, before, change, blocked) => {
    await pages.store.put('Consent', consent.consentId, before);
    const { code, look, become } = await waiting({ consent: before });
    expect(headingOf(await decided(code, approval))).toBe('Approved');
    become({ consent: { ...before, ...change } });
    const shown = await look();
    expect([shown.status, textOf(shown)]).toEqual([200, expect.stringContaining('has changed since')]);
    const anew = shown.page.querySelector('button[value="elsewhere"]')?.textContent;
    expect([anew, textOf(shown).includes(String(blocked))]).toEqual(
      blocked === undefined ? ['Get Another Code', false] : [undefined, true],
    );
    expect(pages.authorisations.calls).toEqual([]);
    expect(textOf(await look())).toContain('no longer good');
  });

  it('is carried out where the consent is as it was, approved before or not', async () => {
    await pages.store.put('Consent', consent.consentId, authorised);
    const { code, look } = await waiting({ consent: authorised });
    await decided(code, approval);
    expect((await look()).status).toBe(303);
    expect(pages.authorisations.calls).toEqual([`loggedIn ${rora}`, `approved ${everyday}`]);
  });

  it.each(['elsewhere', 'elsewhere/', 'ELSEWHERE'])('is not lost where the bank fails at …/%s', async (spelled) => {
    const { code, look, at } = await waiting();
    await decided(code, approval);
    pages.authorisations.failing = true;
    expect((await visit(at.replace('elsewhere', spelled))).status).toBe(500);
    expect(pages.errors).toHaveLength(1);
    pages.authorisations.failing = false;
    expect((await look()).headers.get('location')).toContain('#code=good');
  });

  it('stands however late the first browser looks, and leaves nothing behind', async () => {
    const { code, look } = await waiting();
    pages.time.now += 9 * minute;
    await decided(code, approval);
    pages.time.now += 50 * minute;
    expect((await look()).headers.get('location')).toContain('#code=good');
    expect([...pages.store.kept.keys()].filter((key) => key.startsWith('ApprovalElsewhere'))).toEqual([]);
  });
});

describe('a request that was refused before', () => {
  it('can only be refused elsewhere, too', async () => {
    const rejected: Consent = { ...consent, status: 'rejected' };
    await pages.store.put('Consent', consent.consentId, rejected);
    const { code } = await waiting({ consent: rejected });
    const shown = await decided(code, approval);
    expect([shown.status, textOf(shown)]).toEqual([400, expect.stringContaining('was refused before')]);
  });
});

describe('asking for the head of a page', () => {
  it('decides nothing, and takes no code back', async () => {
    const { code, look, at, url } = await waiting();
    await fetch(url, { method: 'HEAD', redirect: 'manual', headers: { cookie: 'browser=hers' } });
    expect(codeOn(await look())).toBe(code);
    await decided(code, approval);
    expect((await fetch(at, { method: 'HEAD', redirect: 'manual', headers: { cookie: 'browser=hers' } })).status).toBe(
      200,
    );
    expect(pages.authorisations.calls).toEqual([]);
    expect((await look()).headers.get('location')).toContain('#code=good');
    const over = await fetch(at, { method: 'HEAD', redirect: 'manual', headers: { cookie: 'browser=hers' } });
    expect(over.status).toBe(404);
  });
});

describe('a form that the bank fails at', () => {
  it('leaves the code of the browser that waits', async () => {
    const { code, look, press } = await waiting();
    pages.authorisations.failing = true;
    expect((await press(login)).status).toBe(500);
    pages.authorisations.failing = false;
    expect(codeOn(await look())).toBe(code);
    pages.errors.length = 0;
  });
});

describe('a code', () => {
  it('ends with what waits for it, and so does the decision: nobody is told of an approval that cannot be used', async () => {
    const early = await waiting({ endsIn: 6 * minute });
    const late = await waiting({ endsIn: 6 * minute });
    const { browser, path } = await entered(early.code);
    const form = await browser.open(path);
    pages.time.now += 6 * minute;
    expect((await browser.send(form, path, approval)).status).toBe(404);
    expect((await entered(late.code)).shown.alert).toContain('too old');
  });

  it.each(['code', 'customer who entered it', 'decision'])(
    'ends with its %s where the clock is moved',
    async (what) => {
      const { code, look } = await waiting({ endsIn: 30 * minute });
      const { browser, path } = await entered(code);
      const form = await browser.open(path);
      if (what === 'decision') await browser.send(form, path, approval);
      pages.clocks.business.ahead = what === 'decision' ? 30 * minute : 10 * minute;
      if (what === 'code') expect((await entered(code)).shown.alert).toContain('too old');
      if (what === 'customer who entered it') expect((await browser.send(form, path, approval)).status).toBe(404);
      expect(textOf(await look())).toContain('no longer good');
    },
  );

  it('is for nothing once the bank does not have its client any more', async () => {
    const { code } = await waiting();
    const { browser, path } = await entered(code);
    const form = await browser.open(path);
    await pages.store.delete('Client', consent.clientId);
    const shown = await browser.send(form, path, approval);
    expect([shown.status, headingOf(shown)]).toEqual([404, 'This request is no longer open']);
  });

  it('is good for ten minutes, which no look and no second request prolongs, and another one can be had then', async () => {
    const { code, look, ask, state } = await waiting();
    pages.time.now += 10 * minute - 1;
    expect(codeOn(await look())).toBe(code);
    await ask();
    expect((await entered(code)).shown.status).toBe(303);
    forget('ApprovalElsewhere');
    const next = await waiting();
    pages.time.now += 10 * minute;
    expect(await next.state()).toBe('over');
    const over = await next.look();
    expect([codeOn(over), textOf(over)]).toEqual(['', expect.stringContaining('no longer good')]);
    expect((await entered(next.code)).shown.status).toBe(400);
    await send(next.url, over, [['decision', 'elsewhere']]);
    const another = codeOn(await next.look());
    expect(another).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    expect(another).not.toBe(next.code);
    expect((await entered(next.code)).shown.status).toBe(400);
    expect((await entered(another)).shown.status).toBe(303);
    expect(await state()).toBe('over');
  });

  it('that is entered in its last second leaves ten minutes to decide, and no more', async () => {
    const { code, state } = await waiting();
    pages.time.now += 10 * minute - 1000;
    const { browser, path } = await entered(code);
    pages.time.now += 10 * minute - 1;
    const form = await browser.open(path);
    expect([form.status, await state()]).toEqual([200, 'waiting']);
    pages.time.now += 1;
    expect((await browser.send(form, path, approval)).status).toBe(404);
    expect(await state()).toBe('over');
  });

  it.each<[string, (page: Awaited<ReturnType<typeof waiting>>) => Promise<unknown>]>([
    ['goes back to the login', ({ url }) => visit(url)],
    ['cancels there', ({ press }) => press([['decision', 'refuse']])],
    ['logs in there', ({ press }) => press(login)],
  ])('is taken back where its browser %s, and whoever entered it is told', async (_, leave) => {
    const page = await waiting();
    const { browser, path } = await entered(page.code);
    const form = await browser.open(path);
    await leave(page);
    const shown = await browser.send(form, path, approval);
    expect([shown.status, headingOf(shown)]).toEqual([404, 'This request is no longer open']);
    expect((await entered(page.code)).shown.status).toBe(400);
  });

  it('that was decided with goes on even where its browser goes back to the login', async () => {
    const { code, url, ask, press, look } = await waiting();
    expect(textOf(await decided(code, approval))).toContain('Money Mentor gets it once your other browser goes on');
    expect((await visit(url)).headers.get('location')).toMatch(/\/elsewhere$/);
    // The login page may stand in another tab yet.
    for (const pressed of [ask(), press(login)]) {
      expect((await pressed).headers.get('location')).toMatch(/\/elsewhere$/);
    }
    expect(pages.authorisations.calls).toEqual([]);
    expect((await look()).headers.get('location')).toContain('#code=good');
  });

  it('lets its customer decide once, whatever is pressed at the same time', async () => {
    const { code, look } = await waiting();
    const { browser, path } = await entered(code);
    const form = await browser.open(path);
    const refusal = [['decision', 'refuse'] as const];
    const pressed = await Promise.all([approval, refusal, approval].map((fields) => browser.send(form, path, fields)));
    expect(pressed.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    const decided = headingOf(pressed.find(({ status }) => status === 200) ?? form);
    await look();
    expect(pages.authorisations.calls.at(-1)).toBe(decided === 'Approved' ? `approved ${everyday}` : 'refused');
  });

  it('is not spent on a customer who could not use it', async () => {
    const approved: Consent = { ...consent, status: 'authorised', customerId: rora, accountIds: [everyday] };
    await pages.store.put('Consent', consent.consentId, approved);
    const { code } = await waiting({ consent: approved });
    expect((await entered(code, 'mits')).shown.alert).toContain('Only that customer can confirm it.');
    expect((await entered(code)).shown.status).toBe(303);
  });

  it('by which somebody approved is given up where its browser cancels, and one by which somebody refused is not', async () => {
    const cancel = [['decision', 'refuse'] as const];
    const approved = await waiting();
    await decided(approved.code, approval);
    expect((await approved.press(cancel)).headers.get('location')).toContain('#error=access_denied');
    expect(pages.authorisations.calls).toEqual(['refused']);
    const refused = await waiting();
    await decided(refused.code, cancel);
    expect((await refused.press(cancel)).headers.get('location')).toMatch(/\/elsewhere$/);
    await refused.look();
    expect(pages.authorisations.calls).toEqual(['refused', `loggedIn ${rora}`, 'refused']);
  });

  it('is entered and decided at a bank whose clock was moved as at another', async () => {
    pages.clocks.business.ahead = 24 * 60 * minute;
    const { code, look } = await waiting();
    expect(headingOf(await decided(code, approval))).toBe('Approved');
    expect((await look()).headers.get('location')).toContain('#code=good');
  });

  it('of another customer is named so, and marked alone', async () => {
    const { code } = await waiting();
    await entered(code);
    const { shown } = await entered(code, 'ivsa');
    expect(shown.alert).toContain('Another customer has entered this code');
    expect(marked(shown)).toEqual({ invalid: ['code'], focus: ['code'] });
  });

  it('that its customer enters again is told to be open in another browser where he did so first', async () => {
    const { code } = await waiting();
    const first = await entered(code);
    await entered(code);
    const shown = await first.browser.open(first.path);
    expect([shown.status, headingOf(shown)]).toEqual([404, 'It was opened somewhere else']);
  });

  it('is counted by itself: whatever somebody types as a login name locks no codes', async () => {
    for (const name of [`codes of ${rora}`, `codes\n${rora}`, rora])
      for (let time = 0; time < 5; time++) await entered('BCDF-GHJK', name, 'x');
    expect((await entered((await waiting()).code)).shown.status).toBe(303);
  });

  it('starts the count of wrong ones anew', async () => {
    const { code } = await waiting();
    for (let round = 0; round < 2; round++) {
      for (let time = 0; time < 4; time++) expect((await entered('BCDF-GHJK')).shown.status).toBe(400);
      expect((await entered(code)).shown.status).toBe(303);
    }
  });
});

describe('the form for the code', () => {
  const atLogin = ['loginName', 'password'];
  it.each([
    ['a wrong code', ['BCDF-GHJK', 'rora', 'rora.'], { invalid: ['code'], focus: ['code'] }],
    ['no code', [' ', 'rora', 'rora.'], { invalid: ['code'], focus: ['code'] }],
    ['a wrong password', ['BCDF-GHJK', 'rora', 'x'], { invalid: atLogin, focus: ['password'] }],
    ['no login name', ['BCDF-GHJK', '', 'x'], { invalid: atLogin, focus: ['loginName'] }],
  ] as const)('marks what is wrong for %s, and keeps the code that was typed', async (_, [typed, ...who], wrong) => {
    const { shown } = await entered(typed, ...who);
    expect(marked(shown)).toEqual(wrong);
    expect(shown.page.querySelector('#code')?.getAttribute('value')).toBe(typed);
  });

  it('marks the code where too many were wrong, and the login where too many of that were, each for a minute', async () => {
    for (let time = 0; time < 5; time++) await entered('BCDF-GHJK');
    const { shown } = await entered('BCDF-GHJK');
    expect([shown.status, marked(shown)]).toEqual([429, { invalid: ['code'], focus: ['code'] }]);
    for (let time = 0; time < 4; time++) await entered('BCDF-GHJK', 'ivsa', 'x');
    const locked = (await entered('BCDF-GHJK', 'ivsa', 'x')).shown;
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '60']);
  });

  it('begins at the code', async () => {
    expect(marked(await visit(`${pages.origin}/connected/approve`))).toEqual({ invalid: [], focus: ['code'] });
  });

  it('leads to a consent page that says nothing of going back, as this browser does not', async () => {
    const { code, shown } = await waiting();
    expect(textOf(shown)).toContain('Afterwards you go back to app.getpostman.com');
    const { browser, path } = await entered(code);
    expect(textOf(await browser.open(path))).not.toContain('Afterwards');
  });
});

function marked({ page }: Shown): { invalid: string[]; focus: string[] } {
  const ids = (selector: string) => page.querySelectorAll(selector).map((input) => input.getAttribute('id') ?? '');
  return { invalid: ids('[aria-invalid="true"]'), focus: ids('[autofocus]') };
}
