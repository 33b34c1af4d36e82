/** What is asked of the bank's audit log. */
import { expect, test } from 'vitest';
import { bankAuditLog } from '../../../src/tpp/exchanges/audit-log.ts';
import { resources, stub } from '../tpp-journey/stub.ts';

test('an interaction id that would lead to another resource is not asked for', async () => {
  const { session, sent } = stub();
  const problem = { code: 'usage', message: expect.stringContaining('x-fapi-interaction-id ".."') };
  await expect(bankAuditLog(session, '..')).rejects.toMatchObject(problem);
  expect(sent.filter(({ url }) => url.startsWith(resources))).toEqual([]);
});
