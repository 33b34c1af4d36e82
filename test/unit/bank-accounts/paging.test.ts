/** Pages of transactions: followed by their links they are the ledger, whole and in order, for every filter and size. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Permission } from '../../../src/bank/accounts/permissions.ts';
import type { LedgerEntry } from '../../../src/bank/store/store.ts';
import { often, seed } from '../../support/chance.ts';
import { current, savings, startBank, type TestBank } from './bank.ts';

const page = z.object({
  Data: z.object({ Transaction: z.array(z.object({ AccountId: z.string(), TransactionId: z.string().optional() })) }),
  Links: z.object({
    Self: z.url(),
    First: z.url(),
    Prev: z.url().optional(),
    Next: z.url().optional(),
    Last: z.url(),
  }),
  Meta: z.object({ TotalPages: z.number() }),
});
type Page = z.infer<typeof page>;

let bank: TestBank;
let ledger: LedgerEntry[];
beforeAll(async () => {
  bank = await startBank({ bulkTransactions: true });
  const all = { accountId: current, credits: true, debits: true };
  ledger = await bank.store.page(all, 0, 1_000_000);
});
afterAll(() => bank.close());

async function read(url: string, token: string): Promise<Page> {
  const response = await bank.ask(url, { token });
  if (response.status !== 200) throw new Error(`${response.status} for ${url}: ${await response.text()}`);
  return page.parse(await response.json());
}

/** Follows the links from a first page, `Next` or `Prev`, to the end. */
async function walk(url: string, token: string, way: 'Next' | 'Prev'): Promise<Page[]> {
  const pages: Page[] = [];
  for (let at: string | undefined = url; at !== undefined; at = pages.at(-1)?.Links[way]) {
    pages.push(await read(at, token));
  }
  return pages;
}

const idsOf = (pages: Page[]) =>
  pages.flatMap(({ Data }) => Data.Transaction.map(({ TransactionId }) => TransactionId));
/** What is pending has none. */
const idOf = ({ rank }: LedgerEntry) =>
  rank === undefined ? undefined : `${current.slice(-6)}${String(rank).padStart(8, '0')}`;
const queryTime = (time: number) => new Date(time).toISOString().slice(0, 19);
const twoYearsAgo = Date.UTC(2024, 10, 22);
const seconds = fc.integer({ min: 0, max: 731 * 86_400 }).map((second) => twoYearsAgo + second * 1_000);

describe('Pages', () => {
  test('add up to the filtered ledger, forwards and backwards', async () => {
    const sides: Permission[][] = [
      ['ReadTransactionsCredits'],
      ['ReadTransactionsDebits'],
      ['ReadTransactionsCredits', 'ReadTransactionsDebits'],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sides),
        fc.integer({ min: 25, max: 1_000 }),
        fc.option(seconds, { nil: undefined }),
        fc.option(seconds, { nil: undefined }),
        fc.option(seconds, { nil: undefined }),
        async (side, pageSize, one, other, consented) => {
          const [from, to] = one !== undefined && other !== undefined && one > other ? [other, one] : [one, other];
          const token = await bank.share({
            permissions: ['ReadAccountsBasic', 'ReadTransactionsBasic', ...side],
            ...(consented === undefined ? {} : { transactionFrom: consented }),
          });
          const query = new URLSearchParams({ pageSize: String(pageSize) });
          if (from !== undefined) query.set('fromBookingDateTime', queryTime(from));
          if (to !== undefined) query.set('toBookingDateTime', queryTime(to));
          const pages = await walk(`/accounts/${current}/transactions?${query}`, token, 'Next');
          const wanted = ledger.filter(
            ({ credit, bookedAt }) =>
              side.includes(credit ? 'ReadTransactionsCredits' : 'ReadTransactionsDebits') &&
              bookedAt >= Math.max(from ?? 0, consented ?? 0) &&
              bookedAt <= (to ?? Number.POSITIVE_INFINITY),
          );
          expect(idsOf(pages)).toEqual(wanted.map(idOf));
          expect(pages.map(({ Meta }) => Meta.TotalPages)).toEqual(pages.map(() => pages.length));
          const back = await walk(pages[0]?.Links.Last ?? '', token, 'Prev');
          expect(back.reverse()).toEqual(pages);
        },
      ),
      { numRuns: often(25), seed },
    );
  }, 60_000);

  test('have five hundred transactions unless asked otherwise, and name themselves', async () => {
    const token = await bank.share();
    const first = await read(`/accounts/${current}/transactions`, token);
    expect(first.Data.Transaction).toHaveLength(500);
    expect(first.Links).toEqual({
      Self: `${bank.base}/accounts/${current}/transactions?page=1&pageSize=500`,
      First: `${bank.base}/accounts/${current}/transactions?page=1&pageSize=500`,
      Next: `${bank.base}/accounts/${current}/transactions?page=2&pageSize=500`,
      Last: `${bank.base}/accounts/${current}/transactions?page=${first.Meta.TotalPages}&pageSize=500`,
    });
    expect(await read(first.Links.Self, token)).toEqual(first);
  });

  test('of the bulk resource are the accounts’ lists, end to end', async () => {
    const token = await bank.share({ accountIds: [savings, current] });
    const bulk = await walk('/transactions?pageSize=77', token, 'Next');
    const each = [
      ...(await walk(`/accounts/${savings}/transactions`, token, 'Next')),
      ...(await walk(`/accounts/${current}/transactions`, token, 'Next')),
    ];
    expect(idsOf(bulk)).toEqual(idsOf(each));
  });
});

test('A page that was asked for shows what was booked since', async () => {
  const token = await bank.share();
  const url = `/accounts/${savings}/transactions?pageSize=25`;
  const before = await read(url, token);
  const last = (await bank.store.standing(savings))?.last ?? 0;
  const posting = { bookedAt: last, valueAt: last, amount: 1, credit: true, counterparty: 0, detail: 0 };
  await bank.store.book(savings, [posting]);
  const after = await read(url, token);
  expect(after.Data.Transaction[0]?.TransactionId).not.toBe(before.Data.Transaction[0]?.TransactionId);
  expect(after.Data.Transaction[1]).toEqual(before.Data.Transaction[0]);
});
