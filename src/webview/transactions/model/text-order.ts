/** The order of texts, by their folded bytes: eight at a time, so that a million texts take a moment. */
import { type FoldedTexts, lowerCase, type TextAccess } from './fold.ts';
import { sortByKeys } from './radix.ts';

/** Below this a comparison of each pair is quicker. */
const insertionSortLimit = 64;

/**
 * Puts rows into the order of their texts, by code point; equal texts keep their order, empty ones come last whichever way it is sorted.
 * Stops after each stretch of work, so that whoever runs it can let others at the processor.
 * @param rows row numbers, put into order in place
 */
export function* textOrder(
  rows: Uint32Array,
  folded: FoldedTexts,
  descending: boolean,
): Generator<void, void, undefined> {
  const texts = folded.access();
  const filled = emptyLast(rows, texts);
  yield;
  const order = new TextOrder(texts, descending);
  const spare = new Uint32Array(filled);
  const open: [from: number, to: number, depth: number][] = [[0, filled, 0]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [from, to, start] = range;
    const part = rows.subarray(from, to);
    if (part.length < insertionSortLimit) {
      part.set([...part].sort((a, b) => order.compare(a, b, start)));
      continue;
    }
    let depth = Number.POSITIVE_INFINITY;
    for (const stretch of stretches(part)) {
      depth = Math.min(depth, order.commonPrefix(part[0] ?? 0, stretch, start));
      if (part.length > stretch.length) yield;
    }
    depth += start;
    for (const stretch of stretches(part)) {
      order.readKeys(stretch, depth);
      if (part.length > stretch.length) yield;
    }
    sortByKeys(part, order, spare.subarray(0, part.length));
    yield;
    for (const [first, next] of order.unsettled(part, depth)) open.push([from + first, from + next, depth + 8]);
    yield;
  }
}

function* stretches(rows: Uint32Array): Generator<Uint32Array, void, undefined> {
  for (let at = 0; at < rows.length; at += 65_536) yield rows.subarray(at, at + 65_536);
}

/** Moves rows without a text behind the others; gives how many have one. */
function emptyLast(rows: Uint32Array, texts: TextAccess): number {
  const empty: number[] = [];
  let filled = 0;
  for (const row of rows) {
    if (texts.start(row) === texts.end(row)) empty.push(row);
    else rows[filled++] = row;
  }
  rows.set(empty, filled);
  return filled;
}

/** Texts seen as keys of eight bytes from some depth on. */
class TextOrder {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  readonly #texts: TextAccess;
  readonly #flip: number;

  constructor(texts: TextAccess, descending: boolean) {
    this.#texts = texts;
    this.#flip = descending ? 0xffff_ffff : 0;
    this.high = new Uint32Array(texts.count);
    this.low = new Uint32Array(texts.count);
  }

  /** How many bytes all texts have in common from a depth on: most descriptions of a bank begin alike. */
  commonPrefix(first: number, rows: Uint32Array, depth: number): number {
    const texts = this.#texts;
    const model = texts.bytesOf(first);
    const begin = texts.start(first) + depth;
    let common = texts.end(first) - begin;
    for (let at = 0; at < rows.length && common > 0; at += 1) {
      const row = rows[at] ?? 0;
      const bytes = texts.bytesOf(row);
      const start = texts.start(row) + depth;
      common = Math.min(common, texts.end(row) - start);
      let same = 0;
      while (same < common && lowerCase[bytes[start + same] ?? 0] === lowerCase[model[begin + same] ?? 0]) same += 1;
      common = same;
    }
    return Math.max(0, common);
  }

  readKeys(rows: Uint32Array, depth: number): void {
    const texts = this.#texts;
    const flip = this.#flip;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at] ?? 0;
      const bytes = texts.bytesOf(row);
      const start = texts.start(row) + depth;
      const end = texts.end(row);
      this.high[row] = fourBytes(bytes, start, end) ^ flip;
      this.low[row] = fourBytes(bytes, start + 4, end) ^ flip;
    }
  }

  /** Runs of one key, where at least one of the texts goes on behind it. */
  *unsettled(rows: Uint32Array, depth: number): Generator<[first: number, next: number], void, undefined> {
    for (let first = 0; first < rows.length; ) {
      const row = rows[first] ?? 0;
      const [upper, lower] = [this.high[row], this.low[row]];
      let goesOn = this.#goesOn(row, depth);
      let next = first + 1;
      for (; next < rows.length; next += 1) {
        const other = rows[next] ?? 0;
        if (this.high[other] !== upper || this.low[other] !== lower) break;
        goesOn ||= this.#goesOn(other, depth);
      }
      if (next - first > 1 && goesOn) yield [first, next];
      first = next;
    }
  }

  compare(a: number, b: number, depth: number): number {
    const texts = this.#texts;
    const [left, right] = [texts.bytesOf(a), texts.bytesOf(b)];
    const [leftStart, rightStart] = [texts.start(a), texts.start(b)];
    const [leftLength, rightLength] = [texts.end(a) - leftStart, texts.end(b) - rightStart];
    const length = Math.min(leftLength, rightLength);
    for (let at = depth; at < length; at += 1) {
      const difference = (lowerCase[left[leftStart + at] ?? 0] ?? 0) - (lowerCase[right[rightStart + at] ?? 0] ?? 0);
      if (difference !== 0) return this.#flip === 0 ? difference : -difference;
    }
    return this.#flip === 0 ? leftLength - rightLength : rightLength - leftLength;
  }

  #goesOn(row: number, depth: number): boolean {
    return this.#texts.end(row) - this.#texts.start(row) > depth + 8;
  }
}

/** Four folded bytes as one number, zeros behind the end. */
function fourBytes(bytes: Uint8Array, at: number, end: number): number {
  let number = 0;
  for (let place = at; place < at + 4; place += 1) {
    number = (number << 8) | (place < end ? (lowerCase[bytes[place] ?? 0] ?? 0) : 0);
  }
  return number;
}
