/** What 4.0.1 changed in 4.0: a bank has it or not, by its profile, and 3.1 has none of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { permissionCodes } from '../../../src/bank/accounts/permissions.ts';
import { permissive } from '../../../src/bank/profile/permissive.ts';
import { checkBody } from '../../../src/standard/check.ts';
import { operationAt } from '../../../src/standard/operations.ts';
import { tables } from '../../../src/standard/tables.ts';
import { current, startBank, type TestBank } from './bank.ts';

let patched: TestBank;
let plain: TestBank;
beforeAll(async () => {
  const offers = { ...permissive.offers, release401: false, without: [] };
  patched = await startBank({ bulkTransactions: true });
  plain = await startBank({ profile: { ...permissive, offers } });
});
afterAll(async () => {
  await patched.close();
  await plain.close();
});

const permissions = [...permissionCodes];
const four = (bank: TestBank) => bank.base.replace('v3.1', 'v4.0');
const framed = z.looseObject({ Links: z.object({ Self: z.url() }).optional(), Meta: z.looseObject({}).optional() });

const documents = [
  '/accounts',
  `/accounts/${current}`,
  '/balances',
  '/beneficiaries',
  '/direct-debits',
  '/offers',
  `/accounts/${current}/parties`,
  '/party',
  '/products',
  '/scheduled-payments',
  '/standing-orders',
  '/statements',
  `/accounts/${current}/statements/000011-S202610`,
];
const lists = ['/transactions', `/accounts/${current}/transactions`];

describe('Links and Meta', () => {
  it.each(documents)('of %s are left out by 4.0.1, and there without it', async (path) => {
    const answer = async (bank: TestBank, base: string) => {
      const response = await bank.ask(`${base}${path}`, {
        token: await bank.share({ permissions }),
        unlike: 'by hand',
      });
      expect(response.status).toBe(200);
      return framed.parse(await response.json());
    };
    const told = await answer(patched, four(patched));
    expect([told.Links, told.Meta]).toEqual([undefined, undefined]);
    for (const bank of [patched, plain]) {
      expect(await answer(bank, bank.base)).toMatchObject({
        Links: { Self: `${bank.base}${path}` },
        Meta: { TotalPages: 1 },
      });
    }
    const without = await answer(plain, four(plain));
    expect(without).toMatchObject({ Links: { Self: `${four(plain)}${path}` }, Meta: { TotalPages: 1 } });
    const definition = operationAt('ais', 'GET', path, '4.0')?.operation.in['4.0']?.answer;
    expect(checkBody(without, definition ?? expect.unreachable(), tables())).toEqual([]);
  });

  it.each(lists)('of %s are there with it and without, as there is more than a page', async (path) => {
    for (const bank of [patched, plain]) {
      const token = await bank.share({ permissions });
      const response = await bank.ask(`${four(bank)}${path}?pageSize=25`, { token });
      expect(await response.json()).toMatchObject({
        Links: { Next: expect.any(String) },
        Meta: { TotalPages: expect.any(Number) },
      });
    }
  });
});

describe('A date of a query with a zone', () => {
  it.each([
    [`/accounts/${current}/transactions`, 'fromBookingDateTime', '2026-01-01T00:00:00Z'],
    ['/transactions', 'toBookingDateTime', '2026-01-01T00:00:00+01:00'],
    ['/transactions', 'toBookingDateTime', '2026-01-01T00:00:00%2B01:00'],
    ['/statements', 'fromStatementDateTime', '2026-01-01T00:00:00Z'],
    [`/accounts/${current}/statements`, 'toStatementDateTime', '2026-01-01T00:00:00-05:00'],
  ])('of %s as %s=%s is refused by 4.0.1 alone', async (path, name, time) => {
    const asked = async (bank: TestBank, base: string, text: string) =>
      bank.ask(`${base}${path}?${name}=${text}`, { token: await bank.share({ permissions }) });
    const refused = await asked(patched, four(patched), time);
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { Errors: [{ ErrorCode: 'U003', Path: name }] },
    ]);
    for (const [bank, base] of [
      [patched, patched.base],
      [plain, four(plain)],
      [plain, plain.base],
    ] as const) {
      expect((await asked(bank, base, time)).status).toBe(200);
    }
    expect((await asked(patched, four(patched), '2026-01-01T00:00:00')).status).toBe(200);
  });
});

describe('Rate limits', () => {
  const headersOf = async (bank: TestBank, base: string, token: string, path = '/accounts') => {
    const { headers } = await bank.ask(`${base}${path}`, { token });
    return [headers.get('ratelimit-policy'), headers.get('ratelimit')];
  };

  it('are told by 4.0.1: a quota, what is left of it, and until when', async () => {
    patched.clock.time += 60_000;
    const token = await patched.share({ permissions });
    expect(await headersOf(patched, four(patched), token)).toEqual(['"default";q=6000;w=60', '"default";r=5999;t=60']);
    patched.clock.time += 12_300;
    expect(await headersOf(patched, four(patched), token, '/nowhere')).toEqual([
      '"default";q=6000;w=60',
      '"default";r=5998;t=48',
    ]);
    patched.clock.time += 47_700;
    expect((await headersOf(patched, four(patched), token))[1]).toBe('"default";r=5999;t=60');
  });

  it('are each client’s own', async () => {
    patched.clock.time += 60_000;
    await headersOf(patched, four(patched), 'client');
    expect((await headersOf(patched, four(patched), 'other-client'))[1]).toBe('"default";r=5999;t=60');
  });

  it('are told neither by 3.1 nor without it', async () => {
    expect(await headersOf(patched, patched.base, await patched.share())).toEqual([null, null]);
    for (const base of [plain.base, four(plain)]) {
      expect(await headersOf(plain, base, await plain.share())).toEqual([null, null]);
    }
  });
});

describe('A date of a consent with nine decimals', () => {
  const wanted = '2027-01-01T00:00:00.123456789+01:00';
  const made = async (bank: TestBank, base: string) => {
    const response = await bank.ask(`${base}/account-access-consents`, {
      method: 'POST',
      token: 'client',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        Data: { Permissions: ['ReadAccountsBasic'], ExpirationDateTime: wanted, TransactionFromDateTime: wanted },
        Risk: {},
      }),
    });
    return z.object({ Data: z.looseObject({ ConsentId: z.string() }) }).parse(await response.json()).Data;
  };

  it('is told with five by 4.0.1, and as it was written elsewhere', async () => {
    const shortened = '2027-01-01T00:00:00.12345+01:00';
    expect(await made(patched, four(patched))).toMatchObject({
      ExpirationDateTime: shortened,
      TransactionFromDateTime: shortened,
    });
    expect(await made(plain, four(plain))).toMatchObject({ ExpirationDateTime: wanted });
    const { ConsentId, ExpirationDateTime } = await made(patched, patched.base);
    expect(ExpirationDateTime).toBe(wanted);
    const read = await patched.ask(`${four(patched)}/account-access-consents/${ConsentId}`, { token: 'client' });
    expect(await read.json()).toMatchObject({ Data: { ExpirationDateTime: shortened } });
  });
});
