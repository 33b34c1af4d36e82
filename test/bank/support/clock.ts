/** The time in this process, which is the bank's and the TPP's alike; timers and the TLS library keep their own. */
import { vi } from 'vitest';

/** From now on it is so many seconds later than it is, until `vi.useRealTimers()`. */
export function laterBy(seconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
}
