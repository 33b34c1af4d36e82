/** A case of each kind of row of the permission table (test/unit/bank-accounts/permission-table.test.ts) over TLS, by a consent that a customer gave. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestBank, type TestBank } from './support/bank.ts';
import { type RelyingParty, relyingParty } from './support/relying-party.ts';

let bank: TestBank;
let party: RelyingParty;
let narrow: string;
let wide: string;
beforeAll(async () => {
  bank = await startTestBank();
  party = await relyingParty(bank);
  const tokenWith = async (...Permissions: string[]) =>
    (await party.authorise(await party.consentId({ Permissions }), { user: 'rora' })).access_token;
  narrow = await tokenWith('ReadAccountsBasic');
  wide = await tokenWith(
    'ReadAccountsDetail',
    'ReadBalances',
    'ReadBeneficiariesBasic',
    'ReadTransactionsBasic',
    'ReadTransactionsDebits',
  );
});
afterAll(() => bank.stop());

describe.each(['v3.1', 'v4.0'])('At %s', (version) => {
  const ask = (path: string, token: string) =>
    party.api(`${bank.ready.resourceServer.replace('v3.1', version)}/aisp${path}`, token);

  it.each([
    ['one permission', '/balances', 'ReadBalances'],
    ['Basic or Detail', '/beneficiaries', 'ReadBeneficiariesBasic or ReadBeneficiariesDetail'],
    ['two of them', '/accounts/{AccountId}/transactions', 'ReadTransactionsBasic or ReadTransactionsDetail'],
  ])('an operation that needs %s is refused without, by name, and answered with it', async (_what, path, missing) => {
    const accounts = await ask('/accounts', narrow);
    const there = path.replace('{AccountId}', accounts.json.Data.Account[0].AccountId);
    const refused = await ask(there, narrow);
    expect([refused.status, refused.json.Errors[0].Message]).toEqual([
      403,
      `The consent lacks the permission ${missing}.`,
    ]);
    expect((await ask(there, wide)).status).toBe(200);
  });

  it('an operation for the client’s own token is refused to a customer’s', async () => {
    expect((await ask('/account-access-consents/aac-1', wide)).status).toBe(403);
  });
});
