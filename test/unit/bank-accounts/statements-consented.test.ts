/** Statements of a consent that is for a period: those that lie within it as a whole, in the list, by id, as a file and by their transactions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { current, startBank, type TestBank } from './bank.ts';
import { expectRefusal } from './refusal.ts';

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank();
});
afterAll(() => bank.close());

const path = `/accounts/${current}/statements`;
const statements = z.object({ Data: z.object({ Statement: z.array(z.object({ StatementId: z.string() })) }) });
const period = { transactionFrom: Date.UTC(2026, 6, 15), transactionTo: Date.UTC(2026, 9, 31, 23, 59, 59) };

async function monthsOf(token: string, of: string): Promise<string[]> {
  const response = await bank.ask(of, { token });
  const { Data } = statements.parse(await response.json());
  return Data.Statement.map(({ StatementId }) => StatementId.slice(-6));
}

describe.each(['3.1', '4.0'])('At v%s a consent for a period gives', (version) => {
  const at = (of: string) => `${bank.base.replace('v3.1', `v${version}`)}${of}`;
  const permissions = [
    'ReadAccountsDetail',
    'ReadStatementsDetail',
    'ReadTransactionsDetail',
    'ReadTransactionsDebits',
  ];

  it('statements of the months that lie within it', async () => {
    const token = await bank.share({ permissions, ...period });
    expect(await monthsOf(token, at(path))).toEqual(['202610', '202609', '202608']);
    expect((await monthsOf(token, at('/statements'))).every((month) => /^20260[89]$|^202610$/.test(month))).toBe(true);
  });

  it('none of a month that ends after the consent’s period, by a second', async () => {
    const changes = { permissions, ...period, transactionTo: period.transactionTo - 1_000 };
    const token = await bank.share(changes);
    expect(await monthsOf(token, at(path))).toEqual(['202609', '202608']);
    const one = await bank.ask(at(`${path}/${current.slice(-6)}-S202610`), { token });
    expect(one.status).toBe(400);
  });

  it('of those the ones that lie within the dates asked for, both ends included', async () => {
    const token = await bank.share({ permissions, ...period });
    const within = (from: string, to: string) =>
      monthsOf(token, at(`${path}?fromStatementDateTime=${from}&toStatementDateTime=${to}`));
    expect(await within('2026-08-01T00:00:00', '2026-09-30T23:59:59')).toEqual(['202609', '202608']);
    expect(await within('2026-08-01T00:00:01', '2026-09-30T23:59:59')).toEqual(['202609']);
    expect(await within('2026-08-01T00:00:00', '2026-09-30T23:59:58')).toEqual(['202608']);
    expect(await within('2001-01-01T00:00:00', '2002-01-01T00:00:00')).toEqual([]);
  });

  it.each(['', '/file', '/transactions'])(
    'one by its id%s, and none of a month that it has only a part of',
    async (rest) => {
      const token = await bank.share({ permissions, ...period });
      const one = (month: string) => bank.ask(at(`${path}/${current.slice(-6)}-S${month}${rest}`), { token });
      expect((await one('202608')).status).toBe(200);
      for (const month of ['202607', '202606']) {
        const response = await one(month);
        if (version === '3.1') await expectRefusal(response, 400, 'Resource.NotFound', 'StatementId');
        else expect(response.status).toBe(400);
      }
    },
  );

  it('an answer to a range of one moment', async () => {
    const moment = 'fromStatementDateTime=2026-08-01T00:00:00&toStatementDateTime=2026-08-01T00:00:00';
    expect(await monthsOf(await bank.share({ permissions }), at(`${path}?${moment}`))).toEqual([]);
    const booked = 'fromBookingDateTime=2026-08-01T00:00:00&toBookingDateTime=2026-08-01T00:00:00';
    const response = await bank.ask(at(`/accounts/${current}/transactions?${booked}`), {
      token: await bank.share({ permissions }),
    });
    expect(response.status).toBe(200);
  });

  it.each([
    ['a date that stands twice', 'fromStatementDateTime=2026-01-01T00:00:00&fromStatementDateTime=2026-02-01T00:00:00'],
    [
      'a range that ends before it begins',
      'fromStatementDateTime=2026-02-01T00:00:00&toStatementDateTime=2026-01-31T23:59:59',
    ],
  ])('no answer to %s', async (_, query) => {
    expect((await bank.ask(at(`${path}?${query}`), { token: await bank.share({ permissions }) })).status).toBe(400);
  });
});
