/** The page of a journey is that of one bank in one folder. */
import { expect, test, vi } from 'vitest';
import { JourneyPage } from '../../../src/extension/report/journey.ts';
import { showReport } from '../../../src/extension/report/show.ts';
import type { Workbench } from '../../../src/extension/workbench/workbench.ts';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text }, ViewColumn: {} }));
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
