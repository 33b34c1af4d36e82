/** A client as the team's file has it: what a bank registered, without what no reader of the file takes. */
import { expect, test } from 'vitest';
import { toShared } from '../../../src/tpp/workspace/clients-schema.ts';

test('a member __proto__ of what a bank registered is left out at every level, as the file would not be read with it', () => {
  const registration: Record<string, unknown> = JSON.parse(
    '{"__proto__":{"a":1},"scope":"accounts","odd":{"__proto__":{"b":2},"list":[{"__proto__":3,"c":4}]}}',
  );
  const { metadata } = toShared({
    bank: 'sandbox',
    clientId: 'c1',
    softwareId: 's1',
    registeredAt: '2026-01-01T00:00:00Z',
    tokenEndpointAuthMethod: 'private_key_jwt',
    registration,
  });
  expect(JSON.stringify(metadata)).toBe('{"odd":{"list":[{"c":4}]},"scope":"accounts"}');
});
