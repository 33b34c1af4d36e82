/** Try Account Information… does its work on the embedded bank. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { commands, window } from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { reportIn } from '../support/report.ts';
import { folder } from '../support/workspace.ts';

const stateSchema = z.object({
  clients: z.array(z.object({ clientId: z.string() })),
  consents: z.array(z.object({ clientId: z.string(), status: z.string() })),
});

/** More than one page, and not a multiple of one. */
const transactions = 1234;

describe('Try Account Information…', () => {
  useBank(folder, { transactions });

  it('takes a software statement to transactions', async () => {
    const { shown, result } = await answering({}, () =>
      commands.executeCommand('openBanking.runAccountInformationJourney'),
    );
    assert.deepEqual(shown, []);
    assert.equal(z.object({ transactions: z.array(z.unknown()) }).parse(result).transactions.length, transactions);
    await eventually(() => assert.equal(window.tabGroups.activeTabGroup.activeTab?.label, 'Transactions of Current'));
    const { clients, consents } = await readState();
    assert.equal(clients.length, 1);
    assert.deepEqual(
      consents.map(({ clientId, status }) => ({ clientId, status })),
      [{ clientId: clients[0]?.clientId, status: 'authorised' }],
    );
  });

  it('ticks its steps on a page, which leads to the requests and to the walkthrough', async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await commands.executeCommand('openBanking.runAccountInformationJourney');
    const { verdict, groups, actions, press, action } = await reportIn('Journey at sandbox', { behind: true });
    const [{ items } = { items: [] }] = groups;
    assert.deepEqual(
      items.map(({ state, figure }) => [state, figure !== undefined]),
      Array.from({ length: 10 }, () => ['good', true]),
    );
    assert.equal(items.at(-1)?.detail, '1,234 transactions');
    assert.match(verdict.text, /^10 steps in /);
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['See the Requests', 'Do It Step by Step'],
    );
    await press(action('See the Requests').id);
    await press(action('Do It Step by Step').id);
    await eventually(() =>
      assert(
        window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => /^(Walkthrough|Welcome)/.test(label))),
        window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)).join(', '),
      ),
    );
  });
});

/** What the folder keeps of its clients and consents. */
async function readState(): Promise<z.infer<typeof stateSchema>> {
  const text = await readFile(join(folder(), '.openbanking', 'state.json'), 'utf8');
  return stateSchema.parse(JSON.parse(text));
}
