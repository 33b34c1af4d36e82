/** The sidebar in a person's hands: in Restricted Mode, while openbanking.json is broken, before there is one, and in every theme. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { preparedFolder } from './support/bank.ts';
import { emptyFolder, useEditor } from './support/editor.ts';
import type { EditorWindow } from './support/window.ts';

const sentence = 'This folder is not trusted: no key of it is read and no bank is called.';
const sidebar = (window: EditorWindow) => window.page.locator('.part.sidebar');

describe('In Restricted Mode', () => {
  const editor = useEditor({ asksForTrust: true });

  test('commands and views say one sentence, and its button leads to where the folder is trusted', async () => {
    const folder = await preparedFolder();
    const window = await editor.open(folder);
    const titles = ['Start Sandbox', 'Create openbanking.json…', 'Show Transactions…', 'Import from Postman…'];
    for (const title of titles) {
      await window.command(`Open Banking: ${title}`);
      await window.dismiss(sentence);
    }
    await window.showViews('Open Banking');
    await sidebar(window).getByText(sentence).first().waitFor();
    expect(await sidebar(window).getByText(sentence).count()).toBe(3);
    expect(await window.page.getByText('There is no openbanking.json').count()).toBe(0);
    await window.screenshot('sidebar restricted');
    await window.command('Open Banking: Register Client…');
    const said = await window.notification(sentence);
    await said.getByRole('button', { name: 'Manage Workspace Trust' }).click();
    await window.page.locator('.workspace-trust-editor').waitFor();
    expect(existsSync(join(folder, '.openbanking'))).toBe(false);
  });
});

describe('In a trusted folder', () => {
  const editor = useEditor();

  test('while the file is typed in, the tree stays and what is wrong stands above it', async () => {
    const window = await editor.open(await preparedFolder());
    await window.showViews('Open Banking');
    await window.treeItem('sandbox').waitFor();
    await window.page.keyboard.press('Control+k');
    await window.page.keyboard.press('Shift+E');
    await window.page
      .locator('.part.panel')
      .getByText('Everything that this window asks its banks shows here')
      .waitFor();
    await window.menu(window.treeItem('sandbox'), 'Open in openbanking.json');
    await window.tab('openbanking.json').waitFor();
    const { keyboard } = window.page;
    await window.page.locator('.part.editor .monaco-editor .view-lines').first().click();
    await keyboard.press('Control+End');
    await keyboard.type(', "');
    await keyboard.press('Control+s');
    const message = sidebar(window).getByText('Until that is mended, what the file said before is shown.').first();
    await message.waitFor();
    expect(await message.textContent()).toMatch(/openbanking\.json/);
    await window.treeItem('sandbox').waitFor();
    await window.treeItem('Register Client…').waitFor();
    await window.screenshot('sidebar broken file');
    await window.treeItem('Register Client…').click();
    const said = await window.notification(/openbanking\.json/);
    await said.getByRole('button', { name: 'Open File' }).waitFor();
    await window.page.locator('.part.editor .monaco-editor .view-lines').first().click();
    for (let tries = 0; tries < 3; tries += 1) await keyboard.press('Control+z');
    await keyboard.press('Control+s');
    await message.waitFor({ state: 'detached' });
    await window.treeItem('sandbox').waitFor();
  });

  test('before there is a file, one button and the other doors are offered', async () => {
    const window = await editor.open(await emptyFolder());
    await window.showViews('Open Banking');
    await sidebar(window).getByRole('button', { name: 'Try Account Information' }).waitFor();
    for (const door of ['Use My Own Bank…', 'Import from Postman…', 'the guide']) {
      await sidebar(window).getByRole('link', { name: door }).or(sidebar(window).getByText(door)).first().waitFor();
    }
    await window.screenshot('sidebar welcome');
    await sidebar(window).getByText('the guide', { exact: true }).click();
    await window.page.getByText('From a Software Statement to Transactions').first().waitFor();
    await sidebar(window).getByText('Use My Own Bank…', { exact: true }).click();
    await window.page.locator('.quick-input-widget').getByText('The bank’s discovery URL').waitFor();
    await window.page.keyboard.press('Escape');

    // The sandbox's file is the extension's own, and counts as the folder's would.
    await sidebar(window).getByRole('button', { name: 'Try Account Information' }).click();
    await window.tab('Transactions of Current').waitFor();
    await window.treeItem('Running').click();
    await window.page.keyboard.press('Control+k');
    await window.page.keyboard.press('Shift+E');
    await window.page.locator('.part.panel').getByRole('treeitem', { name: 'POST /token' }).first().waitFor();
    await window.command('Welcome: Open Walkthrough...');
    await window.quickPick('From a Software Statement to Transactions');
    const ticked = window.page.locator('.gettingStartedContainer').getByRole('checkbox', { name: /: Completed$/ });
    await expect.poll(() => ticked.count(), { timeout: 20_000 }).toBe(6);
    await window.screenshot('sidebar walkthrough');
  });

  test('the shield of a production bank and the icon of a bank are seen in every theme', async () => {
    const folder = await preparedFolder();
    const path = join(folder, 'openbanking.json');
    const file = JSON.parse(await readFile(path, 'utf8'));
    const live = {
      ...file.banks.sandbox,
      environment: 'production',
      discovery: 'https://live.example/.well-known/openid-configuration',
    };
    await writeFile(path, JSON.stringify({ ...file, banks: { ...file.banks, live } }, undefined, 2));
    const window = await editor.open(folder);
    await window.showViews('Open Banking');
    await window.treeItem('live').waitFor();
    for (const theme of ['dark', 'light', 'high contrast', 'high contrast light'] as const) {
      await window.theme(theme);
      const shield = window.treeItem('live').locator('.codicon-shield').first();
      await expect.poll(() => contrastOf(window, shield), { timeout: 20_000, message: theme }).toBeGreaterThan(3);
      await window.screenshot(`sidebar banks ${theme}`);
    }
  });
});

/** Contrast of an icon with the side bar that it stands in (WCAG 2.2). */
async function contrastOf(window: EditorWindow, icon: ReturnType<EditorWindow['treeItem']>): Promise<number> {
  const own = await icon.evaluate((element) => Reflect.get(globalThis, 'getComputedStyle')(element, '::before').color);
  const behind = await sidebar(window).evaluate(
    (element) => Reflect.get(globalThis, 'getComputedStyle')(element).backgroundColor,
  );
  const [lighter = 0, darker = 0] = [luminance(String(own)), luminance(String(behind))].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Of a colour as a browser says it: `rgb(1, 2, 3)`. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
