/** Chance that can be had again: a small generator of pseudo-random numbers from a seed (mulberry32). */

export interface Random {
  /** At least 0, below 1. */
  next(): number;
  shuffled<T>(items: readonly T[]): T[];
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  return {
    next,
    shuffled(items) {
      const keys = new Map(items.map((_, index) => [index, next()]));
      const order = [...keys].sort(([, one], [, other]) => one - other).map(([index]) => index);
      return order.flatMap((index) => items.slice(index, index + 1));
    },
  };
}
