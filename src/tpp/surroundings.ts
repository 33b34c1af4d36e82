/** The clock and the random source, handed in so that tests can hold them still. */
import { randomBytes, randomUUID } from 'node:crypto';

export interface Surroundings {
  /** Milliseconds since the epoch. */
  now(): number;
  /** A UUID v4. */
  uuid(): string;
  /** A URL-safe random string with at least 128 bits. */
  token(): string;
}

export const realSurroundings: Surroundings = {
  now: () => Date.now(),
  uuid: () => randomUUID(),
  token: () => randomBytes(24).toString('base64url'),
};
