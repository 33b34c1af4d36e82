/** Accounts, balances and transactions, with what is peculiar to each. */

import { t } from '../../standard/language.ts';
import { truncate } from '../../standard/truncate.ts';
import { findConsent, noteConsent } from '../consents/kept.ts';
import { fail } from '../errors.ts';
import type { Session } from '../session.ts';
import { idOf } from '../strangers.ts';
import { accountNickname } from './account-words.ts';
import { type BankObject, collect, type Page } from './pages.ts';
import { type ReadOptions, read, readPages, rowPages } from './read.ts';
import { resourceRows } from './resource-rows.ts';

export interface TransactionRange {
  /** A day (2026-01-31) or an ISO 8601 time; a zone is cut off, as the standard has it. */
  from?: string;
  to?: string;
}

/**
 * The accounts that the customer shared (GET /accounts); remembers their ids on the consent and, of a bank that is not in production, what
 * they are called.
 * @throws OpenBankingError `consent_not_found`, `token_missing`, `api_refused`
 */
export async function accounts(session: Session, options: ReadOptions): Promise<BankObject[]> {
  const consent = await findConsent(session, options.consentId);
  const found = await collect(rowPages(session, consent, 'accounts', resourceRows.accounts, {}, options));
  const ids = found.map(accountId).filter((id) => id !== undefined);
  const names = session.bank.entry.environment === 'production' ? [] : namesOf(found);
  await noteConsent(session, consent.consentId, ({ accountNames: _, ...each }) => ({
    ...each,
    accounts: ids,
    ...(names.length > 0 && { accountNames: names }),
  }));
  return found;
}

/** What a customer calls an account is kept of test banks only, its holder's name of none. */
function namesOf(accounts: readonly BankObject[]): [id: string, name: string][] {
  return accounts.flatMap((account) => {
    const [id, name] = [accountId(account), truncate(accountNickname(account), maxNameLength)];
    return id === undefined || name === '' ? [] : [[id, name]];
  });
}

/** Letters; the standard's longest nickname has 70. */
const maxNameLength = 140;

/**
 * The balances of one account, or of all that the customer shared (GET /balances).
 * @throws OpenBankingError `consent_not_found`, `token_missing`, `api_refused`
 */
export async function balances(
  session: Session,
  account: string | undefined,
  options: ReadOptions,
): Promise<BankObject[]> {
  return read(session, 'balances', { account }, options);
}

/**
 * The transactions of an account, a page at a time (GET /accounts/{AccountId}/transactions). The consent's own range limits whatever is asked.
 * @throws OpenBankingError `usage`, `consent_not_found`, `token_missing`, `api_refused`, `pagination_loop`
 * @example
 * for await (const { items } of transactionPages(session, '500004…', { from: '2026-01-01' }, { consentId })) show(items);
 */
export async function* transactionPages(
  session: Session,
  account: string,
  range: TransactionRange,
  options: ReadOptions,
): AsyncGenerator<Page, void, undefined> {
  const query = {
    fromBookingDateTime: queryTime(range.from, 'T00:00:00'),
    toBookingDateTime: queryTime(range.to, 'T23:59:59'),
  };
  if (query.fromBookingDateTime && query.toBookingDateTime && query.fromBookingDateTime > query.toBookingDateTime) {
    fail({
      code: 'usage',
      message: t('The range begins ({0}) after it ends ({1}).', range.from, range.to),
      try: t('Exchange the two.'),
    });
  }
  yield* readPages(session, 'transactions', { account, query }, options);
}

/** All transactions of an account; see {@link transactionPages}. Of what is thrown, `readBefore` gives what had been read. */
export async function transactions(
  session: Session,
  account: string,
  range: TransactionRange,
  options: ReadOptions,
): Promise<BankObject[]> {
  return collect(transactionPages(session, account, range, options));
}

/** The id of one of the bank's account objects. */
export function accountId(account: BankObject): string | undefined {
  return idOf(account.AccountId);
}

/**
 * A time for a query string: no zone, no fractions (Read/Write API 3.1.11, Filtering: dates in a query must not carry a zone).
 * @param ofDay the time of day put to a bare day
 */
export function queryTime(time: string | undefined, ofDay: string): string | undefined {
  if (time === undefined) return undefined;
  const parts = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d)?)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.exec(time);
  if (!parts || Number.isNaN(Date.parse(time))) {
    return fail({
      code: 'usage',
      message: t('"{0}" is neither a day nor an ISO 8601 time.', time),
      try: t('Write it like 2026-01-31 or 2026-01-31T12:00:00.'),
    });
  }
  const clock = parts[2] === undefined ? ofDay : parts[3] === undefined ? `${parts[2]}:00` : parts[2];
  return `${parts[1]}${clock}`;
}
