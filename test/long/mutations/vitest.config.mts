/** The tests on one mutant: its file is read as the mutant has it, and the one on the disk stays as it is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..', '..');
const mutant = z
  .object({ file: z.string(), start: z.number(), end: z.number(), text: z.string() })
  .optional()
  .parse(process.env.OBW_MUTANT && JSON.parse(process.env.OBW_MUTANT));

const isMutated = (id: string): boolean => mutant !== undefined && id === join(root, mutant.file);

export default defineConfig({
  root,
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      // What Vitest keeps of a file is of its text on the disk.
      configureVitest: ({ defineCacheKeyGenerator }) =>
        defineCacheKeyGenerator(({ id }) => (isMutated(id) ? false : undefined)),
      load(id) {
        if (mutant === undefined || !isMutated(id)) return undefined;
        const source = readFileSync(id, 'utf8');
        return source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end);
      },
    },
  ],
  test: { include: ['test/{unit,bank}/**/*.test.ts'], testTimeout: 20_000, bail: 1, maxWorkers: 1 },
});
