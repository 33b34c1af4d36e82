/** The clocks of a consent in the editor: their page, the customer's reconfirmation, and a renewal rehearsed at the sandbox. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { commands } from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { consentItem, readConsents } from '../support/consents.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { reportIn } from '../support/report.ts';
import { folder } from '../support/workspace.ts';

const run = (name: string, ...given: unknown[]): Thenable<unknown> =>
  commands.executeCommand(`openBanking.${name}`, ...given);

describe('The clocks of a consent', () => {
  useBank(folder);
  let consentId = '';
  const item = (): Promise<unknown> => consentItem(consentId);
  before(async () => {
    await extension().activate();
    await answering({}, () => run('registerClient', undefined, {}));
    const { result } = await answering({}, () => run('createAccountAccessConsent', undefined, {}));
    ({ consentId } = z.object({ consentId: z.string() }).parse(result));
    await answering({}, async () => run('authoriseConsent', await item(), { as: 'rora' }));
  });

  it('are four lines of a page, each with what its end means', async () => {
    await run('showConsentClocks', await item());
    const { verdict, groups, text } = await reportIn('Clocks of Consent');
    assert.equal(verdict.text, 'No clock ends within a week.');
    const lines = groups[0]?.items ?? [];
    assert.deepEqual(
      lines.map(({ text: line }) => line.split(': ')[0]),
      ['Consent ends', 'Refresh token ends', 'Reconfirm with the customer by', 'Access token ends'],
    );
    assert(lines.every(({ detail }) => /\.$/.test(detail ?? '')));
    assert.match(text, /The next call renews it by the refresh token/);
  });

  it('the customer’s reconfirmation is noted with the consent', async () => {
    const { shown } = await answering({}, async () => run('reconfirmedWithCustomer', await item()));
    assert.match(shown.map(({ text }) => text).join(), /Noted: the customer confirmed .* Ask again by /);
    const kept = (await readConsents()).find((each) => each.consentId === consentId);
    assert(Date.parse(z.object({ reconfirmedAt: z.string() }).parse(kept).reconfirmedAt) <= Date.now());
  });

  it('a renewal is rehearsed on a page, each step with what it means', async () => {
    await answering({}, async () => run('rehearseRenewal', await item(), { as: 'rora' }));
    await eventually(async () => {
      const { verdict, groups, action } = await reportIn('Renewal Rehearsed at sandbox');
      assert.equal(verdict.state, 'good');
      const lines = groups[0]?.items ?? [];
      assert.deepEqual(
        lines.map(({ state }) => state),
        Array.from({ length: 8 }, () => 'good'),
      );
      assert.match(lines.at(-1)?.detail ?? '', /^Refused with 401/);
      assert(action('See the Requests'));
    });
  });

  it('a rehearsal that the bank refuses tells the step, and how to go on', async () => {
    await answering({}, async () => run('rehearseRenewal', await item(), { as: 'mits' }));
    await eventually(async () => {
      const { verdict, groups } = await reportIn('Renewal Rehearsed at sandbox');
      assert.equal(verdict.state, 'error');
      assert.deepEqual(
        groups[0]?.items.map(({ state }) => state),
        ['good', 'good', 'good', 'error', 'note', 'note', 'note', 'note'],
      );
    });
  });
});
