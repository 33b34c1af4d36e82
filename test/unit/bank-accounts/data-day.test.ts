/** A bank whose data end on a day that was asked for: statements and payments are told as of then, whatever the clock says. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { current, startBank } from './bank.ts';

const statements = z.object({ Data: z.object({ Statement: z.array(z.object({ StatementId: z.string() })) }) });
const orders = z.object({
  Data: z.object({
    StandingOrder: z.array(z.object({ LastPaymentDateTime: z.string(), NextPaymentDateTime: z.string() })).min(1),
  }),
});
const scheduled = z.object({
  Data: z.object({ ScheduledPayment: z.array(z.object({ ScheduledPaymentDateTime: z.string() })).min(1) }),
});
const told = z.object({
  Data: z.object({ Transaction: z.array(z.object({ Status: z.string(), BookingDateTime: z.string() })) }),
});

it.each([
  ['of a leap year gone by', '2024-03-01', '202402', '2024-03-'],
  ['of a year to come', '2031-03-01', '203102', '2031-03-'],
])('a day %s', async (_, dataDay, month, next) => {
  const bank = await startBank({ dataDay });
  try {
    const read = async (path: string, version = 'v3.1') =>
      (
        await bank.ask(`${bank.base.replace('v3.1', version)}/accounts/${current}${path}`, {
          token: await bank.share({
            permissions: [
              'ReadAccountsBasic',
              'ReadStatementsBasic',
              'ReadStandingOrdersBasic',
              'ReadScheduledPaymentsBasic',
              'ReadTransactionsBasic',
              'ReadTransactionsDebits',
            ],
          }),
        })
      ).json();
    const found = statements.parse(await read('/statements')).Data.Statement;
    expect([found.length, found[0]?.StatementId.slice(-6)]).toEqual([24, month]);
    for (const order of orders.parse(await read('/standing-orders')).Data.StandingOrder) {
      expect(order.NextPaymentDateTime.startsWith(next)).toBe(true);
      expect(order.LastPaymentDateTime < dataDay).toBe(true);
    }
    for (const one of scheduled.parse(await read('/scheduled-payments')).Data.ScheduledPayment)
      expect(one.ScheduledPaymentDateTime > dataDay).toBe(true);
    const { Transaction } = told.parse(await read('/transactions', 'v4.0')).Data;
    const toCome = Transaction.filter(({ Status }) => Status === 'FUTR' || Status === 'INFO');
    expect(toCome.length).toBeGreaterThan(0);
    for (const { BookingDateTime } of toCome) expect(BookingDateTime.startsWith(next)).toBe(true);
    const before = JSON.stringify(await read('/statements'));
    bank.clock.time += 91 * 86_400_000;
    expect(JSON.stringify(await read('/statements'))).toBe(before);
  } finally {
    await bank.close();
  }
});
