/** What is to come of an account: before its entries in 4.0, and nowhere in 3.1, which has no word for it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Consent } from '../../../src/bank/data/records.ts';
import { current, savings, startBank, type TestBank } from './bank.ts';

const entry = z.looseObject({
  Status: z.string(),
  CreditDebitIndicator: z.string(),
  TransactionId: z.string().optional(),
  TransactionMutability: z.string(),
  BookingDateTime: z.string(),
  ValueDateTime: z.string(),
  Amount: z.object({ Amount: z.string() }),
  CreditorAccount: z.object({ Identification: z.string() }).optional(),
});
const page = z.object({
  Data: z.object({ Transaction: z.array(entry) }),
  Links: z.object({ Next: z.url().optional() }),
  Meta: z.object({ TotalPages: z.number(), LastAvailableDateTime: z.string().optional() }),
});
const scheduled = z.object({
  Data: z.object({
    ScheduledPayment: z.array(
      z.looseObject({
        ScheduledPaymentDateTime: z.string(),
        InstructedAmount: z.object({ Amount: z.string() }),
        CreditorAccount: z.object({ Identification: z.string() }),
      }),
    ),
  }),
});

let bank: TestBank;
beforeAll(async () => {
  bank = await startBank({ bulkTransactions: true });
});
afterAll(() => bank.close());

const minute = 60_000;
const at = (hours: number, minutes = 0, seconds = 0) => Date.UTC(2026, 10, 22, hours, minutes, seconds);
const isToCome = ({ Status }: z.infer<typeof entry>) => Status === 'FUTR' || Status === 'INFO';

async function ask<T>(of: z.ZodType<T>, version: '3.1' | '4.0', path: string, changes?: Partial<Consent>): Promise<T> {
  bank.clock.time = at(9, 30);
  return read(of, version, path, await bank.share(changes));
}

async function read<T>(of: z.ZodType<T>, version: '3.1' | '4.0', path: string, token: string): Promise<T> {
  const url = path.startsWith('http') ? path : `${bank.base.replace('v3.1', `v${version}`)}${path}`;
  const response = await bank.ask(url, { token });
  expect(response.status).toBe(200);
  return of.parse(await response.json());
}

async function listOf(version: '3.1' | '4.0', query = '?pageSize=1000', changes?: Partial<Consent>) {
  return ask(page, version, `/accounts/${current}/transactions${query}`, changes);
}

/** All entries of a list by pages of 25, the counts of pages that were told, and the last date that is available. */
async function walk(version: '3.1' | '4.0', path: string, token: string) {
  bank.clock.time = at(9, 30);
  const found: z.infer<typeof entry>[] = [];
  const pages = new Set<number>();
  let last = 0;
  for (let next: string | undefined = `${path}?pageSize=25`; next !== undefined; ) {
    const { Data, Links, Meta }: z.infer<typeof page> = await read(page, version, next, token);
    found.push(...Data.Transaction);
    pages.add(Meta.TotalPages);
    last = Date.parse(Meta.LastAvailableDateTime ?? '');
    next = Links.Next;
  }
  return { found, pages, last };
}

/** The next thing to come at a time: when it is booked and when it is worth. */
async function first(time: number, token: string) {
  bank.clock.time = time;
  const { Transaction } = (await read(page, '4.0', `/accounts/${current}/transactions?pageSize=25`, token)).Data;
  const next = Transaction.filter(isToCome).at(-1);
  return [next?.BookingDateTime, next?.ValueDateTime];
}

describe('What is to come', () => {
  it('stands before the entries in 4.0, the last first, and has no number', async () => {
    const { Transaction } = (await listOf('4.0')).Data;
    const toCome = Transaction.filter(isToCome);
    expect(new Set(toCome.map(({ Status }) => Status))).toEqual(new Set(['FUTR', 'INFO']));
    expect(Transaction.slice(0, toCome.length)).toEqual(toCome);
    const times = toCome.map(({ BookingDateTime }) => Date.parse(BookingDateTime));
    expect(times).toEqual([...times].sort((one, other) => other - one));
    expect(Math.min(...times)).toBeGreaterThan(at(9, 30));
    for (const one of toCome) {
      expect(one).toMatchObject({ CreditDebitIndicator: 'Debit', TransactionMutability: 'Mutable' });
      expect([one.TransactionId, one.Balance]).toEqual([undefined, undefined]);
    }
  });

  it('is in no list of 3.1, and in none of its totals', async () => {
    const token = await bank.share();
    const path = `/accounts/${current}/transactions`;
    const [three, four] = [await walk('3.1', path, token), await walk('4.0', path, token)];
    const ids = (list: z.infer<typeof entry>[]) => list.map(({ TransactionId }) => TransactionId);
    expect(ids(three.found)).toEqual(ids(four.found.filter((one) => !isToCome(one))));
    expect(three.found).toHaveLength(await bank.store.count({ accountId: current, credits: true, debits: true }));
    expect(three.pages).toEqual(new Set([Math.ceil(three.found.length / 25)]));
    expect(three.last).toBe((await bank.store.standing(current))?.last);
    expect(four.last).toBe(Date.parse(four.found[0]?.BookingDateTime ?? ''));
  });

  it('is followed from page to page with the entries, none twice or missing, for one account and for several', async () => {
    const toCome = (await listOf('4.0')).Data.Transaction.filter(isToCome);
    const token = await bank.share({ accountIds: [savings, current] });
    const countOf = (accountId: string) => bank.store.count({ accountId, credits: true, debits: true });
    for (const [path, accountIds] of [
      [`/accounts/${current}/transactions`, [current]],
      ['/transactions', [savings, current]],
    ] as const) {
      const counts = await Promise.all(accountIds.map(countOf));
      const { found, pages } = await walk('4.0', path, token);
      expect(found).toHaveLength(counts.reduce((sum, count) => sum + count, toCome.length));
      expect(found.filter(isToCome)).toEqual(toCome);
      expect(pages).toEqual(new Set([Math.ceil(found.length / 25)]));
    }
  });

  it('is what scheduled payments say, as soon as they are near', async () => {
    const { ScheduledPayment } = (
      await ask(scheduled, '4.0', `/accounts/${current}/scheduled-payments`, {
        permissions: ['ReadAccountsBasic', 'ReadScheduledPaymentsDetail'],
      })
    ).Data;
    expect(ScheduledPayment.length).toBeGreaterThan(0);
    for (const { ScheduledPaymentDateTime, InstructedAmount, CreditorAccount } of ScheduledPayment) {
      bank.clock.time = Date.parse(ScheduledPaymentDateTime) - 2 * 86_400_000;
      const token = await bank.share();
      const { Transaction } = (await read(page, '4.0', `/accounts/${current}/transactions?pageSize=25`, token)).Data;
      const found = Transaction.find((one) => one.CreditorAccount?.Identification === CreditorAccount.Identification);
      expect(found).toMatchObject({
        Status: 'FUTR',
        BookingDateTime: ScheduledPaymentDateTime,
        Amount: { Amount: InstructedAmount.Amount },
      });
    }
  });

  it('keeps to the dates that are asked for, to those of the consent, and to debits', async () => {
    const future = '?pageSize=1000&fromBookingDateTime=2026-11-22T09:30:00';
    const all = (await listOf('4.0', future)).Data.Transaction;
    expect(all.length).toBeGreaterThan(1);
    expect(all.every(isToCome)).toBe(true);
    const middle = all[1]?.BookingDateTime ?? '';
    const asked = await listOf('4.0', `${future}&toBookingDateTime=${middle.slice(0, 19)}`);
    expect(asked.Data.Transaction).toEqual(all.filter((one) => one.BookingDateTime <= middle));
    const consented = await listOf('4.0', future, { transactionTo: Date.parse(middle) });
    expect(consented.Data.Transaction).toEqual(asked.Data.Transaction);
    expect(consented.Meta.LastAvailableDateTime).toBe(middle);
    const credits = await listOf('4.0', future, {
      permissions: ['ReadAccountsBasic', 'ReadTransactionsBasic', 'ReadTransactionsCredits'],
    });
    expect(credits.Data.Transaction).toEqual([]);
    const booked = (await bank.store.standing(current))?.last ?? 0;
    expect(Date.parse(credits.Meta.LastAvailableDateTime ?? '')).toBe(booked);
  });

  it('is told anew when its hour has come, though the books have not changed', async () => {
    const due = (await listOf('4.0')).Data.Transaction.filter(isToCome).at(-1)?.BookingDateTime ?? '';
    const token = await bank.share();
    const time = Date.parse(due);
    expect(await first(time - 1_000, token)).toEqual([due, due]);
    const late = `${due.slice(0, 10)}T23:59:59+00:00`;
    expect(await first(time, token)).toEqual([late, late]);
    expect(await first(Date.parse(late) - 1_000, token)).toEqual([late, late]);
  });

  it('is told anew half past an hour too, when a scheduled payment is made', async () => {
    // The club is paid on 20 February, in 2027 a Saturday, or on the Monday after.
    const due = '2027-02-22T03:30:00+00:00';
    const token = await bank.share();
    expect(await first(Date.parse(due) - minute, token)).toEqual([due, due]);
    const late = '2027-02-22T23:59:59+00:00';
    expect(await first(Date.parse(due), token)).toEqual([late, late]);
  });

  it('is found by the very time that it shows, on the day on which it is due too', async () => {
    const token = await bank.share();
    for (const time of [at(9, 30), Date.UTC(2026, 11, 1, 12), Date.UTC(2027, 1, 22, 23, 58)]) {
      bank.clock.time = time;
      const path = `/accounts/${current}/transactions?pageSize=1000`;
      const { Transaction } = (await read(page, '4.0', path, token)).Data;
      const shown = Transaction.filter(isToCome).map(({ BookingDateTime }) => BookingDateTime);
      expect(shown.length).toBeGreaterThan(0);
      for (const when of shown.map((text) => text.slice(0, 19))) {
        const dates = `fromBookingDateTime=${when}&toBookingDateTime=${when}`;
        const found = (await read(page, '4.0', `${path}&${dates}`, token)).Data.Transaction;
        expect(found.map(({ BookingDateTime }) => BookingDateTime.slice(0, 19))).toContain(when);
      }
    }
  });

  it('is told a fortnight before it comes, and not a day earlier', async () => {
    // The rent of 1 December, a Tuesday.
    const firstDay = async (time: number) => {
      bank.clock.time = time;
      const path = `/accounts/${current}/transactions?pageSize=25`;
      return (await read(page, '4.0', path, await bank.share())).Data.Transaction[0]?.BookingDateTime.slice(0, 10);
    };
    expect(await firstDay(Date.UTC(2026, 10, 17))).toBe('2026-12-01');
    expect(await firstDay(Date.UTC(2026, 10, 16, 23, 59))).not.toBe('2026-12-01');
  });
});
