/** Settings that people look for, each by what it changes; and the log, which has a line for every request and error. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { before, describe, it } from 'mocha';
import { commands, workspace } from 'vscode';
import { z } from 'zod';
import { useBank } from '../support/bank.ts';
import { answering } from '../support/dialogs.ts';
import { eventually } from '../support/eventually.ts';
import { logLines } from '../support/links.ts';
import { itemsOf, openView } from '../support/trees.ts';
import { folder } from '../support/workspace.ts';

const execute = (name: string, ...given: unknown[]): Thenable<unknown> =>
  commands.executeCommand(`openBanking.${name}`, ...given);

const exchange = z.object({
  record: z.looseObject({
    interactionId: z.string(),
    method: z.string(),
    url: z.string(),
    responseSize: z.number().optional(),
  }),
});

async function exchanges(): Promise<z.infer<typeof exchange>['record'][]> {
  await openView('openBanking.exchanges');
  return (await itemsOf('openBanking.exchanges')).map(({ node }) => exchange.parse(node).record);
}

/** With a setting while something is done. */
async function having<T>(name: string, value: unknown, work: () => Promise<T>): Promise<T> {
  const set = (to: unknown): Thenable<void> => workspace.getConfiguration('openBanking').update(name, to, true);
  await set(value);
  try {
    return await work();
  } finally {
    await set(undefined);
  }
}

describe('Settings and the log', () => {
  useBank(folder);
  before(async () => {
    await execute('clearExchanges');
    await answering({}, () => execute('runAccountInformationJourney'));
  });

  it('the log has a line for every exchange, with its interaction id', async () => {
    const records = await exchanges();
    assert(records.length > 5);
    for (const { method, url, interactionId } of records) {
      const line = logLines().find((each) => each.includes(interactionId));
      assert(line?.startsWith(`info ${method} ${url} → `), `${method} ${url}: ${line}`);
    }
  });

  it('the log has a line for an error, with what the bank said and the interaction id', async () => {
    await openView('openBanking.banks');
    let [item] = await itemsOf('openBanking.banks');
    for (let level = 0; level < 2; level += 1) [item] = await itemsOf('openBanking.banks', item);
    const { of, consent } = z.object({ of: z.unknown(), consent: z.unknown() }).parse(item?.node);
    await execute('showTransactions', { kind: 'account', of, consent, accountId: 'of-nobody' }, {});
    await eventually(async () => {
      const [last] = await exchanges();
      const errors = logLines().filter((line) => line.startsWith('error '));
      assert(
        errors.some((line) => line.includes('The bank said: ') && line.includes(`Interaction ${last?.interactionId}`)),
        errors.join('\n'),
      );
    });
  });

  it('a request is given up after as many seconds as the setting says', async () => {
    const server = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const path = join(folder(), 'openbanking.json');
    const text = await readFile(path, 'utf8');
    const file = z.looseObject({ banks: z.record(z.string(), z.looseObject({})) }).parse(JSON.parse(text));
    const silent = { discovery: `http://127.0.0.1:${port}/.well-known/openid-configuration` };
    await writeFile(path, JSON.stringify({ ...file, banks: { ...file.banks, silent } }));
    try {
      await having('requests.timeoutSeconds', 1, async () => {
        const began = performance.now();
        await answering({ picks: ['silent'] }, () => execute('previewRegistrationRequest'));
        await eventually(() =>
          assert(logLines().some((line) => line.includes(`127.0.0.1:${port}`) && line.includes('timed_out'))),
        );
        const milliseconds = performance.now() - began;
        assert(milliseconds > 900 && milliseconds < 25_000, String(milliseconds));
      });
    } finally {
      await writeFile(path, text);
      server.closeAllConnections();
      server.close();
    }
  });

  it('no body is kept where the setting says so', async () => {
    const bodies = (records: readonly object[]): number => records.filter((record) => 'responseBody' in record).length;
    assert(bodies(await exchanges()) > 0);
    await having('exchanges.recordBodies', false, async () => {
      await execute('clearExchanges');
      await execute('showAllTransactions', undefined, { from: '2001-01-01', to: '2001-01-02' });
      const records = await eventually(async () => {
        const found = await exchanges();
        assert(found.some(({ responseSize = 0 }) => responseSize > 0));
        return found;
      });
      assert.equal(bodies(records), 0);
    });
  });

  it('as many exchanges are kept as the setting says', async () => {
    await execute('showAllTransactions', undefined, { from: '2001-01-01', to: '2001-01-02' });
    await eventually(async () => assert((await exchanges()).length > 3));
    await having('exchanges.limit', 3, async () => {
      await eventually(async () => assert.equal((await exchanges()).length, 3));
      await execute('showAllTransactions', undefined, { from: '2001-01-01', to: '2001-01-02' });
      assert.equal((await exchanges()).length, 3);
    });
  });

  it('the range of transactions is not asked for where the setting has one', async () => {
    const questions = async (): Promise<string[]> => {
      const { shown } = await answering({ steps: [] }, () => execute('showAllTransactions'));
      return shown.map(({ text }) => text);
    };
    assert.deepEqual(await questions(), ['Which transactions?']);
    await having('transactions.range', 'last30', async () => assert.deepEqual(await questions(), []));
  });

  it('a setting that holds what it cannot is told once by its name, and counts as its default', async () => {
    const seen = async (): Promise<string[]> => {
      const { shown } = await answering({ steps: [] }, () => execute('showAllTransactions'));
      return shown.map(({ kind, text, choices }) => (kind === 'warning' ? `${text} ${choices.join()}` : text));
    };
    await having('transactions.range', { last: 30 }, async () => {
      assert.deepEqual(await seen(), [
        'The setting openBanking.transactions.range is {"last":30} and takes one of "ask", "all", "last30", "last90", "thisYear": it counts as "ask". Open Settings',
        'Which transactions?',
      ]);
      assert.deepEqual(await seen(), ['Which transactions?']);
    });
  });
});
