/** Settings as a person wrote them by hand: what is no use is as none. */
import { expect, test, vi } from 'vitest';
import { exchangeLimit, requestTimeout } from '../../../src/extension/settings/settings.ts';

const written = vi.hoisted(() => ({ value: undefined as unknown }));
vi.mock('vscode', () => ({
  workspace: { getConfiguration: () => ({ get: () => written.value }) },
  window: { showWarningMessage: async () => undefined },
  l10n: { t: (text: string) => text },
}));

test.each<[written: unknown, milliseconds: number]>([
  [2, 2000],
  [1.5, 1500],
  [0, 30_000],
  [-1, 30_000],
  ['60', 30_000],
  [null, 30_000],
  [9_999_999, 24 * 60 * 60 * 1000],
])('a request that may take %j seconds is given up after %i ms, which a timer can count', (value, milliseconds) => {
  written.value = value;
  expect(requestTimeout()).toBe(milliseconds);
});

test.each<[written: unknown, kept: number]>([
  [3, 3],
  [2.9, 2],
  [0, 10_000],
  [undefined, 10_000],
])('%j exchanges to be kept are %i', (value, kept) => {
  written.value = value;
  expect(exchangeLimit()).toBe(kept);
});
