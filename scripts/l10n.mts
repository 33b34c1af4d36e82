/** Exports every text of the extension for translators: `l10n/bundle.l10n.json`, which a unit test holds in step with the sources. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson, type l10nJsonFormat } from '@vscode/l10n-dev';
import { commands } from '../src/extension/contributions/commands.ts';

const root = join(import.meta.dirname, '..');
/** Texts of pages are translated by a function of theirs, those of the library and the standard by `src/standard/language.ts`. */
const translated = /(?<![\w.])t\(/g;
const given = "import * as vscode from 'vscode';\n";
export const bundleFile = join(root, 'l10n/bundle.l10n.json');

/** The bundle as the sources have it: each text by itself, in the order of the alphabet, so that a change is one line of the diff. */
export async function exportedTexts(): Promise<string> {
  const files = ['src/extension', 'src/webview', 'src/tpp', 'src/standard'].flatMap(contentsOf);
  const texts: l10nJsonFormat = {};
  for (const contents of joined(files)) {
    const found = await getL10nJson([
      { extension: '.ts', contents: given + contents.replace(translated, 'vscode.l10n.t(') },
    ]);
    Object.assign(texts, found);
  }
  // A command's title is translated for menus by package.nls.json, and stands on buttons of ours besides.
  for (const { title } of Object.values(commands)) texts[title] = title;
  const ordered = Object.entries(texts).sort(([one], [other]) => (one < other ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(ordered), undefined, 2)}\n`;
}

/** A text costs the parser a tenth of a second whatever its length, and a long one more than its length: these are of some 100 kB. */
function joined(files: readonly string[]): string[] {
  const texts = [''];
  for (const file of files) {
    if ((texts.at(-1)?.length ?? 0) > 100_000) texts.push('');
    texts.push(`${texts.pop()}${file}\n`);
  }
  return texts;
}

function contentsOf(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

if (process.argv[1] === import.meta.filename) writeFileSync(bundleFile, await exportedTexts());
