/** Reads any resource of account information by its row: the bank's own objects, all pages of them. */

import { t } from '../../standard/language.ts';
import { operationOf, urlOf } from '../api/caller.ts';
import { versionAt } from '../consents/consent.ts';
import { findConsent } from '../consents/kept.ts';
import { fail } from '../errors.ts';
import type { Session } from '../session.ts';
import { purposeWords } from '../transport/purpose-words.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import { type BankObject, collect, type ListOptions, maxPagesOfAccounts, type Page, pagesOf } from './pages.ts';
import { type ResourceName, type ResourceRow, resourceRow, resourceWords } from './resource-rows.ts';

export interface ReadOptions extends ListOptions {
  /** The consent whose data is asked for. */
  consentId: string;
}

/** Of what, and what part of it. */
export interface ResourceReading {
  /** An AccountId; absent for all that the customer shared. */
  account?: string | undefined;
  /** A StatementId, where the path has one. */
  statement?: string;
  query?: Record<string, string | undefined>;
}

/**
 * A resource of an account, or of all accounts that the customer shared: every page of it, its objects untouched. What is odd and forgiven, and
 * which of its elements could not be read, goes to `onFinding`, or else to the session's warnings.
 * @throws OpenBankingError `usage` where the standard does not have it so, `consent_not_found`, `token_missing`, `api_refused`,
 *   `answer_invalid`, `pagination_loop`; `readBefore` gives what had been read, `continueFrom` where to go on
 * @example
 * const balances = await read(session, 'balances', { account: '500004…' }, { consentId });
 */
export async function read(
  session: Session,
  resource: ResourceName,
  reading: ResourceReading,
  options: ReadOptions,
): Promise<BankObject[]> {
  return collect(readPages(session, resource, reading, options));
}

/** As {@link read}, a page at a time. */
export async function* readPages(
  session: Session,
  resource: ResourceName,
  reading: ResourceReading,
  options: ReadOptions,
): AsyncGenerator<Page, void, undefined> {
  yield* rowPages(
    session,
    await findConsent(session, options.consentId),
    resource,
    resourceRow(resource),
    reading,
    options,
  );
}

/** The pages of a resource by any row, under a consent. */
export async function* rowPages(
  session: Session,
  consent: ConsentRecord,
  name: string,
  row: ResourceRow,
  { account, statement, query }: ResourceReading,
  options: ListOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const operation = operationOf(operationNameOf(name, row, account));
  const params: Record<string, string> = {
    ...(account !== undefined && { AccountId: account }),
    ...(statement !== undefined && { StatementId: statement }),
  };
  const url = await urlOf(session, operation, { params, ...(query ? { query } : {}) });
  await tellOfVersion(session, consent, options);
  const bounds = row.taken === 'whole' ? { maxPages: maxPagesOfAccounts } : {};
  const list = { operation, url, member: row.member, purpose: resourceWords(name) };
  yield* pagesOf(session, consent, list, { ...bounds, ...options });
}

/**
 * Says where the consent is of a newer version than the API that is asked: a bank refuses that. The other way round it has to work
 * (Read/Write API, “Access across versions”); nobody is asked to find out.
 */
async function tellOfVersion(
  session: Session,
  { consentId, version }: ConsentRecord,
  options: ListOptions,
): Promise<void> {
  const at = await versionAt(session);
  if (!(Number.parseFloat(version) > Number.parseFloat(at))) return;
  (options.onFinding ?? session.warn)({
    severity: 'warning',
    code: 'consent_of_newer_version',
    message: t(
      'The consent {0} was made in version {1}, and is used in {2}: banks refuse that.',
      consentId,
      version,
      at,
    ),
    fix: t(
      'Read it in its own version (version and resourceServers in the bank’s entry), or make a consent in {0}.',
      at,
    ),
  });
}

function operationNameOf(name: string, { ofAccount, ofAll }: ResourceRow, account: string | undefined): string {
  const found = account === undefined ? ofAll : ofAccount;
  if (found !== undefined) return found;
  return account === undefined
    ? fail({
        code: 'usage',
        message: t('The standard has {0} of one account only, and none was named.', purposeWords(resourceWords(name))),
        try: t('Name an AccountId.'),
      })
    : fail({
        code: 'usage',
        message: t('The standard has no {0} of one account.', purposeWords(resourceWords(name))),
        try: t('Leave the AccountId out.'),
      });
}
