import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** A long run (test/long) does by chance many times what the suites do a few times, and has as much more time. */
const times = Number(process.env.OBW_TIMES ?? 1);
const setupFiles = process.env.OBW_SEED === undefined ? [] : ['test/long/properties.ts'];

/** Puts another module in a module's place, or another language, which whoever comes after in the process would have too. */
const changesModules = /\bvi\.(?:mock|doMock|resetModules)\(/;
/** What is measured there is measured without what others left in memory. */
const filesMeasured = /^linear-time\.test\.ts$/;
const foldersAlone = /^(?:extension|messages)\//;

/** The files of the unit suite that have a process of their own; the rest share what they import, which is most of their time. */
function filesAlone(): string[] {
  const folder = join(import.meta.dirname, 'test', 'unit');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .filter(
      (file) =>
        foldersAlone.test(file) ||
        filesMeasured.test(file) ||
        changesModules.test(readFileSync(join(folder, file), 'utf8')),
    )
    .map((file) => `test/unit/${file}`);
}

const alone = filesAlone();
const unit = { setupFiles, testTimeout: 20_000 * times, maxWorkers: 2 };

export default defineConfig({
  test: {
    projects: [
      { test: { ...unit, name: 'unit', include: ['test/unit/**/*.test.ts'], exclude: alone, isolate: false } },
      { test: { ...unit, name: 'unit-alone', include: alone } },
      {
        test: {
          name: 'e2e',
          // Browsers and sockets on a busy machine: what passes at the second try is named at the end of the run.
          retry: 1,
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/support/setup.mts'],
          testTimeout: 180_000,
          hookTimeout: 90_000,
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: 'bank',
          retry: 1,
          include: ['test/bank/**/*.test.ts'],
          setupFiles,
          globalSetup: ['test/bank/support/setup.ts'],
          testTimeout: 60_000 * times,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
