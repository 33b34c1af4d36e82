/** The bank's clocks told together. */
import { expect, it } from 'vitest';
import { businessClock } from '../../../src/bank/clock.ts';
import { movableClock } from '../../../src/bank/moved-clock.ts';
import type { Store } from '../../../src/bank/store/store.ts';

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
