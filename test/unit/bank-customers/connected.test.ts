/** The pages on which a customer looks after what he shares: who gets in, what they show, what they take, and what they never take. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/bank/customers/connected-pages.ts';
import type { Consent } from '../../../src/bank/data/records.ts';
import { accounts, consent, day, noon, type Pages, rora, startPages } from './bank.ts';
import { browserAt, type Shown, send, visit } from './browser.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages.stop());

const [everyday = '', savings = '', , , luigi = ''] = accounts.map(({ accountId }) => accountId);
const minute = 60_000;

function connection(last: number, consentOf: Partial<Consent> = {}, rest: Partial<Connection> = {}): Connection {
  const one: Consent = {
    ...consent,
    consentId: `aac-${last}`,
    clientId: `client-${last}`,
    status: 'authorised',
    customerId: rora,
    accountIds: [everyday, savings],
    ...consentOf,
  };
  const names = { clientName: 'Money Mentor', organisation: 'Mentors Ltd', registered: true };
  return { consent: one, ...names, since: noon - 30 * day, changedAt: noon - day, ...rest };
}

beforeEach(() => {
  pages.time.now = noon;
  pages.connections.calls.length = 0;
  pages.connections.all = [connection(1)];
  for (const key of pages.store.kept.keys()) if (key.startsWith('LoginAttempts ')) pages.store.kept.delete(key);
});

function newBrowser() {
  const browser = browserAt(() => pages.origin);
  return {
    ...browser,
    logIn: async (loginName = 'rora', password = `${loginName}.`) =>
      browser.send(await browser.open('/connected'), '/login', [
        ['loginName', loginName],
        ['password', password],
      ]),
  };
}

async function loggedIn(loginName = 'rora') {
  const browser = newBrowser();
  expect((await browser.logIn(loginName)).headers.get('location')).toBe('/connected');
  return browser;
}

const ticks = (ids: readonly string[]) => ids.map((id) => ['accounts', id] as const);
const save = ['decision', 'save'] as const;
const textOf = ({ page }: Shown): string => page.textContent.replaceAll(/\s+/g, ' ').trim();

describe('the login', () => {
  it('is asked for before anything is shown, and leads to what is shared', async () => {
    const browser = newBrowser();
    const first = await browser.open('/connected');
    expect(first.page.querySelector('form[data-page="login"]')).not.toBeNull();
    expect(first.text).not.toContain('Money Mentor');
    expect(first.page.querySelector('button[value="refuse"]')).toBeNull();
    await browser.logIn();
    expect(textOf(await browser.open('/connected'))).toContain('You are logged in as Roberta Rastapopoulos. Log out');
  });

  it.each(['saved', 'same', 'stopped', 'x'])('says nothing that was not done, as ?said=%s has it', async (said) => {
    const { page } = await newBrowser().open(`/connected?said=${said}`);
    expect(page.querySelector('[role="status"]')).toBeNull();
  });

  it.each(['/connected/consents/aac-1', '/connected/consents/aac-1/stop'])('stands before %s', async (path) => {
    const { status, headers, text } = await newBrowser().open(path);
    expect([status, headers.get('location'), text]).toEqual([303, '/connected', 'Going on.\n']);
  });

  it('is a cookie for these pages alone, which no script and no other site gets', async () => {
    const { headers } = await newBrowser().logIn();
    const cookies = headers.getSetCookie().filter((line) => !/^login/.test(line));
    expect(cookies.map((line) => line.replace(/=[^;]+/, '='))).toEqual([
      expect.stringMatching(/^connected-[\w-]{8}=; path=\/connected; samesite=strict; httponly$/i),
      expect.stringMatching(/^connected-[\w-]{8}\.sig=; path=\/connected; samesite=strict; httponly$/i),
    ]);
  });

  it('counts wrong tries with those of authorisations: five lock the login name for a minute', async () => {
    const browser = newBrowser();
    for (let tries = 0; tries < 4; tries += 1) expect((await browser.logIn('rora', 'wrong')).status).toBe(401);
    const locked = await browser.logIn('rora', 'wrong');
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await browser.logIn()).status).toBe(429);
    const url = `${pages.origin}/interaction/${pages.begin()}`;
    const fields = [['loginName', 'rora'] as const, ['password', 'rora.'] as const];
    expect((await send(url, await visit(url), fields)).status).toBe(429);
    pages.time.now += minute;
    expect((await browser.logIn()).status).toBe(303);
  });

  it('leaves an authorisation asking for the password', async () => {
    const browser = await loggedIn();
    const uid = pages.begin();
    browser.jar.set('browser', 'hers');
    const { page } = await browser.open(`/interaction/${uid}`);
    expect(page.querySelector('form[data-page="login"] input[type="password"]')).not.toBeNull();
  });

  it('ends 15 minutes after the last page, and a form sent then changes nothing', async () => {
    const browser = await loggedIn();
    for (let pages_ = 0; pages_ < 3; pages_ += 1) {
      pages.time.now += 14 * minute;
      expect(textOf(await browser.open('/connected'))).toContain('Log out');
    }
    const shown = await browser.open('/connected/consents/aac-1');
    pages.time.now += 15 * minute;
    const late = await browser.send(shown, '/accounts', [...ticks([everyday]), save]);
    expect([late.status, late.headers.get('location')]).toEqual([303, '/connected?said=ended']);
    expect(textOf(await browser.open('/connected?said=ended'))).toContain('Nothing was changed.');
    expect(pages.connections.calls).toEqual([]);
  });

  it('ends with Log out, for a copy of the cookie too', async () => {
    const browser = await loggedIn();
    const copy = new Map(browser.jar);
    const out = await browser.send(await browser.open('/connected'), '/logout', []);
    expect(out.headers.get('location')).toBe('/connected?said=out');
    const thief = newBrowser();
    for (const [name, value] of copy) thief.jar.set(name, value);
    expect((await thief.open('/connected')).page.querySelector('form[data-page="login"]')).not.toBeNull();
  });

  it('is no cookie that somebody else made: another secret or another signature is nobody', async () => {
    const browser = await loggedIn();
    for (const name of [...browser.jar.keys()].filter((each) => each.startsWith('connected'))) {
      const thief = newBrowser();
      for (const [each, value] of browser.jar) thief.jar.set(each, each === name ? `x${value}` : value);
      expect((await thief.open('/connected')).page.querySelector('form[data-page="login"]')).not.toBeNull();
    }
  });

  it('leaves in the store nothing that one could log in with', async () => {
    const browser = await loggedIn();
    const [[, secret] = []] = [...browser.jar].filter(([name]) => name.startsWith('connected'));
    expect(secret).toHaveLength(43);
    expect(JSON.stringify([...pages.store.kept])).not.toContain(secret);
  });
});

describe('what is shared', () => {
  it('stands by application, with its organisation, the accounts, and since and until when', async () => {
    const until = { expiresAt: noon + 90 * day, clientId: 'client-1', accountIds: [savings] };
    pages.connections.all = [
      connection(1),
      connection(2, until, { since: noon - 42 * day }),
      connection(3, {}, { clientName: 'Loans & Co' }),
    ];
    const { page } = await (await loggedIn()).open('/connected');
    const cards = page.querySelectorAll('.connection').map((card) => card.textContent.replaceAll(/\s+/g, ' ').trim());
    expect(cards).toEqual([
      'Money Mentor Mentors Ltd Money Mentor: Everyday, Rainy day Since 1 June 2026, until you stop it Money Mentor: Rainy day Since 20 May 2026, until 29 September 2026',
      'Loans & Co Mentors Ltd Loans & Co: Everyday, Rainy day Since 1 June 2026, until you stop it',
    ]);
  });

  it.each([
    ['minute', 61_000, ['1 June 2026, 12:00', '1 June 2026, 12:01', '20 May 2026']],
    ['second', 1000, ['1 June 2026, 12:00:00', '1 June 2026, 12:00:01', '20 May 2026']],
  ])('is told apart by the %s where two consents of one application are of one day', async (_, later, since) => {
    const all = [noon - 30 * day, noon - 30 * day + later, noon - 42 * day];
    pages.connections.all = all.map((at, index) => connection(index, { clientId: 'client-1' }, { since: at }));
    const { page } = await (await loggedIn()).open('/connected');
    expect(page.querySelectorAll('.sharing time').map(({ textContent }) => textContent)).toEqual(since);
    expect(page.querySelectorAll('.sharing .unseen').map(({ textContent }) => textContent)).toEqual(
      all.map(() => 'Money Mentor: '),
    );
  });

  it('is told on a page that leads back to all of it where there is nothing like it', async () => {
    const { status, page } = await (await loggedIn()).open('/connected/consents/aac-9');
    expect([status, page.querySelector('main a')?.getAttribute('href')]).toEqual([404, '/connected']);
  });

  it('is where the bank’s own address leads', async () => {
    const { status, headers } = await newBrowser().open('/');
    expect([status, headers.get('location')]).toEqual([303, '/connected']);
  });

  it('is the customer’s own, and nobody else’s', async () => {
    const browser = await loggedIn('mits');
    expect(textOf(await browser.open('/connected'))).toContain('No application sees anything of your accounts.');
    for (const path of ['/connected/consents/aac-1', '/connected/consents/aac-1/stop', '/connected/consents/aac-9']) {
      expect((await browser.open(path)).status).toBe(404);
    }
  });

  it('offers a joint account to both who hold it', async () => {
    const joint = { ...accounts[4], accountId: '500004000000000000000006', nickname: 'Household', jointWith: rora };
    const index = { customerId: String(joint.customerId), jointWith: rora };
    await pages.store.put('Account', joint.accountId, joint, { index });
    const shown = await (await loggedIn()).open('/connected/consents/aac-1');
    await pages.store.delete('Account', joint.accountId);
    expect(textOf(shown)).toContain('Household Business current account');
  });

  it('stands apart once it has ended, and says how', async () => {
    pages.connections.all = [
      connection(1, { status: 'revoked' }),
      connection(2, { status: 'expired', expiresAt: noon - 2 * day }),
      connection(3, {}, { registered: false }),
      connection(4, { status: 'revoked', reasons: [{ code: 'CUST', description: 'The customer stopped sharing.' }] }),
      connection(5, { status: 'revoked', reasons: [{ code: 'U028', description: 'Entries older than 90 days.' }] }),
      connection(6, { status: 'revoked', reasons: [{ code: 'U999', description: 'Anything else.' }] }),
    ];
    const browser = await loggedIn();
    const { page } = await browser.open('/connected');
    expect(page.querySelectorAll('.connection:not(.ended)')).toEqual([]);
    expect(page.querySelectorAll('.ended .kind:last-child').map((kind) => kind.textContent)).toEqual([
      'Stopped on 30 June 2026, 12:00:00',
      'Its time was over on 29 June 2026',
      'We no longer know this application',
      'Stopped by you on 30 June 2026, 12:00:00',
      'Stopped by the bank on 30 June 2026, 12:00:00, as it asked for entries older than 90 days and you had not logged in within the hour before',
      'Stopped by the bank on 30 June 2026, 12:00:00',
    ]);
    expect(page.querySelector('.ended .kind')?.textContent).toBe('Everyday, Rainy day');
    const one = await browser.open('/connected/consents/aac-1');
    expect(textOf(one)).toContain('Accounts that you shared Everyday');
    expect(one.page.querySelectorAll('form, a.danger')).toHaveLength(1);
    expect((await browser.open('/connected/consents/aac-1/stop')).headers.get('location')).toBe(
      '/connected/consents/aac-1',
    );
  });

  it('lists thirty of those that have ended and counts the rest', async () => {
    pages.connections.all = Array.from({ length: 35 }, (_, at) => connection(at, { status: 'revoked' }));
    const { page } = await (await loggedIn()).open('/connected');
    expect(page.querySelectorAll('.ended li')).toHaveLength(30);
    expect(page.querySelector('.ended > p')?.textContent).toBe('5 that ended before are not listed.');
  });

  it('is told of one consent in the words in which it was approved', async () => {
    const shown = await (await loggedIn()).open('/connected/consents/aac-1');
    expect(textOf(shown)).toContain('Since1 June 2026 UntilYou stop it. There is no end date.');
    expect(textOf(shown)).toContain('Last change30 June 2026, 12:00');
    const uid = pages.begin({ prompt: 'consent', customerId: rora });
    const asked = await visit(`${pages.origin}/interaction/${uid}`);
    const words = ({ page }: Shown) => page.querySelectorAll('.permission').map((each) => each.textContent);
    expect(words(shown)).toEqual(words(asked));
    const boxes = shown.page.querySelectorAll('input[name="accounts"]');
    expect(boxes.filter((box) => box.hasAttribute('checked')).map((box) => box.getAttribute('value'))).toEqual([
      everyday,
      savings,
    ]);
    expect(boxes).toHaveLength(4);
  });
});

describe('the accounts', () => {
  it.each<[string, string[], string]>([
    ['added', accounts.slice(0, 3).map(({ accountId }) => accountId), 'saved'],
    ['removed', [savings], 'saved'],
    ['left as they are', [savings, everyday], 'same'],
  ])('are %s', async (_, ids, said) => {
    const browser = await loggedIn();
    const shown = await browser.open('/connected/consents/aac-1');
    const done = await browser.send(shown, '/accounts', [...ticks(ids), save]);
    expect(done.headers.get('location')).toBe(`/connected/consents/aac-1?said=${said}`);
    expect(pages.connections.calls).toEqual(said === 'same' ? [] : [`share ${ids.join(' ')}`]);
    const after = await browser.open(done.headers.get('location') ?? '');
    expect(after.page.querySelector('[role="status"]')).not.toBeNull();
  });

  it.each<[string, readonly (readonly [string, string])[], RegExp]>([
    ['none is ticked', [save], /At least one account stays/],
    ['one is another customer’s', [...ticks([everyday, luigi]), save], /cannot be shared here/],
    ['one is nobody’s', [...ticks(['500004000000000000000099']), save], /cannot be shared here/],
    ['Enter was pressed in a box', ticks([everyday]), /Nothing is changed yet/],
  ])('stay when %s', async (_, fields, alert) => {
    const browser = await loggedIn();
    const answer = await browser.send(await browser.open('/connected/consents/aac-1'), '/accounts', fields);
    expect([answer.status, answer.alert]).toEqual([400, expect.stringMatching(alert)]);
    expect(answer.page.querySelector('title')?.textContent).toMatch(/^Error: /);
    expect(pages.connections.calls).toEqual([]);
  });
});

describe('Stop Sharing', () => {
  it('asks once more, says what comes of it, and stops', async () => {
    const browser = await loggedIn();
    const asked = await browser.open('/connected/consents/aac-1/stop');
    expect(textOf(asked)).toContain('It sees nothing more of these accounts: Everyday, Rainy day.');
    expect(pages.connections.calls).toEqual([]);
    const done = await browser.send(asked, '/stop', [['decision', 'stop']]);
    expect(done.headers.get('location')).toBe('/connected/consents/aac-1?said=stopped');
    expect(pages.connections.calls).toEqual(['stop aac-1']);
  });

  it('stops nothing twice, nor by a form without its button', async () => {
    const browser = await loggedIn();
    const asked = await browser.open('/connected/consents/aac-1/stop');
    const again = await browser.open('/connected/consents/aac-1/stop');
    const third = await browser.open('/connected/consents/aac-1/stop');
    await browser.send(third, '/stop', []);
    expect(pages.connections.calls).toEqual([]);
    await browser.send(asked, '/stop', [['decision', 'stop']]);
    const twice = await browser.send(again, '/stop', [['decision', 'stop']]);
    expect([twice.status, twice.alert]).toEqual([400, 'It had ended before. Nothing was changed.']);
    expect(pages.connections.calls).toEqual(['stop aac-1']);
  });
});

describe('a form', () => {
  const forms = [
    ['/connected/consents/aac-1', '/accounts', [...ticks([everyday]), save]],
    ['/connected/consents/aac-1/stop', '/stop', [['decision', 'stop']]],
    ['/connected', '/logout', []],
  ] as const;

  it.each(forms)('of %s is refused from another site, %s', async (path, ending, fields) => {
    const browser = await loggedIn();
    for (const headers of [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }]) {
      expect((await browser.send(await browser.open(path), ending, fields, headers)).status).toBe(403);
    }
    expect(pages.connections.calls).toEqual([]);
    expect(textOf(await browser.open('/connected'))).toContain('Log out');
  });

  it.each(forms)('of %s is refused with the token of another login, %s', async (path, ending, fields) => {
    const [browser, other] = [await loggedIn(), await loggedIn()];
    const token = ({ page }: Shown) => page.querySelector('input[name="csrf"]')?.getAttribute('value') ?? '';
    const foreign = token(await other.open(path));
    const shown = await browser.open(path);
    expect(token(shown)).not.toBe(foreign);
    for (const input of shown.page.querySelectorAll('input[name="csrf"]')) input.setAttribute('value', foreign);
    expect((await browser.send(shown, ending, fields)).status).toBe(403);
    expect(pages.connections.calls).toEqual([]);
  });

  it('of the login is bound to the browser that it was shown in', async () => {
    const shown = await newBrowser().open('/connected');
    const fields = [['loginName', 'rora'] as const, ['password', 'rora.'] as const];
    expect((await newBrowser().send(shown, '/login', fields)).status).toBe(403);
  });
});

describe('each page', () => {
  it('is without script or inline style, with one heading and safe headers', async () => {
    const browser = newBrowser();
    const shown = [await browser.open('/connected')];
    await browser.logIn();
    for (const path of ['/connected', '/connected/consents/aac-1', '/connected/consents/aac-1/stop']) {
      shown.push(await browser.open(path));
    }
    for (const { page, text, headers } of shown) {
      expect(page.querySelectorAll('script, style, [style], iframe, img')).toEqual([]);
      expect(text).not.toMatch(/\son[a-z]+=/);
      expect(page.querySelectorAll('h1')).toHaveLength(1);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect([headers.get('x-frame-options'), headers.get('cache-control')]).toEqual(['DENY', 'no-store']);
    }
  });

  it.each([
    ['markup', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['an attribute’s end', '" autofocus onfocus="alert(1)', '" autofocus onfocus="alert(1)'],
    ['bidirectional overrides', 'Bank\u202Egnab\u2066!', 'Bankgnab!'],
    ['10,000 characters', 'x'.repeat(10_000), `${'x'.repeat(79)}…`],
    ['nothing', '', 'An application without a name'],
  ])('shows a hostile name as data: %s', async (_, name, expected) => {
    const hostile = { clientName: name, organisation: name };
    pages.connections.all = [connection(1, {}, hostile), connection(2, { status: 'revoked' }, hostile)];
    const browser = await loggedIn();
    for (const path of ['/connected', '/connected/consents/aac-1', '/connected/consents/aac-2']) {
      const { page } = await browser.open(path);
      expect(page.querySelectorAll('script, [onfocus]')).toEqual([]);
      const names = page.querySelectorAll('bdi').map((each) => each.textContent);
      expect(new Set(names)).toEqual(new Set([expected]));
    }
    expect(textOf(await browser.open('/connected/consents/aac-1/stop'))).toContain(`Stop sharing with ${expected}?`);
  });

  it.each(['script', 'constructor', '__proto__', 'saved<b>'])(
    'says nothing that an address brings: %s',
    async (said) => {
      const { status, page } = await (await loggedIn()).open(`/connected?said=${encodeURIComponent(said)}`);
      expect([status, page.querySelector('[role="status"]')]).toEqual([200, null]);
    },
  );

  it.each([
    ['a stop', 'aac-1?said=stopped'],
    ['a change', 'aac-2?said=saved'],
  ])('says nothing of %s that was none', async (_, path) => {
    pages.connections.all = [connection(1), connection(2, { status: 'revoked' })];
    const { status, page } = await (await loggedIn()).open(`/connected/consents/${path}`);
    expect([status, page.querySelector('[role="status"]')]).toEqual([200, null]);
  });
});
