/** A list that comes in pages: followed by its links alone, and never round in a circle or to another host. */

import { t } from '../../standard/language.ts';
import type { Operation } from '../../standard/operation.ts';
import { truncate } from '../../standard/truncate.ts';
import type { ApiOptions, Caller, Received } from '../api/caller.ts';
import { assertWanted } from '../api/steady-sender.ts';
import { callerOf } from '../call.ts';
import { fail, OpenBankingError } from '../errors.ts';
import type { Finding } from '../finding.ts';
import type { Session } from '../session.ts';
import { leftOut } from '../strangers.ts';
import { purposeWords } from '../transport/purpose-words.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import { type BankObject, readPage } from './page-answer.ts';

export type { BankObject } from './page-answer.ts';

export interface Page {
  items: BankObject[];
  url: string;
  /** `Meta` as the bank gave it. */
  meta: Record<string, unknown>;
  /** Of how many pages, where the bank says. */
  totalPages?: number;
}

/** A list of the API, and where to begin reading it. */
export interface List {
  operation: Operation;
  /** Of its first page. */
  url: string;
  /** Its name inside `Data`, e.g. `Transaction`. */
  member: string;
  /** What it is called in exchanges and findings, e.g. `transactions`. */
  purpose: string;
}

export interface ListOptions extends ApiOptions {
  /** The page to begin with in the place of the first: what {@link continueFrom} gave of an earlier reading's failure. */
  continueFrom?: string;
}

/**
 * The pages of a resource, in the bank's order. Only `Links.Next` is followed: paging parameters are the bank's own affair
 * (Read/Write API 3.1.11, Pagination). What is odd and forgiven goes to `onFinding`, or else to the session's warnings, when the reading ends,
 * however it ends. A page whose connection was dropped is asked for again, and a bank that says for how long it takes no more is waited for
 * (`../api/steady-sender.ts`), which `onWait` is told; what fails all the same, {@link continueFrom} goes on from.
 * @throws OpenBankingError `pagination_loop`, `answer_invalid`, `api_refused`
 */
export async function* pagesOf(
  session: Session,
  consent: ConsentRecord,
  { operation, url: first, member, purpose }: List,
  options: ListOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const name = `${operation.verb} ${operation.path}`;
  const { origin } = new URL(first);
  const start = options.continueFrom === undefined ? first : continuation(options.continueFrom, origin);
  const seen = new Set<string>();
  const alike = new Map<string, number>();
  const read = await callerOf(session, operation, consent, options, { patient: true });
  const limit = options.maxPages ?? maxPages;
  const findings = new Map<string, Finding>();
  const unreadable: number[] = [];
  let entries = 0;
  let before: readonly BankObject[] = [];
  try {
    for (let url: string | undefined = start; url !== undefined; ) {
      seen.add(url);
      const answer = readPage(await received(read, url, purpose, options.signal), member, purpose, name);
      for (const finding of answer.findings) findings.set(finding.code, finding);
      for (const place of answer.unreadable) unreadable.push(entries + place);
      entries += answer.items.length + answer.unreadable.length;
      const { items, meta, totalPages } = answer;
      // A first page whose Next is its own address in other words is told before its rows are given twice.
      if (items.length > 0 && isSame(items, before)) nextOf(answer.next, url, origin, seen);
      before = items;
      yield { items, url, meta, ...(totalPages === undefined ? {} : { totalPages }) };
      const next = nextOf(answer.next, url, origin, seen);
      if (next !== undefined) {
        demandProgress(items, url, alike);
        if (seen.size >= limit || entries >= maxItems) endless(seen.size, entries);
      } else if (totalPages !== undefined && totalPages > seen.size && start === first) {
        findings.set('pages_missing', missingPages(purpose, totalPages, seen.size));
      }
      url = next;
    }
  } finally {
    const tell = options.onFinding ?? session.warn;
    for (const finding of [
      ...findings.values(),
      leftOut(unreadable, t("the bank's list of {0}", purposeWords(purpose)), 'entry'),
    ]) {
      if (finding) tell(finding);
    }
  }
}

/** What came of one page; of a failure that another try may be spared, {@link continueFrom} knows where it was. */
async function received(
  read: Caller,
  url: string,
  purpose: string,
  signal: AbortSignal | undefined,
): Promise<Received> {
  try {
    assertWanted(signal);
    return await read(url, { purpose });
  } catch (thrown) {
    if (thrown instanceof Error) continuations.set(thrown, url);
    throw thrown;
  }
}

const continuations = new WeakMap<Error, string>();

/**
 * The page at which the reading of a list failed: with it as `continueFrom` the rest is read, no row twice and none left out. Undefined for
 * what another reading of the same page would not mend.
 */
export function continueFrom(failure: unknown): string | undefined {
  if (!(failure instanceof Error)) return undefined;
  return continuations.get(failure instanceof PartlyRead && failure.cause instanceof Error ? failure.cause : failure);
}

/** The address at which an earlier reading stopped, which a person may have typed: its token goes to no other host. */
function continuation(text: string, origin: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.origin === origin && url.username === '' && url.password === '') return url.href;
  return fail({
    code: 'usage',
    message: t('"{0}" is no page at {1}, where the bank has its API.', truncate(text, 200), origin),
    try: t('Take the address that the failure named, or read from the beginning.'),
  });
}

function missingPages(purpose: string, total: number, read: number): Finding {
  return {
    severity: 'warning',
    code: 'pages_missing',
    message: t(
      'The bank says that its list of {0} has {1} pages (Meta.TotalPages), and names no next page after number {2}: what was read is probably not complete.',
      purpose,
      Number.isSafeInteger(total) ? total.toLocaleString('en-GB') : total,
      read.toLocaleString('en-GB'),
    ),
    fix: t('Ask for less at a time (a range of days), and tell the bank that its Links.Next is missing.'),
  };
}

/** A failure after a part of a list was read, with that part. */
class PartlyRead extends OpenBankingError {
  readonly items: BankObject[];

  constructor(failure: OpenBankingError, items: BankObject[]) {
    super(failure.problem, { cause: failure });
    this.items = items;
  }
}

/** What had been read of a list when its reading failed: what {@link collect}, and whatever stands on it, threw has it. */
export function readBefore(failure: unknown): BankObject[] {
  return failure instanceof PartlyRead ? failure.items : [];
}

/** Nobody has as many accounts: bound for lists that are read whole before anything is done with them. */
export const maxPagesOfAccounts = 1000;

/**
 * All items of all pages.
 * @throws what the pages throw; {@link readBefore} gives what was read until then
 */
export async function collect(pages: AsyncIterable<Page>): Promise<BankObject[]> {
  const all: BankObject[][] = [];
  try {
    for await (const { items } of pages) all.push(items);
  } catch (thrown) {
    const items = all.flat();
    if (!(thrown instanceof OpenBankingError) || items.length === 0) throw thrown;
    throw new PartlyRead(thrown, items);
  }
  return all.flat();
}

/** A month without transactions may be an empty page, and some banks have years of them. */
const maxAlike = 100;

/** A list of a million in pages of 25 has 40,000. */
const maxPages = 50_000;
/** More than fits into the memory of whoever reads them all. */
const maxItems = 2_000_000;

function endless(pages: number, items: number): never {
  const [shownPages, shownItems] = [pages, items].map((number) => number.toLocaleString('en-GB'));
  fail({
    code: 'pagination_loop',
    message: t(
      'After {0} pages with {1} entries the list names yet another next page, so reading stopped here.',
      shownPages,
      shownItems,
    ),
    try: t('Ask for less at a time (a range of days), or tell the bank that its list has no end.'),
  });
}

function isSame(items: readonly BankObject[], others: readonly BankObject[]): boolean {
  const same = (index: number) => JSON.stringify(items[index]) === JSON.stringify(others[index]);
  return items.length === others.length && same(items.length - 1) && items.every((_item, index) => same(index));
}

/** A list whose links are ever new and whose pages are ever the same has no end either. */
function demandProgress(items: readonly BankObject[], url: string, alike: Map<string, number>): void {
  const page = JSON.stringify([items.length, items[0], items.at(-1)]);
  const count = (alike.get(page) ?? 0) + 1;
  alike.set(page, count);
  if (count < maxAlike) return;
  fail({
    code: 'pagination_loop',
    message: t('The page {0} is the {1}th with the same content, and names yet another next page.', url, count),
    try: t('Tell the bank that its list has no end. The pages read so far are complete in themselves.'),
  });
}

function nextOf(link: string | undefined, current: string, origin: string, seen: Set<string>): string | undefined {
  if (link === undefined) return undefined;
  const next = URL.canParse(link, current) ? new URL(link, current) : undefined;
  if (next && (next.username !== '' || next.password !== '')) {
    return fail({
      code: 'answer_invalid',
      message: t('The address of the next page has a user name or a password in it, and was not followed.'),
      try: t('Tell the bank that its Links.Next is wrong.'),
    });
  }
  if (next?.origin !== origin) {
    const place =
      next === undefined
        ? truncate(link, 200)
        : next.origin === 'null'
          ? t('a {0} address', next.protocol)
          : next.origin;
    return fail({
      code: 'answer_invalid',
      message: t("The next page is said to be at {0}, which is not the bank's resource server {1}.", place, origin),
      try: t('The access token is not sent to another host. Tell the bank that its Links.Next is wrong.'),
    });
  }
  if (seen.has(next.href)) {
    return fail({
      code: 'pagination_loop',
      message: t('The page {0} names as its next page one that was read already: {1}.', current, next.href),
      try: t(
        'Tell the bank that its Links.Next goes round in a circle. The pages read so far are complete in themselves.',
      ),
    });
  }
  return next.href;
}
