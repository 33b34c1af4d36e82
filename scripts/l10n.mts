/** Exports every text of the extension for translators: `l10n/bundle.l10n.json`, which a unit test holds in step with the sources. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';

const root = join(import.meta.dirname, '..');
const sources = join(root, 'src/extension');
export const bundleFile = join(root, 'l10n/bundle.l10n.json');

/** The bundle as the sources have it: each text by itself, in the order of the alphabet, so that a change is one line of the diff. */
export async function exportedTexts(): Promise<string> {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const texts = await getL10nJson(
    files.map((name) => ({ extension: '.ts', contents: readFileSync(join(sources, name), 'utf8') })),
  );
  const ordered = Object.entries(texts).sort(([one], [other]) => (one < other ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(ordered), undefined, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(bundleFile, await exportedTexts());
