/** What pages and rows are called by: a path for what is opened of a page, what a triangle in Exchanges stands for, and which certificate went. */
import { expect, test, vi } from 'vitest';
import { amissText, certificateText } from '../../../src/extension/exchanges/words.ts';
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

test('a row tells what is amiss, the first of it in so many words', () => {
  const breach = (says: string) => ({ grade: 'breach', says }) as never;
  expect(amissText({ findings: [] })).toBe('');
  expect(amissText({ findings: [], deviations: [breach('Currency is “gbp”')] })).toBe('Currency is “gbp”');
  expect(amissText({ findings: ['A'.repeat(80)], deviations: [breach('Currency'), breach('Amount')] })).toBe(
    `${'A'.repeat(59)}… (and 2 more)`,
  );
});

test('an address of the bank that asks nobody for a certificate is not told to be somebody else’s', () => {
  const use = { offered: false, why: 'not_a_host_of_the_bank', host: 'auth1.bank.test:443' } as const;
  expect(certificateText({ ...use, asked: false })).toBe('none: auth1.bank.test:443 asks for none');
  expect(certificateText({ ...use, asked: true })).toBe(
    'none: auth1.bank.test:443 is not one of this bank’s addresses for client certificates',
  );
});
