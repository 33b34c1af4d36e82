/** Register Client… where a workspace has two banks: the bank is the first of the questions, and Back shows what was answered before. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { preparedFolder } from './support/bank.ts';
import { useEditor } from './support/editor.ts';
import type { EditorWindow } from './support/window.ts';

const editor = useEditor();
const workspaceSchema = z.looseObject({ banks: z.record(z.string(), z.unknown()) });

/** A folder whose bank has two names. */
async function folderWithTwoBanks(): Promise<string> {
  const folder = await preparedFolder();
  const path = join(folder, 'openbanking.json');
  const file = workspaceSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  const { sandbox } = file.banks;
  await writeFile(path, JSON.stringify({ ...file, banks: { sandbox, second: sandbox } }, undefined, 2));
  return folder;
}

const widget = (window: EditorWindow): Locator => window.page.locator('.quick-input-widget');

/** Waits for the question with this title bar, such as `Register a client (1/6)`. */
const question = (window: EditorWindow, title: string): Promise<void> =>
  widget(window).locator('.quick-input-title', { hasText: title }).waitFor();

const back = (window: EditorWindow): Promise<void> => widget(window).getByRole('button', { name: 'Back' }).click();

test('Back leads from question to question up to the bank, and keeps what was chosen', async () => {
  const window = await editor.open(await folderWithTwoBanks());
  await window.showViews('Open Banking');
  await window.treeItem('second').waitFor();

  await window.command('Open Banking: Register Client…');
  await question(window, 'Register a client (1/6)');
  expect(await widget(window).getByRole('button', { name: 'Back' }).count()).toBe(0);
  await window.quickPick('second');
  await question(window, 'Register a client with second (2/6)');
  await window.quickPickSeveral(['openid', 'accounts']);
  await question(window, '(3/6)');
  await window.quickPick('private_key_jwt');
  await question(window, '(4/6)');
  await window.screenshot('questions');

  await back(window);
  await question(window, '(3/6)');
  const chosen = widget(window).locator('.monaco-list-row.focused .label-name').first();
  await expect.poll(() => chosen.textContent(), { timeout: 40_000 }).toBe('private_key_jwt');
  await back(window);
  await question(window, '(2/6)');
  await back(window);
  await question(window, 'Register a client (1/6)');
  await expect.poll(() => chosen.textContent(), { timeout: 40_000 }).toBe('second');
  await window.quickPick('sandbox');
  await question(window, 'Register a client with sandbox (2/6)');
  await window.page.keyboard.press('Escape');
  await widget(window).waitFor({ state: 'hidden' });
});
