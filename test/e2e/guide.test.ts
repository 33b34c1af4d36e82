/** The guide in a person's hands: register, create a consent, authorise it on the bank's real pages in a real browser, read the data. */
import { test } from 'vitest';
import { preparedFolder } from './support/bank.ts';
import { useEditor } from './support/editor.ts';

const editor = useEditor({ asStarted: true });

test('from registration to transactions, with the customer on the bank’s own pages', async () => {
  const window = await editor.open(await preparedFolder());
  await window.showViews('Open Banking');

  await window.treeItem('Register Client…').click();
  await window.acceptAll();
  await window.treeItem('Workbench Test Application').waitFor();
  await window.screenshot('guide registered');

  await window.treeItem('Create Account Access Consent…').click();
  await window.acceptAll();
  await window.treeItem('Consent').waitFor();

  await window.treeItem('Consent').hover();
  await window.treeItem('Consent').getByRole('button', { name: 'Authorise Consent…' }).click();
  await window.screenshot('guide authorise choices');
  const bank = await window.opened(() => window.quickPick('Open the bank’s pages'));
  await bank.getByLabel('Login name').fill('rora');
  await bank.getByLabel('Password').fill('rora.');
  await bank.screenshot({ path: 'test-results/e2e/guide-bank-login.png' });
  await bank.keyboard.press('Enter');
  await bank.getByRole('checkbox').first().waitFor();
  for (const box of await bank.getByRole('checkbox').all()) await box.check();
  await bank.screenshot({ path: 'test-results/e2e/guide-bank-consent.png', fullPage: true });
  await bank.getByRole('button', { name: 'Approve' }).click();
  await bank.getByRole('heading', { name: 'Open Banking Workbench' }).waitFor();
  await bank.screenshot({ path: 'test-results/e2e/guide-bank-end.png' });
  await bank.close();

  await window.treeItem('Consent').getByText('Authorised').waitFor();
  await window.expand('Consent', 'Current');
  await window.expand('Current', 'Transactions');
  await window.treeItem('Transactions').click();
  await window.page.locator('.quick-input-widget:visible .quick-input-list .monaco-list-row.focused').waitFor();
  await window.screenshot('guide transactions range');
  await window.accept();
  await window.tab('Transactions of Current').waitFor();
  await window
    .webview()
    .getByText(/^[\d,]+ transactions$/)
    .waitFor();
  for (const theme of ['dark', 'light', 'high contrast', 'high contrast light'] as const) {
    await window.theme(theme);
    await window.screenshot(`guide ${theme}`);
  }
});
