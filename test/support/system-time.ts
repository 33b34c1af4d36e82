/** The time by which TLS libraries and other programs judge a certificate. */

/** Milliseconds since the epoch; `Date.now()`, unless the tests run on a clock that is handed in to each Node (test/days). */
export const systemNow = (): number => Date.now() - Number(process.env.OBW_CLOCK_AHEAD ?? 0);
