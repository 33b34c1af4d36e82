/** The bank's Postman collection has what the bank has. */
import { expect, test } from 'vitest';
import { accountCollection } from '../../../src/bank/ozone/collection.ts';
import { permissive } from '../../../src/bank/profile/permissive.ts';

test('operations that the profile leaves out are left out of the collection', () => {
  const whole = JSON.stringify(accountCollection(permissive));
  const without = ['GET /balances', 'GET /accounts/{AccountId}/balances'];
  const less = JSON.stringify(accountCollection({ offers: { ...permissive.offers, without } }));
  expect(whole).toContain('/balances');
  expect(less).not.toContain('/balances');
  expect(less).toContain('/accounts/{{account-id}}/transactions');
});
