/** A request of the API that is the first of all after a time: what had come by then was done before it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { addConsent } from '../../../src/bank/accounts/consent-changes.ts';
import { current, startBank, type TestBank } from './bank.ts';

const hour = 3_600_000;
const statusBody = z.object({ Data: z.looseObject({ Status: z.string() }) });
const transactionsBody = z.object({
  Data: z.object({ Transaction: z.array(z.object({ BookingDateTime: z.string() })) }),
});

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ livesOn: true });
});
afterAll(() => bank.close());

it('a consent that was to end has ended', async () => {
  const { time } = bank.clock;
  await addConsent(bank.store, {
    consentId: 'aac-ending',
    clientId: 'tpp-1',
    status: 'authorised',
    version: '4.0',
    createdAt: time,
    statusUpdatedAt: time,
    permissions: ['ReadAccountsBasic'],
    expirationDateTime: new Date(time + hour).toISOString(),
    expiresAt: time + hour,
  });
  bank.clock.time += hour;
  const url = `${bank.base.replace('v3.1', 'v4.0')}/account-access-consents/aac-ending`;
  const response = await bank.ask(url, { token: 'client' });
  expect(statusBody.parse(await response.json()).Data.Status).toBe('EXPD');
  expect(await bank.store.find('ConsentEvent', 'subject', 'aac-ending')).toMatchObject([{ at: time + hour }]);
});

it('a day that is over is in the books', async () => {
  const token = await bank.share();
  bank.clock.time = Date.UTC(2026, 10, 25);
  const path = `/accounts/${current}/transactions?fromBookingDateTime=2026-11-24T00:00:00`;
  const { Transaction } = transactionsBody.parse(await (await bank.ask(path, { token })).json()).Data;
  expect(Transaction.map(({ BookingDateTime }) => BookingDateTime.slice(0, 10))).toContain('2026-11-24');
});
