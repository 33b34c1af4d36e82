/** Who the customer is, for whoever may know it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { current, startBank, type TestBank, unknownAccount } from './bank.ts';
import { expectRefusal } from './refusal.ts';

const body = z.looseObject({ Data: z.object({ Party: z.looseObject({ Name: z.string(), PartyId: z.string() }) }) });

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank();
});
afterAll(() => bank.close());

const partyOf = async (path: string, token: string) => {
  const answer = await bank.ask(path, { token });
  expect(answer.status).toBe(200);
  return body.parse(await answer.json()).Data.Party;
};

test('the customer who gave the consent and the owner of an account are one, whose role only the account tells', async () => {
  const token = await bank.share({ permissions: ['ReadAccountsBasic', 'ReadParty', 'ReadPartyPSU'] });
  const { AccountRole, ...owner } = await partyOf(`/accounts/${current}/party`, token);
  expect(AccountRole).toBe('UK.OBIE.Principal');
  expect(await partyOf('/party', token)).toEqual(owner);
  const customer = bank.accounts.find(({ accountId }) => accountId === current);
  expect(owner).toMatchObject({
    PartyId: customer?.customerId,
    Name: customer?.identification[0]?.name,
    LegalStructure: 'UK.OBIE.Individual',
  });
});

test.each([
  ['/party', 'ReadParty'],
  [`/accounts/${current}/party`, 'ReadPartyPSU'],
])('%s with %s alone is refused: the other permission is for the other path', async (path, permission) => {
  const token = await bank.share({ permissions: ['ReadAccountsBasic', permission] });
  await expectRefusal(await bank.ask(path, { token }), 403, 'Resource.ConsentMismatch');
});

test('an account that nobody has is refused', async () => {
  const token = await bank.share({ permissions: ['ReadAccountsBasic', 'ReadParty'] });
  await expectRefusal(await bank.ask(`/accounts/${unknownAccount}/party`, { token }), 400, 'Resource.NotFound');
});

test('of an address in somebody’s care 4.0 says in whose, and 3.1 has a line that an envelope would have', async () => {
  const token = await bank.share({
    permissions: ['ReadAccountsBasic', 'ReadPartyPSU'],
    customerId: '100001000000000000000003',
  });
  const four = await partyOf(`${bank.base.replace('v3.1', 'v4.0')}/party`, token);
  expect(four.Address).toMatchObject([{ CareOf: 'T Salterforth', StreetName: 'Chevin Rise' }]);
  const three = await partyOf('/party', token);
  expect(three.Address).toMatchObject([{ AddressLine: ['c/o T Salterforth'], StreetName: 'Chevin Rise' }]);
});
