/** A bank whose list of accounts has an element that cannot be read: the others stand in the tree, and a note says so. */
import { expect, test } from 'vitest';
import { useEditor } from './support/editor.ts';
import { startLyingBank } from './support/lying-bank.ts';

const editor = useEditor();

test('what was odd about the accounts is a row of the tree, above those that could be read', async () => {
  const words = { description: 'Odd', status: 'Authorised', nickname: 'Bills', further: null };
  const bank = await startLyingBank(words, ['good']);
  const window = await editor.open(bank.folder);
  await window.page.locator('.statusbar-item', { hasText: 'lying · sandbox' }).waitFor({ timeout: 90_000 });
  await window.showViews('Open Banking');
  await window.copy(`${bank.redirectUri}?${new URLSearchParams({ state: 'good', code: 'good' })}`);
  await window.command('Open Banking: Paste Redirect URL…');
  // A click on a consent that still awaits its customer starts another authorisation, whose state is the only one good from then on.
  await window.treeItem('Consent').getByText('Authorised').waitFor();
  await window.expand('Consent', 'Bills');
  const rows = window.page.locator('.part.sidebar').getByRole('treeitem');
  const note = rows.filter({ hasText: "One entry of the bank's list of accounts (number 3) cannot be read" });
  await note.waitFor();
  expect(await rows.filter({ hasText: 'Bills' }).count()).toBe(2);
});
