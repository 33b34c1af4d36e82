/** `npm start` of a person without a desktop's VS Code: today, and again the next day. */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freePort, onePerson } from './support/start.ts';
import type { EditorWindow } from './support/window.ts';

/** Milliseconds until the extension shows itself in a window that opens with something else. */
const timeout = 120_000;

test('the second start has the accounts of the first, with no click more, and a lost secret is left behind by buttons', {
  timeout: 400_000,
}, async () => {
  const person = await onePerson();
  const first = await person.start('--port', String(await freePort()));
  const { password } = JSON.parse(await readFile(join(person.dir, 'start.json'), 'utf8'));
  const { stdout: processes } = await promisify(execFile)('ps', ['-A', '-o', 'args']);
  expect(processes).toContain(person.dir);
  expect(first.words + processes).not.toContain(password);
  const window = await person.open(first.address);
  await window.page.getByRole('button', { name: 'Try Account Information' }).click({ timeout });
  await window.tab('Transactions of Current').waitFor();
  const whole = /^2,\d{3} transactions$/;
  await window.webview().getByText(whole).waitFor();
  await window.screenshot('start first day');
  // Opened again, it would wake the bank by itself.
  await window.closeTab('Transactions of Current');
  await window.closeTab('Journey at sandbox');
  await window.keep();
  await person.leave();

  const beside = await person.start();
  expect(beside.words).toContain('It runs already');
  expect(beside.address).not.toBe(first.address);
  await first.stop();
  // Its own settings and data are in its folder, not among the person's.
  const beyond = (await readdir(person.home)).filter((name) => ['.config', '.local', '.cache'].includes(name));
  expect(beyond).toEqual([]);

  const second = await person.start();
  const again = await person.open(second.address);
  await again.screenshot('start second day at once');
  await again.treeItem('Current').waitFor({ timeout });
  await again.screenshot('start second day');
  // The rows have their names at once; what kind they are tells the bank, woken meanwhile.
  await again.treeItem('Current').getByText('Personal current account').waitFor({ timeout });
  await again.treeItem('Running').waitFor();
  await again.screenshot('start second day awake');
  expect(await again.page.locator('.notifications-toasts .notification-list-item').allTextContents()).toEqual([]);

  await again.treeItem('Current').click();
  await again.treeItem('Transactions').click();
  await again.accept();
  await again.webview().getByText(whole).waitFor();
  await again.screenshot('start second day transactions');
  await loseAndMend(again);
});

/** The secrets of the folder are forgotten; from there the messages' buttons alone lead to the accounts of a client that works. */
async function loseAndMend(window: EditorWindow): Promise<void> {
  await window.command('Open Banking: Forget Secrets…');
  await window.quickPick('Everything of this folder');
  const forget = await window.dialog(/Forget .* secrets?\?/);
  await window.screenshot('lost secret forget');
  await forget.getByRole('button', { name: 'Forget', exact: true }).click();
  await forget.waitFor({ state: 'hidden' });

  await window.command('Open Banking: Create Account Access Consent…');
  const lost = await window.notification(/The secret of client .* is not stored here/);
  await lost.getByRole('button', { name: 'Register Client…' }).click();
  const existing = await window.notification(/registered with sandbox already, but its secret is not here/);
  await existing.getByRole('button', { name: 'Register Anew' }).click();
  const sure = await window.dialog('Register anew with sandbox?');
  await window.screenshot('lost secret register anew');
  await sure.getByRole('button', { name: 'Register Anew' }).click();
  await window.acceptAll();
  const registered = await window.notification(/Registered with sandbox as/);
  await window.screenshot('lost secret registered');
  await registered.getByRole('button', { name: 'Create Account Access Consent…' }).click();
  await window.acceptAll();
  const created = await window.notification(/The consent .* waits for the customer/);
  await created.getByRole('button', { name: 'Authorise Consent…' }).click();
  await window.quickPick('Authorise as rora');
  await window.treeItem('Consent').getByText('Authorised').waitFor();
  await window.expand('Consent', 'Current');
  await window.screenshot('lost secret left behind');
}
