/** `obw client delete`: what is next, by what the folder and its team know of the bank afterwards. */
import { expect, it } from 'vitest';
import type { Tpp } from '../../../src/cli/terminal.ts';
import { fakeTpp, obw } from './fake-terminal.ts';

type Client = Awaited<ReturnType<Tpp['clientsAt']>>[number];
const client = (clientId: string): Client => ({
  bank: 'sandbox',
  clientId,
  softwareId: 's-1',
  registeredAt: '2026-01-01T00:00:00Z',
  tokenEndpointAuthMethod: 'private_key_jwt',
  registration: {},
});

it.each([
  [
    'nobody',
    [],
    'Next: obw register',
    'Register anew, for which its desk has to remove it, unless the bank takes several; or take it over again.\nNext: obw register; obw client adopt gone',
  ],
  ['another', ['old', 'other'], 'The client other is used now. Next: obw client show'],
  [
    'the same as the team’s',
    ['gone'],
    'It stands in openbanking.clients.json still, and is used from there. Next: obw client show',
  ],
])('leads on where the bank’s client is then %s', async (_who, left, next, orAgain = next) => {
  const tpp = fakeTpp({
    clientsAt: async () => left.map(client),
    deleteRegistration: async () => ({ clientId: 'gone' }),
    removeHere: async () => ({
      clientId: 'gone',
      remedies: [{ do: 'register' }, { do: 'adoptClient', clientId: 'gone' }],
    }),
  });
  expect((await obw('client delete', { tpp })).stdout).toBe(
    `The client gone is deleted at sandbox; its tokens and consents are gone.\n\n${next}\n`,
  );
  expect((await obw('client delete --here-only', { tpp })).stdout).toBe(
    `The client gone is forgotten here, with its consents and secrets; sandbox still has it.\n\n${orAgain}\n`,
  );
});
