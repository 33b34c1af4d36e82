/** The morning after: what ended overnight is told without a click, each with the one action that mends it. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import { commands } from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { type Item, itemsOf, openView } from '../support/trees.ts';
import { folder } from '../support/workspace.ts';

const banks = 'openBanking.banks';
const stateSchema = z.looseObject({ consents: z.array(z.looseObject({})) });

/** Writes the state as another process would, with the consent changed. */
async function change(members: Record<string, unknown>): Promise<void> {
  const path = join(folder(), '.openbanking', 'state.json');
  const state = stateSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  const consents = state.consents.map((each) => ({ ...each, ...members }));
  await writeFile(path, JSON.stringify({ ...state, consents }));
  await commands.executeCommand('openBanking.refreshViews');
}

async function consent(): Promise<Item> {
  let [item] = await itemsOf(banks);
  for (let level = 0; level < 2; level += 1) [item] = await itemsOf(banks, item);
  assert(item);
  return item;
}

/** The commands that stand on the row itself. */
function inlineOn(value: string | undefined): string[] {
  const entry = z.object({ command: z.string(), when: z.string(), group: z.string() });
  const manifest = z.object({ contributes: z.object({ menus: z.object({ 'view/item/context': z.array(entry) }) }) });
  const { menus } = manifest.parse(extension().packageJSON).contributes;
  return menus['view/item/context'].flatMap(({ command, when, group }) => {
    const [, pattern] = /^viewItem =~ \/(.*)\/$/.exec(when) ?? [];
    const [, exact] = /^viewItem == (\S+)$/.exec(when) ?? [];
    const applies = pattern === undefined ? exact === value : new RegExp(pattern).test(value ?? '');
    return applies && group.startsWith('inline') ? [command] : [];
  });
}

describe('In the morning', () => {
  useBank(folder);
  before(async () => {
    await answering({}, () => commands.executeCommand('openBanking.runAccountInformationJourney'));
    await openView(banks);
  });

  it('a consent that is well has no badge and nothing to do', async () => {
    const { view } = await openView(banks);
    await eventually(async () => {
      const { item } = await consent();
      assert.equal(item.contextValue, 'consent.authorised');
      assert.deepEqual(inlineOn(item.contextValue), []);
      assert.equal(item.command, undefined);
      assert.equal(view.badge, undefined);
    });
  });

  it('a consent that ended overnight says so on its row and on the icon, and offers its successor', async () => {
    const { view } = await openView(banks);
    await change({ expirationDateTime: new Date(Date.now() - 3_600_000).toISOString() });
    await eventually(async () => {
      const { item } = await consent();
      assert.equal(item.contextValue, 'consent.expired');
      assert.match(String(item.description), /expired 60 minutes ago/);
      assert.deepEqual(inlineOn(item.contextValue), ['openBanking.createAccountAccessConsent']);
      assert.equal(item.command?.command, 'openBanking.createAccountAccessConsent');
      assert.equal(view.badge?.value, 1);
    });
  });

  it('a consent that nobody authorised yet offers just that', async () => {
    await change({ expirationDateTime: undefined, status: 'awaitingAuthorisation', authorisedAt: undefined });
    await eventually(async () => {
      const { item } = await consent();
      assert.deepEqual(inlineOn(item.contextValue), ['openBanking.authoriseConsent']);
      assert.equal(item.command?.command, 'openBanking.authoriseConsent');
    });
  });
});
