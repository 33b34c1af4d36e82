/** Every text that a person sees can be translated: in a language of accents none is without them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { root } from '../editor/places.mts';
import { accent, plainWords } from './support/accented.ts';
import { emptyFolder, useEditor } from './support/editor.ts';

const editor = useEditor({ accented: true });

/** What has a name of its own: in the test application, at the sandbox, in the standard; dates, spans and a message's source, which are not ours to word. */
const names = new RegExp(
  [
    'Workbench (?:Test Application|Root CA)|(?:Credit Card|EUR Account|(?:Joint )?Current|Savings)(?=$|Ƥ)',
    '^Source: Open Banking Workbench$|Authorised|https?://\\S+|openbanking\\.json|secretCommand',
    'AISP|PISP|CBPII|\\b(?:sandbox|rora|mits|ivsa|GBP|EUR|kid|accounts|UTC|AM|PM)\\b|(?<=account)GBPsandbox',
    '^Cancel$|[\\w-]{20,}|[A-Z][a-z]{2} \\d+(?:, \\d{4})?|\\d+(?:\\.\\d+)? m?s\\b|\\d+ (?:second|minute)s? ago',
  ].join('|'),
  'g',
);

/** The lines of a text that have words without an accent. */
const untranslated = (text: string): string[] =>
  text.split('\n').filter((line) => plainWords(line.replace(names, ' ')).length > 0);

const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));

test('commands, views, messages and pages', async () => {
  const window = await editor.open(await emptyFolder());
  const sidebar = window.page.locator('.part.sidebar');
  await window.showViews(accent('Open Banking'));
  await window.page.getByRole('button', { name: accent('Try Account Information') }).waitFor();
  expect(untranslated(await sidebar.innerText())).toEqual([]);

  const texts = Object.entries(z.record(z.string(), z.string()).parse(read('package.nls.json')));
  const titles = await window.commandsLike('Open Banking');
  const translated = texts.filter(
    ([key, text]) => key.startsWith('command.') && titles.includes(`Open Banking: ${accent(text)}`),
  );
  // The palette has the English title beside the translated one.
  const english = texts.filter(([key, text]) => key.startsWith('command.') && titles.includes(`Open Banking: ${text}`));
  expect(english.length).toBeGreaterThan(40);
  expect(translated).toEqual(english);
  await window.page.keyboard.press('Escape');

  await window.page.getByRole('button', { name: accent('Try Account Information') }).click();
  await window.tab(accent('Transactions of {0}').replace('{0}', 'Current')).waitFor();
  const page = window.webview();
  await page.getByText(new RegExp(`^2,\\d{3} ${accent('transactions')}$`)).waitFor();
  await page.getByRole('button', { name: accent('Filters'), exact: true }).click();
  await window.screenshot('translated');
  expect(untranslated(await sidebar.innerText())).toEqual([]);
  expect(untranslated(await window.webview('oldest').locator('body').innerText())).toEqual([]);
  // What stands in the cells is the bank's.
  for (const part of ['header', '.toolbar', '.heads', '.totals']) {
    expect(untranslated(await page.locator(part).first().innerText())).toEqual([]);
  }

  await window.command(`Open Banking: ${accent('Forget Secrets…')}`);
  await window.quickPick(accent('Everything of this folder'));
  const forget = await window.dialog(accent('Forget'));
  expect(untranslated(await forget.innerText())).toEqual([]);
  await forget.getByRole('button', { name: accent('Forget'), exact: true }).click();

  // What the library says: a problem with its advice.
  await window.command(`Open Banking: ${accent('Read Client Registration')}`);
  const lost = window.page.locator('.notification-list-item', { hasText: accent('is not stored here') });
  await lost.waitFor();
  expect(untranslated(await lost.innerText())).toEqual([]);
});
