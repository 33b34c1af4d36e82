/** Account information in a person's hands: a consent with chosen permissions, standing orders, a statement's file, a renewal rehearsed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { preparedFolder } from './support/bank.ts';
import { useEditor } from './support/editor.ts';

const editor = useEditor({ asStarted: true });

test('from chosen permissions by standing orders and a statement’s file to a renewal that is rehearsed', async () => {
  const folder = await preparedFolder();
  const window = await editor.open(folder);
  await window.showViews('Open Banking');
  await window.treeItem('Register Client…').click();
  await window.acceptAll();
  await window.treeItem('Workbench Test Application').waitFor();

  await window.treeItem('Create Account Access Consent…').click();
  await window.page.locator('.quick-input-widget:visible .monaco-list-row').first().waitFor();
  await window.screenshot('account information groups of permissions');
  await window.quickPickSeveral(['Account details', 'Regular payments', 'Statements']);
  for (const step of [2, 3, 4]) {
    await window.page.locator('.quick-input-widget:visible .quick-input-title', { hasText: `(${step}/` }).waitFor();
    await window.accept();
  }
  await window.treeItem('Consent').waitFor();
  await window.treeItem('Consent').hover();
  await window.treeItem('Consent').getByRole('button', { name: 'Authorise Consent…' }).click();
  await window.quickPick('Authorise as rora');
  await window.treeItem('Consent').getByText('Authorised').waitFor();

  await window.expand('Consent', 'Current');
  await window.expand('Current', 'Standing orders');
  await window.screenshot('account information in the tree');
  expect(await window.treeItem('Transactions').count()).toBe(0);
  await window.treeItem('Standing orders').click();
  await window.tab('Standing orders of Current').waitFor();
  await window.webview().getByRole('gridcell', { name: 'Ellerby Lettings' }).dblclick();
  await window.webview().getByText('IntrvlMnthDay:01:01', { exact: true }).waitFor();
  await window.webview().getByText('MNTH 01', { exact: true }).waitFor();
  await window.screenshot('account information standing order');

  await window.treeItem('Statements').click();
  await window.tab('Statements of Current').waitFor();
  await window.webview().getByRole('gridcell').first().dblclick();
  await window.webview().getByRole('button', { name: 'Save File…' }).click();
  const file = join(folder, 'statement.pdf');
  await window.saveFile(file);
  await expect
    .poll(() => readFile(file, 'latin1').catch(() => ''), { timeout: 20_000 })
    .toMatch(/^%PDF-[\s\S]*%%EOF\s*$/);
  await window.screenshot('account information statement saved');

  await window.menu(window.treeItem('Consent'), 'Rehearse Renewal…');
  await window.quickPick('Authorise as rora');
  await window.tab('Renewal Rehearsed at sandbox').waitFor();
  await window.webview().getByRole('main').getByText('The customer’s data never stopped coming').waitFor();
  await window.screenshot('account information renewal rehearsed');
  expect(await window.barriers()).toEqual([]);
  await window.menu(window.treeItem('Consent'), 'Show Clocks of Consent');
  await window.screenshot('account information clocks');
});
