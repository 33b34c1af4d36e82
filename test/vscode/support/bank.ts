/** The embedded bank for a file of tests, with a workspace folder that its directory made. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'mocha';
import { type BankChoices, giveSoftwareStatement, startBank } from '../../editor/bank.mts';
import { dist } from './extension.ts';
import { clear } from './workspace.ts';

/**
 * Starts a fresh bank before the tests of the `describe` that calls it, and puts `openbanking.json` and its files into the folder; after
 * them the bank ends, and the folder is empty again.
 */
export function useBank(folder: () => string, choices: BankChoices = {}): void {
  const undo: (() => Promise<void>)[] = [];
  before(async function () {
    this.timeout(60_000);
    const dir = await mkdtemp(join(tmpdir(), 'obw-bank-'));
    undo.unshift(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
    const bank = await startBank({ dist: dist(), dir, ...choices });
    undo.unshift(() => bank.stop());
    undo.push(() => clear(folder()));
    await giveSoftwareStatement({ dist: dist(), dir, out: folder() });
  });
  after(async () => {
    for (const step of undo.splice(0)) await step();
  });
}
