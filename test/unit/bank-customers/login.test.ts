/** The login page over http: who gets in, who is paused, and what the page says. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { customers, type Pages, rora, startPages } from './bank.ts';
import { type Shown, send, visit } from './browser.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.stop());
beforeEach(() => {
  pages.authorisations.calls.length = 0;
  for (const key of pages.store.kept.keys()) if (key.startsWith('LoginAttempts ')) pages.store.kept.delete(key);
});

async function tryLogin(loginName: string, password: string, uid = pages.begin()): Promise<Shown> {
  const url = `${pages.origin}/interaction/${uid}`;
  return send(url, await visit(url), [
    ['loginName', loginName],
    ['password', password],
  ]);
}

describe('the login page', () => {
  it('has a form that a client without a browser can fill in', async () => {
    const { status, page } = await visit(`${pages.origin}/interaction/${pages.begin()}`);
    expect(status).toBe(200);
    const form = page.querySelector('form[data-page="login"]');
    expect(form?.getAttribute('method')).toBe('post');
    expect(form?.querySelector('input[name="loginName"]')?.getAttribute('autocomplete')).toBe('username');
    expect(form?.querySelector('input[name="password"]')?.getAttribute('type')).toBe('password');
  });

  it('names the three customers of the sandbox and their passwords', async () => {
    const { page } = await visit(`${pages.origin}/interaction/${pages.begin()}`);
    const hint = page.querySelector('aside')?.textContent ?? '';
    expect(hint).toContain('Sandbox');
    for (const { login, password } of customers) expect(hint).toMatch(new RegExp(`${login}.*${password}`, 's'));
  });

  it.each([
    ['the password with its dot', 'rora', 'rora.'],
    ['the password without its dot', 'rora', 'rora'],
    ['a login name in capitals, with space around it', ' RORA ', 'rora.'],
  ])('lets a customer in by %s', async (_, loginName, password) => {
    const uid = pages.begin();
    const { status, headers } = await tryLogin(loginName, password, uid);
    expect([status, headers.get('location')]).toEqual([303, `/interaction/${uid}`]);
    expect(pages.authorisations.calls).toEqual([`loggedIn ${rora}`]);
  });

  it.each([
    ['another customer’s password', 'rora', 'mits.', 401],
    ['a password with two dots', 'rora', 'rora..', 401],
    ['a name that nobody has', 'nobody', 'rora.', 401],
    ['a lone dot for a name that nobody has', 'nobody', '.', 401],
    ['a name from the prototype', '__proto__', 'x', 401],
    ['no name', '', 'rora.', 400],
    ['a blank name', '  ', 'rora.', 400],
    ['no password', 'rora', '', 400],
    ['a name of 10,000 characters', 'r'.repeat(10_000), 'rora.', 401],
  ])('shows the page again for %s', async (_, loginName, password, status) => {
    const shown = await tryLogin(loginName, password);
    expect(shown.status).toBe(status);
    expect(shown.alert).toBeTruthy();
    expect(shown.page.querySelector('form[data-page="login"]')).not.toBeNull();
    expect(shown.page.querySelector('title')?.textContent).toMatch(/^Error: /);
    expect(shown.page.querySelector('#password')?.getAttribute('aria-describedby')).toBe('alert');
    expect(shown.headers.get('www-authenticate')).toBeNull();
    expect(shown.page.querySelector('input[name="password"]')?.getAttribute('value')).toBeUndefined();
    expect(pages.authorisations.calls).toEqual([]);
  });

  it('takes a field that stands there twice for none', async () => {
    const url = `${pages.origin}/interaction/${pages.begin()}`;
    const fields = [
      ['loginName', 'rora'],
      ['password', 'rora.'],
      ['password', 'mits.'],
    ] as const;
    expect((await send(url, await visit(url), fields)).status).toBe(400);
  });

  it('keeps the login name, escaped, after a wrong password', async () => {
    const shown = await tryLogin('"><script>alert(1)</script>', 'x');
    expect(shown.page.querySelector('script')).toBeNull();
    expect(shown.page.querySelector('#loginName')?.getAttribute('value')).toBe('"><script>alert(1)</script>');
  });

  it('leaves with a refusal on Cancel, whatever the fields hold', async () => {
    const url = `${pages.origin}/interaction/${pages.begin()}`;
    const { status, headers } = await send(url, await visit(url), [
      ['loginName', ''],
      ['password', ''],
      ['decision', 'refuse'],
    ]);
    expect([status, headers.get('location')]).toEqual([
      303,
      'https://app.getpostman.com/oauth2/callback#error=access_denied',
    ]);
  });
});

describe('five wrong tries', () => {
  it.each([
    ['a customer’s login name', 'rora'],
    ['a name that nobody has', 'nobody'],
  ])('lock %s for one minute, in the same words', async (_, loginName) => {
    const seen: [number, string | undefined][] = [];
    for (let tries = 0; tries < 6; tries++) {
      const { status, alert } = await tryLogin(loginName, 'wrong');
      seen.push([status, alert]);
    }
    const wrong = [401, 'Login name and password do not match. Check both and try again.'];
    const last = [401, 'Login name and password do not match. One more wrong try locks the login name for a minute.'];
    const locked = [429, 'Too many wrong tries with this login name. Try again in 1 minute.'];
    expect(seen).toEqual([wrong, wrong, wrong, last, locked, locked]);
  });

  it('refuse the right password too, until the minute is over', async () => {
    for (let tries = 0; tries < 5; tries++) await tryLogin('rora', 'wrong');
    pages.time.now += 15_000;
    const early = await tryLogin('RORA', 'rora.');
    expect([early.status, early.headers.get('retry-after'), early.alert]).toEqual([
      429,
      '45',
      'Too many wrong tries with this login name. Try again in 45 seconds.',
    ]);
    pages.time.now += 44_999;
    expect((await tryLogin('rora', 'rora.')).alert).toContain('in 1 second.');
    pages.time.now += 1;
    expect((await tryLogin('rora', 'rora.')).status).toBe(303);
  });

  it('leave the other customers alone', async () => {
    for (let tries = 0; tries < 5; tries++) await tryLogin('rora', 'wrong');
    expect((await tryLogin('mits', 'mits.')).status).toBe(303);
  });

  it('lock across authorisations and a restart of the bank', async () => {
    for (let tries = 0; tries < 5; tries++) await tryLogin('rora', 'wrong');
    await pages.restart();
    expect((await tryLogin('rora', 'rora.')).status).toBe(429);
    pages.time.now += 60_000;
  });

  it('are counted one by one when they come together', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => tryLogin('rora', 'wrong')));
    const of = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([of(401), of(429)]).toEqual([4, 16]);
  });

  it('count from nothing after a login, and after the minute', async () => {
    for (let tries = 0; tries < 4; tries++) await tryLogin('rora', 'wrong');
    expect((await tryLogin('rora', 'rora.')).status).toBe(303);
    for (let tries = 0; tries < 4; tries++) expect((await tryLogin('rora', 'wrong')).status).toBe(401);
    expect((await tryLogin('rora', 'wrong')).status).toBe(429);
    pages.time.now += 60_000;
    expect((await tryLogin('rora', 'wrong')).status).toBe(401);
  });

  it('keep no login name in the store', async () => {
    await tryLogin('<secret name>', 'wrong');
    const ids = [...pages.store.kept.keys()].filter((key) => key.startsWith('LoginAttempts '));
    expect(ids).toEqual([expect.stringMatching(/^LoginAttempts [0-9a-f]{64}$/)]);
  });
});
