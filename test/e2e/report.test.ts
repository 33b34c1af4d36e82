/** The page of a report in a person's hands: read in every theme and width, walked through by the keyboard, followed to its places. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { preparedFolder } from './support/bank.ts';
import { useEditor } from './support/editor.ts';
import type { EditorWindow } from './support/window.ts';

const editor = useEditor();

const heading = (window: EditorWindow, name: string | RegExp) =>
  window.webview().getByRole('heading', { level: 1, name }).waitFor();
const button = (window: EditorWindow, name: string | RegExp) => window.webview().getByRole('button', { name });
const copied = (window: EditorWindow) => window.page.evaluate<string>('navigator.clipboard.readText()');

/** Runs in the page. */
const cutOff = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Looks at the page in each theme, and in two widths and twice as large; nothing keeps people out, and nothing has to be scrolled sideways. */
async function lookAt(window: EditorWindow, name: string): Promise<void> {
  for (const theme of ['light', 'high contrast', 'high contrast light', 'dark'] as const) {
    await window.theme(theme);
    await window.screenshot(`${name} ${theme}`);
    expect(await window.barriers()).toEqual([]);
  }
  await window.page.keyboard.press('Control+b');
  for (const [size, width, height] of [
    ['narrow', 398, 900],
    ['twice as large', 640, 400],
    ['wide', 1280, 800],
  ] as const) {
    await window.page.setViewportSize({ width, height });
    await window.screenshot(`${name} ${size}`);
    expect(await window.barriers()).toEqual([]);
    const page = window.webview().locator(':root');
    await expect
      .poll(() => page.evaluate(cutOff), { timeout: 30_000, message: `${size}: pixels that are cut off` })
      .toBe(0);
  }
  await window.page.keyboard.press('Control+b');
}

test('what a bank needs is shown with its cures, which lead to the place and mend it', async () => {
  const folder = await preparedFolder();
  const file = join(folder, 'openbanking.json');
  const whole = await readFile(file, 'utf8');
  const { signing } = JSON.parse(whole);
  await chmod(join(folder, signing.key), 0o644);
  await writeFile(file, whole.replace(/"certificate": "[^"]*transport[^"]*"/, '"certificate": "keys/nowhere.pem"'));
  const window = await editor.open(folder);
  await window.command('Open Banking: Check Prerequisites');
  await heading(window, /^What sandbox needs/);
  await window.webview().getByText('1 thing to mend, 1 thing to look at.').first().waitFor();
  await lookAt(window, 'report prerequisites');

  await button(window, /chmod 600/).click();
  await window.webview().getByText('1 thing to mend.').first().waitFor();
  await button(window, 'Copy as Text').focus();
  await window.page.keyboard.press('Enter');
  await expect.poll(() => copied(window), { timeout: 30_000 }).toContain('✗ There is no file keys/nowhere.pem.');
  await window.page.keyboard.press('Tab');
  await window.page.keyboard.press('Enter');
  await window.tab('openbanking.json').waitFor();
  await window.screenshot('report place');
});

test('the journey is ticked beside the transactions, and leads to its requests and to the walkthrough, which is ticked too', async () => {
  const window = await editor.open();
  await window.showViews('Open Banking');
  await window.page.getByRole('button', { name: 'Try Account Information' }).click();
  await window.tab('Transactions of Current').waitFor();
  const steps = window.webview('oldest');
  await steps
    .getByText(/^12 steps in /)
    .first()
    .waitFor();
  expect(await steps.locator('.item.good').count()).toBe(12);
  expect(await steps.locator('.figure').count()).toBe(12);
  await window
    .webview()
    .getByText(/^2,\d{3} transactions$/)
    .waitFor();
  await window.screenshot('report journey');
  expect(await window.barriers('oldest')).toEqual([]);

  await steps.getByRole('button', { name: 'See the Requests' }).click();
  await window.page.locator('.part.panel').getByRole('treeitem').first().waitFor();
  await window.screenshot('report journey requests');
  await steps.getByRole('button', { name: 'Do It Step by Step' }).click();
  const walkthrough = window.page.locator('.gettingStartedContainer');
  await walkthrough.getByText('Have a software statement and certificates', { exact: true }).first().waitFor();
  await window.screenshot('report journey walkthrough');
  await expect
    .poll(() => walkthrough.locator('.codicon-getting-started-step-checked').count(), { timeout: 30_000 })
    .toBeGreaterThanOrEqual(5);
});

test('addresses and an import are read on the same page', async () => {
  const folder = await preparedFolder();
  const window = await editor.open(folder);
  await window.command('Open Banking: Check URLs');
  await heading(window, 'The URLs of sandbox');
  await lookAt(window, 'report addresses');

  const item = (name: string, header: object[]) => ({
    name,
    request: { method: 'GET', url: '{{rs}}/accounts', header },
  });
  const collection = {
    info: { name: 'Ozone', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: [
      item('Get accounts', [{ key: 'Authorization', value: 'Bearer very-secret-token-of-somebody' }]),
      {
        ...item('With a script', []),
        event: [{ listen: 'prerequest', script: { exec: ['pm.sendRequest();', 'x();'] } }],
      },
    ],
    variable: [{ key: 'unknown', value: '1' }],
  };
  await writeFile(join(folder, 'ozone.postman_collection.json'), JSON.stringify(collection));
  await window.command('Open Banking: Import from Postman…');
  await window.screenshot('report import asks');
  await window.chooseFile(join(folder, 'ozone.postman_collection.json'));
  await heading(window, /^From Postman: ozone/);
  await window
    .webview()
    .getByText(/^Nothing is written yet/)
    .waitFor();
  await lookAt(window, 'report import');
  expect(await window.webview().locator('body').innerHTML()).not.toContain('very-secret');
  await button(window, 'Import').click();
  await window.tab('Import from Postman').waitFor({ state: 'detached' });
});
