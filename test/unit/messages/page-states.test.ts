/** What VS Code kept of a page over a reload: of what has another shape than the page remembers nothing is taken. */
import { describe, expect, it } from 'vitest';
import { inspectorState } from '../../../src/messages/inspector.ts';
import { reportPageState } from '../../../src/messages/report.ts';
import { readLooking } from '../../../src/messages/transactions.ts';

const hostile: Record<string, unknown> = {
  nothing: undefined,
  null: null,
  'a text': '<img src=x onerror=alert(1)>',
  'a number': Number.NaN,
  'a list': [{}],
  'a list in a member': { source: [], sort: [], keep: [] },
  'an object of another kind': { source: { from: 'disk' }, sort: 1, keep: 1 },
};
const place = { from: 'text', uri: 'file:///a.txt', line: 0, character: 0 };
const shown = { source: place, label: 'a.txt', kindTitle: 'JWT', asJson: [] };

describe.each(Object.keys(hostile))('a page that kept %s', (what) => {
  it('is the inspector without a token', () => expect(inspectorState.safeParse(hostile[what]).success).toBe(false));
  it('is no report', () => expect(reportPageState.safeParse(hostile[what]).data?.keep).toBeUndefined());
  it('looked at nothing', () => expect(readLooking(hostile[what])).toEqual({}));
});

it.each<[what: string, source: unknown]>([
  ['before the first line', { ...place, line: -1 }],
  ['before the first character', { ...place, character: -1 }],
  ['between two lines', { ...place, line: 0.5 }],
  ['on no line', { ...place, line: Number.NaN }],
  ['on a line in words', { ...place, line: '1' }],
  ['below no path', { ...place, inside: 'payload' }],
])('a token %s is in no place that the editor could show', (_what, source) => {
  expect(inspectorState.safeParse(shown).success).toBe(true);
  expect(inspectorState.safeParse({ ...shown, source }).success).toBe(false);
});

it.each<[what: string, period: unknown, isTaken: boolean]>([
  ['a day to begin with', { from: '2026-01-31' }, true],
  ['two days', { from: '2024-02-29', to: '2026-01-31' }, true],
  ['no limit', {}, true],
  ['words', { from: 'whenever' }, false],
  ['a day that no calendar has', { to: '2026-02-30' }, false],
  ['a day with more of a query behind it', { to: '2026-01-31&page=2' }, false],
  ['a number', { from: 20260131 }, false],
])('transactions of a period of %s', (_what, period, isTaken) => {
  const source = { folder: 'file:///a', bank: 'bank', consent: 'aac-1', accounts: ['1'], period };
  expect(readLooking({ source })).toEqual(isTaken ? { source } : {});
});
