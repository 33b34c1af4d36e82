/** The bank's clocks told together. */
import { expect, it } from 'vitest';
import { businessClock } from '../../../src/bank/clock.ts';
import { keptAhead, movableClock } from '../../../src/bank/moved-clock.ts';
import type { Store } from '../../../src/bank/store/store.ts';
import { memoryStore } from '../../support/memory-store.ts';

it('both are of one moment, however much time goes by between two looks', () => {
  let millisecond = 1_800_000_000_000;
  const protocol = { now: () => millisecond++ };
  const business = businessClock(protocol);
  business.ahead = 61_000;
  // Nothing of a store is needed to tell the time.
  const { now } = movableClock({} as Store, { business, protocol }, async () => {});
  const told = now();
  expect(told.business - told.protocol).toBe(61_000);
});

const day = 86_400_000;

/** A clock of its own store, some of whose commits fail, which is heard of when the next unit has gone by, and by how much memory and store are ahead. */
function movable(...failing: number[]) {
  const protocol = { now: () => Date.UTC(2027, 0, 15) };
  const business = businessClock(protocol);
  const kept = memoryStore(business, protocol);
  let units = 0;
  const store: Store = {
    ...kept,
    unit: (work) =>
      kept
        .unit(async () => {
          units += 1;
          const isLost = failing.includes(units);
          const result = await work();
          if (isLost) throw new Error('The disk is full');
          return result;
        })
        .catch(async (error: unknown) => {
          await new Promise(setImmediate);
          throw error;
        }),
  };
  const { advance, set } = movableClock(store, { business, protocol }, async () => {});
  return { advance, set, now: protocol.now, both: async () => [business.ahead, await keptAhead(kept)] };
}

const outcomes = async (moves: Promise<void>[]) => (await Promise.allSettled(moves)).map(({ status }) => status);

it('of two who move it at once, the one who is refused takes nothing back of the other’s', async () => {
  const { advance, set, now, both } = movable();
  expect(await outcomes([advance(day), advance(40_000 * day), set(now())])).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
  ]);
  expect(await both()).toEqual([day, day]);
});

it('what was not committed is not the time either', async () => {
  const { advance, both } = movable(2, 3);
  await advance(day);
  expect(await outcomes([advance(day), advance(2 * day)])).toEqual(['rejected', 'rejected']);
  expect(await both()).toEqual([day, day]);
});

it('what was not committed takes nothing back of what was moved after it', async () => {
  const { advance, both } = movable(1);
  expect(await outcomes([advance(day), advance(2 * day)])).toEqual(['rejected', 'fulfilled']);
  expect(await both()).toEqual([2 * day, 2 * day]);
});
