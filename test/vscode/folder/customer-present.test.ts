/** The window's switch for the customer's presence: what the bank is told of a customer who is there, and nothing of one who is not. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { commands, window } from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { consentItem } from '../support/consents.ts';
import { answering } from '../support/dialogs.ts';
import { extension } from '../support/extension.ts';
import { folder } from '../support/workspace.ts';

const run = (name: string, ...given: unknown[]): Thenable<unknown> =>
  commands.executeCommand(`openBanking.${name}`, ...given);

const consentSchema = z.object({ consentId: z.string() });

describe('Customer Present', () => {
  useBank(folder);
  let item: unknown;
  before(async () => {
    await extension().activate();
    await answering({}, () => run('registerClient', undefined, {}));
    const made = await answering({}, () => run('createAccountAccessConsent', undefined, {}));
    const { consentId } = consentSchema.parse(made.result);
    await answering({}, async () => run('authoriseConsent', await consentItem(consentId), { as: 'rora' }));
    item = await consentItem(consentId, 'authorised');
  });

  /** Reads balances anew, and gives the text of that exchange. */
  async function readingText(): Promise<string> {
    const row = { ...(item as object), kind: 'account', accountId: '500004000000000000000011' };
    await answering({}, () => run('showInBothVersions', row, 'balances'));
    await commands.executeCommand('workbench.action.closeAllEditors');
    const listed = await answering({}, () => run('openExchange'));
    const label = listed.shown[0]?.choices.find((choice) => choice.includes('balances'));
    assert(label, listed.shown[0]?.choices.join(', '));
    await answering({ picks: [label] }, () => run('openExchange'));
    return window.activeTextEditor?.document.getText() ?? '';
  }

  it('is off in a new window: no reading names a customer', async () => {
    assert.doesNotMatch(await readingText(), /x-fapi-customer-ip-address/);
  });

  it('asks for the customer’s address, which each reading then carries', async () => {
    const { result, shown } = await answering({ inputs: ['192.0.2.7'] }, () => run('customerPresent'));
    assert.deepEqual([result, shown.map(({ text }) => text)], [true, ['Customer Present']]);
    const text = await readingText();
    assert.match(text, /x-fapi-customer-ip-address: 192\.0\.2\.7/);
    assert.match(text, /x-fapi-auth-date: /);
  });

  it('ends at once where it is on', async () => {
    const { result, shown } = await answering({}, () => run('customerPresent'));
    assert.deepEqual([result, shown], [false, []]);
    assert.doesNotMatch(await readingText(), /x-fapi-customer-ip-address/);
  });

  it('takes no address that is none', async () => {
    const { result, shown } = await answering({ inputs: ['192.0.2'] }, () => run('customerPresent'));
    assert.equal(result, false);
    assert.match(shown[0]?.refusal ?? '', /An IP address such as/);
  });
});
