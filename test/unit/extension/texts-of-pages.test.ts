/** What a text that is opened of a page of transactions is called by. */
import { expect, test, vi } from 'vitest';
import { rawPath } from '../../../src/extension/panels/transactions-files.ts';

vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...given: unknown[]) =>
      text.replace(/\{(\d)\}/g, (_, place: string) => String(given[Number(place)])),
  },
}));

test('rows of two periods of one account are two texts, and an id may hold what no path may', () => {
  const key = (period: string): string => JSON.stringify(['file:///a', 'bank', 'aac-1', ['//x/../y'], period]);
  const [october, november] = [rawPath(key('2026-10'), 0), rawPath(key('2026-11'), 0)];
  expect(october).not.toBe(november);
  expect(rawPath(key('2026-10'), 0)).toBe(october);
  expect(october).toMatch(/^transactions [0-9a-f]{8}\/transaction 1\.json$/);
});
