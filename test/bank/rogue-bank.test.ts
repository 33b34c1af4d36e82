/** The rogue bank of the tests is a good one until a test says otherwise: `obw` goes the whole way on it. */
import { expect, test } from 'vitest';
import { resultOf, run } from './support/command.ts';
import { startRogueBank, transaction } from './support/rogue-bank.ts';
import { redirectUri } from './support/rogue-folder.ts';

test('a folder of the rogue bank reads accounts, balances and transactions, and makes a consent', async () => {
  const bank = await startRogueBank({
    '/aisp/accounts/1/transactions': { body: { Data: { Transaction: [transaction('a')] } } },
  });
  const { folder } = bank;
  expect(await run(['accounts'], { folder })).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Account 2'),
  });
  expect(await run(['balances', '1'], { folder })).toMatchObject({ status: 0 });
  expect(await run(['transactions', '1'], { folder })).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Words of a'),
  });
  expect(await resultOf(['consent', 'create'], { folder })).toMatchObject({ consentId: 'consent' });
  expect(new Set(bank.asked.map(({ client }) => client))).toContain('0015800001041RHAAY');
});

test('a developer without a client registers at the rogue bank, and one with a pending consent takes its redirect', async () => {
  const { folder } = await startRogueBank({}, { known: 'none' });
  expect(await resultOf(['register'], { folder })).toMatchObject({ clientId: 'client' });

  const other = await startRogueBank({}, { pending: ['good'] });
  const redirect = `${redirectUri}?${new URLSearchParams({ state: 'good', code: 'good' })}`;
  expect(await run(['consent', 'authorise', '--redirect-url', redirect], { folder: other.folder })).toMatchObject({
    status: 0,
  });
});
