/** Whatever others wrote is read in time that grows with its length, and no faster. */
import { describe, expect, it } from 'vitest';
import { costOf, patterns, readers, repeated } from '../support/foreign-text.ts';

const short = 64_000;
const long = 4 * short;
/** Four times the text: four times the time, and sixteen times where it is wrong. */
const maxGrowth = 9;
/**
 * Milliseconds for the long text. Several times what a look at each character takes, so that most are measured once and need no
 * comparison; the square of less is less than a tick of the clock and a collection of garbage for the short text.
 */
const tooLittleToTell = 120;
const tries = 3;

/** How many times as long four times the text takes; 0 for what takes too little to tell. */
async function growthOf(read: (text: string) => unknown, piece: string): Promise<number> {
  // The least of several: whatever else the thread did comes on top.
  let [before, after] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let growth = 0;
  for (let count = 0; count < tries; count += 1) {
    after = Math.min(after, await costOf(read, repeated(piece, long)));
    if (after < tooLittleToTell) return 0;
    before = Math.min(before, await costOf(read, repeated(piece, short)));
    growth = after / Math.max(before, 1);
    if (growth <= maxGrowth) return growth;
  }
  return growth;
}

describe.each(Object.entries(readers))('%s takes linear time', (_, read) => {
  it.each(Object.entries(patterns))('for %s', async (_name, piece) => {
    expect(await growthOf(read, piece)).toBeLessThanOrEqual(maxGrowth);
  });
});

describe('the measure', () => {
  /** Keeps the thread at work. */
  const work = (milliseconds: number) => {
    const before = process.threadCpuUsage();
    const spent = () => {
      const { user, system } = process.threadCpuUsage(before);
      return (user + system) / 1000;
    };
    while (spent() < milliseconds);
  };

  it.each([
    ['the square of the length, 26 ms for 64,000 characters', (size: number) => 26 * (size / short) ** 2],
    ['the square of the length, 10 ms for 64,000 characters', (size: number) => 10 * (size / short) ** 2],
    ['the square of the length, after a fixed cost', (size: number) => 10 + 26 * (size / short) ** 2],
  ])('notices %s', async (_, cost) => {
    expect(await growthOf(({ length }) => work(cost(length)), 'x')).toBeGreaterThan(maxGrowth);
  });

  it.each([
    ['nothing', () => 0],
    ['a slow look at each character', (size: number) => 50 * (size / short)],
    ['a collection of garbage', (size: number) => (size === long ? 20 : 0)],
    ['a slow look at each character, and a collection of garbage', (size: number) => 50 * (size / short) + 20],
  ])('takes no offence at %s', async (_, cost) => {
    expect(await growthOf(({ length }) => work(cost(length)), 'x')).toBeLessThanOrEqual(maxGrowth);
  });
});
