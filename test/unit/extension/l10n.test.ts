/** The texts that translators get are those of the sources. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import packageJson from '../../../package.json';
import { bundleFile, exportedTexts } from '../../../scripts/l10n.mts';

it('the exported texts are those that the sources have: `npm run l10n` writes them', async () => {
  expect(packageJson.l10n).toBe('./l10n');
  expect(readFileSync(bundleFile, 'utf8')).toBe(await exportedTexts());
}, 60_000);
