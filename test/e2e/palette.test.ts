/** What a person finds in the command palette once the package is installed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { root } from '../editor/places.mts';
import { emptyFolder, useEditor } from './support/editor.ts';

const manifestSchema = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string(), title: z.string(), category: z.string().optional() })),
    menus: z
      .object({ commandPalette: z.array(z.object({ command: z.string() })).default([]) })
      .default({ commandPalette: [] }),
  }),
});

/** A text of the manifest, which may stand in package.nls.json. */
function inEnglish(text: string): string {
  const texts = z.record(z.string(), z.string()).parse(read('package.nls.json'));
  return text.replace(/^%(.+)%$/, (_, key: string) => texts[key] ?? text);
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(root, file), 'utf8'));
}

const editor = useEditor();

test('The command palette offers every command that no condition hides', async () => {
  const { contributes } = manifestSchema.parse(read('package.json'));
  const conditional = new Set(contributes.menus.commandPalette.map(({ command }) => command));
  const titles = contributes.commands
    .filter(({ command }) => !conditional.has(command))
    .map(({ title, category }) => `${category}: ${inEnglish(title)}`);
  const window = await editor.open(await emptyFolder());
  await expect
    .poll(() => window.commandsLike('Open Banking: '), { timeout: 40_000 })
    .toEqual(expect.arrayContaining(titles));
});
