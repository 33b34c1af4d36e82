/** A consent's life by the bank's clock, 400 days of it: what each version calls it at every step, and what its tokens are good for. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelConsent } from '../../src/bank/accounts/consent-changes.ts';
import { revokeGrant } from '../../src/bank/authorization/access.ts';
import type { ConsentEvent } from '../../src/bank/data/records.ts';
import type { Reply } from './support/bank.ts';
import { type MovingBank, startMovingBank } from './support/moving-bank.ts';
import { type BankProgram, bankProgram, endAllBanks } from './support/process.ts';
import { everyPermission, type RelyingParty, relyingParty } from './support/relying-party.ts';
import { asserted, clientAssertion, codeOf, exchange, firstAnswer, post, refused } from './support/requests.ts';
import { inStore } from './support/state.ts';

const day = 86_400_000;
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

let program: BankProgram;
let bank: MovingBank;
let party: RelyingParty;
beforeAll(async () => {
  program = await bankProgram();
  bank = await startMovingBank(program);
  const register = new URL('/dynamic-client-registration/v3.4/register', bank.ready.registrationEndpoint);
  const ready = { ...bank.ready, registrationEndpoint: register.href };
  party = await relyingParty(
    { ...bank, ready },
    { claims: { grant_types: ['authorization_code', 'client_credentials', 'refresh_token', grantType] } },
  );
});
afterAll(async () => {
  await bank.stop();
  await endAllBanks();
  program.remove();
});

interface Tokens {
  access_token?: unknown;
  refresh_token?: unknown;
}

const base = (version: string) => `${bank.ready.resourceServer.replace('v3.1', version)}/aisp`;
const refresh = async (token: unknown): Promise<Reply> =>
  post(party.tpp.agent, bank.ready.tokenEndpoint, {
    ...(await asserted(party)),
    grant_type: 'refresh_token',
    refresh_token: String(token),
  });
const byAssertion = async (consentId: string): Promise<Reply> =>
  post(party.tpp.agent, bank.ready.tokenEndpoint, {
    ...(await asserted(party)),
    grant_type: grantType,
    assertion: await clientAssertion(party, { sub: consentId, aud: bank.ready.tokenEndpoint }),
  });
const accounts = async (version: string, { access_token: token }: Tokens) => {
  const { status, json } = await party.api(`${base(version)}/accounts`, String(token));
  return status === 200 ? 200 : [status, json?.Errors?.[0]?.ErrorCode];
};
const refusedGrant = { status: 400, error: 'invalid_grant' };

describe.each(['v3.1', 'v4.0'])('A consent made at %s', (made) => {
  const versions = made === 'v3.1' ? ['v3.1', 'v4.0'] : ['v4.0'];
  let consentId: string;
  let end: string;
  let since: string;

  /** What each version that can read it says of it. */
  async function expectTold(three: string, four: string, reason?: string): Promise<string> {
    const own = await party.clientCredentials();
    let changed = '';
    for (const version of versions) {
      const { status, json } = await party.api(`${base(version)}/account-access-consents/${consentId}`, own);
      expect([status, json.Data.Status]).toEqual([200, version === 'v3.1' ? three : four]);
      expect(json.Data.StatusReason?.[0].StatusReasonCode).toBe(version === 'v3.1' ? undefined : reason);
      expect(json.Data.ExpirationDateTime).toBe(end);
      changed = json.Data.StatusUpdateDateTime;
    }
    return changed;
  }

  async function expectAnswers(tokens: Tokens, three: unknown, four: unknown = three): Promise<void> {
    for (const version of versions)
      expect([version, await accounts(version, tokens)]).toEqual([version, version === 'v3.1' ? three : four]);
  }

  it('lives for 400 days as the standard has it', { timeout: 180_000 }, async () => {
    const { json: clock } = await bank.admin('GET', '/admin/clock');
    const begun = Math.floor(Date.parse(clock.business) / 1000) * 1000;
    end = `${new Date(begun + 380 * day).toISOString().slice(0, 19)}+00:00`;

    const created = await party.api(`${base(made)}/account-access-consents`, await party.clientCredentials(), {
      method: 'POST',
      body: { Data: { Permissions: everyPermission, ExpirationDateTime: end }, Risk: {} },
    });
    expect(created.status).toBe(201);
    consentId = created.json.Data.ConsentId;
    await expectTold('AwaitingAuthorisation', 'AWAU');
    expect(refused(await byAssertion(consentId))).toEqual(refusedGrant);

    // Authorised, and an access token that comes to its end, of which the consent takes no notice.
    const first = await party.authorise(consentId, { user: 'rora' });
    since = await expectTold('Authorised', 'AUTH');
    await expectAnswers(first, 200);
    await bank.advance('61m');
    await expectAnswers(first, [401, undefined], [401, 'TKXP']);
    const refreshed = await refresh(first.refresh_token);
    await expectAnswers(refreshed.json, 200);
    expect(await expectTold('Authorised', 'AUTH')).toBe(since);

    // 90 days: the refresh token has ended, the consent has not.
    await bank.advance('89d');
    expect((await refresh(first.refresh_token)).status).toBe(200);
    await bank.advance('2d');
    expect(refused(await refresh(first.refresh_token))).toEqual(refusedGrant);
    const vouched = await byAssertion(consentId);
    await expectAnswers(vouched.json, 200);
    const code = await codeOf(party, consentId);
    await expectAnswers(vouched.json, 200);
    const second = await exchange(party, code);
    await expectAnswers(vouched.json, [401, undefined]);
    await expectAnswers(second.json, 200);
    expect(await expectTold('Authorised', 'AUTH')).toBe(since);

    // Withdrawn at the bank: 3.1 goes on with dead tokens, 4.0 says so.
    await bank.advance('29d');
    const third = await refresh(second.json.refresh_token);
    await expectAnswers(third.json, 200);
    const { json: then } = await bank.admin('GET', '/admin/clock');
    await inStore(bank, (store) =>
      cancelConsent(
        { store, revokeGrant: (grantId) => revokeGrant(store, grantId) },
        consentId,
        { code: 'CUST', description: 'The customer stopped sharing.' },
        Date.parse(then.business),
      ),
    );
    const withdrawn = await expectTold('Authorised', 'CANC', 'CUST');
    expect(withdrawn > since).toBe(true);
    await expectAnswers(third.json, [401, undefined]);
    for (const grant of [await refresh(second.json.refresh_token), await byAssertion(consentId)])
      expect(refused(grant)).toEqual(refusedGrant);

    // Authorised again, with fewer accounts.
    await bank.advance('1d');
    const restored = await party.authorise(consentId, { user: 'rora', accounts: ['500004000000000000000011'] });
    expect((await expectTold('Authorised', 'AUTH')) > withdrawn).toBe(true);
    await expectAnswers(restored, 200);
    const shared = await party.api(`${base('v4.0')}/accounts`, restored.access_token);
    expect(shared.json.Data.Account).toHaveLength(1);

    // Over: a token of its last hour is told as expired at 4.0, and so is the consent.
    const { json: now } = await bank.admin('GET', '/admin/clock');
    const left = Math.floor((begun + 380 * day - Date.parse(now.business)) / 1000);
    await bank.advance(`${left - 1800}s`);
    const last = await byAssertion(consentId);
    await expectAnswers(last.json, 200);
    await bank.advance('1801s');
    await expectAnswers(last.json, [401, undefined], [401, 'TKXP']);
    await expectTold('Authorised', 'EXPD', 'TKXP');
    expect(refused(await byAssertion(consentId))).toEqual(refusedGrant);
    expect(await firstAnswer((await party.authorizationUrl(consentId)).url)).toMatchObject({
      answer: { error: 'invalid_request', error_description: expect.stringContaining('expired at') },
    });

    // Deleted, which is final.
    await bank.advance('20d');
    const own = await party.clientCredentials();
    const path = `${base(made)}/account-access-consents/${consentId}`;
    expect((await party.api(path, own, { method: 'DELETE' })).status).toBe(204);
    expect((await party.api(path, own)).status).toBe(400);
    expect((await party.api(path, own, { method: 'DELETE' })).status).toBe(400);

    const events = await inStore(bank, (store) => store.find<ConsentEvent>('ConsentEvent', 'subject', consentId));
    expect(events.map(({ type, at }) => [type, Math.floor((at - begun) / day)])).toEqual([
      ['resource-update', 0],
      ['resource-update', 91],
      ['consent-authorization-revoked', 120],
      ['resource-update', 121],
      ['resource-update', 380],
    ]);
  });
});
