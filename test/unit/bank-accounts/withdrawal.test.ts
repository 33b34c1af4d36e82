/** A consent withdrawn on the bank's side: dead tokens, one event, and the words of each version for it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { cancelConsent, expireConsent } from '../../../src/bank/accounts/consent-changes.ts';
import type { Consent, ConsentEvent } from '../../../src/bank/data/records.ts';
import { startBank, type TestBank } from './bank.ts';

const reason = { code: 'CUST', description: 'The customer stopped sharing.' };
const body = z.object({ Data: z.looseObject({ Status: z.string() }) });

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank();
});
afterAll(() => bank.close());

const cancel = (consentId: string) => {
  const revokeGrant = async (grantId: string) => void bank.revoked.push(grantId);
  return cancelConsent({ store: bank.store, revokeGrant }, consentId, reason, bank.clock.time);
};
const eventsOf = (consentId: string) => bank.store.find<ConsentEvent>('ConsentEvent', 'subject', consentId);
const told = async (base: string, consentId: string) => {
  const answer = await bank.ask(`${base}/account-access-consents/${consentId}`, { token: 'client' });
  return body.parse(await answer.json()).Data;
};

it('a consent that its bank withdraws is CANC with a reason at 4.0 and still Authorised at 3.1', async () => {
  await bank.share({ consentId: 'aac-withdrawn', grantId: 'old', nextGrantId: 'new' });
  bank.clock.time += 60_000;
  expect(await cancel('aac-withdrawn')).toMatchObject({ status: 'revoked', statusUpdatedAt: bank.clock.time });
  expect(bank.revoked).toEqual(['old', 'new']);
  const kept = await bank.store.get<Consent>('Consent', 'aac-withdrawn');
  expect(kept).not.toHaveProperty('grantId');
  expect(kept).not.toHaveProperty('nextGrantId');
  expect(await told(bank.base, 'aac-withdrawn')).toMatchObject({ Status: 'Authorised' });
  expect(await told(bank.base.replace('v3.1', 'v4.0'), 'aac-withdrawn')).toMatchObject({
    Status: 'CANC',
    StatusReason: [{ StatusReasonCode: 'CUST', StatusReasonDescription: 'The customer stopped sharing.' }],
  });
});

it('what is withdrawn once stays as it was the first time, and has one event', async () => {
  await bank.share({ consentId: 'aac-twice' });
  const first = await cancel('aac-twice');
  bank.clock.time += 60_000;
  expect(await cancel('aac-twice')).toEqual(first);
  const event = { type: 'consent-authorization-revoked', subject: 'aac-twice', at: first?.statusUpdatedAt };
  expect(await eventsOf('aac-twice')).toMatchObject([event]);
});

it.each(['awaitingAuthorisation', 'rejected', 'expired'] as const)(
  'a consent that is %s is not withdrawn',
  async (status) => {
    await bank.share({ consentId: `aac-${status}`, status });
    expect(await cancel(`aac-${status}`)).toMatchObject({ status, grantId: expect.any(String) });
    expect(await eventsOf(`aac-${status}`)).toEqual([]);
  },
);

it('a consent that is withdrawn ends with its time as any other: EXPD at 4.0', async () => {
  await bank.share({ consentId: 'aac-over' });
  await cancel('aac-over');
  const revokeGrant = async () => {};
  await expireConsent({ store: bank.store, revokeGrant }, 'aac-over', bank.clock.time + 1);
  expect(await told(bank.base.replace('v3.1', 'v4.0'), 'aac-over')).toMatchObject({
    Status: 'EXPD',
    StatusReason: [{ StatusReasonCode: 'TKXP' }],
  });
  expect((await eventsOf('aac-over')).map(({ type }) => type).toSorted()).toEqual([
    'consent-authorization-revoked',
    'resource-update',
  ]);
});

it('where there is no consent, nothing is withdrawn', async () => {
  expect(await cancel('aac-none')).toBeUndefined();
});
