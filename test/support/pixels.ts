/** The pixels of a picture that a browser took, read by that browser. */
import type { Browser } from 'playwright-core';

export interface Pixels {
  /** Red, green, blue and opacity of each, row by row. */
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

/** Run in the page, as text: no type here knows a browser. */
const read = (png: string): string => `(async () => {
  const bytes = Uint8Array.from(atob('${png}'), (letter) => letter.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  let letters = '';
  for (const value of context.getImageData(0, 0, image.width, image.height).data) letters += String.fromCharCode(value);
  return { data: btoa(letters), width: image.width, height: image.height };
})()`;

export async function pixelsOf(browser: Browser, png: Buffer): Promise<Pixels> {
  // A page of its own: that of a test lets nothing of the kind be loaded.
  const page = await browser.newPage();
  try {
    const { data, width, height } = await page.evaluate<{ data: string; width: number; height: number }>(
      read(png.toString('base64')),
    );
    return { data: new Uint8ClampedArray(Buffer.from(data, 'base64')), width, height };
  } finally {
    await page.close();
  }
}
