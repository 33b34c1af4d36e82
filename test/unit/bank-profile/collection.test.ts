/** The bank's Postman collection has what the bank has. */
import { expect, test } from 'vitest';
import { accountResources } from '../../../src/bank/accounts/resources.ts';
import { accountCollection } from '../../../src/bank/ozone/collection.ts';
import { operations } from '../../../src/standard/operations.ts';

interface Sent {
  method: string;
  url: string;
}

/** Each request of a collection as verb and URL. */
function sentBy(collection: object): string[] {
  const { item } = collection as { item: { item: { request: Sent }[] }[] };
  return item.flatMap(({ item: steps }) => steps.map(({ request: { method, url } }) => `${method} ${url}`));
}

test('operations that the bank is without are left out of the collection', () => {
  const whole = JSON.stringify(accountCollection([]));
  const less = JSON.stringify(accountCollection(['GET /balances', 'GET /accounts/{AccountId}/balances']));
  expect(whole).toContain('/balances');
  expect(less).not.toContain('/balances');
  expect(less).toContain('/accounts/{{account-id}}/transactions');
});

test('each operation of account information that the bank has is asked for once, and each that reads in both versions', () => {
  const sent = sentBy(accountCollection([]));
  const variables: Record<string, string> = {
    '{AccountId}': '{{account-id}}',
    '{ConsentId}': '{{account-access-consent-id}}',
    '{StatementId}': '{{statement-id}}',
  };
  const expected = operations
    .filter(({ api, verb, path }) => api === 'ais' && `ais ${verb} ${path}` in accountResources)
    .flatMap(({ verb, path }) =>
      ['resourceServer', ...(verb === 'GET' ? ['resourceServerV40'] : [])].map(
        (base) => `${verb} {{${base}}}/aisp${path.replace(/\{\w+\}/g, (name) => variables[name] ?? name)}`,
      ),
    );
  expect(sent.filter((each) => each.includes('/aisp/')).toSorted()).toEqual(expected.toSorted());
});
