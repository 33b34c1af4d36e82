/** `obw consent authorise --headless`: which accounts the customer is to share. */
import { expect, it } from 'vitest';
import { fakeTpp, obw } from './fake-terminal.ts';

it.each([
  ['5001,5002', ['5001', '5002']],
  [' 5001 , ,5002,', ['5001', '5002']],
  ['10-00-01 09010104,5002', ['10-00-01 09010104', '5002']],
])('--accounts %j is split at its commas', async (text, expected) => {
  const chosen: (readonly string[] | undefined)[] = [];
  const tpp = fakeTpp({
    authoriseHeadless: (_session, _consentId, { accounts }) => {
      chosen.push(accounts);
      return Promise.reject(new Error('no bank in this test'));
    },
  });
  await obw(['consent', 'authorise', 'aac-1', '--headless', '--user', 'rora', '--accounts', text], { tpp });
  expect(chosen).toEqual([expected]);
});
