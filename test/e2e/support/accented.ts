/** The extension in a language that nobody speaks: each letter of each of its texts has an accent, so that a text without one was never translated. */
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** Microsoft's name for such a language. */
export const accentedLanguage = 'qps-ploc';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const accented = [...'áƀćđéƒǵĥíĵķĺɱńóƥɋŕśťúʋŵẋýžÁƁĆĐÉƑǴĤÍĴĶĹṀŃÓƤɊŔŚŤÚƲŴẊÝŽ'];

/** What is no letter of a text: its gaps, icons, the targets of links, and what stands in backticks. */
const kept = /(\{\d+\}|\$\([\w-]+\)|\]\([^)]*\)|`[^`]*`)/;

export const accent = (text: string): string =>
  text
    .split(kept)
    .map((part, place) =>
      place % 2 === 1 ? part : part.replace(/[A-Za-z]/g, (letter) => accented[letters.indexOf(letter)] ?? letter),
    )
    .join('');

/** Words without an accent; those in backticks are names. */
export function plainWords(text: string): string[] {
  return text.replace(/`[^`]*`/g, '').match(/(?<![\p{L}\p{N}_.])[A-Za-z]{2,}(?![\p{L}\p{N}_])/gu) ?? [];
}

/** Copies the installed extension and adds the language to it. @param folder that is not there yet */
export async function addAccented(extensionsDir: string, folder: string): Promise<void> {
  await cp(extensionsDir, folder, { recursive: true });
  const installed = (await readdir(folder, { withFileTypes: true })).find(
    (entry) => entry.isDirectory() && entry.name.includes('open-banking'),
  );
  const at = join(folder, installed?.name ?? '');
  for (const [from, to] of [
    ['package.nls.json', `package.nls.${accentedLanguage}.json`],
    ['l10n/bundle.l10n.json', `l10n/bundle.l10n.${accentedLanguage}.json`],
  ] as const) {
    const texts = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(join(at, from), 'utf8')));
    const written = Object.entries(texts).map(([key, text]) => [key, accent(text)]);
    await writeFile(join(at, to), JSON.stringify(Object.fromEntries(written)));
  }
}
