/** The bank's clock, handed in so that tests can move it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** The machine's: the clock of a bank that is given none, and the time in which the authorization server's library writes and judges JWTs. */
export const systemClock: Clock = { now: () => Date.now() };
