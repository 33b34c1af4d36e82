/** The report that the editor shows, as its page has it, and what pressing there does. */
import assert from 'node:assert/strict';
import { commands, TabInputWebview, window } from 'vscode';
import { z } from 'zod';
import { type ShownAction, type ShownItem, type ShownReport, shownReport } from '../../../src/messages/report.ts';
import { eventually } from './eventually.ts';

const prepared = z.object({
  shown: shownReport,
  text: z.string(),
  ways: z.custom<ReadonlyMap<string, () => Thenable<unknown>>>((value) => value instanceof Map),
});

export interface Report extends ShownReport {
  /** What Copy as Text copies. */
  text: string;
  items: readonly ShownItem[];
  /** Presses a button or a link. */
  press(id: string | undefined): Promise<unknown>;
  /** The button above the report with this title. */
  action(title: string): ShownAction;
}

/**
 * @param tab the title of its tab
 * @param options.behind another tab may be the one that is shown
 */
export async function reportIn(tab: string, { behind = false } = {}): Promise<Report> {
  await eventually(() => {
    const { activeTab } = window.tabGroups.activeTabGroup;
    const shown = behind
      ? window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label === tab)
      : activeTab;
    assert.equal(shown?.label, tab);
    assert(shown.input instanceof TabInputWebview && shown.input.viewType.endsWith('openBanking.report'));
  });
  const { shown, text, ways } = prepared.parse(await commands.executeCommand('_openBanking.report.shown'));
  return {
    ...shown,
    text,
    items: shown.groups.flatMap(({ items }) => items),
    async press(id) {
      const run = ways.get(id ?? '');
      assert(run, 'nothing is there to be pressed');
      return run();
    },
    action(title) {
      const found = shown.actions.find((one) => one.title === title);
      assert(found, `${title} is not among ${shown.actions.map((one) => one.title).join(', ')}`);
      return found;
    },
  };
}
