/** A fetch of transactions: what came stays, whatever ends it, and a page can be given all of it again. */
import { describe, expect, it } from 'vitest';
import { Fetch, type FetchEvents } from '../../../src/extension/accounts/fetch.ts';
import { comparisonStates } from '../../../src/messages/transactions.ts';
import { collect } from '../../../src/tpp/accounts/pages.ts';
import * as tpp from '../../../src/tpp/index.ts';

const transaction = (id: string, amount: string) => ({
  AccountId: '1',
  TransactionId: id,
  Status: 'Booked',
  CreditDebitIndicator: 'Debit',
  Amount: { Amount: amount, Currency: 'GBP' },
  BookingDateTime: '2026-11-20T10:00:00Z',
});
type Items = ReturnType<typeof transaction>[];

/** The library, with pages that are given here in place of a bank's. */
function libraryWith(pages: readonly (Items | Error)[]): typeof tpp {
  return {
    ...tpp,
    async balances() {
      return [];
    },
    async *transactionPages() {
      for (const items of pages) {
        if (items instanceof Error) throw items;
        yield { items, url: '', meta: {}, totalPages: pages.length };
      }
    },
  };
}

async function fetched(pages: readonly (Items | Error)[], listen?: (fetch: Fetch) => void): Promise<Fetch> {
  const of = { consentId: 'c', accounts: [{ id: '1' }], range: {}, showsBalances: true };
  const fetch = new Fetch(libraryWith(pages), of);
  listen?.(fetch);
  const session: Parameters<Fetch['run']>[0] = Object.create(null);
  await fetch.run(session, new AbortController().signal);
  return fetch;
}

/** Hears what a page would: where each chunk begins, and how long it is. */
function ears(): { chunks: [number, number][]; events: FetchEvents } {
  const chunks: [number, number][] = [];
  return { chunks, events: { onBalances() {}, onRows: ({ first, count }) => chunks.push([first, count]) } };
}

describe('a fetch', () => {
  const two = [[transaction('a', '1.00'), transaction('b', '2.00')], [transaction('c', '3.00')]];

  it('gives a page that comes late everything, and one that comes again everything again', async () => {
    const fetch = await fetched(two);
    const [late, again] = [ears(), ears()];
    fetch.listen(late.events);
    fetch.listen(again.events);
    expect([fetch.ended, fetch.count, late.chunks, again.chunks]).toEqual(['done', 3, [[0, 3]], [[0, 3]]]);
    expect(fetch.rows.raw.object(2)).toEqual(transaction('c', '3.00'));
  });

  it('gives the first page’s rows before the second was read', async () => {
    const heard = ears();
    await fetched(two, (fetch) => fetch.listen(heard.events));
    expect(heard.chunks).toEqual([
      [0, 2],
      [2, 1],
    ]);
  });

  it('keeps what came before a failure, and says why it ended', async () => {
    const problem = new tpp.OpenBankingError({ code: 'timed_out', message: 'Too slow.', try: 'Try again.' });
    const fetch = await fetched([[transaction('a', '1.00')], problem]);
    expect([fetch.count, fetch.ended]).toEqual([1, expect.objectContaining({ code: 'timed_out' })]);
    expect(fetch.failure().message).toContain('Too slow.');
  });

  it('goes on where it stopped, with no row twice and none missing, and tells what it waits for', async () => {
    const failure = new tpp.OpenBankingError({ code: 'timed_out', message: 'Too slow.', try: 'Try again.' });
    const asked: unknown[] = [];
    const library: typeof tpp = {
      ...libraryWith([]),
      continueFrom: (thrown) => (thrown === failure ? 'https://rs.bank.example/2' : undefined),
      async *transactionPages(_session, account, _range, { continueFrom, onWait }) {
        asked.push([account, continueFrom]);
        onWait?.({ seconds: 3, why: 'The connection was lost.' });
        if (continueFrom === undefined) yield { items: [transaction(`${account}1`, '1.00')], url: '', meta: {} };
        if (account === '2' && continueFrom === undefined) throw failure;
        yield { items: [transaction(`${account}2`, '2.00')], url: '', meta: {} };
      },
    };
    const accounts = ['1', '2', '3'].map((id) => ({ id }));
    const fetch = new Fetch(library, { consentId: 'c', accounts, range: {}, showsBalances: true });
    const told: unknown[] = [];
    fetch.onPage = ({ waiting, account }) => waiting && told.push([account, waiting]);
    const session: Parameters<Fetch['run']>[0] = Object.create(null);
    await fetch.run(session, new AbortController().signal);
    expect([fetch.count, fetch.canGoOn, fetch.ended]).toEqual([3, true, failure.problem]);
    await fetch.goOn(session, new AbortController().signal);
    expect([fetch.canGoOn, fetch.ended]).toEqual([false, 'done']);
    const ids = Array.from({ length: fetch.count }, (_, row) => fetch.rows.raw.object(row)?.TransactionId);
    expect(ids).toEqual(['11', '12', '21', '22', '31', '32']);
    expect(asked.slice(2)).toEqual([
      ['2', 'https://rs.bank.example/2'],
      ['3', undefined],
    ]);
    expect(told[1]).toEqual([1, expect.stringMatching(/^The connection was lost\. Going on at /)]);
    await fetch.goOn(session, new AbortController().signal);
    expect(asked).toHaveLength(4);
  });

  it('does not go on with what another reading does not mend, nor where nothing was read yet', async () => {
    const failure = new tpp.OpenBankingError({ code: 'pagination_loop', message: 'Round.', try: 'Tell the bank.' });
    expect((await fetched([[transaction('a', '1.00')], failure])).canGoOn).toBe(false);
    expect((await fetched([failure])).canGoOn).toBe(false);
  });

  it('has a note of each oddity that the bank is forgiven, once, and of balances that are none', async () => {
    const odd = { severity: 'warning' as const, code: 'x', message: 'One entry was left out.', fix: 'Tell the bank.' };
    const problem = { code: 'answer_invalid' as const, message: 'The balances have no Data.', try: 'Tell the bank.' };
    const library: typeof tpp = {
      ...libraryWith([]),
      balances: () => Promise.reject(new tpp.OpenBankingError(problem)),
      async *transactionPages(_session, _account, _range, options) {
        options?.onFinding?.(odd);
        options?.onFinding?.(odd);
        yield { items: [transaction('a', '1.00')], url: '', meta: {} };
      },
    };
    const fetch = new Fetch(library, { consentId: 'c', accounts: [{ id: '1' }], range: {}, showsBalances: true });
    await fetch.run(Object.create(null), new AbortController().signal);
    expect([fetch.ended, fetch.count, ...fetch.notes]).toEqual([
      'done',
      1,
      'The balances have no Data.',
      'One entry was left out. Tell the bank.',
    ]);
  });

  it('has a note of balances that a bank refused on the way, and none where it refused them at once', async () => {
    const refusal = { code: 'api_refused' as const, message: 'The bank answered 503.', try: 'Wait.' };
    async function* halves() {
      yield { items: [{ AccountId: '1', Type: 'InterimBooked' }], url: '', meta: {} };
      throw new tpp.OpenBankingError(refusal);
    }
    const notesOf = async (balances: typeof tpp.balances) => {
      const of = { consentId: 'c', accounts: [{ id: '1' }], range: {}, showsBalances: true };
      const fetch = new Fetch({ ...libraryWith([]), balances }, of);
      await fetch.run(Object.create(null), new AbortController().signal);
      expect(fetch.ended).toBe('done');
      return [...fetch.notes];
    };
    expect(await notesOf(() => collect(halves()))).toEqual([
      'Not all balances of 1 could be read. The bank answered 503.',
    ]);
    expect(await notesOf(() => Promise.reject(new tpp.OpenBankingError(refusal)))).toEqual([]);
  });

  it('compared with an earlier one has what is gone behind the others, for a page that comes again too', async () => {
    const earlier = await fetched([[transaction('a', '1.00'), transaction('b', '2.00'), transaction('x', '9.00')]]);
    const fetch = await fetched([[transaction('n', '5.00'), transaction('a', '1.00'), transaction('b', '2.50')]]);
    await fetch.compareWith(earlier, new AbortController().signal);
    expect(fetch.compared).toMatchObject({ earlier: earlier.at, changedIds: 0 });
    expect([...(fetch.compared?.states ?? [])].map((state) => tpp.rowStates[state])).toEqual([
      'new',
      'same',
      'changed',
      'gone',
    ]);
    const page = ears();
    fetch.listen(page.events);
    fetch.listen(page.events);
    expect(page.chunks.reduce((sum, [, count]) => sum + count, 0)).toBe(8);
    expect([fetch.count, fetch.rows.present, fetch.rows.raw.object(3)]).toEqual([4, 3, transaction('x', '9.00')]);
  });

  it('compared with an earlier one has what was pending there as one row, and the page knows every state', async () => {
    const earlier = await fetched([[{ ...transaction('p', '7.00'), Status: 'Pending' }]]);
    const fetch = await fetched([[transaction('b', '7.00')]]);
    await fetch.compareWith(earlier, new AbortController().signal);
    expect([fetch.count, fetch.compared?.states]).toEqual([1, Uint8Array.of(tpp.rowStates.indexOf('settled'))]);
    expect(comparisonStates).toEqual(tpp.rowStates);
  });
});
