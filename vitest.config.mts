import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 20_000 } },
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
          globalSetup: ['test/bank/support/setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
