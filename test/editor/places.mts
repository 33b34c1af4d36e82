/** Where things lie that the VS Codes of the tests and of `npm start` share. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** The repository, which is the extension under development. */
export const root = join(import.meta.dirname, '..', '..');

/** Downloads and what is made for a run; git ignores it, and `@vscode/test-electron` uses it too. */
export const cache = join(root, '.vscode-test');

/** What a run leaves to be looked at. */
export const results = join(root, 'test-results');

const manifestSchema = z.object({
  name: z.string(),
  publisher: z.string(),
  version: z.string(),
});

/** Of the extension's manifest what a VS Code needs to be told. */
export const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

/** The extension's id, as VS Code spells it. */
export const extensionId = `${manifest.publisher}.${manifest.name}`;
