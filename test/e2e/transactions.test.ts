/** The page of transactions in a person's hands. */
import { expect, test } from 'vitest';
import { preparedFolder } from './support/bank.ts';
import { useEditor } from './support/editor.ts';

const editor = useEditor();

test('look', async () => {
  const window = await editor.open(await preparedFolder());
  await window.command('Open Banking: Run Account Information Journey');
  await window.tab('Transactions of Current').waitFor();
  const page = window.webview();
  await page.getByText(/^1,\d{3} transactions$/).waitFor();
  const found: string[] = [];
  const shot = async (name: string) => {
    await window.page.waitForTimeout(300);
    await window.screenshot(`tx ${name}`);
    found.push(...(await window.barriers()).map((each) => `${name}: ${each}`));
  };
  await shot('plain');
  await page.getByRole('button', { name: 'Charts' }).click();
  await shot('charts');
  await window.theme('dark');
  await shot('charts dark');
  await page.getByRole('gridcell').nth(12).dblclick();
  await shot('details dark');
  await window.theme('high contrast');
  await shot('details hc');
  await window.theme('high contrast light');
  await shot('details hcl');
  await page.getByRole('button', { name: 'Charts' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await window.theme('dark');
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('combobox', { name: 'Group by' }).click();
  await page.getByRole('option', { name: 'By month' }).click();
  await shot('groups dark');
  await window.page.keyboard.press('Control+b');
  await window.page.setViewportSize({ width: 560, height: 800 });
  await shot('narrow groups');
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('combobox', { name: 'Group by' }).click();
  await page.getByRole('option', { name: 'Not grouped' }).click();
  await shot('narrow');
  await window.page.setViewportSize({ width: 1280, height: 800 });
  await shot('wide');
  console.log(found.join('\n'));
  await page.getByRole('textbox', { name: 'Search' }).fill('zzz');
  await shot('empty');
  console.log(found.join('\n'));
  expect(found).toEqual([]);
});
