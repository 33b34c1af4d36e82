/** GET /accounts/{AccountId}/transactions, and /transactions where the bank has it (OBIE 3.1.11, Transactions). */
import type { Access } from '../http/state.ts';
import type { LedgerQuery, Store } from '../store/store.ts';
import { type Answer, answerOf, bytesAnswer } from './answer.ts';
import { asBodyTime } from './dates.ts';
import type { ReadingDeps } from './deps.ts';
import { Refusal } from './errors.ts';
import { PageCache } from './page-cache.ts';
import { type TransactionView, transactionView } from './permissions.ts';
import { demandShared, type Sharing, sharingOf } from './sharing.ts';
import { transactionDocument } from './transaction-document.ts';
import { demandPage, readTransactionQuery, type TransactionQuery, writeTransactionQuery } from './transaction-query.ts';

export interface TransactionsParams {
  /** Absent for the bulk resource. */
  accountId?: string;
  /** The raw query string, without the question mark. */
  query: string;
}

/** Answers a customer's token whose scope was checked already; refusals are answers too, it never rejects. */
export type ReadTransactions = (access: Access, params: TransactionsParams) => Promise<Answer>;

/**
 * The transactions resource, needing no web framework: status, headers and the ready bytes of one page.
 *
 * Token and certificate are the caller's to check at each request; the consent, its status, its expiry, its permissions and
 * its accounts are looked at here at each request. What is kept between requests are the bytes of a page under all that
 * they depend on: accounts, view, dates, page and page size. That is sound because the ledger is written once, when the
 * data set is made, and never changes afterwards.
 */
export function transactionsReader(deps: ReadingDeps): ReadTransactions {
  const pages = new PageCache();
  const { store, clock, options, addresses, report = () => undefined } = deps;

  async function read(access: Access, { accountId, query }: TransactionsParams): Promise<Answer> {
    if (accountId === undefined && !options.bulkTransactions) throw bulkIsUnsupported();
    const sharing = await sharingOf(store, clock, access);
    const view = transactionView(sharing);
    if (accountId !== undefined) demandShared(sharing, accountId);
    const wanted: Wanted = {
      accountIds: accountId === undefined ? sharing.accountIds : [accountId],
      self: `${addresses.accountInformation}${accountId === undefined ? '' : `/accounts/${accountId}`}/transactions`,
      view,
      query: readTransactionQuery(query),
      consented: consentedRange(sharing),
    };
    const key = keyOf(wanted);
    let bytes = pages.get(key);
    if (bytes === undefined) {
      bytes = Buffer.from(JSON.stringify(await pageDocument(store, wanted)));
      pages.set(key, bytes);
    }
    return bytesAnswer(200, bytes);
  }

  return (access, params) => answerOf(() => read(access, params), report);
}

/** All that the bytes of a page depend on. */
interface Wanted {
  accountIds: readonly string[];
  self: string;
  view: TransactionView;
  query: TransactionQuery;
  consented: { from?: number; to?: number };
}

function keyOf({ accountIds, self, view, query, consented }: Wanted): string {
  const shown = `${view.detail ? 'd' : ''}${view.credits ? '+' : ''}${view.debits ? '-' : ''}`;
  const dates = `${query.from} ${query.to} ${consented.from} ${consented.to}`;
  return `${self} ${accountIds.join()} ${shown} ${dates} ${query.page} ${query.pageSize}`;
}

async function pageDocument(store: Store, { accountIds, self, view, query, consented }: Wanted): Promise<object> {
  const from = latest(query.from, consented.from);
  const to = earliest(query.to, consented.to);
  const parts = await Promise.all(
    accountIds.map(async (accountId) => {
      const { credits, debits } = view;
      const of: LedgerQuery = {
        accountId,
        credits,
        debits,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      };
      return { of, count: await store.count(of), extent: await store.extent(accountId) };
    }),
  );
  const { page, pageSize } = query;
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const pages = Math.max(1, Math.ceil(total / pageSize));
  demandPage(page, pages);
  const transactions: object[] = [];
  // One account after the other, each newest first: the bulk resource is the accounts' lists, end to end.
  let skip = (page - 1) * pageSize;
  for (const { of, count } of parts) {
    const limit = Math.min(pageSize - transactions.length, count - skip);
    if (limit > 0) {
      const entries = await store.page(of, skip, limit);
      transactions.push(...entries.map((entry) => transactionDocument(of.accountId, entry, view.detail)));
    }
    skip = Math.max(0, skip - count);
    if (transactions.length === pageSize) break;
  }
  const link = (number: number) => `${self}?${writeTransactionQuery({ ...query, page: number })}`;
  const first = latest(earliest(...parts.map(({ extent }) => extent?.first)), consented.from);
  const last = earliest(latest(...parts.map(({ extent }) => extent?.last)), consented.to);
  const available = first !== undefined && last !== undefined && first <= last;
  return {
    Data: { Transaction: transactions },
    Links: {
      Self: link(page),
      First: link(1),
      Prev: page > 1 ? link(page - 1) : undefined,
      Next: page < pages ? link(page + 1) : undefined,
      Last: link(pages),
    },
    Meta: {
      TotalPages: pages,
      ...(available ? { FirstAvailableDateTime: asBodyTime(first), LastAvailableDateTime: asBodyTime(last) } : {}),
    },
  };
}

function consentedRange({ transactionFrom: from, transactionTo: to }: Sharing): { from?: number; to?: number } {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

function latest(...times: (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function earliest(...times: (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function bulkIsUnsupported(): Refusal {
  return new Refusal(404, {
    code: 'UK.OBIE.Resource.NotFound',
    message: 'The bulk resource /transactions is not supported by this bank. Read /accounts/{AccountId}/transactions.',
  });
}
