/** When the grid looks at what is seen: at each move, and once at rest. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Scrolling } from '../../../src/webview/grid/scrolling.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('each move is looked at, and the end of the last one', () => {
  const view = new EventTarget();
  const looks: boolean[] = [];
  const scrolling: Scrolling = new Scrolling(view, () => looks.push(scrolling.isMoving));
  expect(scrolling.isMoving).toBe(false);
  for (let move = 0; move < 3; move += 1) {
    view.dispatchEvent(new Event('scroll'));
    vi.advanceTimersByTime(100);
  }
  expect(looks).toEqual([true, true, true]);
  vi.advanceTimersByTime(100);
  expect(looks).toEqual([true, true, true, false]);
  expect(scrolling.isMoving).toBe(false);
  vi.advanceTimersByTime(10_000);
  expect(looks).toHaveLength(4);
});
