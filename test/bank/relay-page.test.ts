/** The page on which an answer arrives, in a real browser: its title says what became of it, and it is dark where the system is. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectRedirect } from '../../src/tpp/authorization/loopback.ts';
import { pixelsOf } from '../support/pixels.ts';
import { launchChromium } from './support/chromium.ts';
import { installTime } from './support/packages.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
}, installTime);
afterAll(() => browser?.close());

async function freeUri(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/callback`;
}

async function opened(url: string, colorScheme: 'dark' | 'light' = 'light'): Promise<Page> {
  const page = await browser.newPage({ colorScheme });
  await page.goto(url);
  return page;
}

const told = (page: Page, words: string) =>
  page.getByRole('status').filter({ hasText: words }).waitFor({ timeout: 10_000 });

it.each(['#', '?'])('an answer behind %s ends on a title that says so, and the answer is taken', async (mark) => {
  const uri = await freeUri();
  const { answer } = await expectRedirect(uri, 's1');
  const page = await opened(`${uri}${mark}code=c&state=s1`);
  await told(page, 'has arrived');
  expect(await page.title()).toBe('The answer has arrived');
  expect(await answer).toContain('code=c');
  await page.close();
});

it.each([
  ['of another authorisation', '#code=c&state=other', 'belongs to no authorisation'],
  ['in the query, of another authorisation', '?code=c&state=other', 'belongs to no authorisation'],
  ['that is none', '', 'no answer of a bank'],
])('one %s ends on a title that says that it was not taken', async (_what, end, words) => {
  const uri = await freeUri();
  const { cancel } = await expectRedirect(uri, 's1');
  const page = await opened(`${uri}${end}`);
  await told(page, words);
  expect(await page.title()).toBe('The answer was not taken');
  await page.close();
  cancel();
});

it.each(['#', '?'])('the page behind %s has the system’s own colours, dark as well as light', async (mark) => {
  for (const scheme of ['dark', 'light'] as const) {
    const uri = await freeUri();
    const { cancel } = await expectRedirect(uri, 's1');
    const page = await opened(`${uri}${mark}code=c&state=other`, scheme);
    await told(page, 'belongs to no authorisation');
    // What is painted, not what a style says: a body's own scheme leaves the canvas behind it white.
    const corner = await page.screenshot({ clip: { x: 2, y: 2, width: 1, height: 1 } });
    const [red = -1] = (await pixelsOf(browser, corner)).data;
    expect(red < 128, `${scheme}: ${red}`).toBe(scheme === 'dark');
    await page.close();
    cancel();
  }
});
