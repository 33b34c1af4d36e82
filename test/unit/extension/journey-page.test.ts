/** The page of a journey is that of one bank in one folder. */
import { expect, test, vi } from 'vitest';
import { JourneyPage, restoreJourney } from '../../../src/extension/report/journey.ts';
import { showReport } from '../../../src/extension/report/show.ts';
import type { Workbench } from '../../../src/extension/workbench/workbench.ts';

vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  ViewColumn: {},
  Uri: {
    parse(text: string) {
      if (!/^file:\/\/\/\w+$/.test(text)) throw new Error('[UriError]');
      return text;
    },
  },
}));
vi.mock('../../../src/extension/report/show.ts', () => ({ showReport: vi.fn() }));

test('two folders that have a bank of one name have a page each', async () => {
  const uri = (text: string) => ({ toString: () => text }) as never;
  for (const folder of ['file:///ours', 'file:///theirs']) {
    await new JourneyPage(
      { context: { extension: { id: 'ours' } } } as Workbench,
      { bank: 'sandbox', folder: uri(folder) },
      [],
    ).open();
  }
  const keys = vi.mocked(showReport).mock.calls.map(([, , page]) => page.key);
  expect(new Set(keys).size).toBe(2);
});

test.each([
  [['failed'], 'What went wrong was not kept when the window was loaded again.'],
  [['done', 'failed'], 'What went wrong was not kept when the window was loaded again.'],
  [['done'], 'The window was loaded again, and this ended with it.'],
  [['done', 'done'], '2 steps in '],
] as const)('of two steps that were %j before a reload the page says what is known', async (statuses, words) => {
  vi.mocked(showReport).mockClear();
  const workbench = { context: { extension: { id: 'ours' } } } as Workbench;
  const names = ['bank', 'register'] as const;
  const page = new JourneyPage(workbench, { bank: 'sandbox', folder: 'file:///ours' as never }, names);
  const steps = names.flatMap((name, at) => (statuses[at] ? [{ name, status: statuses[at], milliseconds: 1 }] : []));
  await page.restore({} as never, steps);
  const [, report] = vi.mocked(showReport).mock.calls[0] ?? [];
  expect(JSON.stringify(report)).toContain(words);
});

const kept = { journey: 'sandbox', folder: 'file:///ours', began: 1, names: ['bank'], steps: [] };
test.each<[what: string, keep: string]>([
  ['no JSON', '{'],
  ['a list', '[]'],
  ['nothing', 'null'],
  ['no folder', JSON.stringify({ ...kept, folder: undefined })],
  ['a folder that is no address', JSON.stringify({ ...kept, folder: 'a b:\\' })],
  ['a time that is none', JSON.stringify({ ...kept, began: 1e300 })],
  ['a time before all', JSON.stringify({ ...kept, began: -1 })],
  ['names that are none', JSON.stringify({ ...kept, names: [1] })],
  ['steps of no status', JSON.stringify({ ...kept, steps: [{ name: 'bank', status: 'lost', milliseconds: 1 }] })],
])('a page that kept %s is not made anew', async (_what, keep) => {
  vi.mocked(showReport).mockClear();
  const workbench = { tpp: async () => ({ journeySteps: [] }) } as unknown as Workbench;
  expect(await restoreJourney(workbench, {} as never, keep)).toBe(false);
  expect(showReport).not.toHaveBeenCalled();
});

test('a page that kept how far it was is made anew of it', async () => {
  vi.mocked(showReport).mockClear();
  const workbench = {
    tpp: async () => ({ journeySteps: [] }),
    context: { extension: { id: 'ours' } },
  } as unknown as Workbench;
  expect(await restoreJourney(workbench, {} as never, JSON.stringify(kept))).toBe(true);
  expect(showReport).toHaveBeenCalledOnce();
});
