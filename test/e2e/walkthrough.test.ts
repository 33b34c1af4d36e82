/** The walkthrough: a look at where it leads and the guide's five steps, each with its picture and its buttons, ticked when they were done. */
import { expect, test } from 'vitest';
import { useEditor } from './support/editor.ts';

const editor = useEditor();

const steps = [
  'See where it leads',
  'Have a software statement and certificates',
  'Register with the bank',
  'Look at the client and its endpoints',
  'Let the customer authorise a consent',
  'Read accounts and transactions',
];

test('the walkthrough leads through the five steps of the guide', async () => {
  const window = await editor.open();
  await window.command('Welcome: Open Walkthrough...');
  await window.quickPick('From a Software Statement to Transactions');
  const page = window.page.locator('.gettingStartedContainer');
  for (const step of steps) await page.getByText(step, { exact: true }).first().waitFor();
  const picture = page.getByRole('img', { name: 'A page of transactions' });
  await expect
    .poll(() => picture.evaluate((it: object) => 'naturalWidth' in it && it.naturalWidth), { timeout: 30_000 })
    .toBeGreaterThan(500);
  await window.screenshot('walkthrough first step');
  await page.getByText('Have a software statement and certificates', { exact: true }).click();

  await page.getByRole('button', { name: 'Start Sandbox' }).click();
  await window.showViews('Open Banking');
  await window.treeItem('Running').waitFor();
  for (const theme of ['dark', 'high contrast'] as const) {
    await window.theme(theme);
    await window.screenshot(`walkthrough ${theme}`);
  }
  expect(await page.getByText('Start Sandbox').count()).toBeGreaterThan(0);
});
