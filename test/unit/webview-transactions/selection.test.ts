/** Rows that are selected, by row and not by where they stand. */
import { expect, it } from 'vitest';
import { Selection } from '../../../src/webview/grid/selection.ts';

const order = Uint32Array.of(9, 7, 5, 3, 1);

it('reaches from the anchor, either way, and lets go of what it does not reach any more', () => {
  const selection = new Selection();
  selection.only(5, 2);
  selection.reach(order, 4);
  expect([...selection.of(order)]).toEqual([5, 3, 1]);
  selection.reach(order, 1);
  expect([...selection.of(order)]).toEqual([7, 5]);
  expect(selection.count).toBe(2);
});

it('is counted once, however often a row is chosen', () => {
  const selection = new Selection();
  selection.all(order);
  selection.all(order);
  selection.toggle(3, 3);
  expect(selection.count).toBe(4);
  expect(selection.clear()).toBe(true);
  expect([selection.count, selection.clear(), selection.of(order).length]).toEqual([0, false, 0]);
});

it('keeps what another order still shows', () => {
  const selection = new Selection();
  selection.all(order);
  selection.keepOnly(Uint32Array.of(1, 2, 3));
  expect([...selection.of(Uint32Array.of(3, 2, 1))]).toEqual([3, 1]);
});

it('holds rows far beyond those chosen before', () => {
  const selection = new Selection();
  selection.only(0, 0);
  selection.toggle(1_000_000, 1);
  expect([selection.has(1_000_000), selection.has(999_999), selection.count]).toEqual([true, false, 2]);
});
