/** Takes pictures of the customer's pages for a designer's eye, and tries their ways out in Chromium: `node test/unit/bank-customers/screenshots.ts`. */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { accounts, consent, day, noon, type Pages, rora, startPages } from './bank.ts';

const folder = 'test-results/bank-customers';
mkdirSync(folder, { recursive: true });

const everything = {
  ...consent,
  permissions: [
    ...consent.permissions,
    ...['ReadBeneficiariesDetail', 'ReadStandingOrdersDetail', 'ReadDirectDebits', 'ReadScheduledPaymentsBasic'],
    ...['ReadStatementsDetail', 'ReadProducts', 'ReadOffers', 'ReadParty', 'ReadPartyPSU', 'ReadPAN'],
  ],
  transactionFrom: Date.UTC(2025, 0, 1),
  transactionTo: Date.UTC(2026, 11, 31, 23, 59, 59),
  expiresAt: noon + 180 * day,
};

const looks: [string, BrowserContextOptions][] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['forced', { forcedColors: 'active', colorScheme: 'dark' }],
  ['360', { viewport: { width: 360, height: 740 } }],
  ['200-percent', { viewport: { width: 550, height: 400 }, deviceScaleFactor: 2 }],
  ['320', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
];

const say = (line: string) => process.stdout.write(`${line}\n`);

async function shoot(page: Page, name: string): Promise<void> {
  const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  if (Number(wide) > 0) say(`${name}: ${wide} px too wide`);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

function forgetTries({ store: { kept } }: Pages): void {
  for (const key of kept.keys()) if (key.startsWith('LoginAttempts ')) kept.delete(key);
}

async function look(pages: Pages, page: Page, name: string): Promise<void> {
  pages.time.now = noon;
  forgetTries(pages);
  const at = (uid: string) => page.goto(`${pages.origin}/interaction/${uid}`);
  await at(pages.begin());
  await shoot(page, `login-${name}`);
  for (let tries = 0; tries < 4; tries++) {
    await page.fill('#loginName', 'rora');
    await page.fill('#password', 'wrong');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role="alert"]');
  }
  await shoot(page, `login-error-${name}`);
  await at(pages.begin({ prompt: 'consent', customerId: rora, consent: everything }));
  await page.check('input[name="accounts"] >> nth=0');
  await page.focus('input[name="accounts"] >> nth=1');
  await shoot(page, `consent-${name}`);
  await at(pages.begin({ prompt: 'consent', customerId: rora }));
  await page.click('button[value="approve"]');
  await shoot(page, `consent-error-${name}`);
  const again = {
    ...everything,
    status: 'authorised' as const,
    customerId: rora,
    accountIds: accounts.slice(1, 3).map((a) => a.accountId),
  };
  await at(
    pages.begin({
      prompt: 'consent',
      customerId: rora,
      consent: again,
      clientName: `${'A very long name of an application '.repeat(9)}`,
    }),
  );
  await shoot(page, `again-${name}`);
  await at(pages.begin({ prompt: 'consent', customerId: rora, consent: { ...everything, status: 'rejected' } }));
  await shoot(page, `blocked-${name}`);
  await at('unknown');
  await shoot(page, `error-${name}`);
}

/** What a customer looks after: all of it, one consent, the question before the end, and one that has ended. */
async function lookAfter(pages: Pages, page: Page, name: string): Promise<void> {
  const accountIds = accounts.slice(0, 2).map(({ accountId }) => accountId);
  const one = { ...everything, status: 'authorised' as const, customerId: rora, accountIds };
  const rest = { organisation: 'Mentors Ltd', registered: true, since: noon - 30 * day, changedAt: noon - day };
  pages.connections.all = [
    { consent: { ...one, consentId: 'aac-1', clientId: 'one' }, clientName: 'Money Mentor', ...rest },
    {
      consent: { ...one, consentId: 'aac-4', clientId: 'one' },
      clientName: 'Money Mentor',
      ...rest,
      since: noon - 30 * day + 1000,
    },
    {
      consent: { ...one, consentId: 'aac-2', status: 'revoked', reasons: [{ code: 'U028', description: 'Too old.' }] },
      clientName: 'Loans & Co',
      ...rest,
    },
    { consent: { ...one, consentId: 'aac-3', status: 'revoked' }, clientName: 'Loans & Co', ...rest },
  ];
  forgetTries(pages);
  await page.goto(`${pages.origin}/connected`);
  await shoot(page, `connected-login-${name}`);
  await page.fill('#loginName', 'rora');
  await page.fill('#password', 'rora.');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-page="connected"]');
  await shoot(page, `connected-${name}`);
  for (const [path, what] of [
    ['aac-1?said=saved', 'one'],
    ['aac-1/stop', 'stop'],
    ['aac-2', 'ended'],
    ['aac-none', 'none'],
  ]) {
    await page.goto(`${pages.origin}/connected/consents/${path}`);
    await shoot(page, `connected-${what}-${name}`);
  }
}

/** The browser that waits, and the other one from the code to the end. */
async function approveElsewhere(pages: Pages, page: Page, name: string): Promise<void> {
  forgetTries(pages);
  await page.goto(`${pages.origin}/interaction/${pages.begin()}`);
  await page.click('button[value="elsewhere"]');
  await page.waitForSelector('[data-page="elsewhere"]');
  await shoot(page, `elsewhere-${name}`);
  const code = (await page.locator('.code code').textContent()) ?? '';
  await page.goto(`${pages.origin}/connected/approve`);
  await shoot(page, `approve-${name}`);
  for (const typed of ['BCDF-GHJK', code]) {
    await page.fill('#code', typed);
    await page.fill('#loginName', 'rora');
    await page.fill('#password', 'rora.');
    await page.keyboard.press('Enter');
    await page.waitForSelector(typed === code ? '[data-page="consent"]' : '[role="alert"]');
    if (typed !== code) await shoot(page, `approve-error-${name}`);
  }
  await page.click('button[value="refuse"]');
  await page.waitForSelector('[data-page="decided"]');
  await shoot(page, `decided-${name}`);
}

/** The page with the code keeps focus and selection while it asks, and goes on once it is decided. */
async function wait(pages: Pages, page: Page, other: Page): Promise<void> {
  forgetTries(pages);
  page.on('console', (message) => say(`the page that waits: ${message.text()}`));
  await page.goto(`${pages.origin}/interaction/${pages.begin()}`);
  await page.click('button[value="elsewhere"]');
  await page.waitForSelector('[data-page="elsewhere"]');
  await page.focus('.actions a.button');
  const asked = page.waitForResponse((response) => response.url().endsWith('/state'));
  await page.evaluate('getSelection().selectAllChildren(document.querySelector(".code"))');
  say(`asked: ${await (await asked).text()}`);
  const code = (await page.locator('.code code').textContent()) ?? '';
  const kept = await page.evaluate('[document.activeElement.textContent, String(getSelection()).trim()]');
  say(`focus and selection: ${JSON.stringify(kept)}`);
  await other.goto(`${pages.origin}/connected/approve`);
  await other.fill('#code', code);
  await other.fill('#loginName', 'rora');
  await other.fill('#password', 'rora.');
  await other.keyboard.press('Enter');
  await other.check('input[name="accounts"] >> nth=0');
  await other.click('button[value="approve"]');
  await other.waitForSelector('.emblem.good');
  await shoot(other, 'approved');
  const left = page.waitForRequest((request) => request.url().startsWith('https://app.getpostman.com/'), {
    timeout: 5000,
  });
  say(`goes on to ${(await left).url()}`);
}

/** By keyboard alone, from the login to another origin and to a custom scheme. */
async function leave(pages: Pages, page: Page, redirectUri: string): Promise<void> {
  const seen: string[] = [];
  page.on('console', (message) => seen.push(message.text()));
  const posts: string[] = [];
  page.on('request', async (request) => {
    const { origin, 'sec-fetch-site': site } = await request.allHeaders();
    if (request.method() === 'POST') posts.push(`${origin} ${site}`);
    if (request.url().startsWith(redirectUri)) seen.push(`went to ${request.url()}`);
  });
  await page.goto(`${pages.origin}/interaction/${pages.begin({ redirectUri })}`);
  await page.waitForFunction("document.activeElement.id === 'loginName'");
  await page.keyboard.type('rora');
  await page.keyboard.press('Tab');
  await page.keyboard.type('rora.');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-page="consent"]');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role="alert"]');
  say(
    `Enter in a checkbox stays: ${page.url().includes('/interaction/')}, ticked ${await page.locator(':checked').count()}`,
  );
  // The first box has the focus again; behind the others comes the link to what is shared.
  for (let tabs = 0; tabs < 5; tabs++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(500);
  say(`${redirectUri}: ${page.url()} ${JSON.stringify(seen)} ${JSON.stringify(posts)}`);
}

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
args.push('--disable-component-update', '--disable-sync');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
const pages = await startPages();
const tpp = createServer((_, response) => response.end('the TPP')).listen(0, '127.0.0.1');
try {
  for (const [name, options] of looks) {
    const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
    await context.addCookies([{ name: 'browser', value: 'hers', url: pages.origin }]);
    const page = await context.newPage();
    await look(pages, page, name);
    await lookAfter(pages, page, name);
    await approveElsewhere(pages, page, name);
    await context.close();
  }
  const context = await browser.newContext();
  await context.addCookies([{ name: 'browser', value: 'hers', url: pages.origin }]);
  await wait(pages, await context.newPage(), await (await browser.newContext()).newPage());
  await context.close();
  const address = tpp.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  for (const uri of [
    `http://127.0.0.1:${port}/callback`,
    `http://localhost:${port}/callback`,
    'vscode://open-banking.workbench/callback',
  ]) {
    const context = await browser.newContext();
    await context.addCookies([{ name: 'browser', value: 'hers', url: pages.origin }]);
    await leave(pages, await context.newPage(), uri);
    say(pages.authorisations.calls.splice(0).join(', '));
    await context.close();
  }
} finally {
  await browser.close();
  await pages.stop();
  tpp.close();
}
