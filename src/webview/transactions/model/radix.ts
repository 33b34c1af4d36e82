/** Rows put into the order of 64-bit keys: stable, and in time that grows with their number alone. */

/** A key a row, as two unsigned halves. */
export interface Keys {
  high: Uint32Array;
  low: Uint32Array;
}

const digits = 65_536;

/**
 * Orders rows by their keys, rows of one key staying as they are (least significant digit first, 16 bits at a time).
 * @param rows row numbers, each below the keys' length; put into order in place
 */
export function sortByKeys(rows: Uint32Array, { high, low }: Keys): void {
  const ways: [Uint32Array, number][] = [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ];
  let from = rows;
  let to: Uint32Array | undefined;
  const places = new Uint32Array(digits);
  for (const [keys, shift] of ways) {
    places.fill(0);
    for (const row of from) {
      const digit = ((keys[row] ?? 0) >>> shift) & 0xffff;
      places[digit] = (places[digit] ?? 0) + 1;
    }
    const first = ((keys[from[0] ?? 0] ?? 0) >>> shift) & 0xffff;
    if (places[first] === rows.length) continue;
    for (let digit = 0, place = 0; digit < digits; digit += 1) {
      const count = places[digit] ?? 0;
      places[digit] = place;
      place += count;
    }
    to ??= new Uint32Array(rows.length);
    for (const row of from) {
      const digit = ((keys[row] ?? 0) >>> shift) & 0xffff;
      const place = places[digit] ?? 0;
      to[place] = row;
      places[digit] = place + 1;
    }
    [from, to] = [to, from];
  }
  if (from !== rows) rows.set(from);
}

/** Keys from 64-bit values of a column; those that `isMissing` come last, whichever way it is sorted. */
export function keysOf(
  count: number,
  column: Float64Array | BigInt64Array,
  descending: boolean,
  isMissing: (row: number) => boolean,
): Keys {
  // Every platform that runs VS Code is little-endian: the low half stands first.
  const halves = new Uint32Array(column.buffer, column.byteOffset, count * 2);
  const isFloat = column instanceof Float64Array;
  const flip = descending ? 0xffff_ffff : 0;
  const high = new Uint32Array(count);
  const low = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) {
    if (isMissing(row)) {
      high[row] = low[row] = 0xffff_ffff;
      continue;
    }
    const upper = halves[row * 2 + 1] ?? 0;
    // A negative float grows with its magnitude, a negative integer does not.
    const turn = isFloat && upper >>> 31 === 1 ? 0xffff_ffff : 0;
    high[row] = upper ^ (turn || 0x8000_0000) ^ flip;
    low[row] = (halves[row * 2] ?? 0) ^ turn ^ flip;
  }
  return { high, low };
}

/** Keys from small numbers, e.g. ranks; the rank `undefined` comes last, whichever way it is sorted. */
export function keysOfRanks(count: number, rank: (row: number) => number | undefined, descending: boolean): Keys {
  const low = new Uint32Array(count);
  for (let row = 0; row < count; row += 1) {
    const found = rank(row);
    low[row] = found === undefined ? 0xffff_ffff : descending ? 0xffff_fffe - found : found;
  }
  return { high: new Uint32Array(count), low };
}
