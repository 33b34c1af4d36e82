/** The tests' clock, which may have been moved (test/days), and what that means for other programs. */

/** Milliseconds since the epoch by which TLS libraries judge a certificate; `Date.now()`, unless the clock is handed in to each Node. */
export const systemNow = (): number => Date.now() - Number(process.env.OBW_CLOCK_AHEAD ?? 0);

const own = process.env.OBW_CLOCK_AHEAD === undefined ? [] : ['OBW_CLOCK_AHEAD', 'NODE_OPTIONS'];
const names = ['TZ', 'LD_PRELOAD', 'FAKETIME', 'FAKETIME_DONT_FAKE_MONOTONIC', ...own];

/** What a program that is given an environment of its own needs, too, so that its clock shows what the tests' does. */
export const clockEnvironment: NodeJS.ProcessEnv = Object.fromEntries(
  names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
);

/** The environment of a program that is to have the system's clock. */
export function withoutClock(): Record<string, string> {
  const others = Object.entries(process.env).filter(([name]) => !(name in clockEnvironment));
  return Object.fromEntries(others.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
