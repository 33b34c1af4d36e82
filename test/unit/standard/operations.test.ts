/** The way from a request's path to its operation. */
import { describe, expect, it } from 'vitest';
import type { Verb } from '../../../src/standard/operation.ts';
import { operationAt, operationNamed, operations } from '../../../src/standard/operations.ts';

describe('the operation at a path', () => {
  it('is found with the values of its path, decoded', () => {
    const called = operationAt('ais', 'GET', '/accounts/22%2D89/statements/S%201/transactions');
    expect(called?.operation.path).toBe('/accounts/{AccountId}/statements/{StatementId}/transactions');
    expect(called?.params).toEqual({ AccountId: '22-89', StatementId: 'S 1' });
  });

  it('is found again for every row, by its own path with values put in', () => {
    for (const operation of operations) {
      const path = operation.path.replaceAll(/\{\w+\}/g, 'x');
      expect(operationAt(operation.api, operation.verb, path)?.operation).toBe(operation);
    }
  });

  it('is looked for in several APIs that share a base', () => {
    expect(operationAt(['pis', 'vrp'], 'POST', '/domestic-vrps')?.operation.api).toBe('vrp');
    expect(operationAt(['pis', 'vrp'], 'POST', '/domestic-payments')?.operation.api).toBe('pis');
  });

  it('is none in a version that lacks it', () => {
    expect(operationAt('vrp', 'PUT', '/domestic-vrp-consents/1', '4.0')).toBeDefined();
    expect(operationAt('vrp', 'PUT', '/domestic-vrp-consents/1', '3.1.11')).toBeUndefined();
  });

  it.each([
    ['an object has it', '/constructor'],
    ['an object has it, too', '/__proto__'],
    ['an object has it in place of a member', '/accounts/1/constructor'],
    ['the slash is encoded', '/accounts%2F1'],
    ['a slash is in a value', '/accounts/1%2Fbalances'],
    ['a backslash is in a value', '/accounts/1%5Cbalances'],
    ['a value is empty', '/accounts//balances'],
    ['a slash is at its end', '/accounts/'],
    ['it climbs', '/accounts/../balances'],
    ['it climbs encoded', '/accounts/%2e%2e/balances'],
    ['its encoding is broken', '/accounts/%zz'],
    ['it has no slash before it', 'accounts'],
    ['it is empty', ''],
    ['it has a query', '/accounts?page=2'],
    ['its letters are of another case', '/Accounts'],
    ['it goes on', '/accounts/1/balances/2'],
  ])('is none where %s', (_, path) => {
    expect(operationAt('ais', 'GET', path)).toBeUndefined();
  });

  it.each(['constructor', '__proto__', 'get', 'HEAD', 'toString'])('is none for the verb %s', (verb) => {
    expect(operationAt('ais', verb as Verb, '/accounts')).toBeUndefined();
  });
});

describe('an operation by its name', () => {
  it('is found with and without its API', () => {
    expect(operationNamed('GET /accounts')?.api).toBe('ais');
    expect(operationNamed('POST /domestic-vrps')?.api).toBe('vrp');
    expect(operationNamed('cvrp POST /domestic-vrps')?.api).toBe('cvrp');
    expect(operationNamed('GET /account')).toBeUndefined();
  });
});
