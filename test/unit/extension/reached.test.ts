/** How far a window has come: by what there is, not by which command was called. */
import { expect, it } from 'vitest';
import { type Reached, reachedBy } from '../../../src/extension/views/reached.ts';

const at = (url: string, status: number, purpose = 'api') => ({ url: `https://bank.example${url}`, status, purpose });
const waiting = {};
const authorised = { authorisedAt: '2026-01-01T00:00:00Z' };

it.each<[string, Parameters<typeof reachedBy>, (keyof Reached)[]]>([
  ['nothing', [0, [], []], []],
  ['a client', [1, [], []], ['hasClient']],
  ['a token of the client', [1, [], [at('/token', 200, 'token')]], ['hasClient', 'hasClientToken']],
  ['its environment', [1, [], [at('/postman/environment', 200, 'environment')]], ['hasClient', 'hasClientToken']],
  ['a token that was refused', [1, [], [at('/token', 401, 'token')]], ['hasClient']],
  ['a consent that waits for its customer', [1, [waiting], []], ['hasClient']],
  ['a consent that was authorised', [1, [authorised], []], ['hasClient', 'hasClientToken', 'hasAuthorisedConsent']],
  ['transactions', [0, [], [at('/aisp/accounts/1/transactions?page=2', 200)]], ['hasTransactions']],
  ['a file of transactions', [0, [], [at('/aisp/transactions/file', 200)]], []],
  ['transactions that were refused', [0, [], [at('/aisp/accounts/1/transactions', 403)]], []],
])('with %s', (_, known, reached) => {
  const found = Object.entries(reachedBy(...known)).filter(([, value]) => value);
  expect(found.map(([name]) => name)).toEqual(reached);
});
