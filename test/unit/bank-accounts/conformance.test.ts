/** Every answer of the account information API against the definitions of 3.1.11, as it is and spoilt by chance. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Permission } from '../../../src/bank/accounts/permissions.ts';
import { checkBody } from '../../../src/standard/check.ts';
import { tables } from '../../../src/standard/tables.ts';
import { assertByTheStandard } from '../../bank/support/by-the-standard.ts';
import { randomFrom } from '../../bank/support/random.ts';
import { often, seed } from '../../support/chance.ts';
import { chanceOf, mutated } from '../standard/bodies.ts';
import { demanding, differences, newAjv, objections, ourFaults } from '../standard/oracle.ts';
import { allPermissions, card, current, startBank, type TestBank } from './bank.ts';

const basic: Permission[] = ['ReadAccountsBasic', 'ReadBalances', 'ReadTransactionsBasic', 'ReadTransactionsCredits'];

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ bulkTransactions: true });
});
afterAll(() => bank.close());

const consent = { Data: { Permissions: allPermissions, ExpirationDateTime: '2027-01-01T00:00:00Z' }, Risk: {} };
const ids = { consents: '/account-access-consents' };

test('The definitions are at work: an answer that lacks its Data does not pass, nor one with a status of another', () => {
  const found = checkBody({ Links: { Self: 'https://bank.example' }, Meta: {} }, 'OBReadTransaction6', tables());
  expect(found).toMatchObject([{ grade: 'breach', rule: 'required', path: '/Data' }]);
  const url = `${bank.base}/accounts`;
  const body = JSON.stringify({ Data: { Account: [] }, Links: { Self: url }, Meta: {} });
  const judged = (at: string, status: number) => () => assertByTheStandard('GET', at, status, body);
  expect(judged(url, 200)).not.toThrow();
  expect(judged(url, 201)).toThrow('201');
  expect(judged(url, 400)).toThrow('/Code');
  expect(judged(`${url}/1/balances`, 200)).toThrow('/Data/Balance');
});

describe('The definition of', () => {
  const chance = chanceOf(randomFrom(seed));
  const strict = newAjv().addSchema(demanding(tables()));
  const spoiltOfEach = 40;

  test.for<
    [
      definition: string,
      status: number,
      path: string,
      init: RequestInit & { permissions?: Permission[]; client?: true },
    ]
  >([
    ['OBReadConsentResponse1', 201, ids.consents, { client: true, method: 'POST', body: JSON.stringify(consent) }],
    ['OBReadAccount6', 200, '/accounts', { permissions: [...allPermissions, 'ReadPAN'] }],
    ['OBReadAccount6', 200, '/accounts', { permissions: basic }],
    ['OBReadAccount6', 200, `/accounts/${card}`, {}],
    ['OBReadBalance1', 200, '/balances', {}],
    ['OBReadParty2', 200, '/party', { permissions: ['ReadAccountsBasic', 'ReadPartyPSU'] }],
    ['OBReadParty2', 200, `/accounts/${current}/party`, { permissions: ['ReadAccountsBasic', 'ReadParty'] }],
    ['OBReadBalance1', 200, `/accounts/${card}/balances`, {}],
    ['OBReadTransaction6', 200, `/accounts/${current}/transactions?pageSize=250`, {}],
    ['OBReadTransaction6', 200, `/accounts/${current}/transactions?pageSize=250`, { permissions: basic }],
    ['OBReadTransaction6', 200, `/accounts/${current}/transactions?toBookingDateTime=2001-01-01T00:00:00`, {}],
    ['OBReadTransaction6', 200, '/transactions?pageSize=250&page=2', {}],
    ['OBErrorResponse1', 400, ids.consents, { client: true, method: 'POST', body: '{"Data":{"x":1},"Data":{}}' }],
    ['OBErrorResponse1', 400, ids.consents, { client: true, method: 'POST', body: '{"Data":{"Permissions":[1]}}' }],
    ['OBErrorResponse1', 400, '/accounts/1', {}],
    ['OBErrorResponse1', 404, '/offers/1', {}],
  ])(
    '%s holds for the %i of %s, and what chance made of it is found where another validator finds it',
    async ([definition, status, path, { permissions = allPermissions, client, ...init }]) => {
      const token = client
        ? 'client'
        : await bank.share({ permissions, accountIds: bank.accounts.map((one) => one.accountId) });
      const response = await bank.ask(path, { token, headers: { 'content-type': 'application/json' }, ...init });
      expect(response.status).toBe(status);
      const body: unknown = await response.json();
      expect(checkBody(body, definition, tables())).toEqual([]);
      const theirs = strict.getSchema(`demanding#/$defs/${definition}`) ?? expect.unreachable(definition);
      let faulty = 0;
      for (let count = 0; count < often(spoiltOfEach); count += 1) {
        const spoilt = mutated(body, chance);
        const ours = ourFaults(spoilt, definition, tables());
        const different = differences(ours, objections(theirs, spoilt));
        if (different.length > 0) throw new Error(`Seed ${seed}: ${different.join('; ')} in ${JSON.stringify(spoilt)}`);
        if (ours.size > 0) faulty += 1;
      }
      expect(faulty).toBeGreaterThan(often(spoiltOfEach) / 2);
    },
  );
});
