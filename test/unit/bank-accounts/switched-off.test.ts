/** Operations that a profile is without, and the one that an option gives or takes whatever the profile says. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsWithout } from '../../../src/bank/accounts/operations-without.ts';
import { accountResources } from '../../../src/bank/accounts/resources.ts';
import { permissive } from '../../../src/bank/profile/permissive.ts';
import { strict } from '../../../src/bank/profile/strict.ts';
import { current, startBank, type TestBank } from './bank.ts';

const all = Object.keys(accountResources).map((key) => key.replace('ais ', ''));

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ profile: { ...permissive, offers: { ...permissive.offers, without: all } } });
});
afterAll(() => bank.close());

describe.each(['3.1', '4.0'])('At v%s a bank without it answers 404 and says so:', (version) => {
  it.each(all)('%s', async (operation) => {
    const [method = '', template = ''] = operation.split(' ');
    const path = template.replace('{AccountId}', current).replace(/\{\w+\}/, '1');
    const base = bank.base.replace('v3.1', `v${version}`);
    for (const accept of ['application/json', 'application/pdf']) {
      const response = await bank.ask(`${base}${path}`, { method, token: await bank.share(), headers: { accept } });
      expect([response.status, await response.json()]).toMatchObject([
        404,
        { Errors: [{ Message: 'This resource is not supported by this bank.' }] },
      ]);
    }
  });
});

describe.each(['3.1', '4.0'])('The bulk transactions at v%s', (version) => {
  it.each([
    ['the permissive profile', permissive, undefined, 404],
    ['the permissive profile and the option', permissive, true, 200],
    ['the strict profile', strict, undefined, 200],
    ['the strict profile and the option that takes them', strict, false, 404],
  ])('by %s', async (_, profile, bulkTransactions, status) => {
    const one = await startBank({ profile, bulkTransactions });
    try {
      const path = `${one.base.replace('v3.1', `v${version}`)}/transactions`;
      expect((await one.ask(path, { token: await one.share() })).status).toBe(status);
    } finally {
      await one.close();
    }
  });
});

it('The option changes nothing else of what the profile is without', () => {
  const profile = { ...strict, offers: { ...strict.offers, without: ['GET /party', 'GET /transactions'] } };
  const without = (bulkTransactions?: boolean) => operationsWithout({ bulkTransactions, profile });
  expect(without(true)).toEqual(['GET /party']);
  expect(without(false)).toEqual(['GET /party', 'GET /transactions']);
  expect(without()).toEqual(['GET /party', 'GET /transactions']);
});
