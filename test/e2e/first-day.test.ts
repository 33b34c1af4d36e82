/** The first day: from an installed extension and an empty window to a page of transactions, by clicks alone. */
import { readdir } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { emptyFolder, useEditor } from './support/editor.ts';

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
  await click(window.page.getByRole('button', { name: 'Try Account Information' }));
  await window.tab('Transactions of Current').waitFor();
  await window
    .webview()
    .getByText(/^2,\d{3} transactions$/)
    .waitFor();
  await window.screenshot('first day transactions');

  expect(clicks).toBeLessThanOrEqual(allowed);
  await window.treeItem('sandbox').waitFor();
});

describe('A folder', () => {
  // What the first test left belongs to another browser, which has its secrets.
  const another = useEditor();

  test('without a workspace file has the same way, and stays as it was', async () => {
    const folder = await emptyFolder();
    const window = await another.open(folder);
    await window.showViews('Open Banking');
    await window.page.getByRole('button', { name: 'Try Account Information' }).click();
    await window.tab('Transactions of Current').waitFor();
    await window.treeItem('sandbox').waitFor();
    expect(await readdir(folder)).toEqual([]);
  });
});
