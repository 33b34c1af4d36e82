/** GET /accounts/{AccountId}/transactions, and /transactions where the bank has it (Read/Write API, Transactions). */
import { type WordsVersion, wordsVersion } from '../../standard/versions.ts';
import { type Kept, type Made, ofCustomer, type Written } from '../api/resource.ts';
import { dataTime } from '../data/ensure.ts';
import type { Account } from '../data/records.ts';
import { toldAgainAfter, type UpcomingEntry, upcomingOf } from '../data/upcoming.ts';
import type { LedgerEntry, LedgerQuery, Store } from '../store/store.ts';
import { asBodyTime } from './dates.ts';
import type { AccountBank, AskedOfAccounts } from './deps.ts';
import { openFrom } from './old-history.ts';
import { type TransactionView, transactionView } from './permissions.ts';
import { demandShared, type Sharing } from './sharing.ts';
import { askedStatement } from './statements.ts';
import { transactionDocument } from './transaction-document.ts';
import { demandPage, readTransactionQuery, type TransactionQuery, writeTransactionQuery } from './transaction-query.ts';

/** Entries of one account, in the order of the page. */
interface Entries {
  account: Account;
  entries: (LedgerEntry | UpcomingEntry)[];
  view: TransactionView;
}

/**
 * What is kept between requests are the bytes of a page under all that they depend on: accounts, view, dates, page and page size. That is sound
 * because the books' data versions are among them. Token, certificate and consent are looked at anew at each request.
 */
const resource = {
  async handle(asked: AskedOfAccounts, bank: AccountBank) {
    const { store, options, clock } = bank;
    const {
      consent,
      params: { AccountId },
      base,
      version,
    } = asked;
    if (AccountId !== undefined) await demandShared(store, consent, AccountId);
    const accountIds = AccountId === undefined ? consent.accountIds : [AccountId];
    const query = readTransactionQuery(asked.query, options.profile.pageSizes, version);
    const own = consentedRange(consent);
    const open = await openFrom(asked, bank, {
      accountIds,
      from: latest(query.from, own.from),
      to: earliest(query.to, own.to),
    });
    const wanted: Wanted = {
      accountIds,
      self: `${base}${AccountId === undefined ? '' : `/accounts/${AccountId}`}/transactions`,
      view: transactionView(consent),
      query,
      consented: since(own, open),
      // 3.1 has no word for what is to come, so that it is in none of its lists.
      toldAt: wordsVersion(version) === '3.1' ? undefined : await dataTime(store, clock.now()),
    };
    return keptPage(store, wanted);
  },
  write: { '3.1.11': writtenIn('3.1'), '4.0.1': writtenIn('4.0') },
};

async function keptPage(store: Store, wanted: Wanted): Promise<Kept<Entries[]>> {
  const versions = await Promise.all(wanted.accountIds.map((accountId) => store.dataVersion(accountId)));
  return { as: `${keyOf(wanted)} ${versions.join()}`, make: () => pageOf(store, wanted) };
}

function writtenIn(version: WordsVersion) {
  return (parts: Entries[]): Written => ({
    Data: {
      Transaction: parts.flatMap(({ account, entries, view }) =>
        entries.map((entry) => transactionDocument(account, entry, view, version)),
      ),
    },
  });
}

export const transactions = ofCustomer(resource);

/** GET /accounts/{AccountId}/statements/{StatementId}/transactions: those of the statement's month, in which no dates are asked for. */
export const statementTransactions = ofCustomer({
  ...resource,
  async handle(asked: AskedOfAccounts, bank: AccountBank) {
    const { store, options, clock } = bank;
    const { consent, query, base, params, version } = asked;
    const { accountId, from, to } = await askedStatement(store, asked, clock.now());
    const { page, pageSize } = readTransactionQuery(query, options.profile.pageSizes, version);
    const own = consentedRange(consent);
    const within = { from: Math.max(from, own.from ?? from), to: Math.min(to, own.to ?? to) };
    const open = await openFrom(asked, bank, { accountIds: [accountId], ...within });
    return keptPage(store, {
      accountIds: [accountId],
      self: `${base}/accounts/${accountId}/statements/${params.StatementId}/transactions`,
      view: transactionView(consent),
      query: { page, pageSize },
      consented: since(within, open),
    });
  },
});

/** All that the bytes of a page depend on. */
interface Wanted {
  accountIds: readonly string[];
  self: string;
  view: TransactionView;
  query: TransactionQuery;
  consented: { from?: number; to?: number };
  /** As of when it is told what is to come; undefined where it is not told. */
  toldAt?: number | undefined;
}

function keyOf({ accountIds, self, view, query, consented, toldAt }: Wanted): string {
  const shown = `${view.detail ? 'd' : ''}${view.credits ? '+' : ''}${view.debits ? '-' : ''}${view.cardNumbers ? 'p' : ''}`;
  const dates = `${query.from} ${query.to} ${consented.from} ${consented.to}`;
  const told = toldAt === undefined ? '' : Math.floor(toldAt / toldAgainAfter);
  return `${self} ${accountIds.join()} ${shown} ${dates} ${query.page} ${query.pageSize} ${told}`;
}

async function pageOf(store: Store, wanted: Wanted): Promise<Made<Entries[]>> {
  const { accountIds, self, view, query, consented, toldAt } = wanted;
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
      // All that is to come are debits.
      const toCome = toldAt === undefined || !debits ? [] : await upcomingOf(store, accountId, toldAt);
      const upcoming = toCome.filter(({ bookedAt }) => isWithin(of, bookedAt));
      const standing = await store.standing(accountId);
      const last = latest(toCome[0]?.bookedAt, standing?.last);
      return { of, upcoming, count: upcoming.length + (await store.count(of)), first: standing?.first, last };
    }),
  );
  const { page, pageSize } = query;
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const pages = Math.max(1, Math.ceil(total / pageSize));
  demandPage(page, pages);
  const found: Entries[] = [];
  // One account after the other, each newest first, what is to come before it: the bulk resource is the accounts' lists, end to end.
  let skip = (page - 1) * pageSize;
  let room = pageSize;
  for (const { of, upcoming, count } of parts) {
    const limit = Math.min(room, count - skip);
    if (limit > 0) {
      const toCome = upcoming.slice(skip, skip + limit);
      const offset = Math.max(0, skip - upcoming.length);
      const entries = [...toCome, ...(await store.page(of, offset, limit - toCome.length))];
      const account = await store.get<Account>('Account', of.accountId);
      if (account !== undefined) found.push({ account, entries, view });
      room -= entries.length;
    }
    skip = Math.max(0, skip - count);
    if (room === 0) break;
  }
  const link = (number: number) => `${self}?${writeTransactionQuery({ ...query, page: number })}`;
  const first = latest(earliest(...parts.map((part) => part.first)), consented.from);
  const last = earliest(latest(...parts.map((part) => part.last)), consented.to);
  const available = first !== undefined && last !== undefined && first <= last;
  return {
    it: found,
    links: {
      Self: link(page),
      First: link(1),
      Prev: page > 1 ? link(page - 1) : undefined,
      Next: page < pages ? link(page + 1) : undefined,
      Last: link(pages),
    },
    meta: {
      TotalPages: pages,
      ...(available ? { FirstAvailableDateTime: asBodyTime(first), LastAvailableDateTime: asBodyTime(last) } : {}),
    },
  };
}

function isWithin({ from = -Infinity, to = Infinity }: LedgerQuery, time: number): boolean {
  return from <= time && time <= to;
}

function consentedRange({ transactionFrom: from, transactionTo: to }: Sharing): { from?: number; to?: number } {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** A range without what is before a time. */
function since<Range extends { from?: number }>(range: Range, open: number | undefined): Range {
  return open === undefined ? range : { ...range, from: Math.max(open, range.from ?? open) };
}

function latest(...times: (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function earliest(...times: (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
