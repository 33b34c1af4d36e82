/** Which paths lead the bank to a row of the standard. */
import { describe, expect, test } from 'vitest';
import { decoded, segmentsOf } from '../../../src/bank/api/path.ts';
import { operationTree } from '../../../src/standard/operation-tree.ts';
import { operations } from '../../../src/standard/operations.ts';

const rows = operations.filter(({ api }) => api === 'ais').map((operation) => ({ operation }));
const tree = operationTree(rows, decoded);
const placeAt = (path: string) => tree(segmentsOf(path));

describe('A path', () => {
  test.each<[path: string, template: string, params: Record<string, string>]>([
    ['/accounts', '/accounts', {}],
    ['/accounts/', '/accounts', {}],
    ['/accounts/22289', '/accounts/{AccountId}', { AccountId: '22289' }],
    ['/accounts/22289/', '/accounts/{AccountId}', { AccountId: '22289' }],
    ['/accounts/a%2Fb', '/accounts/{AccountId}', { AccountId: 'a/b' }],
    ['/accounts/%E0%A4', '/accounts/{AccountId}', { AccountId: '%E0%A4' }],
    ['/accounts/accounts', '/accounts/{AccountId}', { AccountId: 'accounts' }],
    ['/accounts/constructor', '/accounts/{AccountId}', { AccountId: 'constructor' }],
    [
      '/accounts/1/statements/2/transactions',
      '/accounts/{AccountId}/statements/{StatementId}/transactions',
      { AccountId: '1', StatementId: '2' },
    ],
  ])('%s is %s', (path, template, params) => {
    const place = placeAt(path);
    expect(place?.entries.get('GET')?.operation.path).toBe(template);
    expect(place?.params).toEqual(params);
  });

  test.each([
    '',
    '/',
    '//',
    '/nothing',
    '/Accounts',
    '/accounts//',
    '/acc%6Funts',
    '/accounts//balances',
    '//accounts',
    '/accounts/1/nothing',
    '/accounts/1/balances/2',
    '/constructor',
    '/__proto__',
    'accounts',
  ])('%j is none of the standard’s', (path) => {
    expect(placeAt(path)).toBeUndefined();
  });
});
