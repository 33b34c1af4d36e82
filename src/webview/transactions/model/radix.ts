/** Rows put into the order of 64-bit keys: stable, and in time that grows with their number alone. */

/** A key a row, as two unsigned halves. */
export interface Keys {
  high: Uint32Array;
  low: Uint32Array;
}

/** Few rows are compared in pairs: counting digits would take longer. */
const insertionSortLimit = 64;

/**
 * Orders rows by their keys, rows of one key staying as they are (least significant digit first).
 * @param rows row numbers, each below the keys' length; put into order in place
 * @param spare as long as the rows, for their way to and fro; made when it is not given
 */
export function sortByKeys(rows: Uint32Array, { high, low }: Keys, spare?: Uint32Array): void {
  if (rows.length <= insertionSortLimit) {
    const compare = (a: number, b: number): number => (high[a] ?? 0) - (high[b] ?? 0) || (low[a] ?? 0) - (low[b] ?? 0);
    rows.set([...rows].sort(compare));
    return;
  }
  const bits = rows.length < 16_384 ? 8 : 16;
  const places = new Uint32Array(2 ** bits);
  let from = rows;
  let to = spare;
  for (const keys of [low, high]) {
    for (let shift = 0; shift < 32; shift += bits) {
      if (!countDigits(from, keys, shift, places)) continue;
      to ??= new Uint32Array(rows.length);
      moveByDigit(from, to, keys, shift, places);
      [from, to] = [to, from];
    }
  }
  if (from !== rows) rows.set(from);
}

/** Counts each digit and makes the counts the digits' first places; false when all rows have the same one. */
function countDigits(rows: Uint32Array, keys: Uint32Array, shift: number, places: Uint32Array): boolean {
  const mask = places.length - 1;
  places.fill(0);
  for (let at = 0; at < rows.length; at += 1) {
    const digit = ((keys[rows[at] ?? 0] ?? 0) >>> shift) & mask;
    places[digit] = (places[digit] ?? 0) + 1;
  }
  const first = ((keys[rows[0] ?? 0] ?? 0) >>> shift) & mask;
  if (places[first] === rows.length) return false;
  for (let digit = 0, place = 0; digit < places.length; digit += 1) {
    const count = places[digit] ?? 0;
    places[digit] = place;
    place += count;
  }
  return true;
}

function moveByDigit(from: Uint32Array, to: Uint32Array, keys: Uint32Array, shift: number, places: Uint32Array): void {
  const mask = places.length - 1;
  for (let at = 0; at < from.length; at += 1) {
    const row = from[at] ?? 0;
    const digit = ((keys[row] ?? 0) >>> shift) & mask;
    const place = places[digit] ?? 0;
    to[place] = row;
    places[digit] = place + 1;
  }
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
