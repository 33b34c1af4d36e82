/** The ledger of each store against a plain list that is filtered. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/bank/clock.ts';
import type { LedgerEntry, Store } from '../../../src/bank/store/store.ts';
import { often, seed } from '../../support/chance.ts';
import { implementations, type Opened } from './implementations.ts';

const steps = fc.array(
  fc.record({ wait: fc.nat(3), amount: fc.nat(1_000_000), credit: fc.boolean(), pending: fc.boolean() }),
  {
    maxLength: 60,
  },
);

function entriesFrom(
  list: readonly { wait: number; amount: number; credit: boolean; pending: boolean }[],
): LedgerEntry[] {
  let bookedAt = 100;
  let balanceAfter = 0;
  return list.map(({ wait, amount, credit, pending }, sequence) => {
    bookedAt += wait;
    balanceAfter += credit ? amount : -amount;
    return {
      sequence,
      bookedAt,
      valueAt: bookedAt + 5,
      amount,
      currency: 'EUR',
      credit,
      pending,
      balanceAfter,
      counterparty: sequence % 7,
      detail: 2 ** 32 - 1 - sequence,
    };
  });
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

  test('counts and pages as a filtered list does', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        bound,
        bound,
        fc.boolean(),
        fc.boolean(),
        fc.nat(70),
        fc.integer({ min: 1, max: 70 }),
        async (list, from, to, credits, debits, offset, limit) => {
          const accountId = `account-${accounts++}`;
          const entries = entriesFrom(list);
          await store.append(accountId, entries);
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
          expect(await store.page(query, offset, limit)).toEqual(wanted.slice(offset, offset + limit));
          const [first, last] = [entries[0]?.bookedAt, entries.at(-1)?.bookedAt];
          expect(await store.extent(accountId)).toEqual(entries.length === 0 ? undefined : { first, last });
        },
      ),
      { numRuns: often(300), seed },
    );
  }, 30_000);

  test('goes on where an earlier append ended', async () => {
    const entries = entriesFrom(
      Array.from({ length: 9 }, (_, n) => ({ wait: 1, amount: n, credit: n % 2 === 0, pending: false })),
    );
    await store.append('twice', entries.slice(0, 4));
    await store.append('twice', entries.slice(4));
    const query = { accountId: 'twice', credits: false, debits: true };
    expect((await store.page(query, 0, 9)).map(({ sequence }) => sequence)).toEqual([7, 5, 3, 1]);
  });

  test.each<[what: string, change: Partial<LedgerEntry>]>([
    ['a gap', { sequence: 3 }],
    ['an entry again', { sequence: 1 }],
    ['an earlier booking', { bookedAt: 0 }],
    ['another currency', { currency: 'GBP' }],
  ])('refuses %s, and keeps nothing of that append', async (what, change) => {
    const [first, second, third] = entriesFrom(Array(3).fill({ wait: 1, amount: 1, credit: true, pending: false }));
    if (first === undefined || second === undefined || third === undefined) throw new Error('three entries');
    await expect(store.append(what, [first, second, { ...third, ...change }])).rejects.toThrow('out of order');
    expect(await store.extent(what)).toBeUndefined();
  });

  test('knows nothing of an account that it does not have', async () => {
    const query = { accountId: 'none', credits: true, debits: true };
    expect([await store.count(query), await store.page(query, 0, 10), await store.extent('none')]).toEqual([
      0,
      [],
      undefined,
    ]);
  });
});
