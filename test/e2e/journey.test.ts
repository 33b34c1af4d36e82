/** Try Account Information… in a person's hands: on the embedded bank, and in a folder that is not trusted. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { preparedFolder } from './support/bank.ts';
import { useEditor } from './support/editor.ts';

const journey = 'Open Banking: Try Account Information…';
const end = 'Transactions of Current';

describe('In a trusted folder', () => {
  const editor = useEditor();

  test('the journey ends with the transactions, which every theme shows', async () => {
    const window = await editor.open(await preparedFolder());
    await window.command(journey);
    await window.tab(end).waitFor();
    for (const theme of ['dark', 'light', 'high contrast'] as const) {
      await window.theme(theme);
      await window.screenshot(`journey ${theme}`);
    }
  });

  test('the page of its steps is there again after the window was loaded again, and leads on', async () => {
    const window = await editor.open(await preparedFolder());
    await window.command(journey);
    await window.tab(end).waitFor();
    const before = window.webview('oldest');
    await before
      .getByRole('main')
      .getByText(/^10 steps in /)
      .waitFor();
    await window.closeTab(end);
    await window.reload();
    const page = window.webview();
    await page
      .getByRole('main')
      .getByText(/^10 steps in /)
      .waitFor();
    expect(await page.getByText('Register a client').count()).toBe(1);
    // What came of a step is the bank's, and is not kept.
    expect(await page.getByText(/transactions$/).count()).toBe(0);
    await page.getByRole('button', { name: 'Do It Step by Step' }).click();
    await window.page.getByRole('tab', { name: /^(Walkthrough|Welcome)/ }).waitFor();
    await window.screenshot('journey again');
  });
});

describe('In Restricted Mode', () => {
  const editor = useEditor({ asksForTrust: true });

  test('the journey is refused until the folder is trusted', async () => {
    const folder = await preparedFolder();
    const window = await editor.open(folder);
    await window.command(journey);
    await window.notification('This folder is not trusted');
    await window.showViews('Open Banking');
    await window.page.getByRole('button', { name: 'Manage Workspace Trust' }).first().waitFor();
    expect(await window.treeItem('sandbox').count()).toBe(0);
    await window.screenshot('restricted');
    expect(existsSync(join(folder, '.openbanking'))).toBe(false);
    await window.trust();
    await window.command(journey);
    await window.tab(end).waitFor();
    await window.screenshot('trusted');
  });
});
