import { expect, it } from 'vitest';
import { z } from 'zod';
import { workspaceFile } from '../../../src/tpp/workspace/schema.ts';

/** Each member's path and its schema. */
function members(schema: unknown, path: string): [string, Record<string, unknown>][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const node = Object.fromEntries(Object.entries(schema));
  const own = Object.entries(Object(node.properties)).flatMap(([name, value]): [string, Record<string, unknown>][] => [
    [`${path}.${name}`, Object(value)],
    ...members(value, `${path}.${name}`),
  ]);
  const alternatives = Array.isArray(node.anyOf) ? node.anyOf : [];
  return [...own, ...[node.additionalProperties, ...alternatives].flatMap((one) => members(one, path))];
}

it('becomes a JSON schema in which every member is described and no unknown one is allowed', () => {
  const schema = z.toJSONSchema(workspaceFile, { target: 'draft-7', io: 'input' });
  const all = members(schema, '');
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter(([, { description }]) => typeof description !== 'string').map(([name]) => name)).toEqual([]);
  const open = all.filter(
    ([, { type, additionalProperties }]) => type === 'object' && additionalProperties === undefined,
  );
  expect(open.map(([name]) => name)).toEqual([]);
});
