/** Data that lies, in the page itself: the built bundle under the panel's policy, in a browser without VS Code around it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ToTransactionsPage } from '../../src/messages/transactions.ts';
import { rowMarks } from '../../src/tpp/accounts/row-marks.ts';
import { StatementRows } from '../../src/tpp/accounts/statement-rows.ts';
import { launchChromium } from '../editor/chromium.mts';
import { root } from '../editor/places.mts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium(inject('chromium'));
});
afterAll(() => browser.close());

const money = (Amount: unknown, Currency: unknown = 'GBP') => ({ Amount, Currency });
const hostile = [
  { TransactionInformation: '<img src=x onerror="window.broken = true"><script>window.broken = true</script>' },
  { TransactionInformation: 'invoice \u202egnp.exe\u0000', Amount: money('1.00') },
  { TransactionInformation: 'x'.repeat(10_000) },
  { Amount: null, CreditDebitIndicator: 7, BookingDateTime: {}, TransactionInformation: [] },
  { Amount: money('12.x', '<b>'), Status: 'Nonsense', MerchantDetails: null },
  {},
];

async function openPage(messages: readonly ToTransactionsPage[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  const file = (name: string): string => readFileSync(join(root, 'dist', 'webview', name), 'utf8');
  await page.route('http://page.test/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.endsWith('.js'))
      return route.fulfill({ contentType: 'text/javascript', body: file('transactions.js') });
    if (pathname.endsWith('.css')) return route.fulfill({ contentType: 'text/css', body: file('transactions.css') });
    const policy =
      "default-src 'none'; script-src 'nonce-page'; style-src http://page.test; base-uri 'none'; form-action 'none'";
    return route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="${policy}"><link rel="stylesheet" href="/page.css"></head>
        <body><script nonce="page">window.said = []; window.acquireVsCodeApi = () => ({ postMessage(message) { said.push(message); }, getState() {}, setState() {} });</script>
        <script nonce="page" src="/page.js"></script></body></html>`,
    });
  });
  await page.goto('http://page.test/');
  await page.waitForFunction("said.some(({ type }) => type === 'ready')");
  for (const message of messages) {
    await page.evaluate((given) => Reflect.get(globalThis, 'postMessage')(given), message);
  }
  return page;
}

function messagesOf(objects: readonly Record<string, unknown>[]): ToTransactionsPage[] {
  const rows = new StatementRows([{ id: '1', currency: 'GBP' }]);
  rows.add(objects, '1');
  const account = { id: '1', name: '<i>Bills</i>\u202e', number: '', currency: 'GBP', type: '' };
  const source = { folder: '', bank: '"><script>', consent: '1', accounts: ['1'], period: {} };
  return [
    { type: 'start', source, accounts: [account], shows: 'both', marks: [...rowMarks] },
    { type: 'rows', rows: rows.take() },
    { type: 'done' },
    { type: 'raw', row: 0, json: JSON.stringify(objects[0], undefined, 2) },
  ];
}

test('what a bank sends is text: shown, marked, never markup', async () => {
  const page = await openPage(messagesOf(hostile));
  await page.getByText('6 transactions').waitFor();
  await page.getByRole('gridcell', { name: /^<img src=x onerror/ }).waitFor();
  await page.getByRole('gridcell', { name: /⟨U\+202E⟩gnp\.exe⟨U\+0000⟩/ }).waitFor();
  await page.getByRole('heading', { name: '<i>Bills</i>U+202E' }).waitFor();
  expect(await page.getByRole('gridcell', { name: /No amount/ }).count()).toBeGreaterThan(0);
  expect(await page.getByRole('gridcell', { name: /Control characters/ }).count()).toBe(1);
  expect(
    await page.evaluate('document.images.length + document.querySelectorAll("main script, main i, main b").length'),
  ).toBe(0);
  expect(await page.evaluate('window.broken')).toBeUndefined();
});

test.each([
  [{ from: '2026-08-31' }, 'from 31 Aug 2026'],
  [{ to: '2026-08-31' }, 'up to 31 Aug 2026'],
  [{ from: '2026-08-01', to: '2026-08-31' }, '1 Aug 2026 to 31 Aug 2026'],
])('the period stands in the head as the rows have their days: %j', async (period, words) => {
  const messages = messagesOf(hostile).map((each) =>
    each.type === 'start' ? { ...each, source: { ...each.source, period } } : each,
  );
  const page = await openPage(messages);
  await page.getByText(words, { exact: true }).waitFor({ timeout: 5000 });
});

test('a reading that failed before the first row says why, and not that the list is empty', async () => {
  const problem = { code: 'token_missing', message: 'There is no access token.', try: 'Let the customer authorise.' };
  const read = messagesOf([]).filter(({ type }) => type === 'start');
  const page = await openPage([...read, { type: 'failed', problem, cure: 'Authorise Consent…' }]);
  await page.getByText('There is no access token.').waitFor();
  const empty = page.getByText(/No transactions in this period|list is empty|^0 transactions$/);
  expect(await empty.filter({ visible: true }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Retry' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Authorise Consent…' }).click();
  await page.waitForFunction("said.at(-1).type === 'cure'");
  await page.evaluate((message) => Reflect.get(globalThis, 'postMessage')(message), { type: 'done' } as const);
  await page.getByText('The bank answered, and its list is empty.', { exact: false }).waitFor();
});

test('what fails for good offers nothing to press', async () => {
  const problem = { code: 'certificate_refused', message: 'The bank refuses the certificate.' };
  const page = await openPage([...messagesOf(hostile).slice(0, 2), { type: 'failed', problem }]);
  await page.getByText('The bank refuses the certificate.').waitFor();
  expect(await page.locator('.news-state').getByRole('button').count()).toBe(0);
});

test.each<[string, (notes: string[]) => ToTransactionsPage]>([
  ['done', (notes) => ({ type: 'done', notes })],
  ['cancelled', (notes) => ({ type: 'cancelled', notes })],
  [
    'failed',
    (notes) => ({ type: 'failed', problem: { code: 'timed_out', message: 'Too slow.', try: 'Wait.' }, notes }),
  ],
])('what was odd stands on the page as text, however the reading ended: %s', async (_name, end) => {
  const messages = messagesOf(hostile).filter(({ type }) => type !== 'done');
  const page = await openPage([...messages, end(['One entry was left out. <b>Tell</b> the bank.', 'Spelled links.'])]);
  const said = page.locator('.news-state .said p');
  await said.filter({ hasText: 'Spelled links.' }).waitFor();
  expect((await said.allTextContents()).slice(-2)).toEqual([
    'One entry was left out. <b>Tell</b> the bank.',
    'Spelled links.',
  ]);
  expect(await page.locator('.news-state b').count()).toBe(0);
});
