/** Two folders with a workspace file each: the tree has a level for them, and questions name the folder of a bank. */
import assert from 'node:assert/strict';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { commands } from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering, back, type Step } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { extension } from '../support/extension.ts';
import { itemsOf, openView } from '../support/trees.ts';
import { callBanks, clear, folder } from '../support/workspace.ts';

const banks = 'openBanking.banks';
const labels = (items: readonly { label: string }[]): string[] => items.map(({ label }) => label);

describe('Two folders with banks', function () {
  this.timeout(120_000);
  useBank(() => folder(0));
  before(async () => {
    await cp(folder(0), folder(1), { recursive: true });
    await callBanks(folder(1), ['ours']);
    await extension().activate();
    await openView(banks);
  });
  after(() => clear(folder(1)));

  it('are a level of the tree, each above its banks', async () => {
    await eventually(async () => {
      const places = await itemsOf(banks);
      assert.deepEqual(
        places.map(({ label, item }) => [label, item.contextValue]),
        [
          ['first', 'place'],
          ['second', 'place'],
        ],
      );
      assert.deepEqual(await Promise.all(places.map(async (place) => labels(await itemsOf(banks, place)))), [
        ['sandbox'],
        ['ours'],
      ]);
    }, 30_000);
  });

  it('a bank more is asked for in numbered steps, the folder among them', async () => {
    const steps: Step[] = ['second', back, undefined];
    const { result, shown } = await answering({ steps }, () => commands.executeCommand('openBanking.addBank'));
    assert.equal(result, undefined);
    assert.deepEqual(
      shown.map(({ step, text }) => [step, text]),
      [
        ['1/2', 'In which folder?'],
        ['← 2/2', 'The issuer, or the whole address of its openid-configuration'],
        ['1/2', 'In which folder?'],
      ],
    );
    assert.deepEqual(shown[2]?.given, ['second']);
  });

  it('keep their clients apart', async () => {
    const { result, shown } = await answering({ picks: ['ours'] }, () =>
      commands.executeCommand('openBanking.registerClient', undefined, {}),
    );
    assert(z.object({ clientId: z.string() }).safeParse(result).success, shown.map(({ text }) => text).join('\n'));
    assert.deepEqual(shown[0]?.choices, ['sandbox', 'ours']);
    await eventually(async () => {
      const [first, second] = await itemsOf(banks);
      const below = await Promise.all(
        [first, second].map(async (place) => {
          const [bank] = await itemsOf(banks, place);
          return (await itemsOf(banks, bank)).map(({ item }) => item.contextValue);
        }),
      );
      assert.deepEqual(below[0], ['step']);
      assert.match(String(below[1]?.[0]), /^client/);
    }, 30_000);
  });

  it('one that is broken stays as it was beside the other, and no command on it is taken to be about the other', async () => {
    const { view } = await openView(banks);
    await writeFile(join(folder(0), 'openbanking.json'), '{ "banks": ');
    await eventually(() => assert.match(view.message ?? '', /^first: openbanking\.json/), 30_000);
    const [first, second] = await itemsOf(banks);
    assert.deepEqual(labels(await itemsOf(banks, second)), ['ours']);
    const [bank] = await itemsOf(banks, first);
    assert.match(bank?.item.contextValue ?? '', /^bank\.sandbox/);
    const { result, shown } = await answering({}, () => commands.executeCommand('openBanking.checkUrls', bank?.node));
    assert.equal(result, undefined);
    assert.deepEqual(
      shown.map(({ kind, choices }) => [kind, choices]),
      [['error', ['Open File']]],
    );
  });

  it('one that has no workspace file any more takes the level away', async () => {
    await rm(join(folder(0), 'openbanking.json'));
    await eventually(async () => assert.deepEqual(labels(await itemsOf(banks)), ['ours']), 30_000);
  });
});
