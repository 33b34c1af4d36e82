/** The resources below an account, and the pages that they open, on the embedded bank. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { commands, env, window } from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { type Item, itemsOf, openView, tooltipOf } from '../support/trees.ts';
import { folder } from '../support/workspace.ts';

const banks = 'openBanking.banks';
const shown = z.object({ resource: z.string(), count: z.number() });

describe('The resources of an account', () => {
  useBank(folder);

  before(async function () {
    this.timeout(60_000);
    await answering({}, () => commands.executeCommand('openBanking.runAccountInformationJourney'));
    await openView(banks);
  });
  after(() => commands.executeCommand('workbench.action.closeAllEditors'));

  it('are rows below it, each with the command that opens its page', async () => {
    const rows = await itemsOf(banks, await firstAccount());
    const [withheld] = rows.filter(({ item }) => item.contextValue === 'withheld');
    const given = rows.filter((row) => row !== withheld).map(({ label }) => label);
    for (const label of ['Balances', 'Transactions']) assert(given.includes(label), given.join());
    assert(rows.every((row) => row === withheld || row.item.command));
    assert(new Set(rows.map(({ item }) => item.id)).size === rows.length);
    if (withheld) assert.match(await tooltipOf(banks, withheld), /Read[A-Z]/);
  });

  it('open a page of their own, with as many rows as the bank has', async () => {
    const account = await firstAccount();
    for (const row of await itemsOf(banks, account)) {
      if (!row.item.contextValue?.startsWith('resource.') || /balances|transactions/.test(row.item.contextValue))
        continue;
      const { command, arguments: given = [] } = row.item.command ?? { command: '' };
      const { resource, count } = shown.parse(await commands.executeCommand(command, ...given));
      assert.equal(`resource.${resource}`, row.item.contextValue);
      assert(resource === 'offers' || count > 0, resource);
      assert.equal(window.tabGroups.activeTabGroup.activeTab?.label, `${row.label} of ${account.label}`);
    }
  });

  it('are asked for by name where a command does not know which, and named with the permission that they lack', async () => {
    const account = await firstAccount();
    const rows = await itemsOf(banks, account);
    const { shown: asked, result } = await answering({ picks: ['$(organization) Beneficiaries'] }, () =>
      commands.executeCommand('openBanking.showResource', account.node),
    );
    const lacking = rows.some(({ item }) => item.contextValue === 'withheld');
    assert.equal(asked[0]?.choices.length, lacking ? 11 : rows.length);
    assert.equal(shown.parse(result).resource, 'beneficiaries');
  });

  it('are those of all accounts where the command is called on a consent', async () => {
    const { consent } = await path();
    const of = async (item: Item) =>
      shown.parse(await commands.executeCommand('openBanking.showResource', item.node, { resource: 'standing-orders' }))
        .count;
    assert((await of(consent)) > (await of(await firstAccount())));
    assert.match(window.tabGroups.activeTabGroup.activeTab?.label ?? '', /^Standing orders/);
    await env.clipboard.writeText('');
  });
});

async function path(): Promise<{ consent: Item }> {
  return eventually(async () => {
    let items = await itemsOf(banks);
    for (let depth = 0; depth < 2; depth += 1) items = await itemsOf(banks, items[0]);
    const [consent] = items;
    assert(consent?.item.contextValue === 'consent.authorised');
    return { consent };
  });
}

async function firstAccount(): Promise<Item> {
  return eventually(async () => {
    const [account] = await itemsOf(banks, (await path()).consent);
    assert(account?.item.contextValue === 'account' && account.item.description);
    return account;
  });
}
