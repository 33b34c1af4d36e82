/** Authorisations that wait in one window: each gets its own answer, and what ends leaves nothing. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { InFlight, type WaitOptions } from '../../../src/extension/authorisation/in-flight.ts';

const failure = (code: string): Error => new Error(code);
const options = (changes: Partial<WaitOptions> = {}): WaitOptions => ({
  consent: 'one',
  timeout: 1000,
  signal: new AbortController().signal,
  failure,
  ...changes,
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('each answer goes to the one who waits for its state', async () => {
  const inFlight = new InFlight();
  const first = inFlight.wait('a', options());
  const second = inFlight.wait('b', options({ consent: 'two' }));
  expect(inFlight.deliver('b', 'to b')).toBe(true);
  expect(inFlight.deliver('a', 'to a')).toBe(true);
  await expect(first.answer).resolves.toBe('to a');
  await expect(second.answer).resolves.toBe('to b');
  expect(inFlight.size).toBe(0);
});

test('nobody waits for an unknown state, or none, or one that was answered', async () => {
  const inFlight = new InFlight();
  const { answer } = inFlight.wait('a', options());
  expect(inFlight.deliver('x', '')).toBe(false);
  expect(inFlight.deliver(undefined, '')).toBe(false);
  inFlight.deliver('a', 'once');
  await answer;
  expect(inFlight.has('a')).toBe(false);
  expect(inFlight.deliver('a', 'twice')).toBe(false);
});

test('time-out and cancellation say so and leave nothing', async () => {
  const inFlight = new InFlight();
  const controller = new AbortController();
  const late = inFlight.wait('a', options());
  const cancelled = inFlight.wait('b', options({ consent: 'two', signal: controller.signal }));
  controller.abort();
  await expect(cancelled.answer).rejects.toThrow('cancelled');
  vi.advanceTimersByTime(1000);
  await expect(late.answer).rejects.toThrow('timed_out');
  expect(inFlight.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test('what was cancelled before it began does not wait', async () => {
  const inFlight = new InFlight();
  await expect(inFlight.wait('a', options({ signal: AbortSignal.abort() })).answer).rejects.toThrow('cancelled');
  expect(inFlight.size).toBe(0);
});

test('a second authorisation of the same consent takes the first one’s place', async () => {
  const inFlight = new InFlight();
  const first = inFlight.wait('a', options());
  const second = inFlight.wait('b', options());
  await expect(first.answer).rejects.toThrow('cancelled');
  inFlight.deliver('b', 'answer');
  await expect(second.answer).resolves.toBe('answer');
});
