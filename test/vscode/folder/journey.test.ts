/** Run Account Information Journey does its work on the embedded bank. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import { commands, window } from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { folder } from '../support/workspace.ts';

const stateSchema = z.object({
  clients: z.array(z.object({ clientId: z.string() })),
  consents: z.array(z.object({ clientId: z.string(), status: z.string() })),
});

describe('Run Account Information Journey', () => {
  useBank(folder);

  it('takes a software statement to transactions', async () => {
    const { shown } = await answering({}, () => commands.executeCommand('openBanking.runAccountInformationJourney'));
    assert.deepEqual(shown, []);
    await eventually(() => assert.match(textShown(), /^Transactions +1,483\b/m));
    const { clients, consents } = await readState();
    assert.equal(clients.length, 1);
    assert.deepEqual(
      consents.map(({ clientId, status }) => ({ clientId, status })),
      [{ clientId: clients[0]?.clientId, status: 'Authorised' }],
    );
  });
});

/** What stands in the editors on the screen, the log among them. */
function textShown(): string {
  return window.visibleTextEditors.map(({ document }) => document.getText()).join('\n');
}

/** What the folder keeps of its clients and consents. */
async function readState(): Promise<z.infer<typeof stateSchema>> {
  const text = await readFile(join(folder(), '.openbanking', 'state.json'), 'utf8');
  return stateSchema.parse(JSON.parse(text));
}
