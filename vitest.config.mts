import { defineConfig } from 'vitest/config';

/** A long run (test/long) does by chance many times what the suites do a few times, and has as much more time. */
const times = Number(process.env.OBW_TIMES ?? 1);
const setupFiles = process.env.OBW_SEED === undefined ? [] : ['test/long/properties.ts'];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], setupFiles, testTimeout: 20_000 * times } },
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
