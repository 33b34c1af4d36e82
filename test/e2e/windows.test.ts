/** One bank for all windows of a person: taken by the second, kept over a reload, gone after the last. */
import { expect, test } from 'vitest';
import { useEditor } from './support/editor.ts';
import type { EditorWindow } from './support/window.ts';

const editor = useEditor();
const running = (window: EditorWindow) => window.treeItem('Running');

test('the sandbox of one window is taken by a second, and outlives a reload and the end of the first', async () => {
  const first = await editor.open();
  await first.command('Open Banking: Start Sandbox');
  await first.showViews('Open Banking');
  await running(first).waitFor();

  const second = await editor.open();
  await second.showViews('Open Banking');
  await running(second).waitFor();
  const addresses = async (window: EditorWindow): Promise<string[]> => {
    await window.expand('Addresses', 'Issuer');
    return window.page
      .locator('.part.sidebar')
      .getByRole('treeitem', { name: /Issuer/ })
      .allTextContents();
  };
  expect(await addresses(second)).toEqual(await addresses(first));

  await first.reload();
  await first.showViews('Open Banking');
  await running(first).waitFor();
  await first.page.close();

  // Longer than a bank waits that nobody holds.
  await second.page.waitForTimeout(12_000);
  await second.command('Open Banking: Try Account Information…');
  await second.tab('Transactions of Current').waitFor();
  await running(second).waitFor();

  await second.command('Open Banking: Stop Sandbox');
  // Where the first window's extension host outlives its page, a message offers the same.
  const start = second.page.locator('.part.sidebar').getByRole('button', { name: 'Start Sandbox' });
  await start.waitFor();

  // What the tree looks for by itself does not start again what a person stopped; a consent that is opened does.
  await second.page.getByRole('button', { name: 'Banks Section' }).hover();
  await second.page.locator('.part.sidebar').getByRole('button', { name: 'Refresh' }).first().click();
  await second.treeItem('Read Accounts').waitFor();
  await second.page.waitForTimeout(2000);
  expect(await start.isVisible()).toBe(true);
  await second.treeItem('Consent').click();
  await second.treeItem('Read Accounts').waitFor({ state: 'hidden' });
  await second.treeItem('Consent').click();
  await running(second).waitFor();
});
