/**
 * The time by which the authorization server's library dates and ends what it keeps. dist/bank.js gives it to the library in the place of
 * the machine's (esbuild.js); as a package, in tests, the library goes by the machine's, whatever stands here.
 */
import { type Clock, systemClock } from '../clock.ts';

let followed = systemClock;

export const libraryClock: Clock = { now: () => followed.now() };

/** From now on it is this one; a process has one bank. */
export function followClock(clock: Clock): void {
  followed = clock;
}
