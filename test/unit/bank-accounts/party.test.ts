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
