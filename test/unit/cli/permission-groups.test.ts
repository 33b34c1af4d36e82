/** Groups of permissions in the terminal: asked for by name, what else they need told, and listed with what each shows. */
import { expect, it } from 'vitest';
import type { ConsentChoices } from '../../../src/tpp/consents/consent.ts';
import { consentTold } from '../../support/consents.ts';
import { fakeTpp, obw } from './fake-terminal.ts';

async function create(words: string): Promise<{ asked: readonly string[] | undefined; stderr: string }> {
  let asked: readonly string[] | undefined;
  const { status, stderr } = await obw(`consent create ${words}`, {
    tpp: fakeTpp({
      createConsent: async (_session, choices: ConsentChoices = {}) => {
        asked = choices.permissions;
        return consentTold({ consentId: 'aac-1' });
      },
    }),
  });
  expect([status, words]).toEqual([0, words]);
  return { asked, stderr };
}

it('asks for groups, one of them without its details', async () => {
  const { asked, stderr } = await create('--groups account-details,statements:basic');
  expect(asked).toEqual(['ReadAccountsBasic', 'ReadAccountsDetail', 'ReadPAN', 'ReadStatementsBasic']);
  expect(stderr).toBe('');
});

it('asks for what a group needs beside it, and says so', async () => {
  const { asked, stderr } = await create('--groups balances --permissions ReadTransactionsDetail');
  expect(asked).toEqual([
    'ReadAccountsBasic',
    'ReadBalances',
    'ReadTransactionsDetail',
    'ReadTransactionsCredits',
    'ReadTransactionsDebits',
  ]);
  expect(stderr).toMatch(
    /ReadAccountsBasic is asked for too.*\n.*ReadTransactionsCredits and ReadTransactionsDebits are/,
  );
});

it('takes single permissions as they stand', async () => {
  expect(await create('--permissions ReadBalances')).toEqual({ asked: ['ReadBalances'], stderr: '' });
});

it('lists the groups within the width, with the names that consent create takes', async () => {
  const { stdout } = await obw('standard permissions', { columns: 80 });
  expect(stdout).toContain(
    'transactions  /transactions\n  Date, amount and status of what came in and what went out.\n    ReadTransactionsBasic, ReadTransactionsCredits, ReadTransactionsDebits\n',
  );
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  const { groups } = JSON.parse((await obw('standard permissions --json')).stdout) as { groups: { name: string }[] };
  const all = await create(`--groups ${groups.map(({ name }) => name).join(',')}`);
  expect(all.asked).toHaveLength(21);
});
