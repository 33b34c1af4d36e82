/** The data set's one source of chance: the same seed gives the same bank on every machine. */

/** The next number in [0, 1). */
export type Draw = () => number;

/** A sequence of numbers from a 32-bit seed (mulberry32, public domain). */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A 32-bit seed for a part of the data, so that one part can grow without changing the others (FNV-1a). */
export function seedOf(seed: number, part: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < part.length; at++) hash = Math.imul(hash ^ part.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** A whole number from `low` to `high`, both included. */
export function between(draw: Draw, low: number, high: number): number {
  return low + Math.floor(draw() * (high - low + 1));
}

/** One of a list that is not empty. */
export function pick<T>(draw: Draw, list: readonly T[]): T {
  const one = list[Math.floor(draw() * list.length)];
  if (one === undefined) throw new Error('Nothing to pick from');
  return one;
}

/** 32 bits, the `detail` of an entry. */
export function detailFrom(draw: Draw): number {
  return Math.floor(draw() * 2 ** 32);
}
