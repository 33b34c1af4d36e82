/** The clock, waiting and the random source, handed in so that tests can hold them still. */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as passed } from 'node:timers/promises';

export interface Surroundings {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Comes back after so many milliseconds, or when the signal is aborted; never rejects. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A UUID v4. */
  uuid(): string;
  /** A URL-safe random string with at least 128 bits. */
  token(): string;
}

export const realSurroundings: Surroundings = {
  now: () => Date.now(),
  wait: (milliseconds, signal) => passed(milliseconds, undefined, signal && { signal }).catch(() => undefined),
  uuid: () => randomUUID(),
  token: () => randomBytes(24).toString('base64url'),
};
