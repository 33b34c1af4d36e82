/** A client whose secret is lost, in a person's hands: what is said, and what becomes of a secret that is another's. `start` has the way out. */
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { emptyFolder, useEditor } from './support/editor.ts';
import type { EditorWindow } from './support/window.ts';

const editor = useEditor();

const widget = (window: EditorWindow): Locator => window.page.locator('.quick-input-widget:visible');

test('a lost secret is told with the ways there are, for who has it and for who has not', async () => {
  const window = await editor.open(await emptyFolder());
  await window.showViews('Open Banking');
  await window.page.getByRole('button', { name: 'Try Account Information' }).click();
  await window.tab('Transactions of Current').waitFor();

  await window.command('Open Banking: Forget Secrets…');
  await window.quickPick('Everything of this folder');
  const forget = await window.dialog(/Forget .* secrets?\?/);
  await forget.getByRole('button', { name: 'Forget', exact: true }).click();
  await forget.waitFor({ state: 'hidden' });

  await window.command('Open Banking: Create Account Access Consent…');
  const lost = await window.notification(/The secret of client .* is not stored here/);
  expect(await lost.textContent()).not.toContain('obw');
  await window.screenshot('lost secret told');
  // Who has the secret need not copy an id out of a message, and a question with one answer is answered by Enter.
  const [, clientId] = /The secret of client (\S+) is/.exec((await lost.textContent()) ?? '') ?? [];
  await lost.getByRole('button', { name: 'Adopt Client…' }).click();
  const box = widget(window).locator('.quick-input-box input');
  await expect.poll(() => box.inputValue()).toBe(clientId);
  await window.screenshot('lost secret adopt');
  await box.press('Enter');
  await widget(window).locator('.quick-input-title', { hasText: '(2/3)' }).waitFor();
  await window.inputBox('not-the-secret');
  const method = widget(window).locator('.quick-input-title', { hasText: '(3/3)' });
  await method.waitFor();
  await window.accept();
  await method.waitFor({ state: 'hidden' });
  const refused = await window.notification(/invalid_client/);
  await window.screenshot('lost secret wrong');
  await refused.getByRole('button', { name: 'Register Client…' }).click();

  const existing = await window.notification(/registered with sandbox already, but its secret is not here/);
  await window.screenshot('lost secret ways out');
  for (const name of ['Register Anew', 'Adopt Client…', 'Remove Client Here Only…']) {
    await existing.getByRole('button', { name }).waitFor();
  }
});
