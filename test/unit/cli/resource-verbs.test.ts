/** A resource's row is a verb: what it takes, prints and says. */
import { describe, expect, it, vi } from 'vitest';
import type { Tpp } from '../../../src/cli/terminal.ts';
import { fakeTpp, obw } from './fake-terminal.ts';

vi.mock('../../../src/tpp/accounts/resource-rows.ts', async (original) => {
  const rows = await original<typeof import('../../../src/tpp/accounts/resource-rows.ts')>();
  const columns = [
    ['Id', 'ThingId'],
    ['Name', 'Names', 0, 'Text'],
    ['Colour', 'Colour'],
  ];
  const both = { ofAccount: 'GET /accounts/{AccountId}/offers', ofAll: 'GET /offers', member: 'Offer', columns };
  const ofAll = { ofAll: 'GET /party', member: 'Party', columns };
  const ofAccount = { ofAccount: 'GET /accounts/{AccountId}/parties', member: 'Party', columns };
  return { ...rows, resourceRows: { ...rows.resourceRows, 'garden-things': both, owner: ofAll, holders: ofAccount } };
});

const things = [{ ThingId: 1, Names: [{ Text: 'Spade' }] }, { ThingId: 'b', Names: { Text: '\u001b[31mRake' } }, {}];
const asked: unknown[] = [];
const read: Tpp['read'] = async (_session, name, reading, options) => {
  asked.push([name, reading?.account, options?.consentId]);
  return things;
};
const tpp = fakeTpp({ read });

describe('a row without a verb of its own', () => {
  it('prints the bank’s own objects under its name', async () => {
    const outcome = await obw('garden-things acc-1 --consent aac-2 --json', { tpp });
    expect([outcome.stderr, JSON.parse(outcome.stdout)]).toEqual(['', { gardenThings: things }]);
    expect(asked.at(-1)).toEqual(['garden-things', 'acc-1', 'aac-2']);
  });

  it('is a table of its columns, without those that nothing is in and without what a terminal would obey', async () => {
    const { stdout } = await obw('owner', { tpp });
    expect(asked.at(-1)).toEqual(['owner', undefined, 'aac-1']);
    expect(stdout).toMatch(/Id\s+.*Name/);
    expect(stdout).toMatch(/Spade[\s\S]*Rake/);
    expect(stdout).not.toContain('Colour');
    expect(stdout).not.toContain('\u001b[31m');
  });

  it('says so where the bank gave none', async () => {
    expect((await obw('garden-things', { tpp: { ...tpp, read: async () => [] } })).stdout).toBe(
      'The bank gave no garden things.\n',
    );
  });

  it.each([
    ['owner acc-1', 'Too many arguments'],
    ['holders', 'Missing required argument'],
  ])('takes an account only where the standard does: obw %s', async (words, said) => {
    const outcome = await obw(words, { tpp });
    expect(outcome.status).not.toBe(0);
    expect(outcome.stderr).toContain(said);
  });
});

it('accounts, balances and transactions keep the verbs that they have', async () => {
  const { stdout } = await obw('--help', { tpp });
  for (const verb of ['accounts', 'balances', 'transactions', 'garden-things'])
    expect(stdout.match(new RegExp(`^  ${verb} `, 'gm'))).toHaveLength(1);
});
