/** What comes with the installed extension: a page of its own that needs no network, and `obw` in the terminals of trusted folders. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyFolder, useEditor } from './support/editor.ts';

const editor = useEditor({ asksForTrust: true });

test('the extension’s page says what it does with pictures, and nothing of how it is built', async () => {
  const window = await editor.open();
  await window.command('Extensions: Show Installed Extensions');
  await window.page.locator('.extensions-list').getByText('Open Banking Workbench', { exact: true }).first().click();
  const page = window.webview();
  await page.getByRole('heading', { name: 'Three clicks' }).waitFor();
  // VS Code shows no picture of a package here, and those of an address only where it can be reached.
  for (const picture of await page.locator('img').all()) {
    expect(await picture.getAttribute('src')).toMatch(/^https:\/\/\S+\/media\/pictures\/\w+\.webp$/);
    expect(await picture.getAttribute('alt')).toMatch(/\w+ .* \w+/);
  }
  await window.screenshot('extension page');
  expect(await page.locator('body').innerText()).not.toMatch(/\bnpm\b|esbuild|node_modules/);
});

test('obw is a command of the terminals of a folder once it is trusted', async () => {
  const folder = await emptyFolder();
  const window = await editor.open(folder);
  await window.trust();
  await window.command('Terminal: Create New Terminal (In Active Workspace)');
  await window.page.locator('.terminal.xterm').first().waitFor();
  await window.page.keyboard.type('command -v obw > where; obw help > help; touch done\n');
  await expect.poll(() => readdir(folder), { timeout: 60_000 }).toContain('done');
  await window.screenshot('obw in the terminal');
  const said = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  expect(await said('where')).toMatch(/\/open-banking-workbench[^/]*\/bin\/obw\n$/);
  expect(await said('help')).toMatch(/^Usage: obw /);
});
