/** The order of texts, by their folded bytes: eight at a time, so that a million texts take a moment. */
import { type FoldedTexts, lowerCase } from './fold.ts';
import { sortByKeys } from './radix.ts';

/** Below this a comparison of each pair is quicker. */
const few = 48;

/**
 * Puts rows into the order of their texts; equal texts keep their order, empty ones come last.
 * @param rows row numbers, put into order in place
 */
export function sortByText(rows: Uint32Array, texts: FoldedTexts, descending: boolean): void {
  texts.update();
  let count = 0;
  for (const row of rows) if (row >= count) count = row + 1;
  const high = new Uint32Array(count);
  const low = new Uint32Array(count);
  const flip = descending ? 0xffff_ffff : 0;
  const byText = (a: number, b: number): number => {
    const order = compareTexts(texts, a, b);
    return descending ? -order : order;
  };
  const open: [from: number, to: number, depth: number][] = [[0, rows.length, 0]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [from, to, depth] = range;
    const part = rows.subarray(from, to);
    if (part.length < few && depth > 0) {
      part.set([...part].sort(byText));
      continue;
    }
    for (const row of part) {
      const { bytes, start, end } = texts.at(row);
      const at = start + depth;
      if (start === end) {
        high[row] = low[row] = 0xffff_ffff;
        continue;
      }
      high[row] = fourBytes(bytes, at, end) ^ flip;
      low[row] = fourBytes(bytes, at + 4, end) ^ flip;
    }
    sortByKeys(part, { high, low });
    // A run of one key goes on where one of its texts does.
    for (let first = 0; first < part.length; ) {
      const row = part[first] ?? 0;
      const [upper, lower] = [high[row], low[row]];
      let next = first + 1;
      while (next < part.length && high[part[next] ?? 0] === upper && low[part[next] ?? 0] === lower) next += 1;
      if (next - first > 1 && goesOn(texts, part.subarray(first, next), depth + 8)) {
        open.push([from + first, from + next, depth + 8]);
      }
      first = next;
    }
  }
}

function goesOn(texts: FoldedTexts, rows: Uint32Array, depth: number): boolean {
  return rows.some((row) => {
    const { start, end } = texts.at(row);
    return end - start > depth;
  });
}

/** Four folded bytes as one number, zeros behind the end. */
function fourBytes(bytes: Uint8Array, at: number, end: number): number {
  let number = 0;
  for (let place = at; place < at + 4; place += 1) {
    number = (number << 8) | (place < end ? (lowerCase[bytes[place] ?? 0] ?? 0) : 0);
  }
  return number >>> 0;
}

/** By code points of the folded texts, the order in which {@link sortByText} puts them; an empty text is not looked at apart. */
function compareTexts(texts: FoldedTexts, a: number, b: number): number {
  const [left, right] = [texts.at(a), texts.at(b)];
  const length = Math.min(left.end - left.start, right.end - right.start);
  for (let at = 0; at < length; at += 1) {
    const difference =
      (lowerCase[left.bytes[left.start + at] ?? 0] ?? 0) - (lowerCase[right.bytes[right.start + at] ?? 0] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.end - left.start - (right.end - right.start);
}
