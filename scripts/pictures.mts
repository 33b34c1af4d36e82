/**
 * Makes the pictures of the documents and of the extension's page from those that the tests with a person's hands left:
 * `vitest run --project e2e test/e2e/transactions.test.ts test/e2e/inspector.test.ts`, then `npm run pictures`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { launchChromium, requireChromium } from '../test/editor/chromium.mts';
import { results, root } from '../test/editor/places.mts';

/** A picture's name in media/pictures → the file in test-results/e2e, or any other that is named after `NAME=`. */
const taken: Record<string, string> = {
  transactions: 'transactions-dark',
  inspector: 'inspector-dark',
};

/** Of WebP, from 0 to 1: letters stay sharp, and the file has a quarter of a PNG's size. */
const quality = 0.72;

for (const given of process.argv.slice(2)) {
  const [name, file] = given.split('=');
  if (name !== undefined && file !== undefined) taken[name] = file;
}
const pathOf = (file: string): string => (file.endsWith('.png') ? file : join(results, 'e2e', `${file}.png`));
const missing = Object.values(taken)
  .map(pathOf)
  .filter((path) => !existsSync(path));
if (missing.length > 0) {
  console.error(`Not there: ${missing.join(', ')}. Each run of e2e empties test-results/e2e, so let both tests be the last one, together:
  vitest run --project e2e test/e2e/transactions.test.ts test/e2e/inspector.test.ts`);
  process.exit(1);
}

const browser = await launchChromium(await requireChromium());
try {
  const page = await browser.newPage();
  for (const [name, file] of Object.entries(taken)) {
    const png = readFileSync(pathOf(file), 'base64');
    const address = z.string().parse(
      await page.evaluate(`(async () => {
        const picture = new Image();
        picture.src = 'data:image/png;base64,${png}';
        await picture.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight];
        canvas.getContext('2d').drawImage(picture, 0, 0);
        return canvas.toDataURL('image/webp', ${quality});
      })()`),
    );
    const bytes = Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
    writeFileSync(join(root, 'media', 'pictures', `${name}.webp`), bytes);
    console.log(`media/pictures/${name}.webp: ${Math.round(bytes.length / 1000)} kB`);
  }
} finally {
  await browser.close();
}
