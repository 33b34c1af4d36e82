/** Entries older than 90 days where the bank wants the customer authenticated within 60 minutes: refused, or silently left out. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { authoriseConsent } from '../../../src/bank/accounts/consent-changes.ts';
import type { Consent } from '../../../src/bank/data/records.ts';
import { permissive } from '../../../src/bank/profile/permissive.ts';
import { current, savings, startBank, type TestBank } from './bank.ts';

const minute = 60_000;
/** 90 days before the bank's day. */
const border = '2026-08-24T00:00:00';
const versions = ['3.1', '4.0'] as const;
type Version = (typeof versions)[number];

const permissions = [
  'ReadAccountsDetail',
  'ReadBalances',
  'ReadStatementsDetail',
  'ReadTransactionsDetail',
  'ReadTransactionsCredits',
  'ReadTransactionsDebits',
];
const page = z.looseObject({
  Data: z.object({ Transaction: z.array(z.looseObject({ BookingDateTime: z.string() })) }),
  Links: z.looseObject({ Next: z.string().optional() }),
});

const banks: Partial<Record<'never' | 'refuse' | 'shorten', TestBank>> = {};
beforeAll(async () => {
  for (const mode of ['never', 'refuse', 'shorten'] as const) {
    const demands = { ...permissive.demands, recentAuthentication: mode };
    banks[mode] = await startBank({ bulkTransactions: true, profile: { ...permissive, demands } });
  }
});
afterAll(async () => {
  for (const bank of Object.values(banks)) await bank.close();
});
const bankThat = (mode: keyof typeof banks): TestBank => banks[mode] ?? expect.unreachable();

/** A token whose customer was authenticated so many minutes ago, and what a path is answered to it. */
async function asked(
  mode: keyof typeof banks,
  version: Version,
  path: string,
  minutes: number,
  changes: Partial<Consent> = {},
) {
  const bank = bankThat(mode);
  const authenticatedAt = bank.clock.time - minutes * minute;
  const token = await bank.share({ permissions, authenticatedAt, accountIds: [current, savings], ...changes });
  const response = await bank.ask(`${bank.base.replace('v3.1', `v${version}`)}${path}`, { token });
  return { bank, token, response };
}

const transactions = `/accounts/${current}/transactions`;
const statement = (month: string) => `/accounts/${current}/statements/000011-S${month}`;
const old = [
  transactions,
  '/transactions',
  `${transactions}?fromBookingDateTime=2026-08-01T00:00:00`,
  `${transactions}?toBookingDateTime=2026-08-01T00:00:00`,
  `${statement('202607')}/transactions`,
  `${statement('202607')}/file`,
];
const young = [
  `${transactions}?fromBookingDateTime=${border}`,
  `/transactions?fromBookingDateTime=${border}`,
  `${statement('202610')}/transactions`,
  `${statement('202610')}/file`,
  `/accounts/${current}/balances`,
  '/accounts',
];
const each = (paths: string[]) => versions.flatMap((version) => paths.map((path) => [version, path] as const));

describe('A bank that refuses them', () => {
  it.each(each(old))('gives at v%s %s to a customer of the last 60 minutes, and to no other', async (version, path) => {
    expect((await asked('refuse', version, path, 60)).response.status).toBe(200);
    const { response } = await asked('refuse', version, path, 61);
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { Errors: [{ ErrorCode: version === '4.0' ? 'U028' : 'UK.OBIE.Reauthenticate' }] },
    ]);
  });

  it.each(each(young))('gives at v%s %s whenever the customer was there', async (version, path) => {
    expect((await asked('refuse', version, path, 100_000)).response.status).toBe(200);
  });

  it('withdraws the consent at v4.0, which says why, and leaves it as it is at v3.1', async () => {
    const statuses = async (version: Version, consentId: string) => {
      const { bank, token } = await asked('refuse', version, transactions, 61, { consentId });
      const told = await bank.ask(`${bank.base.replace('v3.1', 'v4.0')}/account-access-consents/${consentId}`, {
        token: 'client',
      });
      return { told: await told.json(), isRevoked: bank.revoked.includes(token.replace('customer', 'grant')) };
    };
    expect(await statuses('4.0', 'aac-stepped-up')).toMatchObject({
      told: { Data: { Status: 'CANC', StatusReason: [{ StatusReasonCode: 'U028' }] } },
      isRevoked: true,
    });
    expect(await statuses('3.1', 'aac-left')).toMatchObject({ told: { Data: { Status: 'AUTH' } }, isRevoked: false });
  });

  it.each([
    ['gives them again once the customer has authorised the consent anew, whose status stays', 0, 200],
    ['counts from his password, not from when he approved', 61, 403],
  ])('%s', async (_, minutes, status) => {
    const consentId = `aac-anew-${minutes}`;
    const { bank, token, response } = await asked('refuse', '3.1', transactions, 61, { consentId });
    expect(response.status).toBe(403);
    const consent = (await bank.store.get<Consent>('Consent', consentId)) ?? expect.unreachable();
    const authenticatedAt = bank.clock.time - minutes * minute;
    const approved = { customerId: consent.customerId ?? '', accountIds: [current], grantId: 'anew', authenticatedAt };
    const revokeGrant = async () => {};
    await authoriseConsent({ store: bank.store, revokeGrant }, consent, approved, bank.clock.time);
    expect((await bank.ask(transactions, { token })).status).toBe(status);
  });

  it('goes by when the status became what it is where an old folder does not say more', async () => {
    const bank = bankThat('refuse');
    const before = (minutes: number) => ({
      authenticatedAt: undefined,
      statusUpdatedAt: bank.clock.time - minutes * minute,
    });
    const status = async (minutes: number) => {
      const { authenticatedAt: _, ...changes } = before(minutes);
      const token = await bank.share({ permissions, ...changes });
      return (await bank.ask(transactions, { token })).status;
    };
    expect([await status(60), await status(61)]).toEqual([200, 403]);
  });

  it('gives all of an account that has nothing so old within what the consent shows', async () => {
    const changes = { transactionFromDateTime: `${border}+00:00`, transactionFrom: Date.parse(`${border}Z`) };
    expect((await asked('refuse', '3.1', transactions, 61, changes)).response.status).toBe(200);
  });
});

describe('A bank that leaves them out', () => {
  const earliest = async ({ bank, token, response }: Awaited<ReturnType<typeof asked>>) => {
    let { Data, Links } = page.parse(await response.json());
    const times = Data.Transaction.map(({ BookingDateTime }) => BookingDateTime);
    while (Links.Next !== undefined) {
      ({ Data, Links } = page.parse(await (await bank.ask(Links.Next, { token })).json()));
      times.push(...Data.Transaction.map(({ BookingDateTime }) => BookingDateTime));
    }
    return times.toSorted()[0];
  };

  it.each(each([transactions, '/transactions', `${transactions}?fromBookingDateTime=2026-01-01T00:00:00`]))(
    'gives at v%s of %s those of 90 days, and all to a customer of the last 60 minutes',
    async (version, path) => {
      const short = await earliest(await asked('shorten', version, path, 61));
      expect(short?.slice(0, 7)).toBe('2026-08');
      expect((short ?? '') >= border).toBe(true);
      const whole = await earliest(await asked('shorten', version, path, 60));
      expect((whole ?? '') < '2026-02').toBe(true);
    },
  );

  it.each(versions)('gives at v%s none of an older statement, and refuses its file', async (version) => {
    const { response } = await asked('shorten', version, `${statement('202607')}/transactions`, 61);
    expect([response.status, await response.json()]).toMatchObject([200, { Data: { Transaction: [] } }]);
    const consentId = `aac-file-${version}`;
    const file = await asked('shorten', version, `${statement('202607')}/file`, 61, { consentId });
    expect([file.response.status, await file.response.json()]).toMatchObject([
      403,
      { Errors: [{ ErrorCode: version === '4.0' ? 'U008' : 'UK.OBIE.Resource.ConsentMismatch' }] },
    ]);
    expect(await file.bank.store.get<Consent>('Consent', consentId)).toMatchObject({ status: 'authorised' });
  });
});

it('A file whose first entries may just be given is given, and none a day later', async () => {
  const bank = bankThat('shorten');
  const today = bank.clock.time;
  // 90 days after 1 September.
  bank.clock.time = Date.UTC(2026, 10, 30, 23, 59);
  expect((await asked('shorten', '3.1', `${statement('202609')}/file`, 61)).response.status).toBe(200);
  bank.clock.time += minute;
  expect((await asked('shorten', '3.1', `${statement('202609')}/file`, 61)).response.status).toBe(403);
  bank.clock.time = today;
});

it.each(each(old))('Usually a bank gives at v%s %s whenever the customer was there', async (version, path) => {
  expect((await asked('never', version, path, 100_000)).response.status).toBe(200);
});
