/** A button of a report: pressed twice it runs once, and again when it is over. */
import { expect, test, vi } from 'vitest';
import { prepareReport } from '../../../src/extension/report/shown.ts';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));

test('a button that is pressed while it runs runs once, and is there again after it failed', async () => {
  const ends: ((failed: Error) => void)[] = [];
  const run = vi.fn(() => new Promise((_resolve, reject) => ends.push(reject)));
  const report = { title: 'Check', when: 0, verdict: { state: 'good', text: 'Good.' }, groups: [] } as const;
  const { shown, ways } = prepareReport(report, { actions: [{ title: 'Apply', run }], leadOf: () => undefined });
  const press = ways.get(shown.actions[0]?.id ?? '') ?? expect.fail();
  const [first, second] = [press(), press()];
  expect(run).toHaveBeenCalledTimes(1);
  ends[0]?.(new Error('The disk is full.'));
  await expect(first).rejects.toThrow('The disk is full.');
  expect(await second).toBeUndefined();
  void press();
  expect(run).toHaveBeenCalledTimes(2);
});
