/** Work that waits until nobody asks for it again for a while. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Debounce } from '../../../src/extension/debounce.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('of those who ask under one key the last counts, once the delay has passed since', () => {
  const done: string[] = [];
  const soon = new Debounce(400);
  soon.run(() => done.push('first'), 'a');
  soon.run(() => done.push('other'), 'b');
  vi.advanceTimersByTime(300);
  soon.run(() => done.push('second'), 'a');
  vi.advanceTimersByTime(399);
  expect(done).toEqual(['other']);
  vi.advanceTimersByTime(1);
  expect(done).toEqual(['other', 'second']);
});

test('nothing is kept of work that was done: when all ends, no timer is left to stop', () => {
  const soon = new Debounce(400);
  using stopped = vi.spyOn(globalThis, 'clearTimeout');
  for (const key of ['a', 'b', 'c']) soon.run(() => undefined, key);
  vi.advanceTimersByTime(400);
  stopped.mockClear();
  soon.dispose();
  expect(stopped).not.toHaveBeenCalled();
});

test('what is cancelled, or waits when all ends, is not done', () => {
  const done: string[] = [];
  const soon = new Debounce(400);
  for (const key of ['a', 'b', 'c']) soon.run(() => done.push(key), key);
  soon.cancel('b');
  vi.advanceTimersByTime(200);
  soon.run(() => done.push('later'));
  vi.advanceTimersByTime(200);
  soon.dispose();
  vi.advanceTimersByTime(10_000);
  expect(done).toEqual(['a', 'c']);
});
