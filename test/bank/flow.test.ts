/** The whole way from a software statement to transactions, with openid-client as a TPP that shares no code with us. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestBank, type TestBank } from './support/bank.ts';
import { type AuthMethod, relyingParty } from './support/relying-party.ts';

const methods = {
  permissive: ['client_secret_basic', 'private_key_jwt', 'tls_client_auth'],
  strict: ['private_key_jwt', 'tls_client_auth'],
} as const;

describe.each(['permissive', 'strict'] as const)('a %s bank', (profile) => {
  let bank: TestBank;
  beforeAll(async () => {
    bank = await startTestBank({ profile });
  });
  afterAll(() => bank.stop());

  it.each(methods[profile] as readonly AuthMethod[])(
    'takes a client with %s from registration to transactions',
    async (method) => {
      const party = await relyingParty(bank, { method });
      const consentId = await party.consentId();
      const tokens = await party.authorise(consentId, { user: 'rora' });
      expect(tokens.token_type.toLowerCase()).toBe('bearer');
      expect(tokens.scope?.split(' ')).toEqual(expect.arrayContaining(['openid', 'accounts']));
      expect(tokens.refresh_token).toBeDefined();
      expect(tokens.claims()).toMatchObject({ openbanking_intent_id: consentId, acr: 'urn:openbanking:psd2:sca' });

      const accounts = await party.api('/accounts', tokens.access_token);
      expect(accounts.status).toBe(200);
      const [account] = accounts.json.Data.Account;
      const balances = await party.api(`/accounts/${account.AccountId}/balances`, tokens.access_token);
      expect(balances.status).toBe(200);
      const transactions = await party.api(`/accounts/${account.AccountId}/transactions`, tokens.access_token);
      expect(transactions.status).toBe(200);
      expect(transactions.json.Data.Transaction.length).toBeGreaterThan(10);
      expect(bank.failures).toEqual([]);
    },
  );

  it('sends a front-channel id_token with c_hash, s_hash and the intent', async () => {
    const party = await relyingParty(bank);
    const consentId = await party.consentId();
    const { url } = await party.authorizationUrl(consentId);
    const { authorise } = await import('./support/customer.ts');
    const fragment = new URLSearchParams(new URL(await authorise(url, { user: 'mits' })).hash.slice(1));
    const claims = decodeJwt(fragment.get('id_token') ?? '');
    expect(claims).toMatchObject({ openbanking_intent_id: consentId, iss: bank.ready.issuer, aud: party.clientId });
    expect(claims).toHaveProperty('c_hash');
    expect(claims).toHaveProperty('s_hash');
  });
});
