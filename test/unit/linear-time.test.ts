/** Whatever others wrote is read in time that grows with its length, and no faster. */
import { describe, expect, it } from 'vitest';
import { costOf, patterns, readers, repeated } from '../support/foreign-text.ts';

/** Beside a function that looks at everything once for each character, a fixed cost and the garbage collector are nothing. */
const short = 16_000;
const long = 4 * short;
/** Four times the text: four times the time, and sixteen times where it is wrong. */
const mostGrowth = 9;
/** In milliseconds. Far more than a collection of garbage takes, far less than a look at 64,000 characters from each of them. */
const tooLittleToTell = 60;

describe.each(Object.entries(readers))('%s takes linear time', (_, read) => {
  it.each(Object.entries(patterns))('for %s', async (_name, piece) => {
    const growth = async () => {
      const before = await costOf(read, repeated(piece, short));
      const after = await costOf(read, repeated(piece, long));
      return after < tooLittleToTell ? 0 : after / Math.max(before, 1);
    };
    let best = await growth();
    for (let tries = 1; tries < 4 && best > mostGrowth; tries += 1) best = Math.min(best, await growth());
    expect(best).toBeLessThanOrEqual(mostGrowth);
  });
});
