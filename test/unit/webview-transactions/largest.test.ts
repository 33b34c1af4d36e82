/** The row with the largest figure, by which a column is so wide that it cuts none. */
import { expect, test } from 'vitest';
import { Largest } from '../../../src/webview/transactions/model/largest.ts';

test.each([
  ['the largest above nothing', [100n, 90_000n, -3000n], 1],
  ['the largest below nothing', [100n, 3000n, -90_000n], 2],
  ['one that comes after a larger one below nothing', [-500n, 400n, 600n], 2],
  ['the first, where all are nothing', [0n, 0n], 0],
])('is %s', (_name, figures, row) => {
  const largest = new Largest();
  const all = BigInt64Array.from(figures);
  for (let each = 0; each < all.length; each += 1) largest.see(all, each);
  expect(largest.row).toBe(row);
});
