/** Before the bank's tests: what they need of others' programs is there. */
import { installNewman } from '../../support/newman.ts';

export async function setup(): Promise<void> {
  // Tests that use it fail and say how to get it; the others run.
  await installNewman().catch((error: unknown) => console.error(error));
}
