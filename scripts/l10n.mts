/** Exports every text of the extension for translators: `l10n/bundle.l10n.json`, which a unit test holds in step with the sources. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { commands } from '../src/extension/contributions/commands.ts';

const root = join(import.meta.dirname, '..');
/** Texts of pages are translated by a function of theirs, those of the library and the standard by `src/standard/language.ts`. */
const translated = /(?<![\w.])t\(/g;
const given = "import * as vscode from 'vscode';\n";
export const bundleFile = join(root, 'l10n/bundle.l10n.json');

/** The bundle as the sources have it: each text by itself, in the order of the alphabet, so that a change is one line of the diff. */
export async function exportedTexts(): Promise<string> {
  // As one text, since each costs the parser a tenth of a second.
  const all = ['src/extension', 'src/webview', 'src/tpp', 'src/standard'].flatMap(contentsOf).join('\n');
  const texts = await getL10nJson([{ extension: '.ts', contents: given + all.replace(translated, 'vscode.l10n.t(') }]);
  // A command's title is translated for menus by package.nls.json, and stands on buttons of ours besides.
  for (const { title } of Object.values(commands)) texts[title] = title;
  const ordered = Object.entries(texts).sort(([one], [other]) => (one < other ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(ordered), undefined, 2)}\n`;
}

function contentsOf(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

if (process.argv[1] === import.meta.filename) writeFileSync(bundleFile, await exportedTexts());
