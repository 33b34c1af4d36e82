/** Words that mean harm, where a person meets them: a bank's, a file's name, a token's. VS Code would make links, commands and icons of them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { useEditor } from './support/editor.ts';
import { startLyingBank } from './support/lying-bank.ts';
import type { EditorWindow } from './support/window.ts';

const editor = useEditor();

/** A click on the first would open a new file; the next word could be a command that types into a terminal. Short, as long claims are cut. */
const harm = '$(beaker) [click](command:workbench.action.files.newUntitledFile) [web](https://evil.example/)';

/** In the page: where the word `click` of a message stands on the screen, in the middle of it. */
const placeOfClick = (start: string): string => `(() => {
  const messages = [...document.querySelectorAll('.notifications-toasts .notification-list-item-message')];
  const message = messages.find(({ textContent }) => textContent.includes(${JSON.stringify(start)}));
  const texts = document.createTreeWalker(message, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const at = texts.currentNode.data.indexOf('click');
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(texts.currentNode, at);
    range.setEnd(texts.currentNode, at + 5);
    const { x, y, width, height } = range.getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  }
})()`;
const place = z.object({ x: z.number(), y: z.number() });

/** A message as words to be read; a click on what would be its link does nothing, as the end of the test sees. */
async function isPlainMessage(window: EditorWindow, start: string, words: string): Promise<void> {
  const found = await window.notification(start);
  await isText(found.locator('.notification-list-item-message'), words);
  const { x, y } = place.parse(await window.page.evaluate(placeOfClick(start)));
  await window.page.mouse.click(x, y);
}

/** The words stand there to be read, and nothing is made of them. */
async function isText(where: Locator, words: string): Promise<void> {
  const about = `${words} as text`;
  await where.filter({ hasText: 'click' }).waitFor();
  const [text = '', links, icons] = await Promise.all([
    where.textContent(),
    where
      .locator('a[href], a[data-href]')
      .filter({ hasText: /click|web|evil/ })
      .count(),
    where.locator('.codicon-beaker').count(),
  ]);
  expect.soft({ about, links, icons, beaker: text?.includes('beaker') }).toEqual({
    about,
    links: 0,
    icons: 0,
    beaker: true,
  });
}

test('words that mean harm are text wherever a bank, a file or a token has them shown', async () => {
  const words = { description: harm, status: harm, nickname: harm };
  const bank = await startLyingBank(words, ['of-another', 'refused', 'good']);
  const fileName = `${harm.replace(/ \[web.*/, '')}.log`;
  await writeFile(join(bank.folder, fileName), 'nothing in here');
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  await writeFile(
    join(bank.folder, 'token.log'),
    `${part({ alg: 'PS256' })}.${part({ typ: 'Bearer', scope: 'a', exp: harm })}.c2ln\n`,
  );
  const window = await editor.open(bank.folder);
  await window.page.locator('.statusbar-item', { hasText: 'lying · sandbox' }).waitFor({ timeout: 90_000 });

  // A claim, in a hover.
  await window.treeItem('token.log').click();
  await window.page.locator('.codelens-decoration a', { hasText: 'Inspect JWT' }).waitFor();
  await window.page.locator('.view-line span', { hasText: 'eyJ' }).last().hover();
  await isText(window.page.locator('.monaco-hover', { hasText: 'not a number' }).first(), 'a claim');

  // A file's name, in a message.
  await window.menu(window.treeItem(fileName), 'Find JWTs in File…');
  await isPlainMessage(window, 'There is no JWT in', 'a file’s name');

  // An issuer, an error_description and a status, in messages.
  const paste = async (answer: Record<string, string>): Promise<void> => {
    await window.copy(`${bank.redirectUri}?${new URLSearchParams(answer)}`);
    await window.command('Open Banking: Paste Redirect URL…');
  };
  await paste({ state: 'of-another', code: 'any', iss: harm });
  await isPlainMessage(window, 'The answer is from', 'an issuer');
  await paste({ state: 'refused', code: 'refused' });
  await isPlainMessage(window, 'The bank refused', 'an error description');
  await paste({ state: 'good', code: 'good' });
  await isPlainMessage(window, 'The customer authorised the consent good', 'a status');

  // A status, in the rows of a question.
  await window.command('Open Banking: Refresh Consent Status');
  await isText(window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'click' }), 'a status in a row');
  await window.page.keyboard.press('Escape');

  // A nickname, in rows and in the progress of the work on it.
  await window.command('Open Banking: Export Transactions…');
  await isText(
    window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'click' }).first(),
    'a nickname in a row',
  );
  await window.accept();
  await window.quickPick('All');
  await window.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
  await isPlainMessage(window, 'Exporting transactions of', 'a nickname');
  bank.answerTransactions();
  await window.notification('0 transactions written');

  expect(await window.tab('Untitled-1').count()).toBe(0);
});
