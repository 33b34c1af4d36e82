/** Groups of permissions: together they are the standard's, each says what it shows, and what a choice needs beside it is added and told. */
import { expect, test } from 'vitest';
import { operations } from '../../../src/standard/operations.ts';
import { permissionGroups, permissionsOfGroups } from '../../../src/tpp/consents/permission-groups.ts';
import { everyPermission, permissionProblems, withNeeded } from '../../../src/tpp/consents/permissions.ts';

const details = (...names: string[]) => permissionGroups.filter(({ name }) => names.includes(name));

test('every group with its details is every permission of the standard, each once', () => {
  const all = permissionsOfGroups(permissionGroups.map(({ name }) => ({ name, details: true })));
  expect(all).toEqual(everyPermission);
  expect(new Set(all).size).toBe(21);
});

test('without details no permission of Detail is left, nor card numbers in full, and no bank refuses it', () => {
  const basic = permissionsOfGroups(permissionGroups.map(({ name }) => ({ name, details: false })));
  expect(basic.filter((code) => /Detail$|PAN$/.test(code))).toEqual([]);
  expect(permissionProblems(basic)).toEqual([]);
});

test('a group has details to choose exactly where it has permissions of Detail', () => {
  for (const { name, details: words, permissions } of permissionGroups) {
    expect([name, words !== undefined]).toEqual([name, permissions.some(({ isDetail }) => isDetail)]);
  }
});

test('each group says which resources it opens, and together these are all that a consent opens', () => {
  expect(details('regular-payments').map(({ resources }) => resources)).toEqual([
    ['/beneficiaries', '/direct-debits', '/scheduled-payments', '/standing-orders'],
  ]);
  const opened = new Set(permissionGroups.flatMap(({ resources }) => resources));
  const known = operations
    .filter(({ api, verb, path }) => api === 'ais' && verb === 'GET' && !path.includes('consents'))
    .map(({ path }) => path.replace(/^\/accounts\/\{AccountId\}(?=\/)/, ''))
    .filter((path) => !path.includes('{'));
  expect([...opened].sort()).toEqual([...new Set(known)].sort());
});

const needs: [string, string[], string[]][] = [
  ['balances want the accounts', ['ReadBalances'], ['ReadAccountsBasic', 'ReadBalances']],
  [
    'a level of transactions wants both directions',
    ['ReadAccountsDetail', 'ReadTransactionsDetail'],
    ['ReadAccountsDetail', 'ReadTransactionsDetail', 'ReadTransactionsCredits', 'ReadTransactionsDebits'],
  ],
  [
    'a direction wants a level, and the other direction stays out',
    ['ReadAccountsBasic', 'ReadTransactionsDebits'],
    ['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadTransactionsDebits'],
  ],
  ['nothing wants nothing', [], []],
  ['what is whole stays', ['ReadAccountsBasic', 'ReadOffers'], ['ReadAccountsBasic', 'ReadOffers']],
];

test.each(needs)('%s', (_name, chosen, permissions) => {
  const completed = withNeeded(chosen);
  expect(completed.permissions).toEqual(permissions);
  expect(completed.added.flatMap(({ codes }) => codes).sort()).toEqual(
    permissions.filter((code) => !chosen.includes(code)).sort(),
  );
  for (const { codes, why } of completed.added) for (const code of codes) expect(why).toContain(code);
});

test('every group alone is taken by a bank, with what it needs, with and without its details', () => {
  for (const { name } of permissionGroups) {
    for (const withThem of [true, false]) {
      const { permissions } = withNeeded(permissionsOfGroups([{ name, details: withThem }]));
      expect([name, permissionProblems(permissions)]).toEqual([name, []]);
    }
  }
});

test('a permission that nobody knows is kept, to be refused by its name', () => {
  expect(withNeeded(['ReadEverything', 'ReadAccountsBasic']).permissions).toEqual([
    'ReadAccountsBasic',
    'ReadEverything',
  ]);
});
