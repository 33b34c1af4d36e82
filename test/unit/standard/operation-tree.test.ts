/** Which row of the standard some segments lead to. */
import { describe, expect, test } from 'vitest';
import type { Verb } from '../../../src/standard/operation.ts';
import { operationTree } from '../../../src/standard/operation-tree.ts';
import { operations } from '../../../src/standard/operations.ts';

const row = (path: `/${string}`, verb: Verb = 'GET') => ({ operation: { verb, path } });

describe('A path', () => {
  test('of each operation leads to that operation, whatever stands for its names', () => {
    for (const api of new Set(operations.map((operation) => operation.api))) {
      const at = operationTree(operations.filter((each) => each.api === api).map((operation) => ({ operation })));
      for (const operation of operations.filter((each) => each.api === api)) {
        const [, ...segments] = operation.path.replaceAll(/\{(\w+)\}/g, 'value-of-$1').split('/');
        const place = at(segments);
        expect(place?.entries.get(operation.verb)?.operation).toBe(operation);
        const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        expect(place?.params).toEqual(Object.fromEntries(names.map((name) => [name, `value-of-${name}`])));
      }
    }
  });

  test('is the template that spells a segment out, before one that leaves it open', () => {
    const at = operationTree([row('/things/{ThingId}'), row('/things/all')]);
    expect(at(['things', 'all'])?.entries.get('GET')?.operation.path).toBe('/things/all');
    expect(at(['things', 'any'])?.params).toEqual({ ThingId: 'any' });
  });

  test('has its verbs in one order, whatever the order of the rows', () => {
    const backwards = (['DELETE', 'PATCH', 'PUT', 'POST', 'GET'] as const).map((verb) => row('/things', verb));
    const verbs = operationTree(backwards)(['things'])?.entries.keys() ?? [];
    expect([...verbs]).toEqual(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
  });

  test('has the values of its open segments as the caller reads them, and spelled out segments as they stand', () => {
    const at = operationTree([row('/a/{One}/b/{Two}')], (segment) => segment.toUpperCase());
    expect(at(['a', 'x', 'b', 'y'])?.params).toEqual({ One: 'X', Two: 'Y' });
    expect(at(['A', 'x', 'b', 'y'])).toBeUndefined();
  });

  test('with an empty segment, or that ends before a template does, is none', () => {
    const at = operationTree([row('/things/{ThingId}')]);
    expect([at(['things', '']), at(['things']), at([]), at([''])]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
