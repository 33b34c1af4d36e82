/** Before the bank's tests: what they need of others' programs is there. */
import { installNewman } from '../../support/newman.ts';

export async function setup(): Promise<void> {
  await installNewman();
}
