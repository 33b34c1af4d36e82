/** Which row of the standard a path leads to. */
import { describe, expect, test } from 'vitest';
import { operationTree } from '../../../src/bank/api/operation-tree.ts';
import { operations } from '../../../src/standard/operations.ts';

const placeAt = operationTree(operations.filter(({ api }) => api === 'ais').map((operation) => ({ operation })));

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

  test('of each operation leads to that operation, whatever stands for its names', () => {
    for (const operation of operations.filter(({ api }) => api === 'ais')) {
      const place = placeAt(operation.path.replaceAll(/\{(\w+)\}/g, 'value-of-$1'));
      expect(place?.entries.get(operation.verb)?.operation).toBe(operation);
      for (const [name, value] of Object.entries(place?.params ?? {})) expect(value).toBe(`value-of-${name}`);
    }
  });

  test('is the template that spells a segment out, before one that leaves it open', () => {
    const row = (path: `/${string}`) => ({ operation: { verb: 'GET' as const, path } });
    const at = operationTree([row('/things/{ThingId}'), row('/things/all')]);
    expect(at('/things/all')?.entries.get('GET')?.operation.path).toBe('/things/all');
    expect(at('/things/any')?.params).toEqual({ ThingId: 'any' });
  });

  test('has its verbs in one order, whatever the order of the rows', () => {
    const row = (verb: 'GET' | 'POST' | 'DELETE') => ({ operation: { verb, path: '/things' as const } });
    const verbs = operationTree([row('DELETE'), row('POST'), row('GET')])('/things')?.entries.keys() ?? [];
    expect([...verbs]).toEqual(['GET', 'POST', 'DELETE']);
  });
});
