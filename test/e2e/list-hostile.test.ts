/** Lists that lie, in the page itself: the built bundle under the panel's policy, in a browser without VS Code around it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { ToListPage } from '../../src/messages/list.ts';
import { listColumns } from '../../src/tpp/accounts/list-columns.ts';
import { listMarks } from '../../src/tpp/accounts/list-marks.ts';
import { ListRows, listDetails } from '../../src/tpp/accounts/list-rows.ts';
import { type ResourceName, resourceRows } from '../../src/tpp/accounts/resource-rows.ts';
import { launchChromium } from '../editor/chromium.mts';
import { root } from '../editor/places.mts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium(inject('chromium'));
});
afterAll(() => browser.close());

const listed = Object.entries(resourceRows).flatMap(([name, row]) => ('columns' in row ? [name as ResourceName] : []));
const markup =
  '<img src=x onerror="window.broken = true"><script>window.broken = true</script>[link](http://evil.test)';
const hidden = 'invoice \u202egnp.exe\u0000';

/** Every text of every column is this one. */
function filledWith(resource: ResourceName, text: string): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const { id } of (resourceRows[resource] as { columns: readonly { id: string }[] }).columns) {
    const path = id.split('.');
    const last = path.pop() ?? '';
    let place = made;
    for (const name of path) {
      place[name] ??= {};
      place = place[name] as Record<string, unknown>;
    }
    place[last] = text;
  }
  return made;
}

function messagesOf(resource: ResourceName, objects: readonly Record<string, unknown>[]): ToListPage[] {
  const account = { id: '1', name: '<i>Bills</i>\u202e', number: '', currency: 'GBP', type: '' };
  return [
    {
      type: 'start',
      source: { folder: '', bank: '"><script>', consent: '1', resource, account: '1' },
      title: resource,
      account,
      columns: listColumns(resource).map(({ id, head, kind }) => ({ id, head, kind })),
      marks: [...listMarks],
      hasFiles: resource === 'statements',
    },
    { type: 'rows', first: 0, ...new ListRows(resource, '1').add(objects) },
    { type: 'done' },
  ];
}

async function openPage(messages: readonly ToListPage[]): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  const file = (name: string): string => readFileSync(join(root, 'dist', 'webview', name), 'utf8');
  await page.route('http://page.test/**', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.endsWith('.js')) return route.fulfill({ contentType: 'text/javascript', body: file('list.js') });
    if (pathname.endsWith('.css')) return route.fulfill({ contentType: 'text/css', body: file('list.css') });
    const policy =
      "default-src 'none'; script-src 'nonce-page'; style-src http://page.test; base-uri 'none'; form-action 'none'";
    return route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><html lang="en"><head><title>List</title><meta http-equiv="Content-Security-Policy" content="${policy}"><link rel="stylesheet" href="/page.css"></head>
        <body><script nonce="page">window.said = []; window.acquireVsCodeApi = () => ({ postMessage(message) { said.push(message); }, getState() {}, setState() {} });</script>
        <script nonce="page" src="/page.js"></script></body></html>`,
    });
  });
  await page.goto('http://page.test/');
  await page.waitForFunction("said.some(({ type }) => type === 'ready')");
  for (const message of messages) await say(page, message);
  return page;
}

const say = (page: Page, message: ToListPage) =>
  page.evaluate((given) => Reflect.get(globalThis, 'postMessage')(given), message);

test('what a bank sends is text in every list: shown, marked, never markup, never a link', {
  timeout: 120_000,
}, async () => {
  const page = await openPage([]);
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  for (const resource of listed) {
    const objects = [filledWith(resource, markup), filledWith(resource, hidden), {}];
    for (const message of messagesOf(resource, objects)) await say(page, message);
    await page.getByRole('heading', { name: resource, exact: true }).waitFor();
    await page.getByText('3 rows', { exact: true }).waitFor();
    await page
      .getByRole('gridcell', { name: /^<img src=x onerror/ })
      .first()
      .waitFor();
    await page
      .getByRole('gridcell', { name: /⟨U\+202E⟩gnp\.exe⟨U\+0000⟩/ })
      .first()
      .waitFor();
    await page
      .getByRole('gridcell', { name: /Control characters/ })
      .first()
      .waitFor();
    await page.getByText('<i>Bills</i>U+202E').waitFor();
    await page.getByRole('gridcell', { name: /^<img/ }).first().dblclick();
    await say(page, { type: 'details', row: 0, ...listDetails(objects[0] ?? {}, new Date()) });
    await page.getByRole('complementary', { name: 'Details' }).getByText('Markup', { exact: true }).waitFor();
    const elements =
      'document.images.length + document.links.length + document.querySelectorAll("main script, main i, main b").length';
    expect([resource, await page.evaluate(elements), await page.evaluate('window.broken')]).toEqual([
      resource,
      0,
      undefined,
    ]);
    const found = await page.evaluate(
      'axe.run(document, { resultTypes: ["violations"], rules: { "color-contrast": { enabled: false } } }).then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))',
    );
    expect([resource, found]).toEqual([resource, []]);
  }
});

test('ten thousand rows are elements only where they are seen, and the last is reached', async () => {
  const objects = Array.from({ length: 10_000 }, (_, at) => ({
    BeneficiaryId: `b${at}`,
    AccountId: '1',
    CreditorAccount: { Name: `Payee ${at}` },
  }));
  const page = await openPage(messagesOf('beneficiaries', objects));
  await page.getByText('10,000 rows', { exact: true }).waitFor();
  await page.getByRole('gridcell', { name: 'Payee 0', exact: true }).click();
  await page.keyboard.press('Control+End');
  await page.getByRole('gridcell', { name: 'Payee 9999', exact: true }).waitFor();
  expect(await page.getByRole('row').count()).toBeLessThan(60);
  await page.getByRole('textbox', { name: 'Search' }).fill('b77');
  await page.getByText('111 of 10,000 rows', { exact: true }).waitFor();
});

test('a reading that failed says why and what leads on, and an empty list that it is one', async () => {
  const problem = { code: 'token_missing', message: 'There is no access token.', try: 'Let the customer authorise.' };
  const [start] = messagesOf('offers', []);
  const page = await openPage(start ? [start, { type: 'failed', problem, cure: 'Authorise Consent…' }] : []);
  await page.getByRole('button', { name: 'Authorise Consent…' }).click();
  await page.waitForFunction("said.at(-1).type === 'cure'");
  expect(await page.getByText('its list is empty', { exact: false }).filter({ visible: true }).count()).toBe(0);
  await say(page, { type: 'done' });
  await page.getByText('The bank answered, and its list is empty.').waitFor();
});

test('a statement’s file is asked for by its row', async () => {
  const page = await openPage(messagesOf('statements', [{ StatementId: 's1' }, { StatementId: 's2' }]));
  await page.getByRole('gridcell', { name: 's2' }).first().dblclick();
  await page.getByRole('button', { name: 'Save File…' }).click();
  await page.waitForFunction("said.at(-1).type === 'file' && said.at(-1).row === 1");
});
