/** A list that comes in pages: followed by its links alone, and never round in a circle or to another host. */
import { z } from 'zod';
import { fail } from '../errors.ts';
import type { Session } from '../session.ts';
import type { ConsentRecord } from '../workspace/state.ts';
import { type ApiOptions, customerReader } from './request.ts';

/** One of the bank's own objects, untouched. */
export type BankObject = Record<string, unknown>;

export interface Page {
  items: BankObject[];
  url: string;
  /** `Meta` as the bank gave it. */
  meta: Record<string, unknown>;
}

/** Banks send `Data: null`, an object where a list belongs, and links that are null or empty (domain.md §7). */
const object = z.record(z.string(), z.unknown());
/** Only looked at, not copied: a page has up to a thousand of them. */
const untouched = z.custom<BankObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
const page = z.looseObject({
  Data: object.nullish(),
  Links: z.looseObject({ Next: z.string().nullish() }).nullish(),
  Meta: object.nullish(),
});
const items = z
  .union([z.array(untouched), untouched.transform((one) => [one])])
  .nullish()
  .transform((list) => list ?? []);

/**
 * The pages of a resource, in the bank's order. Only `Links.Next` is followed: paging parameters are the bank's own affair
 * (Read/Write API 3.1.11, Pagination).
 * @param member the list's name inside `Data`, e.g. `Transaction`
 * @throws OpenBankingError `pagination_loop`, `answer_invalid`, `api_refused`
 */
export async function* pagesOf(
  session: Session,
  consent: ConsentRecord,
  first: string,
  member: string,
  purpose: string,
  options: ApiOptions = {},
): AsyncGenerator<Page, void, undefined> {
  const { origin } = new URL(first);
  const seen = new Set<string>();
  const alike = new Map<string, number>();
  const read = await customerReader(session, consent, options);
  const most = options.mostPages ?? mostPages;
  let itemsRead = 0;
  for (let url: string | undefined = first; url !== undefined; ) {
    options.signal?.throwIfAborted();
    seen.add(url);
    const answer = page.safeParse(await read(url, purpose));
    const list = items.safeParse(answer.data?.Data?.[member]);
    if (!answer.success || !list.success) {
      return fail({
        code: 'answer_invalid',
        message: `The bank's answer to ${purpose} has no list ${member} in its Data.`,
        try: 'Tell the bank, with the exchange from the log.',
      });
    }
    yield { items: list.data, url, meta: answer.data.Meta ?? {} };
    itemsRead += list.data.length;
    const next = nextOf(answer.data.Links?.Next, url, origin, seen);
    if (next !== undefined) {
      demandProgress(list.data, url, alike);
      if (seen.size >= most || itemsRead >= mostItems) endless(seen.size, itemsRead);
    }
    url = next;
  }
}

/** Nobody has as many accounts: bound for lists that are read whole before anything is done with them. */
export const mostPagesOfAccounts = 1000;

/** All items of all pages. */
export async function collect(pages: AsyncIterable<Page>): Promise<BankObject[]> {
  const all: BankObject[][] = [];
  for await (const { items } of pages) all.push(items);
  return all.flat();
}

/** A month without transactions may be an empty page, and some banks have years of them. */
const mostAlike = 100;

/** A list of a million in pages of 25 has 40,000. */
const mostPages = 50_000;
/** More than fits into the memory of whoever reads them all. */
const mostItems = 2_000_000;

function endless(pages: number, items: number): never {
  const [shownPages, shownItems] = [pages, items].map((number) => number.toLocaleString('en-GB'));
  fail({
    code: 'pagination_loop',
    message: `After ${shownPages} pages with ${shownItems} entries the list names yet another next page, so reading stopped here.`,
    try: 'Ask for less at a time (a range of days), or tell the bank that its list has no end.',
  });
}

/** A list whose links are ever new and whose pages are ever the same has no end either. */
function demandProgress(items: readonly BankObject[], url: string, alike: Map<string, number>): void {
  const page = JSON.stringify([items.length, items[0], items.at(-1)]);
  const count = (alike.get(page) ?? 0) + 1;
  alike.set(page, count);
  if (count < mostAlike) return;
  fail({
    code: 'pagination_loop',
    message: `The page ${url} is the ${count}th with the same content, and names yet another next page.`,
    try: 'Tell the bank that its list has no end. The pages read so far are complete in themselves.',
  });
}

function nextOf(
  link: string | null | undefined,
  current: string,
  origin: string,
  seen: Set<string>,
): string | undefined {
  if (!link) return undefined;
  const next = URL.canParse(link, current) ? new URL(link, current) : undefined;
  if (next?.origin !== origin) {
    return fail({
      code: 'answer_invalid',
      message: `The next page is said to be at ${next?.origin ?? link}, which is not the bank's resource server ${origin}.`,
      try: 'The access token is not sent to another host. Tell the bank that its Links.Next is wrong.',
    });
  }
  if (seen.has(next.href)) {
    return fail({
      code: 'pagination_loop',
      message: `The page ${current} names as its next page one that was read already: ${next.href}.`,
      try: 'Tell the bank that its Links.Next goes round in a circle. The pages read so far are complete in themselves.',
    });
  }
  return next.href;
}
