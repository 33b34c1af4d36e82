/** The bank's Postman collection has what the bank has. */
import { expect, test } from 'vitest';
import { accountResources } from '../../../src/bank/accounts/resources.ts';
import { accountCollection } from '../../../src/bank/ozone/collection.ts';
import { operations } from '../../../src/standard/operations.ts';

interface Sent {
  method: string;
  url: string;
}

/** Each request of a collection as verb and URL, folder by folder. */
function sentBy(collection: object): string[][] {
  const { item } = collection as { item: { item: { request: Sent }[] }[] };
  return item.map(({ item: steps }) => steps.map(({ request: { method, url } }) => `${method} ${url}`));
}

test('operations that the bank is without are left out of the collection', () => {
  const whole = JSON.stringify(accountCollection([]));
  const less = JSON.stringify(accountCollection(['GET /balances', 'GET /accounts/{AccountId}/balances']));
  expect(whole).toContain('/balances');
  expect(less).not.toContain('/balances');
  expect(less).toContain('/accounts/{{account-id}}/transactions');
});

const variables: Record<string, string> = {
  '{AccountId}': '{{account-id}}',
  '{ConsentId}': '{{account-access-consent-id}}',
  '{StatementId}': '{{statement-id}}',
};
/** A request for an operation of account information, below the base that stands in this variable. */
const askedFor = (operation: string, base: string): string => {
  const [verb = '', path = ''] = operation.split(' ');
  return `${verb} {{${base}}}/aisp${path.replace(/\{\w+\}/g, (name) => variables[name] ?? name)}`;
};

test('each operation of account information that the bank has is asked for once in each version', () => {
  const sent = sentBy(accountCollection([])).flat();
  const offered = operations.filter(
    ({ api, verb, path }) => api === 'ais' && `ais ${verb} ${path}` in accountResources,
  );
  expect(offered).toHaveLength(29);
  const expected = offered.flatMap(({ verb, path }) =>
    ['resourceServer', 'resourceServerV40'].map((base) => askedFor(`${verb} ${path}`, base)),
  );
  expect(sent.filter((each) => each.includes('/aisp/')).toSorted()).toEqual(expected.toSorted());
});

/**
 * The folder `AIS Flow` of the collection that OpenBankingUK/OBL-ModelBank-Integration publishes for 4.0 (2025.17.0), with the JSON face of
 * Heimdall in the place of the consent manager behind it: there the customer's part has a request more.
 */
const publicFlow = [
  'POST {{tokenEndpoint}}',
  'POST /account-access-consents',
  'GET {{rs}}/o3/v1.0/auth-code-url/{{intent-id}}?scope={{request-scope}}&alg=none',
  'GET {{authCodeUrl}}',
  'POST {{authEndpoint}}/{{auth-interaction-id}}/doLogin',
  'POST {{authEndpoint}}/{{auth-interaction-id}}/aac/doConfirm',
  'POST {{tokenEndpoint}}',
  'GET /account-access-consents/{ConsentId}',
  'GET /accounts',
  'GET /accounts/{AccountId}',
  'GET /accounts/{AccountId}/balances',
  'GET /balances',
  'GET /accounts/{AccountId}/beneficiaries',
  'GET /beneficiaries',
  'GET /accounts/{AccountId}/direct-debits',
  'GET /direct-debits',
  'GET /accounts/{AccountId}/offers',
  'GET /offers',
  'GET /accounts/{AccountId}/parties',
  'GET /accounts/{AccountId}/party',
  'GET /party',
  'GET /accounts/{AccountId}/product',
  'GET /products',
  'GET /accounts/{AccountId}/scheduled-payments',
  'GET /scheduled-payments',
  'GET /accounts/{AccountId}/standing-orders',
  'GET /standing-orders',
  'GET /accounts/{AccountId}/statements',
  'GET /accounts/{AccountId}/statements/{StatementId}',
  'GET /accounts/{AccountId}/statements/{StatementId}/transactions',
  'GET /statements',
  'GET /accounts/{AccountId}/statements/{StatementId}/file',
  'GET /accounts/{AccountId}/transactions',
  'GET /transactions',
  'DELETE /account-access-consents/{ConsentId}',
];

test.each([
  ['3.1', 0, 'resourceServer'],
  ['4.0', 1, 'resourceServerV40'],
] as const)('the 35 requests of %s come in the order of the public flow', (_, folder, base) => {
  expect(publicFlow).toHaveLength(35);
  expect(sentBy(accountCollection([]))[folder]).toEqual(
    publicFlow.map((each) => (each.includes('{{') ? each : askedFor(each, base))),
  );
});

test('no two requests have one name, so that newman’s report tells them apart', () => {
  const { item } = accountCollection([]) as { item: { item: { name: string }[] }[] };
  const names = item.flatMap(({ item: steps }) => steps.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
});
