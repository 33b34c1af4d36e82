/** What the bank's process says of itself when it stands is read as a stranger's. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startBankProcess } from '../../../src/cli/bank-process.ts';
import { emptyFolder } from '../tpp-workspace/folder.ts';

test.each(['{"issuer":{}}', '{}', 'null', '[]'])('a ready line of %s is none', async (line) => {
  const dir = emptyFolder();
  const file = join(dir, 'bank.cjs');
  writeFileSync(file, `console.log(${JSON.stringify(line)}); setTimeout(() => {}, 10_000);`);
  const { signal } = new AbortController();
  await expect(startBankProcess({ dir, signal, file })).rejects.toThrow('The bank did not start (no ready line).');
});
