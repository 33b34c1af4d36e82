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
  await expect.poll(() => copied(window), { timeout: 30_000 }).toContain('✗ keys/nowhere.pem');
  await window.page.keyboard.press('Tab');
  await window.page.keyboard.press('Enter');
  await window.tab('openbanking.json').waitFor();
  await window.screenshot('report place');
});
