/** The ledger of each store against a plain list that is filtered. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/bank/clock.ts';
import type { LedgerEntry, Posting, Store } from '../../../src/bank/store/store.ts';
import { often, seed } from '../../support/chance.ts';
import { implementations, type Opened } from './implementations.ts';

const postingsOf = (of: { wait: number; amount: number; credit: boolean }[]): Posting[] => {
  let bookedAt = 100;
  return of.map(({ wait, amount, credit }, place) => {
    bookedAt += wait;
    return { bookedAt, valueAt: bookedAt + 5, amount, credit, counterparty: place % 7, detail: 2 ** 32 - 1 - place };
  });
};
const steps = fc.array(fc.record({ wait: fc.nat(3), amount: fc.nat(1_000_000), credit: fc.boolean() }), {
  maxLength: 60,
});
const signed = ({ amount, credit }: Posting) => (credit ? amount : -amount);

/** What an account's books hold, oldest first. */
function entriesOf(opening: number, booked: readonly Posting[], holds: readonly Posting[]): LedgerEntry[] {
  let balance = opening;
  const numbered = booked.map((posting, rank): LedgerEntry => {
    balance += signed(posting);
    return { ...posting, currency: 'EUR', rank, balanceAfter: balance };
  });
  return [
    ...numbered,
    ...holds.map((hold) => ({ ...hold, currency: 'EUR', rank: undefined, balanceAfter: undefined })),
  ];
}

const bound = fc.option(fc.integer({ min: 90, max: 200 }), { nil: undefined });
let accounts = 0;

describe.each(implementations)('The ledger of %s', (_name, open) => {
  let opened: Opened;
  let store: Store;
  beforeAll(async () => {
    opened = await open({ business: systemClock, protocol: systemClock });
    store = opened.store;
  });
  afterAll(() => opened.remove());

  const some = postingsOf(Array.from({ length: 9 }, (_, n) => ({ wait: 1, amount: n, credit: n % 2 === 0 })));
  const debits = (accountId: string) => ({ accountId, credits: false, debits: true });
  const all = (accountId: string) => ({ accountId, credits: true, debits: true });
  const opened0 = async (accountId: string) => store.openBooks(accountId, { currency: 'EUR', balance: 0 });

  test('counts and pages as a filtered list does, with the holds first, and adds up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -1_000, max: 1_000 }),
        steps,
        fc.nat(4),
        bound,
        bound,
        fc.boolean(),
        fc.boolean(),
        fc.nat(70),
        fc.integer({ min: 1, max: 70 }),
        async (opening, list, held, from, to, credits, debits, offset, limit) => {
          const accountId = `account-${accounts++}`;
          const postings = postingsOf(list);
          const [booked, holds] = [postings.slice(0, -held || undefined), held === 0 ? [] : postings.slice(-held)];
          await store.openBooks(accountId, { currency: 'EUR', balance: opening });
          await store.book(accountId, booked);
          await store.hold(accountId, holds.toReversed());
          const entries = entriesOf(opening, booked, holds);
          const wanted = entries
            .filter(
              ({ bookedAt, credit }) =>
                bookedAt >= (from ?? 0) && bookedAt <= (to ?? 1e9) && (credit ? credits : debits),
            )
            .reverse();
          const query = {
            accountId,
            credits,
            debits,
            ...(from === undefined ? {} : { from }),
            ...(to === undefined ? {} : { to }),
          };
          expect(await store.count(query)).toBe(wanted.length);
          // Holds of one moment come in either order.
          const page = await store.page(query, offset, limit);
          expect(page.map(({ bookedAt, rank }) => [bookedAt, rank])).toEqual(
            wanted.slice(offset, offset + limit).map(({ bookedAt, rank }) => [bookedAt, rank]),
          );
          expect(page.filter(({ rank }) => rank !== undefined)).toEqual(
            wanted.slice(offset, offset + limit).filter(({ rank }) => rank !== undefined),
          );
          expect(await store.standing(accountId)).toEqual({
            currency: 'EUR',
            opening,
            booked: booked.reduce((sum, posting) => sum + signed(posting), opening),
            held: holds.reduce((sum, posting) => sum + signed(posting), 0),
            first: entries[0]?.bookedAt,
            last: entries.at(-1)?.bookedAt,
          });
        },
      ),
      { numRuns: often(300), seed },
    );
  }, 30_000);

  test('goes on where an earlier booking ended', async () => {
    await opened0('twice');
    await store.book('twice', some.slice(0, 4));
    await store.book('twice', some.slice(4));
    expect((await store.page(debits('twice'), 0, 9)).map(({ rank }) => rank)).toEqual([7, 5, 3, 1]);
    expect(await store.standing('twice')).toMatchObject({ booked: 0 - 1 + 2 - 3 + 4 - 5 + 6 - 7 + 8 });
  });

  test('puts holds in the place of the earlier ones', async () => {
    await opened0('held');
    await store.hold('held', some.slice(0, 3));
    await store.hold('held', some.slice(5, 7));
    expect(await store.holds('held')).toEqual(some.slice(5, 7));
    await store.hold('held', []);
    expect(await store.count(all('held'))).toBe(0);
  });

  test('refuses a booking before the last one, and keeps nothing of what came with it', async () => {
    await opened0('back');
    const [first, second, third] = some;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three postings');
    await expect(store.book('back', [first, third, second])).rejects.toThrow('before its last entry');
    expect(await store.count(all('back'))).toBe(0);
  });

  test('says by another number that an account changed, opened anew too', async () => {
    const versions = [await store.dataVersion('changed')];
    const steps = [
      () => opened0('changed'),
      () => store.book('changed', some.slice(0, 1)),
      () => store.hold('changed', some.slice(1, 2)),
      () => store.hold('changed', []),
      () => opened0('changed'),
      () => store.book('changed', some.slice(0, 1)),
    ];
    for (const step of steps) {
      await step();
      versions.push(await store.dataVersion('changed'));
    }
    expect(new Set(versions).size).toBe(versions.length);
    expect(await store.count(all('changed'))).toBe(1);
  });

  test('knows nothing of an account that it does not have', async () => {
    expect([
      await store.count(all('none')),
      await store.page(all('none'), 0, 10),
      await store.standing('none'),
    ]).toEqual([0, [], undefined]);
    await expect(store.book('none', [])).rejects.toThrow('has no books');
    await expect(store.hold('none', [])).rejects.toThrow('has no books');
  });
});

describe.each(implementations)('What is due, in %s', (_name, open) => {
  let opened: Opened;
  let store: Store;
  beforeAll(async () => {
    opened = await open({ business: systemClock, protocol: systemClock });
    store = opened.store;
  });
  afterAll(() => opened.remove());

  test('comes by time, then by kind and id, once each', async () => {
    expect(await store.firstDue()).toBeUndefined();
    await store.setDue('B', 'x', 5);
    await store.setDue('A', 'y', 5);
    await store.setDue('A', 'x', 7);
    await store.setDue('A', 'x', 5);
    await store.setDue('C', 'early', 4);
    const order: string[] = [];
    for (let due = await store.firstDue(); due !== undefined; due = await store.firstDue()) {
      expect(await store.dueAt(due.kind, due.id)).toBe(due.at);
      order.push(`${due.at} ${due.kind} ${due.id}`);
      await store.setDue(due.kind, due.id, undefined);
    }
    expect(order).toEqual(['4 C early', '5 A x', '5 A y', '5 B x']);
    expect(await store.dueAt('A', 'x')).toBeUndefined();
  });
});
