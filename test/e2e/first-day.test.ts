/** The first day: from an installed extension and an empty window to a page of transactions, by clicks alone. */
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { useEditor } from './support/editor.ts';

const editor = useEditor();
/** What the issue of the first day allows. */
const allowed = 6;

test('six clicks or fewer and no typing lead from an empty window to transactions', async () => {
  const window = await editor.open();
  let clicks = 0;
  const click = async (what: Locator): Promise<void> => {
    clicks += 1;
    await what.click();
  };
  await click(window.page.locator('.activitybar').getByRole('tab', { name: 'Open Banking' }));
  await window.screenshot('first day welcome');
  await click(window.page.getByRole('button', { name: 'Try It on the Sandbox' }));
  await window.tab('Transactions of Current').waitFor();
  await window
    .webview()
    .getByText(/^1,\d{3} transactions$/)
    .waitFor();
  await window.screenshot('first day transactions');

  expect(clicks).toBeLessThanOrEqual(allowed);
  await window.treeItem('sandbox').waitFor();
});
