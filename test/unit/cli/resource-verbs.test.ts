/** A resource's row is a verb: what it takes, prints and says. */
import { describe, expect, it, vi } from 'vitest';
import type { Tpp } from '../../../src/cli/terminal.ts';
import { fakeTpp, obw } from './fake-terminal.ts';

vi.mock('../../../src/tpp/accounts/resource-rows.ts', async (original) => {
  const rows = await original<typeof import('../../../src/tpp/accounts/resource-rows.ts')>();
  const columns = ['ThingId', 'Name', 'Colour'].map((member) => ({
    id: member,
    head: member,
    kind: 'text',
    of: (object: Record<string, unknown>) => String(object[member] ?? ''),
  }));
  const both = { ofAccount: 'GET /accounts/{AccountId}/offers', ofAll: 'GET /offers', member: 'Offer', columns };
  const ofAll = { ofAll: 'GET /party', member: 'Party', columns };
  const ofAccount = { ofAccount: 'GET /accounts/{AccountId}/parties', member: 'Party', columns };
  return { ...rows, resourceRows: { ...rows.resourceRows, 'garden-things': both, owner: ofAll, holders: ofAccount } };
});

const things = [{ ThingId: 1, Name: 'Spade' }, { ThingId: 'b', Name: '\u001b[31mRake' }, {}];
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
    expect(stdout).toMatch(/ThingId\s+.*Name/);
    expect(stdout).toMatch(/Spade[\s\S]*Rake/);
    expect(stdout).not.toContain('Colour');
    expect(stdout).not.toContain('\u001b[31m');
  });

  it('is CSV of all its columns where that is wanted, also where nothing is in it', async () => {
    const { stdout } = await obw('owner --format csv', { tpp });
    expect(stdout).toBe('ThingId,Name,Colour\r\n1,Spade,\r\nb,\u001b[31mRake,\r\n,,\r\n');
    const none = await obw('owner --format csv', { tpp: { ...tpp, read: async () => [] } });
    expect(none.stdout).toBe('ThingId,Name,Colour\r\n');
    expect((await obw('owner --format json', { tpp })).stdout).toBe((await obw('owner --json', { tpp })).stdout);
    expect((await obw('owner --format csv --json', { tpp })).stderr).toContain('contradict each other');
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

describe('--customer-present', () => {
  const customers: unknown[] = [];
  const told = async ({ customer }: { customer?: unknown }) => {
    customers.push(customer);
    return [];
  };
  const telling = {
    ...tpp,
    read: (async (_session, _name, _reading, options) => told(options)) satisfies Tpp['read'],
    accounts: (async (_session, options) => told(options)) satisfies Tpp['accounts'],
    balances: (async (_session, _account, options) => told(options)) satisfies Tpp['balances'],
    transactionPages: async function* (_session, _account, _range, options) {
      yield { items: await told(options), url: '', meta: {} };
    } satisfies Tpp['transactionPages'],
  };

  it.each(['garden-things', 'owner', 'accounts', 'balances', 'transactions acc-1'])(
    'says to the bank that the customer is there, and nothing without it: obw %s',
    async (verb) => {
      customers.length = 0;
      await obw(`${verb} --customer-present=2001:db8::7`, { tpp: telling });
      await obw(`${verb} --customer-present`, { tpp: telling });
      await obw(verb, { tpp: telling });
      const userAgent = expect.stringMatching(/^obw\/\d/);
      expect(customers).toEqual([
        { ipAddress: '2001:db8::7', userAgent },
        { ipAddress: '127.0.0.1', userAgent },
        undefined,
      ]);
    },
  );

  it.each(['acc-1', '192.0.2', '192.0.2.1\r\nauthorization: x', '', '1.2.3.4:80'])(
    'takes addresses only: %j',
    async (told) => {
      const outcome = await obw(['garden-things', `--customer-present=${told}`], { tpp: telling });
      expect(outcome.status).toBe(2);
      expect(outcome.stderr).toContain('--customer-present=192.0.2.7');
    },
  );
});

it('accounts, balances and transactions keep the verbs that they have', async () => {
  const { stdout } = await obw('--help', { tpp });
  for (const verb of ['accounts', 'balances', 'transactions', 'garden-things'])
    expect(stdout.match(new RegExp(`^  ${verb} `, 'gm'))).toHaveLength(1);
});
