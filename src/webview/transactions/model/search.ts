/** Text search over a table: every word somewhere in a row, whatever its case and the marks on its letters, in linear time. */

import { readUnits } from '../../grid/money.ts';
import type { TextColumn } from './columns.ts';
import { FoldedTexts, fold, lowerCase } from './fold.ts';
import { type TransactionTable, textColumns } from './table.ts';

/** The dictionaries that are searched: what stands in them is shown. */
const searchedWords = [
  'merchant',
  'counterparty',
  'code',
  'proprietaryCode',
  'statusWord',
  'currency',
  'merchantCategory',
] as const;

const encoder = new TextEncoder();

export class Search {
  readonly #table: TransactionTable;
  readonly #folded = new Map<TextColumn, FoldedTexts>();

  constructor(table: TransactionTable) {
    this.#table = table;
  }

  /** The folded texts of a column, kept for the next search. */
  folded(column: TextColumn): FoldedTexts {
    const known = this.#folded.get(column) ?? new FoldedTexts(column);
    this.#folded.set(column, known);
    known.update();
    return known;
  }

  /**
   * The rows that have every word of a query.
   * @returns 1 for each such row, 0 for the others; undefined when there is no word to look for
   */
  rows(query: string): Uint8Array | undefined {
    const terms = query.split(/\s+/u).map(fold).filter(Boolean);
    if (terms.length === 0) return undefined;
    const { count } = this.#table;
    const found = new Uint8Array(count).fill(1);
    for (const term of terms) {
      const hits = this.#hits(term);
      for (let row = 0; row < count; row += 1) if (hits[row] === 0) found[row] = 0;
    }
    return found;
  }

  #hits(term: string): Uint8Array {
    const table = this.#table;
    const hits = new Uint8Array(table.count);
    const needle = encoder.encode(term);
    for (const name of textColumns) this.#mark(table[name], needle, (row) => (hits[row] = 1));
    for (const name of searchedWords) {
      const { words, codes } = table[name];
      const wordHits = new Uint8Array(words.count);
      let any = false;
      this.#mark(words, needle, (code) => {
        wordHits[code] = 1;
        any = true;
      });
      if (!any) continue;
      const { values } = codes;
      for (let row = 0; row < table.count; row += 1) if (wordHits[values[row] ?? 0] === 1) hits[row] = 1;
    }
    this.#markAmounts(term, hits);
    return hits;
  }

  /** An amount is found by its number, whichever way it went: `12.4`, `12.40` and `1,012.40`. */
  #markAmounts(term: string, hits: Uint8Array): void {
    const units = readUnits(term);
    if (units === undefined) return;
    const { values } = this.#table.amount;
    const negative = -units;
    for (let row = 0; row < hits.length; row += 1) {
      const amount = values[row];
      if (units !== 0n && (amount === units || amount === negative)) hits[row] = 1;
    }
  }

  #mark(column: TextColumn, needle: Uint8Array, hit: (place: number) => void): void {
    const { bytes, ends, count } = column;
    findAll(bytes, count === 0 ? 0 : column.end(count - 1), ends, needle, hit);
    const { wide } = this.folded(column);
    findAll(wide.bytes, wide.ends[wide.count - 1] ?? 0, wide.ends, needle, (place) => hit(wide.places[place] ?? 0));
  }
}

/**
 * Every text that has the needle, through all texts in one run (Boyer, Moore, Horspool).
 * @param needle folded
 * @param ends where each text ends, in growing order
 */
function findAll(
  bytes: Uint8Array,
  length: number,
  ends: Uint32Array,
  needle: Uint8Array,
  hit: (place: number) => void,
): void {
  const last = needle.length - 1;
  const lastByte = needle[last];
  const skip = new Uint32Array(256).fill(needle.length);
  for (let at = 0; at < last; at += 1) skip[needle[at] ?? 0] = last - at;
  // Capitals skip as far as their small letters.
  for (let byte = 65; byte <= 90; byte += 1) skip[byte] = skip[byte + 32] ?? 1;
  let place = 0;
  for (let at = last; at < length; ) {
    const byte = bytes[at] ?? 0;
    if (lowerCase[byte] === lastByte && matches(bytes, at - last, needle)) {
      const start = at - last;
      while ((ends[place] ?? 0) <= start) place += 1;
      const end = ends[place] ?? 0;
      if (at < end) {
        hit(place);
        at = end + last;
        continue;
      }
    }
    at += skip[byte] ?? 1;
  }
}

function matches(bytes: Uint8Array, start: number, needle: Uint8Array): boolean {
  for (let at = 0; at < needle.length; at += 1) {
    if (lowerCase[bytes[start + at] ?? 0] !== needle[at]) return false;
  }
  return true;
}
