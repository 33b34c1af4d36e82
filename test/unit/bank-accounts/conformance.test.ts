/** Every answer of the account information API against the official 3.1.11 schemas, where they are at hand. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Permission } from '../../../src/bank/accounts/permissions.ts';
import { allPermissions, card, current, startBank, type TestBank } from './bank.ts';

const specs = process.env.OBIE_SPECS ?? join(import.meta.dirname, '../../../../shared/openapi');
const file = join(specs, 'v3.1.11/account-info-openapi.json');

const absent = `The official specifications are not at ${specs}; OBIE_SPECS names their folder`;

const basic: Permission[] = ['ReadAccountsBasic', 'ReadBalances', 'ReadTransactionsBasic', 'ReadTransactionsCredits'];

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ bulkTransactions: true });
});
afterAll(() => bank.close());

/** OpenAPI 3.0 puts its schemas where JSON Schema does not look: the whole document is one schema, pointed into. */
function schemas(): Ajv {
  // OpenAPI's own formats (int32) and keywords (x-namespaced-enum, example) mean nothing to a JSON Schema.
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { int32: true } });
  addFormats.default(ajv);
  ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')), 'obie');
  return ajv;
}

const consent = { Data: { Permissions: allPermissions, ExpirationDateTime: '2027-01-01T00:00:00Z' }, Risk: {} };
const ids = { consents: '/account-access-consents' };

test('The schemas are at work: an answer that lacks its Data does not pass', (ctx) => {
  if (!existsSync(file)) ctx.skip(absent);
  expect(schemas().validate('obie#/components/schemas/OBReadTransaction6', { Links: { Self: 'x' } })).toBe(false);
});

describe('The official schema of', () => {
  test.for<
    [schema: string, status: number, path: string, init: RequestInit & { permissions?: Permission[]; client?: true }]
  >([
    ['OBReadConsentResponse1', 201, ids.consents, { client: true, method: 'POST', body: JSON.stringify(consent) }],
    ['OBReadAccount6', 200, '/accounts', { permissions: [...allPermissions, 'ReadPAN'] }],
    ['OBReadAccount6', 200, '/accounts', { permissions: basic }],
    ['OBReadAccount6', 200, `/accounts/${card}`, {}],
    ['OBReadBalance1', 200, '/balances', {}],
    ['OBReadBalance1', 200, `/accounts/${card}/balances`, {}],
    ['OBReadTransaction6', 200, `/accounts/${current}/transactions?pageSize=1000`, {}],
    ['OBReadTransaction6', 200, `/accounts/${current}/transactions?pageSize=1000`, { permissions: basic }],
    ['OBReadTransaction6', 200, `/accounts/${current}/transactions?toBookingDateTime=2001-01-01T00:00:00`, {}],
    ['OBReadTransaction6', 200, '/transactions?pageSize=1000&page=2', {}],
    ['OBErrorResponse1', 400, ids.consents, { client: true, method: 'POST', body: '{"Data":{"x":1},"Data":{}}' }],
    ['OBErrorResponse1', 400, ids.consents, { client: true, method: 'POST', body: '{"Data":{"Permissions":[1]}}' }],
    ['OBErrorResponse1', 403, '/accounts/1', {}],
    ['OBErrorResponse1', 404, '/offers', {}],
  ])(
    '%s holds for the %i of %s',
    async ([schema, status, path, { permissions = allPermissions, client, ...init }], ctx) => {
      if (!existsSync(file)) ctx.skip(absent);
      const token = client
        ? 'client'
        : await bank.share({ permissions, accountIds: bank.accounts.map((one) => one.accountId) });
      const response = await bank.ask(path, { token, headers: { 'content-type': 'application/json' }, ...init });
      expect(response.status).toBe(status);
      const ajv = schemas();
      const valid = ajv.validate(`obie#/components/schemas/${schema}`, await response.json());
      expect([valid, ajv.errorsText()]).toEqual([true, 'No errors']);
    },
  );
});
